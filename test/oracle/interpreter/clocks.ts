/** Time zones, as implemented by JavaScript. Times are microseconds since 1970. */

import type { ClockPlan } from '../../../src/dsl/plan.ts';

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;

/** The local time of a zone, of each that was asked for: to make one is slow. The Swedish locale writes times as `2024-03-01 12:00:00`. */
const shownIn = new Map<string, (instant: number) => string>();

function localeOf(zone: string): (instant: number) => string {
  const known = shownIn.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format;
  shownIn.set(zone, known);
  return known;
}

/** The offset of a zone from UTC at an instant, microseconds. */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const whole = Math.floor(instant / SECOND) * 1_000;
  return (Date.parse(`${localeOf(zone)(whole)}Z`) - whole) * 1_000;
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

/** When the offset of a zone changed in the day before an instant, in whole seconds; undefined if it did not. */
function changeBefore(instant: number, zone: string): number | undefined {
  const offset = offsetAt(instant, zone);
  if (offsetAt(instant - DAY, zone) === offset) return undefined;
  let [low, high] = [Math.floor((instant - DAY) / SECOND), Math.floor(instant / SECOND)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND, zone) === offset) high = middle;
    else low = middle;
  }
  return high * SECOND;
}

/** The first instant at which local time has reached a value. */
function reachedAt(local: number, zone: string): number {
  const instant = instantOf(local, zone);
  return instant + offsetAt(instant, zone) === local ? instant : (changeBefore(instant, zone) ?? instant);
}

/**
 * The bucket of an instant. Buckets follow local time, and each other: what is repeated belongs to the bucket reached
 * before. Where clocks change by a multiple of the span, buckets keep their length.
 */
export function bucketOf(time: number, span: number, zone: string): { begin: number; end: number } {
  const offset = offsetAt(time, zone);
  const change = changeBefore(time, zone);
  const passed = change === undefined ? time + offset : change - 1 + offsetAt(change - 1, zone);
  const local = Math.floor(Math.max(time + offset, passed) / span) * span;
  const edge = (reached: number, even: number) => ((even - reached) % span === 0 ? even : reached);
  const begin = edge(reachedAt(local, zone), Math.floor((time + offset) / span) * span - offset);
  return { begin, end: edge(reachedAt(local + span, zone), begin + span) };
}

/** The first instant strictly after another at which clocks show this time. */
export function nextClock({ at, zone }: ClockPlan, after: number): number {
  const today = Math.floor((after + offsetAt(after, zone)) / DAY) * DAY + at;
  return [today - DAY, today, today + DAY].map((local) => instantOf(local, zone)).find((instant) => instant > after) ?? today;
}
