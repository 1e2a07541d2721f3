/** Standalone conditions and values, outside of any rule: on outcomes, or on records. */

import type { Diagnostic } from './diagnostic.ts';
import type { lowerExpr } from './lower/expressions.ts';
import { valueNames } from './lower/names.ts';
import { type Names, type Place, paramValue } from './lower/typed.ts';
import { parseExpression } from './parser.ts';
import type { ExprPlan, Plan } from './plan.ts';
import { Report } from './report.ts';
import type { Source } from './source.ts';
import { WordReader, type Words } from './words.ts';

export interface CompiledExpr {
  /** Present if and only if there is no error. */
  expr?: ExprPlan;
  /** In text order; offsets are into the source. */
  diagnostics: Diagnostic[];
}

/** What such an expression sees. */
export interface Visible {
  names: readonly Names[];
  words: Words;
  /** What can be named, for who named something else. */
  help: string;
}

/**
 * Compiles an expression that sees these names, and the tables of the plan. Never throws, whatever the text.
 * @param lower as a condition, or as a value
 */
export function compileLone(source: Source, plan: Plan, { names, words, help }: Visible, lower: typeof lowerExpr): CompiledExpr {
  const { expr, diagnostics } = parseExpression(source);
  if (!expr) return { diagnostics };
  const report = new Report(source.path, diagnostics);
  const place: Place = { report, source, names, help, table: (name) => plan.tables.find((table) => table.name === name.text) };
  const typed = lower(new WordReader(words, place).read(expr), place);
  diagnostics.sort((a, b) => a.start - b.start);
  return typed && diagnostics.every(({ severity }) => severity !== 'error') ? { expr: typed.expr, diagnostics } : { diagnostics };
}

export function paramNames({ params }: Plan): Names {
  return valueNames(new Map(params.map((param) => [param.name, paramValue(param)])));
}
