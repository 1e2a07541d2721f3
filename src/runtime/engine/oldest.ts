/** The open instances of a rule, in the order of their last records, with the next one to evict. */

import type { Instance } from './instance.ts';
import { Recency } from './recency.ts';

export class Oldest extends Recency<Instance> {
  /** Those whose last records share the oldest instant, sorted so that the one opened first stands last. */
  private group: Instance[] = [];
  private instant = Number.NaN;

  /** The one whose last record is oldest; among equals the one that opened first. */
  nextToEvict(): Instance | undefined {
    const { group, instant } = this;
    for (let one = group.at(-1); one; one = group.at(-1)) {
      if (!one.ended && one.lastTaken === instant) return one;
      group.pop();
    }
    this.regroup();
    return this.group.at(-1);
  }

  /** Sorting those of one instant once, rather than for each eviction, keeps a flood of keys cheap. */
  private regroup(): void {
    this.group = [];
    for (const instance of this) {
      if (this.group.length === 0) this.instant = instance.lastTaken;
      else if (instance.lastTaken !== this.instant) break;
      this.group.push(instance);
    }
    this.group.sort((a, b) => b.opened - a.opened);
  }
}
