/** The state of a transaction rule as plain JSON: after saving and restoring it, the rule continues as if uninterrupted. */

import { restoreCounters, saveCounters } from './counting.ts';
import type { SavedHeld } from './held.ts';
import type { TransactionRunner } from './transaction.ts';

interface SavedTransaction {
  counters: unknown;
  opened: number;
  ids: unknown;
  reporter: unknown;
  /** In the order of their last records. */
  instances: Iterable<unknown>;
  lingering: [string, number][];
  held: SavedHeld[];
  lookbacks: unknown;
}

export function saveTransaction({ counters, lives, bindings, lookbacks }: TransactionRunner): unknown {
  return {
    counters: saveCounters(counters),
    opened: lives.opened,
    ids: lives.ids.save(),
    reporter: lives.reporter.save(),
    instances: lives.open.save(),
    lingering: bindings.lingering.save(),
    held: bindings.held.save(),
    lookbacks: lookbacks.save(),
  } satisfies SavedTransaction;
}

export function restoreTransaction(runner: TransactionRunner, saved: unknown): void {
  const { counters, opened, ids, reporter, instances, lingering, held, lookbacks } = saved as SavedTransaction;
  const { lives, bindings } = runner;
  restoreCounters(runner.counters, counters);
  lives.opened = opened;
  lives.ids.restore(ids);
  lives.reporter.restore(reporter);
  lives.restore(instances);
  bindings.lingering.restore(lingering);
  bindings.held.restore(held);
  runner.lookbacks.restore(lookbacks);
}
