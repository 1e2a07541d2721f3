/** Keys: which values a record carries, in a form that compares right. */

import type { KeyPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate, Scope } from '../expression/scope.ts';
import type { Match, Value } from '../record.ts';
import { fieldReader, holds, type LogEvent } from './event.ts';

/** A value of a key: a tuple, and its canonical text, which is equal exactly when the values are. */
export interface KeyValue {
  /** Index into `plan.keys` of the rule. */
  key: number;
  id: string;
  values: Value[];
}

type Reader = (match: Match) => Value | undefined;

interface Key {
  index: number;
  plan: KeyPlan;
  where: Evaluate | undefined;
  /** By record: a tuple of readers for each name of the transaction that it carries. */
  tuples: Map<number, Reader[][]>;
}

export class Keys {
  private readonly keys: Key[];

  constructor(
    plans: readonly KeyPlan[],
    environment: Environment,
    private readonly scope: Scope & { match: Match | undefined },
  ) {
    this.keys = plans.map((plan, index) => ({
      index,
      plan,
      where: plan.where && compileExpression(plan.where, environment),
      tuples: new Map(
        plan.carriers.map(({ record, tuples }) => [record, tuples.map((fields) => fields.map((name) => fieldReader(name, environment)))]),
      ),
    }));
  }

  /** All values that a record carries, keys in written order; empty when it carries none. */
  carried(event: LogEvent): KeyValue[] {
    const found: KeyValue[] = [];
    for (const key of this.keys) this.collect(key, event, found);
    return found;
  }

  /** The values of the first key that a record carries any of. */
  carriedFirst(event: LogEvent): KeyValue[] {
    const found: KeyValue[] = [];
    for (const key of this.keys) {
      this.collect(key, event, found);
      if (found.length > 0) return found;
    }
    return found;
  }

  private collect(key: Key, event: LogEvent, found: KeyValue[]): void {
    if (key.plan.parts.length === 0) {
      found.push({ key: key.index, id: `${key.index}`, values: [] });
      return;
    }
    for (const match of event.matches) {
      const tuples = key.tuples.get(match.record);
      if (!tuples || !this.admits(key, match)) continue;
      for (const readers of tuples) {
        for (const values of tuplesOf(key.plan, readers, match)) {
          const id = keyId(key.index, key.plan, values);
          if (!found.some((other) => other.id === id)) found.push({ key: key.index, id, values });
        }
      }
    }
  }

  private admits(key: Key, match: Match): boolean {
    if (!key.where) return true;
    this.scope.match = match;
    return holds(key.where, this.scope);
  }
}

function tuplesOf(plan: KeyPlan, readers: Reader[], match: Match): Value[][] {
  const values: Value[] = [];
  for (const reader of readers) {
    const value = reader(match);
    if (value === undefined) return [];
    values.push(value);
  }
  if (!plan.every) return [values];
  const [list] = values;
  return Array.isArray(list) ? list.map((element) => [element]) : [values];
}

/** The canonical text of a value: type and length stand in front of each part, so that no two tuples have one text. */
export function keyId(index: number, plan: KeyPlan, values: readonly Value[]): string {
  let id = `${index}`;
  for (let i = 0; i < values.length; i++) id += partId(values[i] as Value, plan.parts[i]?.canonical === 'host');
  return id;
}

function partId(value: Value, host: boolean): string {
  if (typeof value === 'string') return `|t${value.length}:${host ? value.toLowerCase() : value}`;
  if (typeof value === 'number') return `|n${value}`;
  if (typeof value === 'boolean') return value ? '|b1' : '|b0';
  const text = JSON.stringify(value, (_, inner: unknown) => (inner instanceof Map ? [...inner] : inner));
  return `|j${text.length}:${text}`;
}
