import { didYouMean, nearest } from '../dsl/suggest.ts';

/**
 * A suggestion for an unknown name: the nearest known one (`Did you mean 'a'?`), or else all known ones (`They are a,
 * b.`).
 */
export function meantOrAll(name: string, known: readonly string[], head = 'They are'): string {
  return meantName(name, known) ?? `${head} ${known.join(', ')}.`;
}

/** As {@link meantOrAll}, for long lists; undefined if no name is near. */
export function meantName(name: string, known: readonly string[]): string | undefined {
  const meant = nearest(name, known);
  return meant === undefined ? undefined : didYouMean(meant);
}
