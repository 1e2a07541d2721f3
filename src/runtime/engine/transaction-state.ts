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

export function saveTransaction({ counters, lifecycle, bindings, lookbacks }: TransactionRunner): unknown {
  return {
    counters: saveCounters(counters),
    opened: lifecycle.opened,
    ids: lifecycle.ids.save(),
    reporter: lifecycle.reporter.save(),
    instances: lifecycle.open.save(),
    lingering: bindings.lingering.save(),
    held: bindings.held.save(),
    lookbacks: lookbacks.save(),
  } satisfies SavedTransaction;
}

export function restoreTransaction(runner: TransactionRunner, saved: unknown): void {
  const { counters, opened, ids, reporter, instances, lingering, held, lookbacks } = saved as SavedTransaction;
  const { lifecycle, bindings } = runner;
  restoreCounters(runner.counters, counters);
  lifecycle.opened = opened;
  lifecycle.ids.restore(ids);
  lifecycle.reporter.restore(reporter);
  lifecycle.restore(instances);
  bindings.lingering.restore(lingering);
  bindings.held.restore(held);
  runner.lookbacks.restore(lookbacks);
}
