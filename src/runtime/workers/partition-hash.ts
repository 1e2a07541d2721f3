import type { Value } from '../record.ts';
import { canonicalText } from '../values/canonical.ts';
import { keyForm } from '../values/key-form.ts';

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
/** Separates values. */
const GAP = 0x1f;

/**
 * A hash (FNV-1a over UTF-16 units) of some values of a record, equal for equal keys, whatever their canonical form.
 * Undefined if one is missing, as the record then carries no key.
 */
export function partitionHash(slots: readonly number[], values: readonly (Value | undefined)[]): number | undefined {
  let hash = OFFSET;
  for (const slot of slots) {
    const value = values[slot];
    if (value === undefined) return undefined;
    const text = textOf(value);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
    hash = Math.imul(hash ^ GAP, PRIME);
  }
  // The lower bits of a product do not depend on the higher ones.
  return (hash ^ (hash >>> 15)) >>> 0;
}

function textOf(value: Value): string {
  // Texts that are equal in any form are equal in this one.
  if (typeof value === 'string') return keyForm(value, 'mac');
  return typeof value === 'object' ? canonicalText(value) : String(value);
}
