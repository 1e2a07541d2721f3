/** Which outcomes one output gets: those that it wants, and of those that are the same one in so long. */

import type { ExprPlan, Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
import { Repeats } from '../repeats.ts';
import { canonicalKey } from '../values/canonical.ts';
import { OutcomeExpression, OutcomeFilter } from './outcome-filter.ts';

/** Compiled for the outcomes of a plan. */
export interface SelectionPlan {
  /** Absent: all are wanted. */
  where?: ExprPlan;
  /** Outcomes of one rule, outcome and name are the same if these values are. */
  by?: readonly ExprPlan[];
}

export interface SelectionSpec {
  /** Microseconds from one outcome to the next that is the same; absent: all are told. */
  oncePer?: number;
  /** Absent: all are wanted, and only rule, outcome and name count. */
  select?(plan: Plan): SelectionPlan;
}

/** How many it remembers: those told last, and how many were held back of others. */
const MOST = 100_000;

export class Selection {
  /** Outcomes that were wanted, and held back. */
  heldBack = 0;
  private readonly repeats: Repeats | undefined;
  private filter: OutcomeFilter | undefined;
  private by: readonly OutcomeExpression[] = [];

  constructor(private readonly spec: SelectionSpec) {
    this.repeats = spec.oncePer === undefined ? undefined : new Repeats(spec.oncePer, MOST, MOST);
  }

  /** From here on outcomes are those of this plan. What was told before counts still. */
  begin(plan: Plan, environment: Environment): void {
    const { where, by = [] } = this.spec.select?.(plan) ?? {};
    this.filter = where && new OutcomeFilter(where, environment);
    this.by = by.map((expr) => new OutcomeExpression(expr, environment));
  }

  /** The outcome as it is to be told, with how many were held back before it; undefined: it is not. */
  take(outcome: Outcome): Outcome | undefined {
    if (this.filter?.accepts(outcome) === false) return undefined;
    if (!this.repeats) return outcome;
    const heldBack = this.repeats.admit(this.keyOf(outcome), outcome.end, 1 + outcome.heldBack);
    if (heldBack === undefined) {
      this.heldBack++;
      return undefined;
    }
    return heldBack === 0 ? outcome : { ...outcome, heldBack: outcome.heldBack + heldBack };
  }

  /** Plain JSON, for {@link Selection.restore}. */
  save(): unknown {
    return this.repeats?.save() ?? null;
  }

  restore(saved: unknown): void {
    if (saved) this.repeats?.restore(saved);
  }

  private keyOf(outcome: Outcome): string {
    const { rule, outcome: word, name } = outcome;
    return canonicalKey([rule, word, name, ...this.by.map((one) => one.valueIn(outcome))]);
  }
}
