/** Values as plain JSON, and back, for state on disk: JSON has no maps and no missing values. */

import type { Value } from '../record.ts';

/** `null` is a missing value; an object holds the entries of a map, or a number that JSON cannot represent. */
export type SavedValue = string | number | boolean | null | SavedValue[] | { map: [string, SavedValue][] } | { number: string };

export function saveValue(value: Value | undefined): SavedValue {
  if (value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : { number: exactText(value) };
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(saveValue);
  return { map: Array.from(value, ([name, inner]) => [name, saveValue(inner)]) };
}

/** Text from which `Number` restores the same value. */
function exactText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

export function restoreValue(saved: SavedValue): Value | undefined {
  if (saved === null) return undefined;
  if (typeof saved !== 'object') return saved;
  if (Array.isArray(saved)) return saved.map(restoreValue).filter((value) => value !== undefined);
  if ('number' in saved) return Number(saved.number);
  const map = new Map<string, Value>();
  for (const [name, inner] of saved.map) {
    const value = restoreValue(inner);
    if (value !== undefined) map.set(name, value);
  }
  return map;
}
