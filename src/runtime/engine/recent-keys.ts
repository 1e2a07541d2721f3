/**
 * The values of keys that came last. The id of a value is a text put together, which is most of what it takes to find an
 * owner; and a record mostly goes to several rules that have the same key, or comes after another of the same source.
 */

import type { KeyPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { type KeyValue, keyValue } from './key-value.ts';

type Parts = Pick<KeyPlan, 'parts'>;

/** Of one key, or of several that make the same of what a record carries. */
export class RecentKey {
  private last: KeyValue | undefined;

  constructor(
    private readonly index: number,
    private readonly plan: Parts,
  ) {}

  /** The value with these parts. */
  of(parts: readonly Value[]): KeyValue {
    if (!this.last || !hasParts(this.last, parts)) this.last = keyValue(this.index, this.plan, parts.slice());
    return this.last;
  }
}

/** Of all rules of an engine. */
export class RecentKeys {
  private readonly all = new Map<string, RecentKey>();

  of(index: number, plan: Parts): RecentKey {
    const kind = [index, ...plan.parts.map(({ canonical }) => canonical)].join();
    const recent = this.all.get(kind) ?? new RecentKey(index, plan);
    this.all.set(kind, recent);
    return recent;
  }
}

function hasParts({ values }: KeyValue, parts: readonly Value[]): boolean {
  for (let i = 0; i < parts.length; i++) if (values[i] !== parts[i]) return false;
  return true;
}
