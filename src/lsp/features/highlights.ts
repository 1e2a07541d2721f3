/** All occurrences in the file of the name at an offset. */

import type { Span } from '../../dsl/ast.ts';
import { occurrenceAt, occurrencesIn } from '../names/index.ts';
import { sameTarget } from '../names/target.ts';
import type { View } from '../view.ts';

export interface Highlight extends Span {
  /** Whether it declares the name. */
  declares: boolean;
}

export function highlights(view: View, offset: number): Highlight[] {
  const here = occurrenceAt(view, offset);
  if (!here) return [];
  const same = occurrencesIn(view).filter((other) => other === here || sameTarget(other.target, here.target));
  return same.map(({ start, end, declares }) => ({ start, end, declares }));
}
