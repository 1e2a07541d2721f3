/** Records and keys as plain JSON and back. */

import type { Match } from '../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../values/saved.ts';
import type { LogEvent } from './event.ts';
import type { KeyValue } from './keys.ts';

export interface SavedMatch extends Omit<Match, 'values'> {
  values: SavedValue[];
}

export interface SavedEvent {
  time: number;
  matches: SavedMatch[];
}

export interface SavedKeyValue extends Omit<KeyValue, 'values'> {
  values: SavedValue[];
}

export function saveMatch(match: Match): SavedMatch {
  return { ...match, values: Array.from(match.values, saveValue) };
}

export function restoreMatch(saved: SavedMatch): Match {
  return { ...saved, values: saved.values.map(restoreValue) };
}

export function saveEvent({ time, matches }: LogEvent): SavedEvent {
  return { time, matches: matches.map(saveMatch) };
}

export function restoreEvent({ time, matches }: SavedEvent): LogEvent {
  return { time, matches: matches.map(restoreMatch) };
}

export function saveKeyValue(value: KeyValue): SavedKeyValue {
  return { ...value, values: value.values.map(saveValue) };
}

export function restoreKeyValue(saved: SavedKeyValue): KeyValue {
  return { ...saved, values: saved.values.map(restoreValue).filter((value) => value !== undefined) };
}

/** What is there of a list with gaps, by its place. */
export function saveSparse<T>(list: readonly (T | undefined)[]): [number, T][] {
  const found: [number, T][] = [];
  for (const [index, item] of list.entries()) if (item !== undefined) found.push([index, item]);
  return found;
}

export function restoreSparse<T>(list: T[], saved: readonly [number, T][]): void {
  for (const [index, item] of saved) list[index] = item;
}
