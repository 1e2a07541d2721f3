/** Edits of a text, as data. */

import type { Edit } from './diagnostic.ts';

/** An edit of a text, without its file. */
export type TextEdit = Pick<Edit, 'start' | 'end' | 'text'>;

/**
 * The text with the edits applied. Of overlapping edits only the one nearest to the end is applied; of insertions at
 * one place, all.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let from = text.length;
  for (const { start, end, text: written } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end).reverse()) {
    if (end > from) continue;
    parts.push(text.slice(end, from), written);
    from = start;
  }
  parts.push(text.slice(0, from));
  return parts.reverse().join('');
}
