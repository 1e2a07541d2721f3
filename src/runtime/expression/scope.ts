import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { OutcomeField, Plan } from '../../dsl/plan.ts';
import type { Match, Value } from '../record.ts';

/** What an expression can see during evaluation. Parts that do not exist in its place return undefined. */
export interface Scope {
  /** The current record. */
  readonly match: Match | undefined;
  /** The last record taken by a capture. */
  capture(index: number): Match | undefined;
  summary(index: number): Value | undefined;
  lookback(index: number): Value | undefined;
  key(key: number, part: number): Value | undefined;
  outcome(field: OutcomeField): Value | undefined;
  emitted(name: string): Value | undefined;
}

const nothing = () => undefined;

/** The scope of an expression that sees one record alone, or nothing. */
export function recordScope(match: Match | undefined): Scope {
  return { match, capture: nothing, summary: nothing, lookback: nothing, key: nothing, outcome: nothing, emitted: nothing };
}

/** What an expression needs when it is compiled. */
export interface Environment {
  records: readonly RecordPlan[];
  /** The values of the program's params for this run. */
  params: ReadonlyMap<string, Value>;
  tables: Plan['tables'];
  /** Called each time integer arithmetic leaves ±2^53 and yields a missing value. */
  onOverflow?: () => void;
}

/** A compiled expression; returns undefined for a missing value. Never throws. */
export type Evaluate = (scope: Scope) => Value | undefined;
