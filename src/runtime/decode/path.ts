import type { Value } from '../record.ts';

/** The member of nested maps that `path` leads to, starting with its part `from`; undefined if there is none. */
export function memberAt(value: Value | undefined, path: readonly string[], from: number): Value | undefined {
  let at = value;
  for (let i = from; i < path.length; i++) {
    if (!(at instanceof Map)) return undefined;
    at = (at as ReadonlyMap<string, Value>).get(path[i]!);
  }
  return at;
}
