/** Reports the problems of templates and regular expressions at their places in the file. */

import type { RegexLiteral, Span, StringLiteral } from '../ast.ts';
import { catalogue } from '../catalogue.ts';
import type { PatternProblem } from '../patterns/problem.ts';
import type { Report } from '../report.ts';
import { offsetInLiteral, type Source } from '../source.ts';

/** Reports the problems of a pattern at their places; returns whether any is an error. */
export function reportPatternProblems(
  { report, source }: { report: Report; source: Source },
  literal: StringLiteral | RegexLiteral,
  problems: readonly PatternProblem[],
): boolean {
  if (!literal.closed) return true;
  let wrong = false;
  for (const problem of problems) {
    const at = placeInPattern(source, literal, problem);
    report.meant(at, problem.code, problem.args as never, problem.meant);
    wrong ||= catalogue[problem.code].severity === 'error';
  }
  return wrong;
}

/** The place in the file of a part of a pattern's value. */
export function placeInPattern(source: Source, literal: StringLiteral | RegexLiteral, { start, end }: Span): Span {
  if (literal.kind === 'RegexLiteral') return { start: literal.start + 1 + start, end: literal.start + 1 + Math.max(start, end) };
  const first = offsetInLiteral(source, literal, start);
  return { start: first, end: Math.max(first, offsetInLiteral(source, literal, Math.max(start, end))) };
}
