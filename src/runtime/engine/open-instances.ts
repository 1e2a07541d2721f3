/** The open instances of a transaction; among those with the same last instant the one that opened first is the oldest. */

import type { TransactionPlan } from '../../dsl/plan.ts';
import type { Host } from './host.ts';
import type { Instance } from './instance.ts';
import { Oldest } from './oldest.ts';
import { type AtHandBounds, OpenSubjects } from './open-subjects.ts';
import type { Packing } from './packed/packed-subjects.ts';

const ALL: AtHandBounds = { least: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };

export class OpenInstances extends OpenSubjects<Instance, Oldest> {
  constructor(plan: TransactionPlan, rule: number, host: Host, packing: Packing<Instance>) {
    super(rule, host, packing, new Oldest(), canPack(plan) ? host.atHand : ALL);
  }

  /** Those that are not packed, in the order of their last records; none may take a record or end meanwhile. */
  get unpacked(): Iterable<Instance> {
    return this.atHand;
  }

  protected override oldestAtHand(): Instance | undefined {
    return this.atHand.nextToEvict();
  }

  /**
   * Packs all whose last records share the oldest instant, in order of opening, so that packed ones lie in the order of
   * eviction; packs none while that instant is not over.
   */
  protected override packOldest(): boolean {
    const { now, observer } = this.host;
    const instant = this.atHand.first?.lastTaken ?? now;
    // An observer of motions identifies instances by their objects.
    if (instant >= now || observer?.moving) return false;
    const group: Instance[] = [];
    for (const instance of this.atHand) {
      if (instance.lastTaken !== instant) break;
      group.push(instance);
    }
    group.sort((a, b) => a.opened - b.opened);
    for (const instance of group) this.pack(instance);
    return true;
  }
}

/** Endings `all` visit every instance at each of their records, and sharing a value needs all its owners as objects. */
function canPack({ endings, restart: { policy } }: TransactionPlan): boolean {
  return policy !== 'overlap' && policy !== 'overtake' && !endings.some(({ all }) => all);
}
