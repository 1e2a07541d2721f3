/** Text in terminal columns: East Asian characters and emoji take two, combining marks none. */

import { isPlain } from './escape.ts';

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2fb}\u{1f1e6}-\u{1f1ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const ZERO = /^[\p{Mn}\p{Me}\u200c\u200d]*$/u;

let segmenter: Intl.Segmenter | undefined;

/** Creating a segmenter takes a program ten milliseconds, and most need none. */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Number of columns of a text without control characters. */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return ZERO.test(grapheme) ? 0 : 1;
}

/** More UTF-16 units than any character takes, combining marks and joined ones included: the text further away is not examined. */
export const UNITS_A_COLUMN = 32;

/** The text, cut to a number of columns with `…` for the rest. */
export function clip(text: string, columns: number): string {
  const head = text.slice(0, (columns + 1) * UNITS_A_COLUMN);
  if (head.length === text.length && widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  if (isPlain(head)) return `${head.slice(0, columns - 1)}…`;
  let width = 1;
  let cut = 0;
  for (const { segment, index } of graphemesOf(head)) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    cut = index + segment.length;
  }
  return `${head.slice(0, cut)}…`;
}

/** The end of the text that fits into a number of columns, with `…` for what precedes it. */
export function clipStart(text: string, columns: number): string {
  const tail = text.slice(-columns * UNITS_A_COLUMN);
  if (tail.length === text.length && widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  if (isPlain(tail)) return `…${tail.slice(tail.length - columns + 1)}`;
  const graphemes = Array.from(graphemesOf(tail), ({ segment }) => segment).reverse();
  let width = 1;
  const kept = graphemes.findIndex((grapheme) => (width += graphemeWidth(grapheme)) > columns);
  return `…${graphemes.slice(0, kept).reverse().join('')}`;
}

/** The text, padded with trailing blanks to a number of columns. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** The text, padded with leading blanks. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
}
