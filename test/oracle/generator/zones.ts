/** Zones in generated programs, and the moments in logs at which their clocks change. */

import type { Random } from './random.ts';

interface Zone {
  name: string;
  /** What clocks show when most logs begin, at midnight of UTC on 1 March 2024; and around their changes. */
  hours: readonly string[];
  /** Seconds after that midnight at which clocks are put forward, or back. */
  changes: readonly number[];
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Offsets of zones are multiples of most spans, but not of seven seconds. Lord Howe changes by half an hour. */
export const ZONES: readonly Zone[] = [
  { name: 'Europe/Paris', hours: ['01:00', '01:00', '02:00', '03:00'], changes: [30 * DAY + HOUR, 240 * DAY + HOUR] },
  { name: 'Australia/Lord_Howe', hours: ['11:00', '01:30', '02:00', '02:30'], changes: [36 * DAY + 15 * HOUR, 218 * DAY + 15.5 * HOUR] },
  { name: 'America/St_Johns', hours: ['20:30', '01:00', '02:00', '03:00'], changes: [9 * DAY + 5.5 * HOUR, 247 * DAY + 4.5 * HOUR] },
  { name: 'Asia/Kathmandu', hours: ['05:45'], changes: [] },
];

/** A clock within a log. */
export function clock(random: Random, least: number, most: number): string {
  const second = 10 + random.int(least, most);
  if (random.chance(0.5)) return `by 00:00:${second}`;
  const { name, hours } = random.chance(0.5) ? (ZONES[0] as Zone) : random.pick(ZONES);
  return `by ${random.pick(hours)}:${second} zone "${name}"`;
}

/** A moment at which a clock that the program reads changes; undefined if there is none. */
export function changeFor(random: Random, program: string): number | undefined {
  const [zone] = random.shuffled(ZONES.filter(({ name, changes }) => changes.length > 0 && program.includes(name)));
  return zone && random.pick(zone.changes);
}
