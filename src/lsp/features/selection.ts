/** What "expand selection" takes, step by step. */

import type { Span } from '../../dsl/ast.ts';
import type { View } from '../view.ts';

/** Spans around an offset, the innermost first, each within the next: the word, what is in the quotes, nodes, the file. */
export function selectionAt(view: View, offset: number): Span[] {
  const spans: Span[] = [{ start: 0, end: view.text.length }];
  const add = (start: number, end: number) => {
    const outer = spans[spans.length - 1] as Span;
    const within = outer.start <= start && end <= outer.end && (outer.start < start || end < outer.end);
    if (within && start <= offset && offset <= end) spans.push({ start, end });
  };
  for (const { start, end } of view.nodesAt(offset)) add(start, end);
  const token = view.tokenAt(offset);
  if (token) {
    add(token.start, token.end);
    if (token.kind === 'text') add(token.start + 1, token.end - 1);
    const before = /\w*$/.exec(view.text.slice(token.start, offset))?.[0].length ?? 0;
    const behind = /^\w*/.exec(view.text.slice(offset, token.end))?.[0].length ?? 0;
    if (token.kind === 'text' || token.kind === 'comment' || token.kind === 'doc') add(offset - before, offset + behind);
  }
  return spans.reverse();
}
