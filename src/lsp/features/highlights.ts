/** The name at an offset, wherever else it is in the file. */

import type { Span } from '../../dsl/ast.ts';
import { occurrenceAt, occurrencesIn } from '../names/index.ts';
import { sameTarget } from '../names/target.ts';
import type { View } from '../view.ts';

export interface Highlight extends Span {
  /** It is given there. */
  declares: boolean;
}

export function highlights(view: View, offset: number): Highlight[] {
  const here = occurrenceAt(view, offset);
  if (!here) return [];
  const same = occurrencesIn(view).filter((other) => other === here || sameTarget(other.target, here.target));
  return same.map(({ start, end, declares }) => ({ start, end, declares }));
}
