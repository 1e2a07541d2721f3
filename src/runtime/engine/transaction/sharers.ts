/** The owners of a key value that several own, by state, which determines which of them a record may move. */

import type { Instance } from './instance.ts';
import type { State } from './machine.ts';

/** Instances in one state. */
export interface Group {
  state: State;
  instances: Iterable<Instance>;
  size: number;
}

export class Sharers implements Iterable<Instance> {
  private readonly byState = new Map<State, Set<Instance>>();

  constructor(instances: readonly Instance[]) {
    for (const instance of instances) this.add(instance);
  }

  get isEmpty(): boolean {
    return this.byState.size === 0;
  }

  add(instance: Instance): void {
    const group = this.byState.get(instance.state);
    if (group) group.add(instance);
    else this.byState.set(instance.state, new Set([instance]));
  }

  /** Must also be called before the state of an instance changes. */
  delete(instance: Instance): void {
    const group = this.byState.get(instance.state);
    group?.delete(instance);
    if (group?.size === 0) this.byState.delete(instance.state);
  }

  /** The current groups. They are live: a group follows the instances that stay in its state. */
  groups(): Group[] {
    const groups: Group[] = [];
    for (const [state, instances] of this.byState) groups.push({ state, instances, size: instances.size });
    return groups;
  }

  *[Symbol.iterator](): Iterator<Instance> {
    for (const instances of this.byState.values()) yield* instances;
  }
}
