/** The word at a place of a text, whatever the text is. */

import type { Span } from '../dsl/ast.ts';

const LETTER = /\w/;

/** Letters, digits and `_` in front of an offset and behind it; an empty span when there are none. */
export function wordAt(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && LETTER.test(text.charAt(start - 1))) start--;
  while (end < text.length && LETTER.test(text.charAt(end))) end++;
  return { start, end };
}
