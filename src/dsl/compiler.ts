/** Text to Plan: the phases in order. Every phase works on what the one before managed to give. */

import { checkProgram } from './checks/index.ts';
import { checkUnused } from './checks/unused.ts';
import type { Diagnostic } from './diagnostic.ts';
import { load, type Module, type SourceReader } from './imports.ts';
import { type LoweredProgram, lowerProgram } from './lower/program.ts';
import { lowerTests } from './lower/tests.ts';
import { addMeanings } from './meaning.ts';
import type { RecordPlan } from './pattern-plan.ts';
import { type FormatPlan, PLAN_VERSION, type Plan } from './plan.ts';
import { Report } from './report.ts';
import type { Source } from './source.ts';
import { suppress } from './suppress.ts';
import { resolveSymbols, type Symbols } from './symbols.ts';
import type { TestPlan } from './test-plan.ts';

export interface Compiled {
  /** There is one exactly when there is no error. It is worked out when it is asked for: who only checks does without. */
  readonly plan: Plan | undefined;
  tests: TestPlan[];
  /** In order of files, then of places. */
  diagnostics: Diagnostic[];
  sources: Map<string, Source>;
  /** Files with their trees, those that are imported first. */
  modules: Module[];
  /** What the phases made of the modules, for tools. Absent when a phase failed, which is told as `internal-error`. */
  symbols?: Symbols;
  program?: LoweredProgram;
}

/** What the phases have found; the plan follows from it. */
type Phases = Omit<Compiled, 'plan'>;

/**
 * Compiles the files named by `entries` and all that they import. Mistakes are diagnostics, all in one go;
 * nothing is thrown for any text.
 */
export function compile(reader: SourceReader, entries: readonly string[]): Compiled {
  const { modules, sources, diagnostics } = load(reader, entries);
  const compiled: Phases = { tests: [], diagnostics, sources, modules };
  try {
    runPhases(compiled, reader);
  } catch (error) {
    const [entry = ''] = entries;
    new Report(entry, diagnostics).add({ start: 0, end: 0 }, 'internal-error', [error instanceof Error ? error.message : String(error)]);
  }
  compiled.diagnostics = sorted(suppress(diagnostics, modules), sources);
  const isSound = compiled.diagnostics.every(({ severity }) => severity !== 'error');
  return withPlan(compiled, isSound ? compiled.program : undefined);
}

function withPlan(phases: Phases, program: LoweredProgram | undefined): Compiled {
  let plan: Plan | undefined;
  return {
    ...phases,
    get plan() {
      plan ??= program && planOf(program);
      return plan;
    },
  };
}

function runPhases(compiled: Phases, reader: SourceReader): void {
  const { modules, diagnostics } = compiled;
  const symbols = resolveSymbols(modules);
  compiled.symbols = symbols;
  const program = lowerProgram(modules, symbols, reader);
  compiled.program = program;
  compiled.tests = modules.filter(({ entry }) => entry).flatMap((module) => lowerTests(module, program));
  const checked = { modules, symbols, program };
  checkProgram(checked, diagnostics);
  if (diagnostics.every(({ severity }) => severity !== 'error')) checkUnused(checked);
}

function planOf({ params, tables, formats, records, rules }: LoweredProgram): Plan {
  const plan: Plan = {
    plan: PLAN_VERSION,
    requires: [],
    meaning: '',
    params,
    tables,
    formats: markedFormats(formats, records),
    records,
    rules: rules.map((rule) => rule.plan),
  };
  addMeanings(plan);
  return plan;
}

/** A log is not taken for one in a format of which no rule asks for a record. Who begins with a format has no records yet. */
function markedFormats(formats: readonly FormatPlan[], records: readonly RecordPlan[]): FormatPlan[] {
  const read = new Set(records.map(({ format }) => format));
  return formats.map((format) => (read.size === 0 || read.has(format.name) ? format : { ...format, byNameOnly: true }));
}

/** By file, then by place; what is told twice of one place is told once. */
function sorted(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, Source>): Diagnostic[] {
  const order = [...sources.keys()];
  const unique = new Map(diagnostics.map((one) => [`${one.file} ${one.start} ${one.end} ${one.code} ${one.message}`, one]));
  return [...unique.values()].sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.start - b.start || a.end - b.end);
}
