/** Options of a run of rules. */

import { isZone } from '../dsl/builtins.ts';
import type { Plan } from '../dsl/plan.ts';
import { dateOf } from '../runtime/decode/calendar.ts';
import { LINE_BOUNDS, READ_LIMITS } from '../runtime/inputs/limits.ts';
import type { Value } from '../runtime/record.ts';
import type { ReportedOutcome } from './reported-outcome.ts';

/** Options of any run. */
export interface RunOptions {
  /** Called for each outcome as it arises, except those suppressed by `report`. */
  onOutcome: (outcome: ReportedOutcome) => void;
  /** Values for `param`s by name; durations are microseconds. Absent ones have their defaults. */
  params?: ReadonlyMap<string, Value>;
  /** How far records may be out of order, microseconds; 0 by default. */
  lateness?: number;
  /** What happens to a record that is later than that; `deliver` by default. */
  late?: 'deliver' | 'drop';
  /** The maximum number of records listed in an outcome; 100 by default. */
  recordLimit?: number;
  /** The IANA zone of stamps without one; `UTC` by default. */
  zone?: string;
  /** The year of the first stamp without one; guessed by default. */
  year?: number;
  /** In place of `year`, the date of the first stamp without one: `2024-05-01`. */
  date?: string;
  /** The longest line in bytes, from 480 to 16 MiB; a longer one is cut. 64 KiB by default. */
  maxLine?: number;
}

/** @throws RangeError for an unknown zone or date, a param that the plan does not have, or an impossible length of lines. */
export function checkOptions(
  { params }: Plan,
  { params: given = new Map(), zone = 'UTC', date, maxLine = READ_LIMITS.maxLine }: RunOptions,
): void {
  if (!isZone(zone)) throw new RangeError(`There is no time zone '${zone}'.`);
  if (date !== undefined && !dateOf(date)) throw new RangeError(`'${date}' is not a date, as in 2024-05-01.`);
  for (const name of given.keys()) if (!params.some((param) => param.name === name)) throw new RangeError(`There is no param '${name}'.`);
  const { least, greatest, text } = LINE_BOUNDS;
  if (!(maxLine >= least && maxLine <= greatest)) throw new RangeError(`maxLine must be ${text}, in bytes.`);
}

/** The error for a name that is neither a format of the program nor built in. */
export function noFormat(name: string): RangeError {
  return new RangeError(`There is no format '${name}'.`);
}
