/** Longer names are not compared, as the cost is quadratic in their length. */
const MAX_LENGTH = 64;

/** In a file with more unknown names, they are not considered misspelt: to compare all with all would take too long. */
export const MOST_SOUGHT = 100;

/** Shorter names are the beginning of too many others. */
const LEAST_BEGINNING = 3;

/** A question for a person who may have meant this name. */
export function didYouMean(name: string): string {
  return `Did you mean '${name}'?`;
}

/**
 * The known name that was probably meant, for "did you mean": the most similar one, or else the only one that begins
 * with what was written. Undefined if there is none.
 */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const names = new Set(known);
  return mostSimilar(written, names) ?? onlyBegun(written, names);
}

function onlyBegun(written: string, known: ReadonlySet<string>): string | undefined {
  if (written.length < LEAST_BEGINNING) return undefined;
  const [found, ...others] = [...known].filter((name) => name.toLowerCase().startsWith(written.toLowerCase()));
  return others.length === 0 ? found : undefined;
}

/** The known name most similar to what was written; undefined if none is similar enough. */
export function mostSimilar(written: string, known: Iterable<string>): string | undefined {
  // Less than the whole length: no one-letter name is a misspelling of another.
  const limit = Math.min(Math.max(1, Math.floor(written.length / 3)), written.length - 1);
  if (written.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let least = limit + 1;
  for (const name of known) {
    if (Math.abs(name.length - written.length) > limit) continue;
    const away = distance(written.toLowerCase(), name.toLowerCase(), least);
    if (away < least) {
      least = away;
      best = name;
    }
  }
  return best;
}

/**
 * The known name of which one that is valid, too, is probably a misspelling: it differs by one letter within it, or two
 * are exchanged. `user` and `users`, `port` and `sport`, `host1` and `host2` are two names.
 */
export function misspelt(written: string, known: Iterable<string>): string | undefined {
  if (written.length < 4 || written.length > MAX_LENGTH) return undefined;
  for (const name of known) {
    if (name.length < 4 || distance(written, name, 2) !== 1) continue;
    const isWhole = name.startsWith(written) || written.startsWith(name) || name.endsWith(written) || written.endsWith(name);
    if (!isWhole && written.replace(/\d/g, '') !== name.replace(/\d/g, '')) return name;
  }
  return undefined;
}

/** The edit distance of two texts, with transpositions (optimal string alignment); computation stops at `limit`. */
function distance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}
