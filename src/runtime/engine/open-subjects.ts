/**
 * The open instances, or windows, of a rule, in the order of their last records. The most recent ones are
 * objects, the others are packed. The capacity for objects adapts: it grows whenever one that was packed only lately
 * takes a record, because with slightly more active ones than objects each would be packed and unpacked in turn; and it
 * shrinks when that one would have been packed with any capacity, since objects that live long burden the garbage collector.
 */

import type { SavedList } from '../saved-list.ts';
import type { BaseRunner } from './base-runner.ts';
import type { Host } from './host.ts';
import { LruList, type LruNode } from './lru-list.ts';
import { type Packable, PackedSubjects, type Packing } from './packed/packed-subjects.ts';

/** The initial capacity for objects, and the greatest to which it grows. */
export interface UnpackedBounds {
  initial: number;
  most: number;
}

/** The least capacity to which it shrinks. */
const FEW = 512;

export class OpenSubjects<T extends Packable & LruNode<T>> {
  readonly packed: PackedSubjects<T>;
  /** Those that are objects, in the order of their last records; none may take a record or end while they are iterated. */
  readonly unpacked = new LruList<T>();
  protected readonly host: Host;
  /** The current capacity for objects. */
  private capacity: number;

  constructor(
    { order, host }: BaseRunner,
    private readonly packing: Packing<T>,
    private readonly bounds: UnpackedBounds,
  ) {
    this.host = host;
    this.capacity = bounds.initial;
    this.packed = new PackedSubjects(order, packing, host.deadlines, host.hashSeed);
  }

  get size(): number {
    return this.unpacked.size + this.packed.size;
  }

  add(one: T): void {
    this.unpacked.add(one);
  }

  /** Must be called when one takes a record, before its time is that of the last. */
  touch(one: T): void {
    if (this.packed.has(one)) {
      this.adapt(one);
      this.packed.release(one);
      this.unpacked.add(one);
    } else this.unpacked.touch(one);
  }

  /** Adapts the capacity to one that was packed: as many as there is room for took records in the time since the oldest unpacked one did. */
  private adapt(one: T): void {
    const { bounds, capacity, packing } = this;
    const { now } = this.host;
    const { first } = this.unpacked;
    const age = first ? now - packing.lastOf(first) : 0;
    if ((now - packing.lastOf(one)) * capacity <= age * bounds.most) this.capacity = Math.min(capacity + 1, bounds.most);
    else if (capacity > FEW) this.capacity = capacity - 1;
  }

  delete(one: T): void {
    if (!this.packed.has(one)) this.unpacked.delete(one);
    this.packed.forget(one);
  }

  /** The one whose last record is oldest. */
  oldest(): T | undefined {
    return this.packed.oldest() ?? this.oldestUnpacked();
  }

  protected oldestUnpacked(): T | undefined {
    return this.unpacked.first;
  }

  /** Must be called after a record or deadline was handled: packs what exceeds the capacity. */
  settle(): void {
    this.packed.settle(this.host.now);
    while (this.unpacked.size > this.capacity && this.packOldest());
  }

  /** Packs the oldest; returns false if none may be packed yet. */
  protected packOldest(): boolean {
    const { first } = this.unpacked;
    if (first) this.pack(first);
    return first !== undefined;
  }

  protected pack(one: T): void {
    this.unpacked.delete(one);
    this.packed.add(one);
  }

  /** The plain JSON of each, in the order of their last records. */
  save(): SavedList {
    return this.packed.save(this.unpacked);
  }

  /** Adds a saved one, whose last record is newer than that of all others. */
  restore(saved: unknown): T {
    const one = this.packing.restore(saved);
    this.packing.enter(one);
    this.add(one);
    return one;
  }

  /** Yields each in order of opening, in its state at that moment; those that have ended by then are left out. */
  *inOrderOfOpening(): Generator<T> {
    for (const one of this.unpacked) this.packed.reserve(one);
    for (const one of this.packed.inOrderOfOpening()) {
      yield one;
      this.settle();
    }
  }
}
