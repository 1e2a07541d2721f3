/** Records and keys as plain JSON, and back. */

import type { KeyPlan } from '../../dsl/plan.ts';
import type { Match } from '../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../values/saved.ts';
import type { LogEvent } from './event.ts';
import { type KeyValue, keyValue, NO_KEY } from './key-value.ts';

export interface SavedMatch extends Omit<Match, 'values'> {
  values: SavedValue[];
}

export interface SavedEvent {
  time: number;
  matches: SavedMatch[];
}

/** Without its id, which is derived from the values. */
export interface SavedKeyValue extends Omit<KeyValue, 'id' | 'values'> {
  values: SavedValue[];
}

export function saveMatch(match: Match): SavedMatch {
  const { record, time, weight, values, source, line } = match;
  return { record, time, weight, values: values.map(saveValue), source, line };
}

export function restoreMatch(saved: SavedMatch): Match {
  const { record, time, weight, values, source, line } = saved;
  return { record, time, weight, values: values.map(restoreValue), source, line };
}

export function saveEvent({ time, matches }: LogEvent): SavedEvent {
  return { time, matches: matches.map(saveMatch) };
}

export function restoreEvent({ time, matches }: SavedEvent): LogEvent {
  return { time, matches: matches.map(restoreMatch) };
}

export function saveKeyValue(value: KeyValue): SavedKeyValue {
  return { key: value.key, values: value.values.map(saveValue) };
}

/** @param keys of the rule */
export function restoreKeyValue({ key, values }: SavedKeyValue, keys: readonly KeyPlan[]): KeyValue {
  const plan = keys[key];
  const parts = values.map(restoreValue).filter((value) => value !== undefined);
  return plan ? keyValue(key, plan, parts) : NO_KEY;
}

/** The items of a sparse list with their indexes. */
export function saveSparse<T>(list: readonly (T | undefined)[]): [number, T][] {
  const found: [number, T][] = [];
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (item !== undefined) found.push([index, item]);
  }
  return found;
}

export function restoreSparse<T>(list: T[], saved: readonly [number, T][]): void {
  for (const [index, item] of saved) list[index] = item;
}
