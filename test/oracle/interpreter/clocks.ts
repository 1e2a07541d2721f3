/** Time zones, as implemented by JavaScript. Times are microseconds since 1970. */

import type { ClockPlan } from '../../../src/dsl/plan.ts';

const DAY = 86_400_000_000;

/** What was asked before, by zone and second: a locale is slow. */
const offsets = new Map<string, number>();

/** The offset of a zone from UTC at an instant, microseconds. */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const whole = Math.floor(instant / 1_000_000) * 1_000;
  const asked = `${zone} ${whole}`;
  const known = offsets.get(asked);
  if (known !== undefined) return known;
  // The Swedish locale formats times as `2024-03-01 12:00:00`.
  const shown = new Date(whole).toLocaleString('sv-SE', { timeZone: zone });
  const offset = (Date.parse(`${shown}Z`) - whole) * 1_000;
  offsets.set(asked, offset);
  return offset;
}

/** The local time of a zone at an instant, as if it were UTC. */
export const localTime = (instant: number, zone = 'UTC') => new Date(Math.floor((instant + offsetAt(instant, zone)) / 1_000));

/**
 * The instant of a local time: the first one if clocks are put back over it; later by the jump if they are put forward
 * over it.
 */
export function instantOf(local: number, zone: string): number {
  const [before, after] = [offsetAt(local - DAY, zone), offsetAt(local + DAY, zone)];
  const isSo = (offset: number) => offsetAt(local - offset, zone) === offset;
  return local - (isSo(before) || !isSo(after) ? before : after);
}

/** The first instant strictly after another at which clocks show this time. */
export function nextClock({ at, zone }: ClockPlan, after: number): number {
  const today = Math.floor((after + offsetAt(after, zone)) / DAY) * DAY + at;
  return [today - DAY, today, today + DAY].map((local) => instantOf(local, zone)).find((instant) => instant > after) ?? today;
}
