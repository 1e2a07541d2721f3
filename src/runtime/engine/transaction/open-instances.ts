/** The open instances of a transaction; among those with the same last instant the one that opened first is the oldest. */

import type { TransactionPlan } from '../../../dsl/plan.ts';
import type { BaseRunner } from '../base-runner.ts';
import { OpenSubjects, type UnpackedBounds } from '../open-subjects.ts';
import type { Packing } from '../packed/packed-subjects.ts';
import type { Instance } from './instance.ts';

const ALL: UnpackedBounds = { initial: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };

export class OpenInstances extends OpenSubjects<Instance> {
  /** Those that share an instant, the one that opened first last: sorting them for each eviction would cost a flood of keys dear. */
  private nextToEvict: Instance[] = [];
  /** That instant. */
  private instant: number | undefined;

  constructor(rule: BaseRunner<TransactionPlan>, packing: Packing<Instance>) {
    super(rule, packing, canPack(rule.plan) ? rule.host.unpacked : ALL);
  }

  protected override oldestUnpacked(): Instance | undefined {
    const instant = this.unpacked.first?.lastTaken;
    // Those of another instant may share this one by now, but with others that are not listed.
    if (instant !== this.instant) this.nextToEvict = [];
    this.instant = instant;
    for (let one = this.nextToEvict.at(-1); one; one = this.nextToEvict.at(-1)) {
      if (!one.ended && one.lastTaken === instant) return one;
      this.nextToEvict.pop();
    }
    this.nextToEvict = this.ofOldestInstant().reverse();
    return this.nextToEvict.at(-1);
  }

  /**
   * Packs all whose last records share the oldest instant, in order of opening, so that packed ones lie in the order of
   * eviction; packs none while that instant is not over.
   */
  protected override packOldest(): boolean {
    const { first } = this.unpacked;
    if (!first || first.lastTaken >= this.host.now) return false;
    for (const instance of this.ofOldestInstant()) this.pack(instance);
    return true;
  }

  /** Those not packed whose last records share the oldest instant, in order of opening. */
  private ofOldestInstant(): Instance[] {
    const instant = this.unpacked.first?.lastTaken;
    const found: Instance[] = [];
    for (const instance of this.unpacked) {
      if (instance.lastTaken !== instant) break;
      found.push(instance);
    }
    return found.sort((a, b) => a.opened - b.opened);
  }
}

/** Endings `all` visit every instance at each of their records, and sharing a value needs all its owners as objects. */
function canPack({ endings, restart: { policy } }: TransactionPlan): boolean {
  return policy !== 'overlap' && policy !== 'overtake' && !endings.some(({ all }) => all);
}
