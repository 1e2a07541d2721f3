/** Which fields tie records together. */

import type { Value } from '../../runtime/record.ts';
import type { DraftEvent } from './events.ts';

export interface ProposedKey {
  /** Names of fields that make up the key. */
  parts: string[];
  /** How good it is, 0 to 1. */
  score: number;
  /** The records of each of its values, in order. */
  sequences: DraftEvent[][];
}

/** Fields that measure or describe: they never tell what a record is about. */
const NEVER = new Set([
  'n',
  'size',
  'bytes',
  'took',
  'level',
  'severity',
  'status',
  'count',
  'amount',
  'length',
  'code',
  'method',
  'uid',
  'gid',
  'euid',
  'tty',
  'component',
]);
/** Values of a key tell transactions apart: so many of all, at least. */
const LEAST_VALUES = 2;

/** The keys that are worth a try, the best first. */
export function proposedKeys(events: readonly DraftEvent[], most: number): ProposedKey[] {
  const names = new Set(events.flatMap(({ values }) => [...values.keys()]));
  names.delete('host');
  const found = [...names].sort().flatMap((name) => {
    if (NEVER.has(name)) return [];
    const parts = name === 'pid' && events.some(({ values }) => values.has('host')) ? ['host', 'pid'] : [name];
    const key = proposed(events, parts);
    return key && key.score > 0 ? [key] : [];
  });
  return found.sort((a, b) => b.score - a.score || (a.parts.join() < b.parts.join() ? -1 : 1)).slice(0, most);
}

/**
 * A good key is carried by most records, its values come in records of several kinds, and there are many of them: of two
 * records at random, few have the same.
 */
function proposed(events: readonly DraftEvent[], parts: readonly string[]): ProposedKey | undefined {
  const groups = new Map<string, DraftEvent[]>();
  let carried = 0;
  for (const event of events) {
    const value = keyOf(event, parts);
    if (value === undefined) continue;
    carried++;
    const group = groups.get(value);
    if (group) group.push(event);
    else groups.set(value, [event]);
  }
  if (groups.size < LEAST_VALUES) return undefined;
  const sequences = [...groups.values()];
  const linked = sequences.filter(isLinked).reduce((sum, { length }) => sum + length, 0);
  const alike = sequences.reduce((sum, { length }) => sum + (length / carried) ** 2, 0);
  return { parts: [...parts], score: (carried / events.length) * (linked / carried) * (1 - alike), sequences };
}

function isLinked(sequence: readonly DraftEvent[]): boolean {
  return sequence.some(({ record }) => record !== sequence[0]?.record);
}

/** Undefined: the record lacks a part, or has one that is no key. */
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
