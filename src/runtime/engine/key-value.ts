/** Values of keys, in a canonical form for comparison. */

import type { KeyPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { canonicalText } from '../values/canonical.ts';
import { keyForm } from '../values/key-form.ts';

/** A value of a key: a tuple, and its canonical text, which is equal exactly if the values are. */
export interface KeyValue {
  /** Index into `plan.keys` of the rule. */
  key: number;
  id: string;
  values: Value[];
}

/** The key value of a rule without a key: all records belong to one window or schedule. */
export const NO_KEY: KeyValue = { key: 0, id: '', values: [] };

/** The key values that an outcome reports for a subject with this value. */
export function ownedBy(value: KeyValue): readonly KeyValue[] {
  return value.id === NO_KEY.id ? [] : [value];
}

/** The id of the first value of a rule's first key, which its look-backs use; undefined if there is none. */
export function firstKeyOf(values: readonly KeyValue[]): string | undefined {
  return values.find(({ key }) => key === 0)?.id;
}

/** The key value with these parts, which it keeps; host names, hardware addresses and UUIDs get one form. */
export function keyValue(index: number, { parts }: Pick<KeyPlan, 'parts'>, values: Value[]): KeyValue {
  let id = `${index}`;
  for (let i = 0; i < values.length; i++) {
    let value = values[i] as Value;
    const canonical = parts[i]?.canonical;
    if (canonical && typeof value === 'string') {
      value = keyForm(value, canonical);
      values[i] = value;
    }
    id += partId(value);
  }
  return { key: index, id, values };
}

/** Prefixes of texts, by length: building one takes as long as the rest of the id. */
const TEXT_MARKS = Array.from({ length: 64 }, (_, length) => textMark(length));

function textMark(length: number): string {
  return `|t${length}:`;
}

/** Prefixes each part with type and length, so that no two tuples share a text. */
function partId(value: Value): string {
  if (typeof value === 'string') return `${TEXT_MARKS[value.length] ?? textMark(value.length)}${value}`;
  if (typeof value === 'number') return `|n${value}`;
  if (typeof value === 'boolean') return value ? '|b1' : '|b0';
  const text = canonicalText(value);
  return `|j${text.length}:${text}`;
}
