import type { Value } from '../record.ts';

/** The member of nested maps that a path leads to, whose first part leads to `value`; undefined if there is none. */
export function memberAt(value: Value | undefined, path: readonly string[]): Value | undefined {
  let at = value;
  for (let i = 1; i < path.length; i++) {
    if (!(at instanceof Map)) return undefined;
    at = (at as ReadonlyMap<string, Value>).get(path[i]!);
  }
  return at;
}
