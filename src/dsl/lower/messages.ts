/** `"… {expr} …"`: the text between the expressions, and the expressions. */

import type { Span, StringLiteral } from '../ast.ts';
import type { Expr } from '../ast-expressions.ts';
import { parseExpression } from '../parser.ts';
import type { TellingPlan } from '../plan.ts';
import { offsetInLiteral, Source } from '../source.ts';
import { lowerExpr } from './expressions.ts';
import type { Place } from './typed.ts';

export type MessageParts = TellingPlan['messages'][number]['parts'];

export function lowerMessage(literal: StringLiteral, place: Place): MessageParts {
  const parts: MessageParts = [];
  if (!literal.closed) return parts;
  for (const piece of splitMessage(literal.value)) {
    if ('text' in piece) {
      parts.push(piece.text);
      continue;
    }
    const at = { start: offsetInLiteral(place.source, literal, piece.start), end: offsetInLiteral(place.source, literal, piece.end) };
    if (!piece.closed) {
      place.report.add(at, 'unclosed-hole', []);
      continue;
    }
    const expr = readHole(literal.value.slice(piece.start + 1, piece.end - 1), piece.start + 1, literal, place, at);
    const typed = expr && lowerExpr(expr, place);
    if (typed) parts.push({ value: typed.expr, type: typed.type });
  }
  return parts;
}

type Piece = { text: string } | { start: number; end: number; closed: boolean };

/** `{{` and `}}` are braces; inside a hole, braces and quotes are counted. */
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

function readHole(text: string, from: number, literal: StringLiteral, place: Place, at: Span): Expr | undefined {
  const { expr, diagnostics } = parseExpression(new Source(place.source.path, text));
  const [problem] = diagnostics;
  if (problem || !expr) {
    place.report.add(at, 'bad-hole', [text, problem?.message ?? 'It is empty.']);
    return undefined;
  }
  moveSpans(expr, (offset) => offsetInLiteral(place.source, literal, from + offset));
  return expr;
}

/** The expression was read on its own; now it gets the offsets it has in the file. */
function moveSpans(root: object, to: (offset: number) => number): void {
  const open: object[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if ('start' in node && 'end' in node) Object.assign(node, { start: to(node.start as number), end: to(node.end as number) });
    for (const child of Object.values(node)) if (child !== null && typeof child === 'object') open.push(child);
  }
}
