import type { Value } from '../record.ts';

/** A text that is equal exactly if the values are the same (`sameValue`). */
export function canonicalText(value: Value): string {
  return typeof value === 'string' ? `"${value}` : nested(value);
}

/** The same for several values, any of which may be missing. */
export function canonicalKey(values: readonly (Value | undefined)[]): string {
  return JSON.stringify(values.map((value) => (value === undefined ? null : canonicalText(value))));
}

function nested(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(nested).join()}]`;
  const names = [...value.keys()].sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${nested(value.get(name) as Value)}`).join()}}`;
}
