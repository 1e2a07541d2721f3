import type { Location, Outcome } from '../record.ts';

/** What is counted of an outcome; of its records the first and the last are asked for. */
export interface CountedOutcome extends Pick<Outcome, 'rule' | 'outcome' | 'name' | 'code' | 'reason' | 'keys' | 'begin' | 'end' | 'told'> {
  records: readonly Location[];
}
