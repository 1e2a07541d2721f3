/**
 * The open instances, or windows, of a rule, in the order of their last records. As many as are at hand are
 * objects; the others, whose last records are older, are packed. How many that are is found out: it grows as long as packed
 * ones take records, because a few more at hand than there are objects for would have each of them packed and unpacked.
 */

import type { SavedList } from '../saved-list.ts';
import type { Host } from './host.ts';
import { type Packable, PackedSubjects, type Packing } from './packed/packed-subjects.ts';
import type { Recency, Recent } from './recency.ts';

/** How many are kept at hand at first, and how many at most where those that were packed are asked for again. */
export interface AtHandBounds {
  least: number;
  most: number;
}

export class OpenSubjects<T extends Packable & Recent<T>, AtHand extends Recency<T> = Recency<T>> {
  readonly packed: PackedSubjects<T>;
  /** How many may be at hand now. */
  private most: number;

  constructor(
    rule: number,
    protected readonly host: Host,
    protected readonly packing: Packing<T>,
    protected readonly atHand: AtHand,
    private readonly bounds: AtHandBounds,
  ) {
    this.most = bounds.least;
    this.packed = new PackedSubjects(rule, packing, host.deadlines, host.hashSeed);
  }

  get size(): number {
    return this.atHand.size + this.packed.size;
  }

  add(one: T): void {
    this.atHand.add(one);
  }

  /** It has taken a record. */
  touch(one: T): void {
    if (this.packed.has(one)) {
      // It was packed too soon. Of those that are packed for good none comes back, and they need not be at hand.
      if (this.most < this.bounds.most) this.most++;
      this.packed.release(one);
      this.atHand.add(one);
    } else this.atHand.touch(one);
  }

  delete(one: T): void {
    if (!this.packed.has(one)) this.atHand.delete(one);
    this.packed.forget(one);
  }

  /** The one whose last record is oldest. */
  oldest(): T | undefined {
    return this.packed.oldest() ?? this.oldestAtHand();
  }

  protected oldestAtHand(): T | undefined {
    return this.atHand.first;
  }

  /** To be called when a record or a deadline is dealt with: packs what need not be at hand. */
  settle(): void {
    this.packed.settle(this.host.now);
    while (this.atHand.size > this.most && this.packOldest());
  }

  /** False: none of them may be packed yet. */
  protected packOldest(): boolean {
    const { first } = this.atHand;
    if (first) this.pack(first);
    return first !== undefined;
  }

  protected pack(one: T): void {
    this.atHand.delete(one);
    this.packed.add(one);
  }

  /** What each says of itself as plain JSON, in the order in which they took their last records. */
  save(): SavedList {
    return this.packed.save(this.atHand);
  }

  /** Adds one that was saved, whose last record is newer than that of all others. */
  restore(saved: unknown): T {
    const one = this.packing.restore(saved);
    this.packing.enter(one);
    this.add(one);
    return one;
  }

  /** In order of opening, each as it is when it is asked for; what has ended until then is left out. */
  *inOrderOfOpening(): Generator<T> {
    for (const one of this.atHand) this.packed.reserve(one);
    for (const one of this.packed.inOrderOfOpening()) {
      yield one;
      this.settle();
    }
  }
}
