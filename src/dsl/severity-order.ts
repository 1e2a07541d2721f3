/** Severities have an order, which is not that of their letters. */

import { SEVERITIES, type Severity } from './plan.ts';

/** Which severities are before or behind a level, by their numbers. */
const ORDERINGS: Readonly<Record<string, (severity: number, level: number) => boolean>> = {
  '<': (severity, level) => severity < level,
  '<=': (severity, level) => severity <= level,
  '>': (severity, level) => severity > level,
  '>=': (severity, level) => severity >= level,
};

export function isOrdering(operator: string): boolean {
  return operator in ORDERINGS;
}

/** The severities of which an ordering holds: critical, alert and emergency for `>=` and `critical`; none beside a text that is no level. */
export function severitiesThat(operator: string, level: string): Severity[] {
  const number = SEVERITIES.indexOf(level as Severity);
  return number < 0 ? [] : SEVERITIES.filter((_, severity) => ORDERINGS[operator]?.(severity, number));
}
