/** Text to Plan: the phases in order. Every phase works on what the one before managed to give. */

import { checkProgram } from './checks/index.ts';
import { checkUnused } from './checks/unused.ts';
import type { Diagnostic } from './diagnostic.ts';
import { load, type Module, type SourceReader } from './imports.ts';
import { type LoweredProgram, lowerProgram } from './lower/program.ts';
import { lowerTests } from './lower/tests.ts';
import { addMeanings } from './meaning.ts';
import { PLAN_VERSION, type Plan } from './plan.ts';
import { Report } from './report.ts';
import type { Source } from './source.ts';
import { suppress } from './suppress.ts';
import { type Reference, resolveSymbols, type Symbols } from './symbols.ts';
import type { TestPlan } from './test-plan.ts';

export type { SourceReader } from './imports.ts';

export interface Compiled {
  /** Present exactly when there is no error. */
  plan?: Plan;
  tests: TestPlan[];
  /** In order of files, then of places. */
  diagnostics: Diagnostic[];
  sources: Map<string, Source>;
  /** Files with their trees, those that are imported first. */
  modules: Module[];
  /** Where each declared name is used. */
  references: Reference[];
  /** What the phases made of the modules, for tools. Absent when a phase failed, which is told as `internal-error`. */
  symbols?: Symbols;
  program?: LoweredProgram;
}

/**
 * Compiles the files named by `entries` and all that they import. Mistakes are diagnostics, all in one go;
 * nothing is thrown for any text.
 */
export function compile(reader: SourceReader, entries: readonly string[]): Compiled {
  const { modules, sources, diagnostics } = load(reader, entries);
  const compiled: Compiled = { tests: [], diagnostics, sources, modules, references: [] };
  try {
    runPhases(compiled, reader);
  } catch (error) {
    const [entry = ''] = entries;
    new Report(entry, diagnostics).add({ start: 0, end: 0 }, 'internal-error', [error instanceof Error ? error.message : String(error)]);
  }
  compiled.diagnostics = suppress(sorted(diagnostics, sources), modules);
  if (compiled.diagnostics.some(({ severity }) => severity === 'error')) delete compiled.plan;
  return compiled;
}

function runPhases(compiled: Compiled, reader: SourceReader): void {
  const { modules, diagnostics } = compiled;
  const symbols = resolveSymbols(modules);
  compiled.symbols = symbols;
  compiled.references = symbols.references;
  const program = lowerProgram(modules, symbols, reader);
  compiled.program = program;
  compiled.tests = modules.filter(({ entry }) => entry).flatMap((module) => lowerTests(module, program));
  const checked = { modules, symbols, program };
  checkProgram(checked, diagnostics);
  if (diagnostics.some(({ severity }) => severity === 'error')) return;
  checkUnused(checked);
  compiled.plan = planOf(program);
  addMeanings(compiled.plan);
}

function planOf({ params, tables, formats, records, rules }: LoweredProgram): Plan {
  return { plan: PLAN_VERSION, requires: [], meaning: '', params, tables, formats, records, rules: rules.map(({ plan }) => plan) };
}

/** By file, then by place; what is told twice of one place is told once. */
function sorted(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, Source>): Diagnostic[] {
  const order = [...sources.keys()];
  const unique = new Map(diagnostics.map((one) => [`${one.file} ${one.start} ${one.end} ${one.code} ${one.message}`, one]));
  return [...unique.values()].sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.start - b.start || a.end - b.end);
}
