/** The word at an offset, in any text. */

import type { Span } from '../dsl/ast.ts';

const LETTER = /\w/;

/** The letters, digits and `_` before and after an offset; an empty span if there are none. */
export function wordAt(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && LETTER.test(text.charAt(start - 1))) start--;
  while (end < text.length && LETTER.test(text.charAt(end))) end++;
  return { start, end };
}
