/** The public API: compile rules, run them over matches or logs, read what came of it. */

export { type Compiled, compile, type SourceReader } from './dsl/compiler.ts';
export type { Diagnostic, Edit, Fix } from './dsl/diagnostic.ts';
export { canonicalJson } from './dsl/meaning.ts';
export type { Plan } from './dsl/plan.ts';
export { loadPlan } from './dsl/plan-schema.ts';
export type { TestPlan } from './dsl/test-plan.ts';
export type { RuleCounters, RunCounters } from './runtime/counters.ts';
export { Engine, type EngineOptions } from './runtime/engine/engine.ts';
export { type OpenOptions, openInputs } from './runtime/inputs/open.ts';
export { expandInputs, type InputArgument } from './runtime/inputs/paths.ts';
export type { InputProblem } from './runtime/inputs/problem.ts';
export { CsvSink } from './runtime/outputs/csv.ts';
export { JsonSink, NdjsonSink } from './runtime/outputs/ndjson.ts';
export type { Sink, Write } from './runtime/outputs/sink.ts';
export { Pipeline, type PipelineOptions } from './runtime/pipeline.ts';
export type { Match, Outcome, Value } from './runtime/record.ts';
export type { Summary } from './runtime/report/summary.ts';
export { summaryJson } from './runtime/report/summary-json.ts';
export { summaryText } from './runtime/report/summary-text.ts';
export { Totals } from './runtime/report/totals.ts';
export { runTest, type TestResult } from './runtime/rule-tests.ts';
