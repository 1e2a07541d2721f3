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

/** What one output wants, as plain data: it is saved beside what was told. */
export interface Wanted {
  /** A condition of the rule language; absent: all are wanted. */
  where?: string;
  /** Microseconds from one outcome to the next that is the same; absent: all are told. */
  oncePer?: number;
  /** Values of the rule language; absent: only rule, outcome and name count. */
  by?: readonly string[];
}

/** Compiles what is wanted for the outcomes of a plan. */
export type Select = (wanted: Wanted, plan: Plan) => SelectionPlan;

interface Compiled {
  filter: OutcomeFilter | undefined;
  by: readonly OutcomeExpression[];
}

const ALL: Compiled = { filter: undefined, by: [] };

/** How many it remembers: those told last, and how many were held back of others. */
const MOST = 100_000;

export class Selection {
  /** Outcomes that were wanted, and held back. */
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

  /** From here on outcomes are those of this plan. What was told before counts still. */
  begin(plan: Plan, environment: Environment): void {
    this.begun = { plan, environment };
    this.compiled = undefined;
  }

  /** The same output when it wants something else. What was told lately counts still, if the same values make outcomes the same. */
  changedTo(wanted: Wanted): Selection {
    const changed = new Selection(wanted, this.select);
    changed.heldBack = this.heldBack;
    if (this.repeats && JSON.stringify(wanted.by) === JSON.stringify(this.wanted.by)) changed.restore(this.save());
    return changed;
  }

  /** The outcome as it is to be told, with how many were held back before it; undefined: it is not. */
  take(outcome: Outcome): Outcome | undefined {
    const { filter, by } = (this.compiled ??= this.compile());
    if (filter?.accepts(outcome) === false) return undefined;
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

  /** When it is first needed: an output that is about to go may not be able to answer to the rules that are about to come. */
  private compile(): Compiled {
    const { wanted, begun } = this;
    if (!begun || (wanted.where === undefined && wanted.by === undefined)) return ALL;
    const { where, by = [] } = this.select(wanted, begun.plan);
    const { environment } = begun;
    return {
      filter: where && new OutcomeFilter(where, environment),
      by: by.map((expr) => new OutcomeExpression(expr, environment)),
    };
  }
}

function keyOf(outcome: Outcome, by: readonly OutcomeExpression[]): string {
  const { rule, outcome: word, name } = outcome;
  return canonicalKey([rule, word, name, ...by.map((one) => one.valueIn(outcome))]);
}
