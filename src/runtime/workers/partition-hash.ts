import type { Value } from '../record.ts';
import { canonicalText } from '../values/canonical.ts';
import { keyForm } from '../values/key-form.ts';
import { textHash } from '../values/text-hash.ts';

/**
 * A hash of some values of a record, equal for equal keys, whatever their canonical form. Undefined if one is missing, as
 * the record then carries no key.
 */
export function partitionHash(slots: readonly number[], values: readonly (Value | undefined)[]): number | undefined {
  let hash = 0;
  for (const slot of slots) {
    const value = values[slot];
    if (value === undefined) return undefined;
    hash = textHash(textOf(value), hash);
  }
  return hash >>> 0;
}

function textOf(value: Value): string {
  // Texts that are equal in any form are equal in this one.
  if (typeof value === 'string') return keyForm(value, 'mac');
  return typeof value === 'object' ? canonicalText(value) : String(value);
}
