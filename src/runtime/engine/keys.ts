/** Keys: which values a record carries, in a form that compares right. */

import type { KeyPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import { fieldReader } from '../expression/fields.ts';
import type { Environment, Evaluate, Scope } from '../expression/scope.ts';
import type { Match, Value } from '../record.ts';
import { canonicalText } from '../values/canonical.ts';
import { holds, type LogEvent } from './event.ts';
import { append } from './short-list.ts';

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

type Reader = (match: Match) => Value | undefined;

interface Key {
  index: number;
  plan: KeyPlan;
  where: Evaluate | undefined;
  /** By record: a tuple of readers for each name of the transaction that it carries. */
  tuples: (readonly Reader[][] | undefined)[];
}

export class Keys {
  private readonly keys: Key[];

  constructor(
    plans: readonly KeyPlan[],
    environment: Environment,
    private readonly scope: Scope & { match: Match | undefined },
  ) {
    this.keys = plans.map((plan, index) => {
      const tuples: Key['tuples'] = environment.records.map(() => undefined);
      for (const { record, tuples: names } of plan.carriers) {
        tuples[record] = names.map((fields) => fields.map((name) => fieldReader(name, environment)));
      }
      return { index, plan, where: plan.where && compileExpression(plan.where, environment), tuples };
    });
  }

  /** All values that a record carries, keys in written order; empty when it carries none. */
  carried(event: LogEvent): KeyValue[] {
    let found: KeyValue[] = [];
    for (const key of this.keys) found = this.collect(key, event, found);
    return distinct(found);
  }

  /** The values of the first key that a record carries any of. */
  carriedFirst(event: LogEvent): KeyValue[] {
    if (this.keys.length === 0) return [NO_KEY];
    let found: KeyValue[] = [];
    for (const key of this.keys) {
      found = this.collect(key, event, found);
      if (found.length > 0) break;
    }
    return distinct(found);
  }

  /** The values found so far, and those of this key. */
  private collect({ index, plan, tuples, where }: Key, event: LogEvent, before: KeyValue[]): KeyValue[] {
    if (plan.parts.length === 0) return append(before, { key: index, id: `${index}`, values: [] });
    let found = before;
    for (const match of event.matches) {
      const carried = tuples[match.record];
      if (!carried || !this.admits(where, match)) continue;
      for (const readers of carried) {
        const values = valuesOf(readers, match);
        if (!values) continue;
        const [list] = values;
        if (plan.every && Array.isArray(list)) for (const element of list) found = append(found, keyValue(index, plan, [element]));
        else found = append(found, keyValue(index, plan, values));
      }
    }
    return found;
  }

  private admits(where: Evaluate | undefined, match: Match): boolean {
    this.scope.match = match;
    return !where || holds(where, this.scope);
  }
}

/** Each value once, at its first place. */
function distinct(values: KeyValue[]): KeyValue[] {
  if (values.length < 2) return values;
  const seen = new Set<string>();
  return values.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Undefined when one is missing. An array that grows would keep room for 17, for as long as the key is owned. */
function valuesOf(readers: readonly Reader[], match: Match): Value[] | undefined {
  const values = new Array<Value>(readers.length);
  for (let i = 0; i < readers.length; i++) {
    const value = (readers[i] as Reader)(match);
    if (value === undefined) return undefined;
    values[i] = value;
  }
  return values;
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

/** Type and length stand in front of each part, so that no two tuples have one text. */
function partId(value: Value): string {
  if (typeof value === 'string') return `|t${value.length}:${value}`;
  if (typeof value === 'number') return `|n${value}`;
  if (typeof value === 'boolean') return value ? '|b1' : '|b0';
  const text = canonicalText(value);
  return `|j${text.length}:${text}`;
}
