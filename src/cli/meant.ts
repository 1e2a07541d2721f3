import { nearest } from '../dsl/suggest.ts';

/**
 * The next step after an unknown name: the known one that is near (`Did you mean 'a'?`), or else all known ones (`They are a,
 * b.`).
 */
export function meantOrAll(name: string, known: readonly string[], head = 'They are'): string {
  return meantName(name, known) ?? `${head} ${known.join(', ')}.`;
}

/** As {@link meantOrAll}, where all would be too many; undefined: none is near. */
export function meantName(name: string, known: readonly string[]): string | undefined {
  const meant = nearest(name, known);
  return meant === undefined ? undefined : `Did you mean '${meant}'?`;
}
