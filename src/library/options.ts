/** Options of a run of rules. */

import { isZone } from '../dsl/builtins.ts';
import type { Plan } from '../dsl/plan.ts';
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
}

/** @throws RangeError for an unknown zone, or a param that the plan does not have. */
export function checkOptions({ params }: Plan, { params: given = new Map(), zone = 'UTC' }: RunOptions): void {
  if (!isZone(zone)) throw new RangeError(`There is no time zone '${zone}'.`);
  for (const name of given.keys()) if (!params.some((param) => param.name === name)) throw new RangeError(`There is no param '${name}'.`);
}

/** The error for a name that is neither a format of the program nor built in. */
export function noFormat(name: string): RangeError {
  return new RangeError(`There is no format '${name}'.`);
}
