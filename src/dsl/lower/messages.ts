/** `"… {expr} …"`: the text between the expressions, and the expressions. */

import type { Span, StringLiteral } from '../ast.ts';
import type { Expr } from '../ast-expressions.ts';
import { catalogue } from '../catalogue.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { parseExpression } from '../parser.ts';
import type { ReportingPlan } from '../plan.ts';
import { offsetsInLiteral, Source } from '../source.ts';
import { lowerExpr } from './expressions.ts';
import type { Place } from './typed.ts';

type MessageParts = ReportingPlan['messages'][number]['parts'];

/**
 * A `{…}` of a message, with its position in the file. Without an expression it is invalid; `problem` says why, unless
 * it is not closed.
 */
interface Hole extends Span {
  expr?: Expr;
  written: string;
  problem?: Pick<Diagnostic, 'message' | 'help'>;
}

export function lowerMessage(literal: StringLiteral, place: Place): MessageParts {
  const parts: MessageParts = [];
  if (!literal.closed) return parts;
  for (const piece of readMessage(literal, place.source)) {
    if (typeof piece === 'string') {
      parts.push(piece);
      continue;
    }
    const { expr, problem, written } = piece;
    if (problem) place.report.add(piece, 'bad-hole', [written, problem.message], { help: problem.help });
    else if (!expr) place.report.add(piece, 'unclosed-hole', []);
    const typed = expr && lowerExpr(expr, place);
    if (typed) parts.push({ value: typed.expr, type: typed.type });
  }
  return parts;
}

export function readMessage(literal: StringLiteral, source: Source): (string | Hole)[] {
  const offsetOf = offsetsInLiteral(source, literal);
  return splitMessage(literal.value).map((piece) => ('text' in piece ? piece.text : readHole(piece, literal.value, source, offsetOf)));
}

type Piece = { text: string } | { start: number; end: number; closed: boolean };

/** `{{` and `}}` are literal braces; a hole ends at the first closing brace outside of quotes. */
function splitMessage(value: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const two = value.slice(i, i + 2);
    if (two === '{{' || two === '}}') {
      text += value[i++];
    } else if (value[i] === '{') {
      if (text !== '') pieces.push({ text });
      text = '';
      const end = endOfHole(value, i);
      pieces.push({ start: i, end: end ?? value.length, closed: end !== undefined });
      i = (end ?? value.length) - 1;
    } else text += value[i];
  }
  if (text !== '') pieces.push({ text });
  return pieces;
}

function endOfHole(value: string, start: number): number | undefined {
  let quoted = false;
  for (let i = start + 1; i < value.length; i++) {
    if (value[i] === '"') quoted = !quoted;
    else if (value[i] === '}' && !quoted) return i + 1;
  }
  return undefined;
}

function readHole(
  { start, end, closed }: Exclude<Piece, { text: string }>,
  value: string,
  source: Source,
  offsetOf: (valueOffset: number) => number,
): Hole {
  const written = value.slice(start + 1, closed ? end - 1 : end);
  const hole: Hole = { start: offsetOf(start), end: offsetOf(end), written };
  if (!closed) return hole;
  const { expr, diagnostics } = parseExpression(new Source(source.path, written));
  if (!expr) return { ...hole, problem: problemOf(diagnostics) };
  moveSpans(expr, (offset) => offsetOf(start + 1 + offset));
  return { ...hole, expr };
}

/** What is wrong with an expression, with a help of its own if it has one. */
function problemOf([first]: readonly Diagnostic[]): NonNullable<Hole['problem']> {
  if (!first) return { message: 'It is empty.' };
  const isUsual = first.help === catalogue['unexpected-text'].help;
  return isUsual || first.help === undefined ? { message: first.message } : { message: first.message, help: first.help };
}

/** Moves the offsets of an expression that was parsed separately to its position in the file. */
function moveSpans(root: object, to: (offset: number) => number): void {
  const open: object[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if ('start' in node && 'end' in node) Object.assign(node, { start: to(node.start as number), end: to(node.end as number) });
    for (const child of Object.values(node)) if (child !== null && typeof child === 'object') open.push(child);
  }
}
