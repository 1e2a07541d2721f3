/** The interface of checks, and their input. */

import type { ScheduleDecl, TransactionDecl, WindowDecl } from '../ast-rules.ts';
import type { Module } from '../imports.ts';
import type { LoweredProgram } from '../lower/program.ts';
import type { RuleContext } from '../lower/rule.ts';
import type { SchedulePlan, TransactionPlan, WindowPlan } from '../plan.ts';
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

/** One check. Each of its methods is called for everything of the respective kind. */
export interface Check {
  program?(checked: Checked): void;
  transaction?(rule: CheckedTransaction): void;
  window?(rule: CheckedWindow): void;
  schedule?(rule: CheckedSchedule): void;
}
