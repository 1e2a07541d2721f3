/** Determines which brackets the author spread over several lines. */

import type { Token } from '../parser.ts';
import { LINE_END } from '../source.ts';
import type { Marks } from './marks.ts';

const CLOSING = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** The closing token of a bracket; undefined if the token does not open one. */
export function closingOf({ kind, text }: Token): string | undefined {
  return kind === 'sign' ? CLOSING.get(text) : undefined;
}

export function isComment({ kind }: Token): boolean {
  return kind === 'comment' || kind === 'doc';
}

/** Whether a comment ends with its line. */
export function isLineComment(token: Token): boolean {
  return isComment(token) && token.text.startsWith('//');
}

/** The number of line ends between two offsets, by default in all of it. */
export function linesIn(text: string, from = 0, to = text.length): number {
  return text.slice(from, to).match(LINE_END)?.length ?? 0;
}

/**
 * Offsets of the brackets whose content is on separate lines. A list is if the author broke the line after its bracket,
 * after a comma or before its end; a block is unless it has one item and the author wrote it on one line.
 */
export function spreadBrackets(text: string, tokens: readonly Token[], { blocks, closeBefore }: Marks): Set<number> {
  const spread = new Set<number>();
  for (const [open, { close, items }] of blocks) if (items > 1 || linesIn(text, open, close) > 0) spread.add(open);
  const open: Token[] = [];
  let last: Token | undefined;
  for (const token of tokens) {
    if (isComment(token)) continue;
    const top = open[open.length - 1];
    const inList = top && !blocks.has(top.start) && !closeBefore.has(token.start);
    const closes = top !== undefined && closingOf(top) === token.text && token.kind === 'sign';
    const between = last && inList && (last === top || closes || last.text === ',');
    if (last && top && between && linesIn(text, last.end, token.start) > 0) spread.add(top.start);
    if (closes) open.pop();
    else if (closingOf(token) !== undefined) open.push(token);
    last = token;
  }
  return spread;
}
