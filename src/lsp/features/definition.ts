/** Where things are declared. */

import type { Place } from '../../dsl/diagnostic.ts';
import { occurrenceAt } from '../names/index.ts';
import type { View } from '../view.ts';
import { links } from './links.ts';

/** The declaration of the name at an offset, or the file that a string there names. */
export function definition(view: View, offset: number): Place[] {
  const occurrence = occurrenceAt(view, offset);
  if (occurrence) return occurrence.target.definition ?? occurrence.target.declared;
  const link = links(view).find(({ start, end }) => start <= offset && offset <= end);
  return link ? [{ file: link.path, start: 0, end: 0 }] : [];
}
