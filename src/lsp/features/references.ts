/** Where things are used, together with their declarations. */

import type { Place } from '../../dsl/diagnostic.ts';
import { occurrencesIn } from '../names/index.ts';
import type { Target } from '../names/target.ts';
import type { View } from '../view.ts';

/** All names in the possible files that denote the same thing as the name at an offset. */
export interface References {
  /** The declarations; several for a field of several patterns. */
  declared: Place[];
  used: Place[];
  /** Whether part of it is built into the language, and has no place. */
  builtin: boolean;
}

/**
 * Everything that must change together with a name: fields that one expression reads from several records share a name,
 * and so do all their declarations.
 * @param views the files that may use it
 */
export function referencesTo(target: Target, views: readonly View[]): References {
  const all = views.flatMap((view) => occurrencesIn(view).map((occurrence) => ({ ...occurrence, file: view.path })));
  const places = new Map(target.declared.map((place) => [keyOf(place), place]));
  for (let size = -1; size < places.size; ) {
    size = places.size;
    for (const { target: other } of all) {
      if (other.declared.some((place) => places.has(keyOf(place)))) for (const place of other.declared) places.set(keyOf(place), place);
    }
  }
  const members = all.filter(({ target: other }) => other.declared.some((place) => places.has(keyOf(place))));
  const used = members.map(({ file, start, end }) => ({ file, start, end })).filter((place) => !places.has(keyOf(place)));
  return { declared: [...places.values()], used, builtin: members.some(({ target: { builtin } }) => builtin === true) };
}

const keyOf = ({ file, start }: Place): string => `${start} ${file}`;
