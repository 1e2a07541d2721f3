/** Times of day, and time zones. */

import type { StringLiteral } from '../ast.ts';
import type { ClockTrigger } from '../ast-rules.ts';
import { isZone } from '../builtins.ts';
import type { ClockPlan } from '../plan.ts';
import type { Report } from '../report.ts';

/** `zone "Europe/Paris"`: the name of the zone; undefined if none is written, or it does not exist, which is reported. */
export function lowerZone(zone: StringLiteral | undefined, report: Report): string | undefined {
  if (!zone || isZone(zone.value)) return zone?.value;
  report.add(zone, 'unknown-zone', [zone.value]);
  return undefined;
}

/** `by 06:00 zone "Europe/Paris"`; undefined if there is no such time, which was reported. */
export function lowerClock({ time, zone }: ClockTrigger, report: Report): ClockPlan | undefined {
  return !time || Number.isNaN(time.micros) ? undefined : { at: time.micros, zone: lowerZone(zone, report) ?? 'UTC' };
}
