/** Time zones, as implemented by JavaScript. Times are microseconds since 1970. */

import type { ClockPlan } from '../../../src/dsl/plan.ts';

const DAY = 86_400_000_000;

/** The offset of a zone from UTC at an instant, microseconds. */
export function offsetAt(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1_000_000) * 1_000;
  // The Swedish locale formats times as `2024-03-01 12:00:00`.
  const shown = zone === 'UTC' ? '' : new Date(whole).toLocaleString('sv-SE', { timeZone: zone });
  return shown === '' ? 0 : (Date.parse(`${shown}Z`) - whole) * 1_000;
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
