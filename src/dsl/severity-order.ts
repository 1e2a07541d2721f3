/** Severities are ordered by rank, not alphabetically. */

import { SEVERITIES, type Severity } from './plan.ts';

/** Which severities are below or above a level, by number. */
const ORDERINGS: Readonly<Record<string, (severity: number, level: number) => boolean>> = {
  '<': (severity, level) => severity < level,
  '<=': (severity, level) => severity <= level,
  '>': (severity, level) => severity > level,
  '>=': (severity, level) => severity >= level,
};

export function isOrdering(operator: string): boolean {
  return operator in ORDERINGS;
}

/**
 * The severities for which an ordering is true: critical, alert and emergency for `>=` and `critical`; none for a text
 * that is not a level.
 */
export function severitiesThat(operator: string, level: string): Severity[] {
  const number = SEVERITIES.indexOf(level as Severity);
  return number < 0 ? [] : SEVERITIES.filter((_, severity) => ORDERINGS[operator]?.(severity, number));
}
