/**
 * Open transactions whose last record is long ago, each as one text in a slot: about a fifth of what an object with all
 * its parts takes, and nothing for the collector of garbage to walk through. Whoever asks for one by a key value gets an
 * object again; until that has taken a record or has ended it keeps the slot, and with it its place in the order of
 * their last records.
 */

import type { Deadlines, Subject } from '../deadlines.ts';
import type { Instance } from '../instance.ts';
import type { OtherOwners, Owners } from '../owners.ts';
import { DueSlots } from './due-slots.ts';
import { type InstanceText, openedOf } from './instance-text.ts';
import { KeyIndex } from './key-index.ts';
import { SlotOrder } from './slot-order.ts';

/** What lies in a slot: a text, or the object that stands for it now. */
type Packed = string | Instance;

/** One that was packed at some time. */
export interface PackedEntry {
  opened: number;
  slot: number;
  packed: Packed;
}

export class PackedInstances implements Subject, OtherOwners {
  /** As a subject it stands for the slot that is due first. It goes ahead of all others of its rule: it only makes an object of that. */
  due = Number.POSITIVE_INFINITY;
  place = -1;
  readonly opened = -1;
  size = 0;
  /** Of slots that are free undefined. */
  private readonly slots: (Packed | undefined)[] = [];
  private readonly free: number[] = [];
  private readonly order = new SlotOrder();
  private readonly index: KeyIndex;
  private readonly dues = new DueSlots();
  private readonly roused = new Set<Instance>();

  constructor(
    readonly rule: number,
    private readonly text: InstanceText,
    private readonly owners: Owners,
    private readonly deadlines: Deadlines,
    hashSeed: number,
  ) {
    this.index = new KeyIndex(hashSeed);
  }

  /** Packs one whose last record is newer than that of all others here. */
  add(instance: Instance): void {
    const slot = this.free.pop() ?? this.slots.length;
    this.order.append(slot);
    this.size++;
    this.pack(instance, slot);
  }

  /** The object of the one that owns a key value, which then is at hand. */
  find(id: string): Instance | undefined {
    const found = this.search(id);
    return found && this.rouse(found.slot, found.instance);
  }

  has(id: string): boolean {
    return this.search(id) !== undefined;
  }

  private search(id: string): { slot: number; instance: Instance } | undefined {
    if (this.size === 0) return undefined;
    let instance: Instance | undefined;
    const slot = this.index.find(id, (one) => {
      instance = this.text.read(this.slots[one] as string);
      return instance.owned.some((value) => value.id === id);
    });
    return slot === undefined || !instance ? undefined : { slot, instance };
  }

  /** The object of the one whose last record is oldest; of one instant the one that was packed first. */
  oldest(): Instance | undefined {
    const { first } = this.order;
    return first === undefined ? undefined : this.objectOf(first);
  }

  /** The object of the one that was opened with a number; undefined: it lies in this slot no more. */
  at({ slot, opened }: Pick<PackedEntry, 'slot' | 'opened'>): Instance | undefined {
    const packed = this.slots[slot];
    return packed !== undefined && numberOf(packed) === opened ? this.objectOf(slot) : undefined;
  }

  /** All, in the order of their last records. */
  entries(): PackedEntry[] {
    return Array.from(this.order, (slot) => {
      const packed = this.slots[slot] as Packed;
      return { opened: numberOf(packed), slot, packed };
    });
  }

  /** As an object that stands for nothing, to look at. */
  view(packed: Packed): Instance {
    return typeof packed === 'string' ? this.text.read(packed) : packed;
  }

  /** Forgets one that has an object: it has taken a record, or has ended. */
  release(instance: Instance): void {
    this.roused.delete(instance);
    this.order.remove(instance.slot);
    this.slots[instance.slot] = undefined;
    this.free.push(instance.slot);
    instance.slot = -1;
    this.size--;
  }

  /** Objects are made texts again, except those that are due by now. */
  settle(now: number): void {
    if (this.roused.size === 0) return;
    for (const instance of this.roused) {
      if (instance.due <= now) continue;
      this.roused.delete(instance);
      this.pack(instance, instance.slot);
    }
  }

  /** Those that are due become objects, which are then due in the order of all. */
  fire(at: number): void {
    for (let slot = this.dues.first; slot !== undefined && this.dues.due <= at; slot = this.dues.first) this.objectOf(slot);
  }

  private objectOf(slot: number): Instance {
    const packed = this.slots[slot] as Packed;
    return typeof packed === 'string' ? this.rouse(slot, this.text.read(packed)) : packed;
  }

  private rouse(slot: number, instance: Instance): Instance {
    for (const { id } of instance.owned) this.index.remove(id, slot);
    this.owners.enter(instance);
    instance.due = this.dues.remove(slot);
    this.deadlines.update(instance);
    instance.slot = slot;
    this.slots[slot] = instance;
    this.roused.add(instance);
    this.refresh();
    return instance;
  }

  /** The object then stands for nothing: whoever still holds it takes it for one that has ended. */
  private pack(instance: Instance, slot: number): void {
    this.slots[slot] = this.text.write(instance);
    instance.slot = slot;
    this.owners.free(instance);
    for (const { id } of instance.owned) this.index.add(id, slot);
    this.dues.add(slot, instance.due);
    instance.due = Number.POSITIVE_INFINITY;
    this.deadlines.update(instance);
    instance.ended = true;
    this.refresh();
  }

  private refresh(): void {
    if (this.dues.due === this.due) return;
    this.due = this.dues.due;
    this.deadlines.update(this);
  }
}

function numberOf(packed: Packed): number {
  return typeof packed === 'string' ? openedOf(packed) : packed.opened;
}
