/**
 * The most recent key values. Building the id of a value is most of the cost of finding an owner; and a record usually
 * goes to several rules with the same key, or follows another of the same source.
 */

import type { KeyPlan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { Value } from '../record.ts';
import { type KeyValue, keyValue } from './key-value.ts';

type Parts = Pick<KeyPlan, 'parts'>;

/** The most recent value of one key, or of several that make the same value of a record. */
export class RecentKey {
  private last: KeyValue | undefined;

  constructor(
    private readonly index: number,
    private readonly plan: Parts,
  ) {}

  /** The key value with these parts. */
  of(parts: readonly Value[]): KeyValue {
    if (!this.last || !hasParts(this.last, parts)) this.last = keyValue(this.index, this.plan, parts.slice());
    return this.last;
  }
}

/** Shared by all rules of an engine. */
export class RecentKeys {
  private readonly all = new Map<string, RecentKey>();

  of(index: number, plan: Parts): RecentKey {
    const kind = [index, ...plan.parts.map(({ canonical }) => canonical)].join();
    return getOrMake(this.all, kind, () => new RecentKey(index, plan));
  }
}

function hasParts({ values }: KeyValue, parts: readonly Value[]): boolean {
  for (let i = 0; i < parts.length; i++) if (values[i] !== parts[i]) return false;
  return true;
}
