/**
 * The open instances of a rule, in the order of their last records. As many as an engine keeps at hand are objects; the
 * others, whose last records are older, are packed.
 */

import type { TransactionPlan } from '../../dsl/plan.ts';
import type { Host } from './host.ts';
import type { Instance } from './instance.ts';
import { Oldest } from './oldest.ts';
import type { Owners } from './owners.ts';
import { InstanceText, type NewInstance } from './packed/instance-text.ts';
import { type PackedEntry, PackedInstances } from './packed/packed-instances.ts';

export class OpenInstances {
  private readonly atHand = new Oldest();
  private readonly packed: PackedInstances;
  /** How many may be at hand. */
  private readonly most: number;

  constructor(
    plan: TransactionPlan,
    rule: number,
    private readonly host: Host,
    private readonly owners: Owners,
    create: NewInstance,
  ) {
    this.packed = new PackedInstances(rule, new InstanceText(plan.keys, create), owners, host.deadlines, host.hashSeed);
    this.most = canPack(plan) ? host.atHand : Number.POSITIVE_INFINITY;
    owners.others = this.packed;
  }

  get size(): number {
    return this.atHand.size + this.packed.size;
  }

  add(instance: Instance): void {
    this.atHand.add(instance);
  }

  /** It has taken a record. */
  touch(instance: Instance): void {
    if (instance.slot < 0) this.atHand.touch(instance);
    else {
      this.packed.release(instance);
      this.atHand.add(instance);
    }
  }

  delete(instance: Instance): void {
    if (instance.slot < 0) this.atHand.delete(instance);
    else this.packed.release(instance);
  }

  /** The one whose last record is oldest; of one instant the one that opened first. */
  nextToEvict(): Instance | undefined {
    return this.packed.oldest() ?? this.atHand.nextToEvict();
  }

  /** To be called when a record or a deadline is dealt with: packs what need not be at hand. */
  settle(): void {
    const { now, observer } = this.host;
    this.packed.settle(now);
    // Whoever is told how instances move knows them by their objects.
    while (this.atHand.size > this.most && !observer?.moving && this.packOldest(now));
  }

  /** In the order in which they took their last records, to look at: those that are packed stay so. */
  *inOrderOfRecords(): Generator<Instance> {
    for (const { packed } of this.packed.entries()) yield this.packed.view(packed);
    yield* this.atHand;
  }

  /** In order of opening, each as it is when it is asked for; what has ended until then is left out. */
  *inOrderOfOpening(): Generator<Instance> {
    const all: (Instance | PackedEntry)[] = [...this.packed.entries(), ...this.atHand];
    // The last first: taken from the end, what has been gone through can be given back.
    all.sort((a, b) => b.opened - a.opened);
    for (let one = all.pop(); one; one = all.pop()) {
      const instance = this.current(one);
      if (instance) yield instance;
      this.settle();
    }
  }

  /** The object that now stands for one: it may have been packed and unpacked meanwhile. */
  private current(one: Instance | PackedEntry): Instance | undefined {
    if ('packed' in one) return this.packed.at(one) ?? this.ownerLike(this.packed.view(one.packed));
    return one.ended ? (this.packed.at(one) ?? this.ownerLike(one)) : one;
  }

  private ownerLike({ owned, opened }: Instance): Instance | undefined {
    const owner = this.owners.firstOf(owned);
    return owner?.opened === opened ? owner : undefined;
  }

  /**
   * All whose last records are of the oldest instant, in order of opening, so that those that are packed lie in the
   * order in which they would be evicted. False: the instant is not over.
   */
  private packOldest(now: number): boolean {
    const group: Instance[] = [];
    const instant = this.atHand.first?.lastTaken ?? now;
    if (instant >= now) return false;
    for (const instance of this.atHand) {
      if (instance.lastTaken !== instant) break;
      group.push(instance);
    }
    group.sort((a, b) => a.opened - b.opened);
    for (const instance of group) {
      this.atHand.delete(instance);
      this.packed.add(instance);
    }
    return true;
  }
}

/** Endings `all` ask every instance at each of their records, and values with several owners need all of these. */
function canPack({ endings, restart: { policy } }: TransactionPlan): boolean {
  return policy !== 'overlap' && policy !== 'overtake' && !endings.some(({ all }) => all);
}
