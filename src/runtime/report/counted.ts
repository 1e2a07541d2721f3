import type { Location, Outcome } from '../record.ts';

/** The counted parts of an outcome; of its records only the first and the last are used. */
export interface CountedOutcome
  extends Pick<Outcome, 'rule' | 'outcome' | 'name' | 'code' | 'reason' | 'keys' | 'begin' | 'end' | 'isReported'> {
  records: readonly Location[];
}
