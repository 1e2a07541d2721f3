/** Hands patterns to their parsers, and their problems to the author. */

import type { RegexLiteral, Span, StringLiteral } from '../ast.ts';
import { catalogue } from '../catalogue.ts';
import type { PatternProblem } from '../patterns/problem.ts';
import type { Report } from '../report.ts';
import { offsetInLiteral, type Source } from '../source.ts';

/** Tells the problems of a pattern where they are; answers whether any is an error. */
export function reportPatternProblems(
  { report, source }: { report: Report; source: Source },
  literal: StringLiteral | RegexLiteral,
  problems: readonly PatternProblem[],
): boolean {
  if (!literal.closed) return true;
  let wrong = false;
  for (const problem of problems) {
    report.add(placeInPattern(source, literal, problem), problem.code, problem.args as never);
    wrong ||= catalogue[problem.code].severity === 'error';
  }
  return wrong;
}

/** Where a part of a pattern's value stands in the file. */
export function placeInPattern(source: Source, literal: StringLiteral | RegexLiteral, { start, end }: Span): Span {
  if (literal.kind === 'RegexLiteral') return { start: literal.start + 1 + start, end: literal.start + 1 + Math.max(start, end) };
  const first = offsetInLiteral(source, literal, start);
  return { start: first, end: Math.max(first, offsetInLiteral(source, literal, Math.max(start, end))) };
}
