/** `report failure, timeout once per 1h by addr`: which outcomes are reported, and how often. It never affects counts and chains. */

import type { OutcomeWord, ReportingPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Evaluate } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
import { Repeats } from '../repeats.ts';
import { canonicalKey } from '../values/canonical.ts';
import type { Host } from './host.ts';
import type { RuleScope } from './scope.ts';

export class Reporting {
  private readonly wanted: { outcome: OutcomeWord; name?: string }[];
  /** Undefined if every wanted outcome is reported. */
  private readonly repeats: Repeats | undefined;
  private readonly by: Evaluate[];

  constructor(
    report: NonNullable<ReportingPlan['report']>,
    host: Host,
    private readonly scope: RuleScope,
    /** The most keys for which it remembers a number of held-back outcomes. */
    limit: number,
  ) {
    this.wanted = report.outcomes;
    this.repeats = report.oncePer === undefined ? undefined : new Repeats(host.micros(report.oncePer), limit);
    this.by = report.by.map((expr) => compileExpression(expr, host.environment));
  }

  /** Sets `isReported` and `heldBack`; the scope must point at the outcome. */
  decide(outcome: Outcome): void {
    outcome.isReported = this.wants(outcome);
    if (!outcome.isReported || !this.repeats) return;
    const heldBack = this.repeats.admit(this.keyOf(outcome), outcome.end);
    outcome.isReported = heldBack !== undefined;
    outcome.heldBack = heldBack ?? 0;
  }

  private wants({ outcome, name }: Outcome): boolean {
    if (this.wanted.length === 0) return true;
    return this.wanted.some((one) => one.outcome === outcome && (one.name === undefined || one.name === name));
  }

  private keyOf({ outcome, name }: Outcome): string {
    return canonicalKey([outcome, name, ...this.by.map((expr) => expr(this.scope))]);
  }

  /** Plain JSON, for {@link Reporting.restore}. */
  save(): unknown {
    return this.repeats?.save() ?? null;
  }

  restore(saved: unknown): void {
    if (saved !== null) this.repeats?.restore(saved);
  }
}
