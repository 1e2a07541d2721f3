/** Years and dates of stamps, on numbers; times are microseconds since 1970. */

import { daysInMonth, daysSinceEpoch } from '../../../calendar.ts';
import { DAY } from '../../values/time-units.ts';

/** The year of a time, UTC. */
export function yearOf(time: number): number {
  const days = Math.floor(time / DAY);
  const guess = 1970 + Math.floor(days / 365.2425);
  if (daysSinceEpoch(guess, 1, 1) > days) return guess - 1;
  return daysSinceEpoch(guess + 1, 1, 1) <= days ? guess + 1 : guess;
}

/** The date of the first stamp of a source that has none, or only its year. */
export interface GivenDate {
  year: number;
  /** Days since 1970. */
  day?: number;
}

/** The years of which all times are safe integers of microseconds. */
export const YEARS = { first: 1685, last: 2254 };

export function isYear(year: number): boolean {
  return Number.isInteger(year) && year >= YEARS.first && year <= YEARS.last;
}

/** Reads `2024-05-01`; undefined if there is no such date, or its times are no safe integers. */
export function dateOf(text: string): GivenDate | undefined {
  const [year = 0, month = 0, day = 0] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.slice(1).map(Number) ?? [];
  return isYear(year) && day >= 1 && day <= daysInMonth(year, month) ? { year, day: daysSinceEpoch(year, month, day) } : undefined;
}
