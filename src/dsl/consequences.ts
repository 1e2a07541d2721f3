/** Errors that only follow from a syntax error: what it made the parser skip seems to be missing elsewhere. */

import type { Diagnostic } from './diagnostic.ts';
import type { Module } from './imports.ts';
import type { Lost } from './parser/blocks.ts';

const NAMES = /[A-Za-z_][A-Za-z0-9_]*/g;
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * Removes what is said about a construct that could not be read as a whole, and about names that may be declared in the
 * text that was skipped. The syntax errors themselves stay.
 */
export function withoutConsequences(diagnostics: readonly Diagnostic[], modules: readonly Module[]): Diagnostic[] {
  const broken = modules.filter(({ parsed }) => parsed.lost.length > 0);
  if (broken.length === 0) return [...diagnostics];
  const syntax = new Set(modules.flatMap(({ parsed }) => parsed.diagnostics));
  const skipped = new Set(broken.flatMap(skippedNames));
  const byPath = new Map(modules.map((module) => [module.path, module]));
  return diagnostics.filter((diagnostic) => {
    if (syntax.has(diagnostic)) return true;
    const module = byPath.get(diagnostic.file);
    return !module || !(isLost(diagnostic.start, module.parsed.lost) || names(module, diagnostic).some((name) => skipped.has(name)));
  });
}

function skippedNames({ source, parsed }: Module): string[] {
  return parsed.lost.flatMap(({ failed, end }) => source.text.slice(failed, end).match(NAMES) ?? []);
}

/** The parts of a path that an error is about; none if it is about more. */
function names({ source }: Module, { start, end }: Diagnostic): string[] {
  const text = source.text.slice(start, end);
  return PATH.test(text) ? text.split('.') : [];
}

/** Whether a place is in one of the ranges, which are in order and do not overlap. */
function isLost(offset: number, lost: readonly Lost[]): boolean {
  let low = 0;
  let high = lost.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lost[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return (lost[low]?.start ?? Number.POSITIVE_INFINITY) <= offset;
}
