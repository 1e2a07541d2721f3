/** Which fields correlate records. */

import { groupBy } from '../../group-by.ts';
import type { Value } from '../../runtime/record.ts';
import type { DraftEvent } from './events.ts';

/** A single key, or two keys that some records link. */
export interface ProposedKeys {
  /** For each key, the names of the fields that form it. */
  keys: string[][];
  /** Their quality, from 0 to 1. */
  score: number;
  /** The records that share a value, or several linked values, in order. */
  sequences: DraftEvent[][];
  /** Names of the records that carry both keys. */
  joining: string[];
}

/** Fields that measure or describe: they are never keys. */
const NEVER = new Set(
  'size bytes took date level severity status count amount length code method uid gid euid tty component origin thread'.split(' '),
);
/** The minimum number of different values of a key. */
const LEAST_VALUES = 2;

/** When two keys are linked, at least this share of the values of the key with more of them must stay separate. */
const STAY_APART = 0.8;
/**
 * At least this share of the sequences of two linked keys must have both a record with only the one key and a record
 * with only the other.
 */
const JOINED = 0.3;

/** The keys that are worth trying, best first: single ones, and pairs of these. */
export function proposedKeys(events: readonly DraftEvent[], most: number): ProposedKeys[] {
  const names = new Set(events.flatMap(({ values }) => [...values.keys()]));
  names.delete('host');
  const found = [...names].sort().flatMap((name) => {
    if (NEVER.has(name) || /^date\d+$/.test(name)) return [];
    const parts = name === 'pid' && events.some(({ values }) => values.has('host')) ? ['host', 'pid'] : [name];
    return proposed(events, [parts]) ?? [];
  });
  const single = bestFirst(found).slice(0, most);
  const pairs = single.flatMap((one, i) => single.slice(i + 1).flatMap((other) => pairOf(events, one, other) ?? []));
  return bestFirst([...single, ...pairs]).slice(0, 2 * most);
}

function bestFirst(found: ProposedKeys[]): ProposedKeys[] {
  return found.sort((a, b) => b.score - a.score || (a.keys.join() < b.keys.join() ? -1 : 1));
}

/**
 * Two keys are worth more than one if some records carry one, some the other, and some both: an order, and the payment
 * for it. Each value must then be linked to one of the other key; if it is linked to many, everything merges.
 */
function pairOf(events: readonly DraftEvent[], one: ProposedKeys, other: ProposedKeys): ProposedKeys | undefined {
  const keys = [...one.keys, ...other.keys];
  const pair = proposed(events, keys);
  if (!pair || pair.score <= Math.max(one.score, other.score)) return undefined;
  const { sequences } = pair;
  const apart = Math.max(one.sequences.length, other.sequences.length);
  if (sequences.length < STAY_APART * apart) return undefined;
  const joined = sequences.filter((sequence) => keys.every((parts) => sequence.some((event) => carriesOnly(event, parts, keys))));
  if (joined.length < JOINED * sequences.length) return undefined;
  const joining = events.filter((event) => keys.every((parts) => keyOf(event, parts) !== undefined));
  return { ...pair, joining: [...new Set(joining.map(({ record }) => record))] };
}

function carriesOnly(event: DraftEvent, wanted: readonly string[], keys: readonly (readonly string[])[]): boolean {
  return keys.every((parts) => (keyOf(event, parts) !== undefined) === (parts === wanted));
}

/**
 * A good key is carried by most records, its values occur in records of several kinds, and there are many of them: two
 * random records rarely share one. Undefined if these are not keys.
 */
function proposed(events: readonly DraftEvent[], keys: string[][]): ProposedKeys | undefined {
  const sequences = sequencesOf(events, keys);
  const carried = sequences.reduce((sum, { length }) => sum + length, 0);
  if (sequences.length < LEAST_VALUES) return undefined;
  const linked = sequences.filter(isLinked).reduce((sum, { length }) => sum + length, 0);
  const alike = sequences.reduce((sum, { length }) => sum + (length / carried) ** 2, 0);
  const score = (linked / events.length) * (1 - alike);
  return score > 0 ? { keys, score, sequences, joining: [] } : undefined;
}

/** The records that have a value in common, also transitively: one list for each set, in their order. */
function sequencesOf(events: readonly DraftEvent[], keys: readonly (readonly string[])[]): DraftEvent[][] {
  const sets = new DisjointSets();
  const carrying = events.flatMap((event) => {
    const [first, ...others] = keys.flatMap((parts, key) => {
      const value = keyOf(event, parts);
      return value === undefined ? [] : [`${key} ${value}`];
    });
    if (first === undefined) return [];
    for (const other of others) sets.join(first, other);
    return [{ event, first }];
  });
  const sequences = groupBy(carrying, ({ first }) => sets.find(first));
  return Array.from(sequences.values(), (sequence) => sequence.map(({ event }) => event));
}

/** Sets of linked values: union-find with path halving. */
class DisjointSets {
  private readonly parents = new Map<string, string>();

  find(value: string): string {
    let at = value;
    for (let up = this.parents.get(at); up !== undefined; up = this.parents.get(at)) {
      const above = this.parents.get(up);
      if (above !== undefined) this.parents.set(at, above);
      at = above ?? up;
    }
    return at;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.find(one), this.find(other)];
    if (a !== b) this.parents.set(b, a);
  }
}

function isLinked(sequence: readonly DraftEvent[]): boolean {
  return sequence.some(({ record }) => record !== sequence[0]?.record);
}

/** Undefined if the record lacks a part, or has a value that cannot be a key. */
function keyOf({ values }: DraftEvent, parts: readonly string[]): string | undefined {
  const found: Value[] = [];
  for (const part of parts) {
    const value = values.get(part);
    if (typeof value !== 'string' && (typeof value !== 'number' || !Number.isSafeInteger(value))) return undefined;
    if (value === '' || value === '-') return undefined;
    found.push(value);
  }
  return found.join('\u0000');
}
