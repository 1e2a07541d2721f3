/** The steps of "expand selection". */

import type { Span } from '../../dsl/ast.ts';
import { contentOf, type View, wordAt } from '../view.ts';

/**
 * Spans around an offset, innermost first, each nested in the next: the word, the content of the quotes, nodes, the
 * file.
 */
export function selectionAt(view: View, offset: number): Span[] {
  const found: Span[] = [];
  for (const span of candidates(view, offset).sort((a, b) => a.end - a.start - (b.end - b.start))) {
    const inner = found[found.length - 1] ?? { start: offset, end: offset };
    const around = span.start <= inner.start && inner.end <= span.end;
    const wider = found.length === 0 || span.end - span.start > inner.end - inner.start;
    if (around && wider) found.push(span);
  }
  return found;
}

function candidates(view: View, offset: number): Span[] {
  const { text } = view;
  const spans: Span[] = [...view.nodesAt(offset), { start: 0, end: text.length }];
  const token = view.tokenAt(offset);
  if (!token) return spans;
  spans.push(token);
  if (token.kind === 'text') spans.push(contentOf(text, token));
  const word = wordAt(text, offset);
  if (word.end > word.start) spans.push(word);
  return spans.map(({ start, end }) => ({ start, end }));
}
