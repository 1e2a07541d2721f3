/** The instances that the record in hand has reached; each carries the number of the record. */

import { append } from '../short-list.ts';
import type { Instance } from './instance.ts';

export class Reached {
  instances: Instance[] = [];
  private visit = 0;
  private before: ReadonlySet<number> | undefined;

  /**
   * Must be called for each record before it is driven.
   * @param before numbers of the instances that it has reached already, with other values
   */
  begin(before?: ReadonlySet<number>): void {
    this.instances = [];
    this.before = before;
    this.visit++;
  }

  /** Returns false if the record has reached the instance before. */
  add(instance: Instance): boolean {
    if (instance.visit === this.visit || this.before?.has(instance.opened)) return false;
    instance.visit = this.visit;
    this.instances = append(this.instances, instance);
    return true;
  }
}
