/** The instances that the record in hand has reached; each carries the number of the record. */

import type { Instance } from './instance.ts';
import { append } from './short-list.ts';

export class Reached {
  instances: Instance[] = [];
  private visit = 0;

  /** Must be called for each record before it is driven. */
  begin(): void {
    this.instances = [];
    this.visit++;
  }

  /** Returns false if the record has reached the instance before. */
  add(instance: Instance): boolean {
    if (instance.visit === this.visit) return false;
    instance.visit = this.visit;
    this.instances = append(this.instances, instance);
    return true;
  }
}
