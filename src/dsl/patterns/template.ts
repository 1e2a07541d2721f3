/** Templates: from the author's text to the pieces of the Plan, with what they capture. */

import type { PiecePlan, TemplatePlan } from '../pattern-plan.ts';
import { templateLiterals } from './literals.ts';
import { type PatternProblem, Problems } from './problem.ts';
import { checkOrder } from './template-order.ts';
import { type Capture, TemplateReader } from './template-reader.ts';

export interface ParsedTemplate {
  /** Not to be used when a problem is an error. */
  template: TemplatePlan;
  /** By slot. Offsets are those of the name. */
  captures: Capture[];
  problems: PatternProblem[];
}

export function parseTemplate(text: string): ParsedTemplate {
  const problems = new Problems();
  const reader = new TemplateReader(text, problems);
  const read = reader.read();
  checkOrder(read, reader.places, problems);
  const pieces = withoutTrailingBlanks(read);
  const literals = problems.list.length === 0 ? templateLiterals(pieces) : [];
  return { template: { pieces, literals }, captures: reader.captures, problems: problems.list };
}

/** Blanks at the end of a record do not count, so that none may be asked for. */
function withoutTrailingBlanks(pieces: readonly PiecePlan[]): PiecePlan[] {
  const last = pieces[pieces.length - 1];
  if (last?.kind === 'text') {
    const text = last.text.trimEnd();
    return text === '' ? pieces.slice(0, -1) : [...pieces.slice(0, -1), { ...last, text }];
  }
  if (last?.kind !== 'optional') return [...pieces];
  const inner = withoutTrailingBlanks(last.pieces);
  return inner.length === 0 ? pieces.slice(0, -1) : [...pieces.slice(0, -1), { ...last, pieces: inner }];
}
