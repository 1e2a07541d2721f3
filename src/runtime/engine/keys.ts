/** Keys: the values that a record carries. */

import type { KeyPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import { fieldReader } from '../expression/fields.ts';
import type { Evaluate, Scope } from '../expression/scope.ts';
import type { Match, Value } from '../record.ts';
import { holds, type LogEvent } from './event.ts';
import type { Host } from './host.ts';
import { type KeyValue, NO_KEY } from './key-value.ts';
import type { RecentKey } from './recent-keys.ts';
import { append } from './short-list.ts';

type Reader = (match: Match) => Value | undefined;

interface Key {
  plan: KeyPlan;
  recent: RecentKey;
  where: Evaluate | undefined;
  /** By record: one tuple of readers for each value of the key that it carries. */
  tuples: (readonly Reader[][] | undefined)[];
  /** Scratch space for the parts read from the record in hand. */
  parts: Value[];
}

export class Keys {
  private readonly keys: Key[];

  constructor(
    plans: readonly KeyPlan[],
    { environment, recentKeys }: Pick<Host, 'environment' | 'recentKeys'>,
    private readonly scope: Scope & { match: Match | undefined },
  ) {
    this.keys = plans.map((plan, index) => {
      const tuples: Key['tuples'] = environment.records.map(() => undefined);
      for (const { record, tuples: names } of plan.carriers) {
        tuples[record] = names.map((fields) => fields.map((name) => fieldReader(name, environment)));
      }
      const where = plan.where && compileExpression(plan.where, environment);
      return { plan, recent: recentKeys.of(index, plan), where, tuples, parts: new Array<Value>(plan.parts.length) };
    });
  }

  /** All values that a record carries, keys in written order; empty if it carries none. */
  carried(event: LogEvent): KeyValue[] {
    let found: KeyValue[] = [];
    for (const key of this.keys) found = this.collect(key, event, found);
    return distinct(found);
  }

  /** The values of the first key of which the record carries any. */
  carriedFirst(event: LogEvent): KeyValue[] {
    if (this.keys.length === 0) return [NO_KEY];
    let found: KeyValue[] = [];
    for (const key of this.keys) {
      found = this.collect(key, event, found);
      if (found.length > 0) break;
    }
    return distinct(found);
  }

  /** Appends the values of this key to those found so far. */
  private collect({ plan, recent, tuples, where, parts }: Key, event: LogEvent, before: KeyValue[]): KeyValue[] {
    if (parts.length === 0) return append(before, recent.of(parts));
    let found = before;
    for (const match of event.matches) {
      const carried = tuples[match.record];
      if (!carried || !this.admits(where, match)) continue;
      for (const readers of carried) {
        if (!readParts(readers, match, parts)) continue;
        const list = parts[0];
        if (plan.every && Array.isArray(list)) for (const element of list) found = append(found, recent.of([element]));
        else found = append(found, recent.of(parts));
      }
    }
    return found;
  }

  private admits(where: Evaluate | undefined, match: Match): boolean {
    this.scope.match = match;
    return !where || holds(where, this.scope);
  }
}

/** Keeps the first occurrence of each value; values of one key are adjacent. */
function distinct(values: KeyValue[]): KeyValue[] {
  if (values.length < 2 || values.every(({ key }, i) => key !== values[i - 1]?.key)) return values;
  const seen = new Set<string>();
  return values.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Returns false if a part is missing. */
function readParts(readers: readonly Reader[], match: Match, parts: Value[]): boolean {
  for (let i = 0; i < readers.length; i++) {
    const value = (readers[i] as Reader)(match);
    if (value === undefined) return false;
    parts[i] = value;
  }
  return true;
}
