/** The state of a transaction rule as plain JSON: after it was saved and restored, everything goes on as if nothing had been. */

import type { RecordLocation } from '../record.ts';
import { restoreCounters, saveCounters } from './counting.ts';
import type { SavedHeld } from './held.ts';
import type { Instance } from './instance.ts';
import type { Machine } from './machine.ts';
import {
  restoreKeyValue,
  restoreMatch,
  restoreSparse,
  type SavedKeyValue,
  type SavedMatch,
  saveKeyValue,
  saveMatch,
  saveSparse,
} from './saved.ts';
import type { TransactionRunner } from './transaction.ts';

interface SavedInstance {
  id: string;
  opened: number;
  begin: number;
  openedAt: number;
  /** The name of its state. */
  state: string;
  owned: SavedKeyValue[];
  lastTaken: number;
  since: number;
  lastStep: string | null;
  /** Where the element that took the last record stands in the order of writing. */
  lastTake: number | null;
  captures: [number, SavedMatch][];
  capturedAt: [number, number][];
  gateDue: [number, number][];
  warned: (string | number)[];
  told: number;
  recordCount: number;
  places: RecordLocation[];
  summaries: unknown[];
}

interface SavedTransaction {
  counters: unknown;
  opened: number;
  ids: unknown;
  teller: unknown;
  /** In the order in which they took their last records. */
  instances: SavedInstance[];
  lingering: [string, number][];
  held: SavedHeld[];
  lookbacks: unknown;
}

export function saveTransaction({ counters, lives, bindings, lookbacks, steps }: TransactionRunner): unknown {
  return {
    counters: saveCounters(counters),
    opened: lives.opened,
    ids: lives.ids.save(),
    teller: lives.teller.save(),
    instances: Array.from(lives.open.inOrderOfRecords(), (instance) => saveInstance(instance, steps.machine)),
    lingering: bindings.lingering.save(),
    held: bindings.held.save(),
    lookbacks: lookbacks.save(),
  } satisfies SavedTransaction;
}

function saveInstance(instance: Instance, machine: Machine): SavedInstance {
  const {
    id,
    opened,
    begin,
    openedAt,
    state,
    owned,
    lastTaken,
    since,
    lastStep = null,
    lastTake,
    warned,
    told,
    recordCount,
    places,
  } = instance;
  return {
    ...{ id, opened, begin, openedAt, lastTaken, since, lastStep, warned: [...warned], told },
    state: state.key,
    owned: owned.map(saveKeyValue),
    lastTake: lastTake ? machine.orderOf(lastTake) : null,
    captures: saveSparse(instance.captures).map(([index, match]) => [index, saveMatch(match)]),
    capturedAt: saveSparse(instance.capturedAt ?? []),
    gateDue: saveSparse(instance.gateDue ?? []),
    recordCount,
    places: [...places],
    summaries: instance.summaries.map((summary) => summary.save()),
  };
}

export function restoreTransaction(runner: TransactionRunner, saved: unknown): void {
  const { counters, opened, ids, teller, instances, lingering, held, lookbacks } = saved as SavedTransaction;
  const { lives, bindings } = runner;
  restoreCounters(runner.counters, counters);
  lives.opened = opened;
  lives.ids.restore(ids);
  lives.teller.restore(teller);
  for (const one of instances) restoreInstance(runner, one);
  bindings.lingering.restore(lingering);
  bindings.held.restore(held);
  runner.lookbacks.restore(lookbacks);
}

function restoreInstance({ lives, bindings, steps: { machine } }: TransactionRunner, saved: SavedInstance): void {
  const instance = lives.instance(saved.id, saved.opened, saved.begin, saved.openedAt);
  const { lastTaken, since, lastStep, lastTake, warned, told, recordCount, places } = saved;
  Object.assign(instance, { lastTaken, since, warned, told, recordCount, places });
  instance.state = machine.restore(saved.state);
  if (lastStep !== null) instance.lastStep = lastStep;
  if (lastTake !== null) instance.lastTake = machine.takeAt(lastTake);
  restoreSparse(
    instance.captures,
    saved.captures.map(([index, match]) => [index, restoreMatch(match)]),
  );
  if (instance.capturedAt) restoreSparse(instance.capturedAt, saved.capturedAt);
  if (instance.gateDue) restoreSparse(instance.gateDue, saved.gateDue);
  for (const [i, summary] of instance.summaries.entries()) summary.restore(saved.summaries[i]);
  for (const value of saved.owned) bindings.owners.add(instance, restoreKeyValue(value));
  lives.open.add(instance);
  lives.refresh(instance);
  lives.open.settle();
}
