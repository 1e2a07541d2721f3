/** Clocks of the zones of the world, as `Intl` knows them. */

import type { ClockPlan } from '../../../src/dsl/plan.ts';

const DAY = 86_400_000_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const units = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...units });
  clocks.set(zone, clock);
  return clock;
}

/** How many microseconds a zone is before UTC at an instant. */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const whole = Math.floor(instant / 1_000_000) * 1_000_000;
  const parts = new Map(
    clockOf(zone)
      .formatToParts(whole / 1_000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day, hour, minute, second] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(
    (unit) => parts.get(unit) ?? 0,
  ) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1_000 - whole;
}

/** What clocks of a zone show at an instant, as if it were UTC. */
export function localTime(instant: number, zone = 'UTC'): Date {
  return new Date(Math.floor((instant + offsetAt(instant, zone)) / 1_000));
}

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
