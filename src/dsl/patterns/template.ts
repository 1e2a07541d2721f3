/** Templates: from the author's text to the pieces of the Plan, with their captures. */

import type { Span } from '../ast.ts';
import type { PiecePlan, TemplatePlan } from '../pattern-plan.ts';
import { foreignText } from './foreign-text.ts';
import { templateLiterals } from './literals.ts';
import { type PatternProblem, Problems } from './problem.ts';
import { checkOrder } from './template-order.ts';
import { type Capture, TemplateReader } from './template-reader.ts';

interface ParsedTemplate {
  /** Must not be used if a problem is an error. */
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
  const foreign = foreignText(pieces);
  if (foreign !== undefined) problems.add(placeOf(foreign, text), 'foreign-pattern', [foreign]);
  return { template: { pieces, literals }, captures: reader.captures, problems: problems.list };
}

/**
 * The span of a part in the text; the whole text if the part does not occur verbatim, because signs in it are escaped.
 */
function placeOf(part: string, text: string): Span {
  const start = text.indexOf(part);
  return start < 0 ? { start: 0, end: text.length } : { start, end: start + part.length };
}

const BLANKS = ' \t\r\n';

/**
 * Trailing blanks of a record are ignored, so that a template must not require any: blanks at its end are removed, and
 * those before trailing optional pieces are only required if one of these is present: `done {?now}` is `done{?
 * {?now}}`.
 */
function withoutTrailingBlanks(pieces: readonly PiecePlan[]): PiecePlan[] {
  const last = pieces.findLastIndex(({ kind }) => kind !== 'optional');
  const tail = withoutBlanksInside(pieces.slice(last + 1));
  const piece = pieces[last];
  if (piece?.kind !== 'text') return [...pieces.slice(0, last + 1), ...tail];
  const before = pieces.slice(0, last);
  const text = trimmed(piece.text);
  if (text === piece.text) return [...before, piece, ...tail];
  const blanks: PiecePlan = { kind: 'text', text: piece.text.slice(text.length) };
  const kept: PiecePlan[] = text === '' ? before : [...before, { kind: 'text', text }];
  return tail.length > 0 ? [...kept, { kind: 'optional', pieces: [blanks, ...tail] }] : withoutTrailingBlanks(kept);
}

function withoutBlanksInside(optionals: readonly PiecePlan[]): PiecePlan[] {
  const last = optionals[optionals.length - 1];
  if (last?.kind !== 'optional') return [];
  const pieces = withoutTrailingBlanks(last.pieces);
  return pieces.length === 0 ? optionals.slice(0, -1) : [...optionals.slice(0, -1), { ...last, pieces }];
}

function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && BLANKS.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
