/** The public API: compile rules and test them, run them over logs or over lines, read what came of it. */

export type { Edit, Fix } from './dsl/diagnostic.ts';
export type { OutcomeWord, Plan, Severity } from './dsl/plan.ts';
export { loadPlan } from './dsl/plan-schema.ts';
export type { TestPlan } from './dsl/test-plan.ts';
export { Correlator } from './library/correlator.ts';
export type { LineSource } from './library/line-source.ts';
export { type LogOptions, runLogs } from './library/logs.ts';
export type { RunOptions } from './library/options.ts';
export type { PlacedRecord, ReportedOutcome } from './library/reported-outcome.ts';
export { type CompiledRules, compileRules, type PlacedDiagnostic, runTests, type TestFailure, type TestResult } from './library/rules.ts';
export type { InputArgument } from './runtime/inputs/paths.ts';
export type { InputProblem } from './runtime/inputs/problem.ts';
export type { OutcomeKey, ReasonCode, Value } from './runtime/record.ts';
export type { Summary } from './runtime/report/summary.ts';
export { summaryJson } from './runtime/report/summary-json.ts';
export { summaryText } from './runtime/report/summary-text.ts';
