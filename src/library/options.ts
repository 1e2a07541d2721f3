/** What programs say of a run of rules. */

import { isZone } from '../dsl/builtins.ts';
import type { Plan } from '../dsl/plan.ts';
import type { Value } from '../runtime/record.ts';
import type { ToldOutcome } from './told-outcome.ts';

/** How rules are run, over whatever. */
export interface RunOptions {
  /** Told of each outcome as it arises, but not of those that `report` holds back. */
  onOutcome: (outcome: ToldOutcome) => void;
  /** Values for `param`s, by name; durations are microseconds. What is absent has its default. */
  params?: ReadonlyMap<string, Value>;
  /** Microseconds by which records may be out of order; 0 by default. */
  lateness?: number;
  /** What becomes of a record that comes later than that; `deliver` by default. */
  late?: 'deliver' | 'drop';
  /** How many records an outcome lists; 100 by default. */
  recordLimit?: number;
  /** The IANA name of the zone of stamps that have none; `UTC` by default. */
  zone?: string;
  /** The year of the first stamp that has none; guessed by default. */
  year?: number;
}

/** @throws RangeError when there is no such zone, or no such param in the plan. */
export function checkOptions({ params }: Plan, { params: given = new Map(), zone = 'UTC' }: RunOptions): void {
  if (!isZone(zone)) throw new RangeError(`There is no time zone '${zone}'.`);
  for (const name of given.keys()) if (!params.some((param) => param.name === name)) throw new RangeError(`There is no param '${name}'.`);
}

/** A name that is neither a format of the program nor one that is built in. */
export function noFormat(name: string): RangeError {
  return new RangeError(`There is no format '${name}'.`);
}
