/** Which outcomes an output gets: those it wants, and at most one of equal ones per period. */

import type { ExprPlan, Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
import { Repeats } from '../repeats.ts';
import type { Period } from '../report/statistics.ts';
import { canonicalKey } from '../values/canonical.ts';
import { OutcomeExpression } from './outcome-expression.ts';

/** The compiled selection for the outcomes of a plan. */
export interface SelectionPlan {
  /** If absent, all are wanted. */
  where?: ExprPlan;
  /** Outcomes with the same rule, outcome and name are equal if these values are. */
  by?: readonly ExprPlan[];
}

/** What an output wants, as plain data: it is saved with the output's state. */
export interface Wanted {
  /** Counts by this period instead of outcomes. */
  statistics?: Period;
  /** A condition in the rule language; if absent, all outcomes are wanted. */
  where?: string;
  /** The least microseconds between two equal outcomes; if absent, all are reported. */
  oncePer?: number;
  /** Values in the rule language; if absent, only rule, outcome and name count. */
  by?: readonly string[];
}

/** Compiles what is wanted for the outcomes of a plan. */
export type Select = (wanted: Wanted, plan: Plan) => SelectionPlan;

interface Compiled {
  where: OutcomeExpression | undefined;
  by: readonly OutcomeExpression[];
}

const ALL: Compiled = { where: undefined, by: [] };

/** The most outcomes to remember: the most recent ones, and how many were held back of others. */
const MOST = 100_000;

export class Selection {
  /** Outcomes that were wanted but held back. */
  heldBack = 0;
  private readonly repeats: Repeats | undefined;
  private begun: { plan: Plan; environment: Environment } | undefined;
  private compiled: Compiled | undefined;

  constructor(
    readonly wanted: Wanted,
    private readonly select: Select,
  ) {
    this.repeats = wanted.oncePer === undefined ? undefined : new Repeats(wanted.oncePer, MOST, MOST);
  }

  /** Must be called when the plan of the outcomes changes. What was reported before still counts. */
  begin(plan: Plan, environment: Environment): void {
    this.begun = { plan, environment };
    this.compiled = undefined;
  }

  /** The same output with other wishes. What was reported recently still counts, if `by` is unchanged. */
  changedTo(wanted: Wanted): Selection {
    const changed = new Selection(wanted, this.select);
    changed.heldBack = this.heldBack;
    if (this.repeats && JSON.stringify(wanted.by) === JSON.stringify(this.wanted.by)) changed.restore(this.save());
    return changed;
  }

  /** The outcome to report, with the number of those held back before it; undefined if it is not reported. */
  take(outcome: Outcome): Outcome | undefined {
    if (this.wanted.statistics) return undefined;
    const { where, by } = (this.compiled ??= this.compile());
    if (where && where.valueIn(outcome) !== true) return undefined;
    if (!this.repeats) return outcome;
    const heldBack = this.repeats.admit(keyOf(outcome, by), outcome.end, 1 + outcome.heldBack);
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

  /** On first use: an output that is about to be removed may not fit the rules that are about to come. */
  private compile(): Compiled {
    const { wanted, begun } = this;
    if (!begun || (wanted.where === undefined && wanted.by === undefined)) return ALL;
    const { where, by = [] } = this.select(wanted, begun.plan);
    const { environment } = begun;
    return {
      where: where && new OutcomeExpression(where, environment),
      by: by.map((expr) => new OutcomeExpression(expr, environment)),
    };
  }
}

function keyOf(outcome: Outcome, by: readonly OutcomeExpression[]): string {
  const { rule, outcome: word, name } = outcome;
  return canonicalKey([rule, word, name, ...by.map((one) => one.valueIn(outcome))]);
}
