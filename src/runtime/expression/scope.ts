import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { OutcomeField, Plan } from '../../dsl/plan.ts';
import type { Match, Value } from '../record.ts';

/** What an expression can see while it is evaluated. Parts that its place does not have answer `undefined`. */
export interface Scope {
  /** The record in hand. */
  readonly match: Match | undefined;
  /** The last record that a capture took. */
  capture(index: number): Match | undefined;
  summary(index: number): Value | undefined;
  lookback(index: number): Value | undefined;
  key(key: number, part: number): Value | undefined;
  outcome(field: OutcomeField): Value | undefined;
  emitted(name: string): Value | undefined;
}

const nothing = () => undefined;

/** What an expression sees of a record alone, or of nothing at all. */
export function recordScope(match: Match | undefined): Scope {
  return { match, capture: nothing, summary: nothing, lookback: nothing, key: nothing, outcome: nothing, emitted: nothing };
}

/** What an expression needs when it is compiled. */
export interface Environment {
  records: readonly RecordPlan[];
  /** The values of the program's params for this run. */
  params: ReadonlyMap<string, Value>;
  tables: Plan['tables'];
  /** Told each time integer arithmetic left ±2^53 and gave a missing value. */
  onOverflow?: () => void;
}

/** A compiled expression; `undefined` is a missing value. Never throws. */
export type Evaluate = (scope: Scope) => Value | undefined;
