/** Text to Plan: the phases in order. Every phase works on whatever the previous one could produce. */

import { checkProgram } from './checks/index.ts';
import { checkUnused } from './checks/unused.ts';
import { withoutConsequences } from './consequences.ts';
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
  /** Present if and only if there is no error. It is computed on first access, which plain checks avoid. */
  readonly plan: Plan | undefined;
  tests: TestPlan[];
  /** Sorted by file, then by position. */
  diagnostics: Diagnostic[];
  sources: Map<string, Source>;
  /** Files with their trees, each after the files that it imports. */
  modules: Module[];
  /** The results of the phases for tools. Absent if a phase failed, which is reported as `internal-error`. */
  symbols?: Symbols;
  program?: LoweredProgram;
}

/** The results of the phases, from which the plan is made. */
type Phases = Omit<Compiled, 'plan'>;

/**
 * Compiles the files named by `entries` and all their imports. All errors are returned as diagnostics at once; nothing
 * is thrown for any text.
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
  compiled.diagnostics = sorted(suppress(withoutConsequences(diagnostics, modules), modules), sources);
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

/**
 * A format without records is not detected in logs, unless no format has any yet, as when an author begins with a
 * format.
 */
function markedFormats(formats: readonly FormatPlan[], records: readonly RecordPlan[]): FormatPlan[] {
  const read = new Set(records.map(({ format }) => format));
  return formats.map((format) => (read.size === 0 || read.has(format.name) ? format : { ...format, byNameOnly: true }));
}

/** Sorts by file, then by position; duplicates at one position are removed. */
function sorted(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, Source>): Diagnostic[] {
  const order = [...sources.keys()];
  const unique = new Map(diagnostics.map((one) => [`${one.file} ${one.start} ${one.end} ${one.code} ${one.message}`, one]));
  return [...unique.values()].sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.start - b.start || a.end - b.end);
}
