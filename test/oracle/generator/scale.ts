/** Other scales of time: what takes seconds in a program takes milliseconds in some, days in others; and logs begin at any date. */

import type { Random } from './random.ts';
import type { Text } from './text.ts';

export interface Scale {
  unit: 'ms' | 's' | 'm' | 'h' | 'd';
  /** The length of the unit in seconds. */
  seconds: number;
  /** Seconds after midnight of 1 March 2024 at which logs begin. */
  begin: number;
}

const UNITS: readonly Pick<Scale, 'unit' | 'seconds'>[] = [
  { unit: 'ms', seconds: 0.001 },
  { unit: 'm', seconds: 60 },
  { unit: 'h', seconds: 3600 },
  { unit: 'd', seconds: 86_400 },
];

/** A little before: the year ends, a leap day begins, clocks count beyond 31 bits of seconds, and from 1970 on. */
const DATES = ['2023-12-31T23:59:54Z', '2024-02-28T23:59:54Z', '2038-01-19T03:14:04Z', '1969-12-31T23:59:54Z', '2199-12-31T23:59:54Z'];

export function randomScale(random: Random): Scale {
  const { unit, seconds } = random.chance(0.15) ? random.pick(UNITS) : { unit: 's' as const, seconds: 1 };
  const begin = random.chance(0.1) ? (Date.parse(random.pick(DATES)) - Date.UTC(2024, 2, 1)) / 1000 : 0;
  return { unit, seconds, begin };
}

/** A program whose lengths of time are in another unit. */
export function scaled(program: Text, unit: Scale['unit']): Text {
  if (unit === 's') return program;
  return program.map((part) =>
    typeof part === 'string' ? part.replace(/\b(\d+)s\b/g, `$1${unit}`) : { optional: scaled(part.optional, unit) },
  );
}
