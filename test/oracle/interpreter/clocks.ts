/** Clocks of the zones of the world, as JavaScript knows them. Times are microseconds since 1970. */

import type { ClockPlan } from '../../../src/dsl/plan.ts';

const DAY = 86_400_000_000;

/** How many microseconds a zone is before UTC at an instant. */
export function offsetAt(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1_000_000) * 1_000;
  // Swedish clocks show `2024-03-01 12:00:00`.
  const shown = zone === 'UTC' ? '' : new Date(whole).toLocaleString('sv-SE', { timeZone: zone });
  return shown === '' ? 0 : (Date.parse(`${shown}Z`) - whole) * 1_000;
}

/** What clocks of a zone show at an instant, as if it were UTC. */
export const localTime = (instant: number, zone = 'UTC') => new Date(Math.floor((instant + offsetAt(instant, zone)) / 1_000));

/** When clocks show a time: at its first passage where they are put back, later by the jump where they are put forward over it. */
export function instantOf(local: number, zone: string): number {
  const [before, after] = [offsetAt(local - DAY, zone), offsetAt(local + DAY, zone)];
  const isSo = (offset: number) => offsetAt(local - offset, zone) === offset;
  return local - (isSo(before) || !isSo(after) ? before : after);
}

/** The first instant strictly after another at which clocks say so. */
export function nextClock({ at, zone }: ClockPlan, after: number): number {
  const today = Math.floor((after + offsetAt(after, zone)) / DAY) * DAY + at;
  return [today - DAY, today, today + DAY].map((local) => instantOf(local, zone)).find((instant) => instant > after) ?? today;
}
