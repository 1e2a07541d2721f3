/** An instance as plain JSON, for packing and for checkpoints, and back. */

import type { KeyPlan } from '../../../dsl/plan.ts';
import type { RecordLocation } from '../../record.ts';
import type { Host } from '../host.ts';
import type { Packing } from '../packed/packed-subjects.ts';
import {
  restoreKeyValue,
  restoreMatch,
  restoreSparse,
  type SavedKeyValue,
  type SavedMatch,
  saveKeyValue,
  saveMatch,
  saveSparse,
} from '../saved.ts';
import type { Instance } from './instance.ts';
import type { Machine } from './machine.ts';
import type { Owners } from './owners.ts';

interface SavedInstance {
  id: string;
  opened: number;
  begin: number;
  openedAt: number;
  lastTaken: number;
  since: number;
  lastStep: string | null;
  /** The written-order index of the element that took the last record; null if there is none. */
  lastTake: number | null;
  /** The key of its state. */
  state: string;
  warned: (string | number)[];
  reported: number;
  owned: SavedKeyValue[];
  captures: [number, SavedMatch][];
  capturedAt: [number, number][];
  gateSince: [number, number][];
  recordCount: number;
  places: RecordLocation[];
  summaries: unknown[];
}

/** Creates an instance that has taken nothing yet. */
type NewInstance = (id: string, opened: number, begin: number, openedAt: number) => Instance;

export class InstancePacking implements Packing<Instance> {
  constructor(
    private readonly keys: readonly KeyPlan[],
    private readonly machine: Machine,
    private readonly owners: Owners,
    private readonly create: NewInstance,
    private readonly host: Pick<Host, 'observer'>,
  ) {}

  isPackable(instance: Instance): boolean {
    return !this.host.observer?.follows?.(instance);
  }

  lastOf({ lastTaken }: Instance): number {
    return lastTaken;
  }

  save(instance: Instance): SavedInstance {
    return {
      id: instance.id,
      opened: instance.opened,
      begin: instance.begin,
      openedAt: instance.openedAt,
      lastTaken: instance.lastTaken,
      since: instance.since,
      lastStep: instance.lastStep ?? null,
      lastTake: instance.lastTake ? this.machine.orderOf(instance.lastTake) : null,
      state: instance.state.key,
      warned: [...instance.warned],
      reported: instance.reported,
      owned: instance.owned.map(saveKeyValue),
      captures: saveSparse(instance.captures).map(([index, match]) => [index, saveMatch(match)]),
      capturedAt: saveSparse(instance.capturedAt ?? []),
      gateSince: saveSparse(instance.gateSince ?? []),
      recordCount: instance.recordCount,
      places: [...instance.places],
      summaries: instance.summaries.map((summary) => summary.save()),
    };
  }

  restore(saved: SavedInstance): Instance {
    const instance = this.create(saved.id, saved.opened, saved.begin, saved.openedAt);
    instance.lastTaken = saved.lastTaken;
    instance.since = saved.since;
    instance.lastStep = saved.lastStep ?? undefined;
    instance.lastTake = saved.lastTake === null ? undefined : this.machine.takeAt(saved.lastTake);
    instance.state = this.machine.restore(saved.state);
    instance.warned = saved.warned;
    instance.reported = saved.reported;
    for (const value of saved.owned) instance.gain(restoreKeyValue(value, this.keys));
    for (const [index, match] of saved.captures) instance.captures[index] = restoreMatch(match);
    if (instance.capturedAt) restoreInstants(instance.capturedAt, saved);
    if (instance.gateSince) restoreSparse(instance.gateSince, saved.gateSince);
    instance.recordCount = saved.recordCount;
    instance.places = saved.places;
    for (const [i, summary] of instance.summaries.entries()) summary.restore(saved.summaries[i]);
    return instance;
  }

  idsOf({ owned }: Instance): string[] {
    return owned.map(({ id }) => id);
  }

  enter(instance: Instance): void {
    this.owners.enter(instance);
  }

  leave(instance: Instance): void {
    this.owners.free(instance);
    instance.ended = true;
  }
}

/**
 * Restores when captures were taken. State migrated from a rule that did not record this lacks it: the time of the
 * record is used, or the opening of the transaction if the record was late.
 */
function restoreInstants(instants: number[], { capturedAt, captures, openedAt }: SavedInstance): void {
  restoreSparse(instants, capturedAt);
  for (const [index, { time }] of captures) instants[index] ??= Math.max(time, openedAt);
}
