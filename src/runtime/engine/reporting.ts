/** `report failure, timeout once per 1h by addr`: which outcomes are told, and how often. Never what is counted or chained. */

import type { OutcomeWord, TellingPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Evaluate } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
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

  constructor(
    report: NonNullable<TellingPlan['report']>,
    host: Host,
    private readonly scope: RuleScope,
  ) {
    this.wanted = report.outcomes;
    this.per = report.oncePer === undefined ? undefined : host.micros(report.oncePer);
    this.by = report.by.map((expr) => compileExpression(expr, host.environment));
  }

  /** Sets `told` and `heldBack`. */
  decide(outcome: Outcome): void {
    outcome.told = this.wants(outcome);
    if (!outcome.told || this.per === undefined) return;
    const key = JSON.stringify([outcome.outcome, outcome.name ?? null, ...this.by.map((expr) => [expr(this.scope)])]);
    const last = this.last.get(key);
    if (last && outcome.end < last.at + this.per) {
      last.heldBack++;
      outcome.told = false;
      return;
    }
    outcome.heldBack = last?.heldBack ?? 0;
    this.last.delete(key);
    this.last.set(key, { at: outcome.end, heldBack: 0 });
    this.forget(outcome.end - this.per);
  }

  private wants({ outcome, name }: Outcome): boolean {
    if (this.wanted.length === 0) return true;
    return this.wanted.some((one) => one.outcome === outcome && (one.name === undefined || one.name === name));
  }

  /** What was told so long ago that the next is told anyway, and that held nothing back, need not be known. */
  private forget(before: number): void {
    for (const [key, told] of this.last) {
      if (told.at > before || told.heldBack > 0) return;
      this.last.delete(key);
    }
  }

  save(): unknown {
    return [...this.last].map(([key, { at, heldBack }]) => [key, at, heldBack]);
  }

  restore(saved: unknown): void {
    this.last.clear();
    for (const [key, at, heldBack] of saved as [string, number, number][]) this.last.set(key, { at, heldBack });
  }
}
