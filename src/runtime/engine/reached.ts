/** The instances that the record in hand has reached; each bears the number of the record. */

import type { Instance } from './instance.ts';
import { append } from './short-list.ts';

export class Reached {
  instances: Instance[] = [];
  private visit = 0;

  /** The next record is in hand. */
  begin(): void {
    this.instances = [];
    this.visit++;
  }

  /** False: the record has reached it before. */
  add(instance: Instance): boolean {
    if (instance.visit === this.visit) return false;
    instance.visit = this.visit;
    this.instances = append(this.instances, instance);
    return true;
  }
}
