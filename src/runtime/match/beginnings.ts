import type { PiecePlan } from '../../dsl/pattern-plan.ts';

/** More would make a large table for a single template. */
const MOST = 16;

/** Texts one of which begins every text of a template; undefined if there are none, or too many. */
export function beginningsOf(pieces: readonly PiecePlan[]): string[] | undefined {
  const found = new Set<string>();
  const open: { text: string; rest: readonly PiecePlan[] }[] = [{ text: '', rest: pieces }];
  for (let way = open.pop(); way; way = open.pop()) {
    if (found.size + open.length >= MOST) return undefined;
    const { text } = way;
    const [piece, ...rest] = way.rest;
    if (piece?.kind === 'text') open.push({ text: text + piece.text, rest });
    else if (piece?.kind === 'optional') open.push({ text, rest }, { text, rest: [...piece.pieces, ...rest] });
    else if (piece?.kind === 'oneOf') for (const option of piece.options) open.push({ text: text + option, rest });
    else if (text === '') return undefined;
    else found.add(text);
  }
  return [...found];
}
