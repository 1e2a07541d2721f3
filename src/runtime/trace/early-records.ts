/** Records that came before their transaction began, and so moved none: where logs are merged, or clocks differ, an end may. */

import type { KeyValue } from '../engine/key-value.ts';
import type { Outcome } from '../record.ts';
import { AgedMap } from '../values/aged-map.ts';
import { writeDuration } from '../values/duration.ts';
import type { NearMiss, SeenRecord } from './story.ts';

/** The most to keep, each under one key value; the oldest are forgotten. */
const MOST = 10_000;

export class EarlyRecords {
  /** The last one of each rule, record and key value. */
  private readonly kept = new AgedMap<Omit<NearMiss, 'why'>>();

  /** Keeps a record that reached no transaction of the rule, by each key value that it carries. */
  keep(rule: string, carried: readonly KeyValue[], time: number, record: SeenRecord): void {
    const { kept } = this;
    const early = { time, record };
    for (const { id } of carried) kept.set(keyOf(rule, record.name, id), early);
    for (let { oldest } = kept; kept.size > MOST && oldest !== undefined; oldest = kept.oldest) kept.delete(oldest);
  }

  /** Those that a transaction with these key values still awaited at its end. */
  awaitedBy({ rule, awaited, begin }: Outcome, owned: readonly KeyValue[]): NearMiss[] {
    const early = awaited.flatMap((name) => owned.flatMap(({ id }) => this.kept.get(keyOf(rule, name, id)) ?? []));
    return [...new Set(early)].map(({ time, record }) => ({ time, record, why: whyEarly(begin - time) }));
  }
}

function keyOf(rule: string, record: string | undefined, id: string): string {
  return JSON.stringify([rule, record, id]);
}

/** @param before how long before the beginning its time is, in microseconds; below 0 if it only came before */
export function whyEarly(before: number): string {
  if (before === 0) return 'came just before it began, at the same time: such records keep the order of their log';
  return before > 0
    ? `came ${writeDuration(before)} before it began`
    : `came before it began, though its timestamp is ${writeDuration(-before)} after that`;
}
