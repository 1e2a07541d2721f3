/** Values of keys, in a form that compares right. */

import type { KeyPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { canonicalText } from '../values/canonical.ts';

/** A value of a key: a tuple, and its canonical text, which is equal exactly when the values are. */
export interface KeyValue {
  /** Index into `plan.keys` of the rule. */
  key: number;
  id: string;
  values: Value[];
}

/** What stands for the key of a rule that has none: all records are of one window or schedule. */
export const NO_KEY: KeyValue = { key: 0, id: '', values: [] };

/** The key values that an outcome tells of something with this one. */
export function ownedBy(value: KeyValue): readonly KeyValue[] {
  return value.id === NO_KEY.id ? [] : [value];
}

/** The id of the first value of a rule's first key, by which its look-backs go; undefined: there is none. */
export function firstKeyOf(values: readonly KeyValue[]): string | undefined {
  return values.find(({ key }) => key === 0)?.id;
}

/** The value of a key with these parts, which it keeps; names of hosts in lower case. */
export function keyValue(index: number, { parts }: Pick<KeyPlan, 'parts'>, values: Value[]): KeyValue {
  let id = `${index}`;
  for (let i = 0; i < values.length; i++) {
    let value = values[i] as Value;
    if (parts[i]?.canonical === 'host' && typeof value === 'string') {
      value = value.toLowerCase();
      values[i] = value;
    }
    id += partId(value);
  }
  return { key: index, id, values };
}

/** What stands in front of a text, by its length: to put that together takes as long as the rest. */
const TEXT_MARKS = Array.from({ length: 64 }, (_, length) => textMark(length));

function textMark(length: number): string {
  return `|t${length}:`;
}

/** Type and length stand in front of each part, so that no two tuples have one text. */
function partId(value: Value): string {
  if (typeof value === 'string') return `${TEXT_MARKS[value.length] ?? textMark(value.length)}${value}`;
  if (typeof value === 'number') return `|n${value}`;
  if (typeof value === 'boolean') return value ? '|b1' : '|b0';
  const text = canonicalText(value);
  return `|j${text.length}:${text}`;
}
