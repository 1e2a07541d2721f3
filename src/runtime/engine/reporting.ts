/** `report failure, timeout once per 1h by addr`: which outcomes are told, and how often. Never what is counted or chained. */

import type { OutcomeWord, TellingPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Evaluate } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
import { canonicalText } from '../values/canonical.ts';
import type { Host } from './host.ts';
import type { RuleScope } from './scope.ts';

interface Told {
  at: number;
  heldBack: number;
}

export class Reporting {
  private readonly wanted: { outcome: OutcomeWord; name?: string }[];
  private readonly per: number | undefined;
  private readonly by: Evaluate[];
  /** By outcome, name and values of `by`; the one told longest ago first. */
  private readonly last = new Map<string, Told>();
  /** How many were held back of those whose next is told anyway, the oldest first. */
  private readonly owed = new Map<string, number>();

  constructor(
    report: NonNullable<TellingPlan['report']>,
    host: Host,
    private readonly scope: RuleScope,
    /** How many it owes a number at most. */
    private readonly limit: number,
  ) {
    this.wanted = report.outcomes;
    this.per = report.oncePer === undefined ? undefined : host.micros(report.oncePer);
    this.by = report.by.map((expr) => compileExpression(expr, host.environment));
  }

  /** Sets `told` and `heldBack`; the scope must point at the outcome. */
  decide(outcome: Outcome): void {
    outcome.told = this.wants(outcome);
    if (!outcome.told || this.per === undefined) return;
    this.settle(outcome.end - this.per);
    const key = this.keyOf(outcome);
    const last = this.last.get(key);
    if (last && outcome.end < last.at + this.per) {
      last.heldBack++;
      outcome.told = false;
      return;
    }
    outcome.heldBack = last?.heldBack ?? this.owed.get(key) ?? 0;
    this.owed.delete(key);
    this.last.delete(key);
    this.last.set(key, { at: outcome.end, heldBack: 0 });
  }

  private wants({ outcome, name }: Outcome): boolean {
    if (this.wanted.length === 0) return true;
    return this.wanted.some((one) => one.outcome === outcome && (one.name === undefined || one.name === name));
  }

  private keyOf({ outcome, name }: Outcome): string {
    const values = this.by.map((expr) => expr(this.scope));
    return JSON.stringify([outcome, name ?? null, ...values.map((value) => (value === undefined ? null : canonicalText(value)))]);
  }

  /** What was told by then need not be known any more, but for how many it has held back. */
  private settle(by: number): void {
    for (const [key, { at, heldBack }] of this.last) {
      if (at > by) return;
      this.last.delete(key);
      if (heldBack > 0) this.owe(key, heldBack);
    }
  }

  private owe(key: string, heldBack: number): void {
    this.owed.set(key, heldBack);
    if (this.owed.size <= this.limit) return;
    for (const oldest of this.owed.keys()) {
      this.owed.delete(oldest);
      return;
    }
  }

  /** Plain JSON, for {@link Reporting.restore}. */
  save(): unknown {
    return { last: Array.from(this.last, ([key, { at, heldBack }]) => [key, at, heldBack]), owed: [...this.owed] };
  }

  restore(saved: unknown): void {
    const { last, owed } = saved as { last: [string, number, number][]; owed: [string, number][] };
    for (const [key, at, heldBack] of last) this.last.set(key, { at, heldBack });
    for (const [key, heldBack] of owed) this.owed.set(key, heldBack);
  }
}
