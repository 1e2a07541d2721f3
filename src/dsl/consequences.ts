/** Errors that only follow from other errors: what could not be read seems to be missing elsewhere. */

import type { Diagnostic } from './diagnostic.ts';
import type { Module } from './imports.ts';
import type { Lost } from './parser/blocks.ts';
import { firstFrom } from './search.ts';

const NAMES = /[A-Za-z_][A-Za-z0-9_]*/g;
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * Removes what is said about a construct that could not be read as a whole, about names that may be declared in the text
 * that was skipped, and about formats that may be those of records that have an error. What remains of errors is never
 * nothing.
 */
export function withoutConsequences(diagnostics: readonly Diagnostic[], modules: readonly Module[]): Diagnostic[] {
  const syntax = new Set(modules.flatMap(({ parsed }) => parsed.diagnostics));
  const skipped = new Set(modules.flatMap(skippedNames));
  const isWhole = diagnostics.every(({ code, severity }) => severity !== 'error' || code === 'unused-format');
  const byPath = new Map(modules.map((module) => [module.path, module]));
  return diagnostics.filter((diagnostic) => {
    const module = byPath.get(diagnostic.file);
    if (!module || syntax.has(diagnostic)) return true;
    if (diagnostic.code === 'unused-format' && !isWhole) return false;
    const names = namesIn(module, diagnostic);
    if (OF_WHOLES.includes(diagnostic.code) && isBefore(module, diagnostic.end)) return false;
    const lost = lostAt(diagnostic.start, module.parsed.lost);
    // In an item that was read, names may be read wrongly, as in `app.done/x`; what else is wrong in it is.
    if (lost && (names.length > 0 || !lost.isBehind)) return false;
    return !names.some((name) => skipped.has(name));
  });
}

/** What is wrong with an expression as a whole, which may have been meant to go on. */
const OF_WHOLES = ['not-a-condition', 'wrong-operands'];

/** Whether a syntax error follows a place at once, as in `count(app.bad) = 3`. */
function isBefore({ source, parsed }: Module, end: number): boolean {
  const next = end + source.text.slice(end).search(/\S|$/);
  return parsed.diagnostics.some(({ severity, start }) => severity === 'error' && start === next);
}

function skippedNames({ source, parsed }: Module): string[] {
  return parsed.lost.flatMap(({ failed, end }) => source.text.slice(failed, end).match(NAMES) ?? []);
}

/** The parts of a path that an error is about; none if it is about more. */
function namesIn({ source }: Module, { start, end }: Diagnostic): string[] {
  const text = source.text.slice(start, end);
  return PATH.test(text) ? text.split('.') : [];
}

/** The range around a place; the ranges are in order and do not overlap. */
function lostAt(offset: number, lost: readonly Lost[]): Lost | undefined {
  const around = lost[firstFrom(lost, offset + 1, ({ end }) => end)];
  return around && around.start <= offset ? around : undefined;
}
