/** The proleptic Gregorian calendar, on numbers. Months and days count from 1; times are microseconds since 1970. */

import { DAY } from '../../values/time-units.ts';

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Days from 1970-01-01 to a date. Years are counted from March to February, so that the leap day is the last of its year. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

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
