/** The interface of checks, and their input. */

import type { RuleDecl, ScheduleDecl, TransactionDecl, WindowDecl } from '../ast-rules.ts';
import type { Module } from '../imports.ts';
import type { LoweredProgram } from '../lower/program.ts';
import type { RuleContext } from '../lower/rule.ts';
import type { ConstantValue, DurationPlan, EndingPlan, RulePlan, SchedulePlan, TransactionPlan, WindowPlan } from '../plan.ts';
import type { Report } from '../report.ts';
import type { Symbols } from '../symbols.ts';

/** A program with its resolved names, types and state machines. */
export interface Checked {
  modules: readonly Module[];
  symbols: Symbols;
  program: LoweredProgram;
}

/** One rule, as written and as lowered. */
export interface CheckedRule<Declaration, Plan> {
  decl: Declaration;
  plan: Plan;
  context: RuleContext;
  report: Report;
  program: LoweredProgram;
}

export type CheckedTransaction = CheckedRule<TransactionDecl, TransactionPlan>;
export type CheckedWindow = CheckedRule<WindowDecl, WindowPlan>;
export type CheckedSchedule = CheckedRule<ScheduleDecl, SchedulePlan>;

/** One check. Each of its methods is called for everything of the respective kind, `rule` for rules of any. */
export interface Check {
  program?(checked: Checked): void;
  rule?(rule: CheckedRule<RuleDecl, RulePlan>): void;
  transaction?(rule: CheckedTransaction): void;
  window?(rule: CheckedWindow): void;
  schedule?(rule: CheckedSchedule): void;
}

/** The value of a duration, or of the param that holds it; undefined if the param has an error. */
export function microsOf(span: DurationPlan | undefined, { params }: LoweredProgram): ConstantValue | undefined {
  return typeof span === 'object' ? params.find(({ name }) => name === span.param)?.value : span;
}

/** An ending as its author wrote it, without its conditions. */
export function endingText({ outcome, name, text }: EndingPlan): string {
  return name === undefined ? `${outcome} ${text}` : `${outcome} "${name}" ${text}`;
}
