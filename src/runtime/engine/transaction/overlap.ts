/** `on restart overlap` and `overtake`: a value has many owners, each of which may take a record that carries it. */

import type { LogEvent } from '../event.ts';
import type { KeyValue } from '../key-value.ts';
import type { Bindings } from './bindings.ts';
import type { Instance } from './instance.ts';
import type { Reached } from './reached.ts';
import type { Group } from './sharers.ts';
import type { Steps } from './steps.ts';
import type { Decision, Transitions } from './transitions.ts';

/** An instance, and what a record does to it. */
interface Moved {
  instance: Instance;
  decision: Decision;
}

export class Overlap {
  constructor(
    private readonly bindings: Bindings,
    private readonly steps: Steps,
    private readonly transitions: Transitions,
    private readonly reached: Reached,
    /** Whether a record may be driven several times, each time with other values: it then reaches each instance only once. */
    private readonly comesAgain: boolean,
  ) {}

  /**
   * Drives a record through the owners of its values: those it moves, furthest on first; then it opens one if it can.
   * Only owners in a state in which it may have an effect are asked: of thousands that overlap, these are few.
   * @param open opens an instance with the record; returns whether it could
   */
  drive(owners: readonly Group[], event: LogEvent, carried: readonly KeyValue[], open: () => boolean): void {
    const before = this.reached.instances.length;
    const free = carried.filter(({ id }) => !this.bindings.owners.isOwned(id));
    const isForAll = this.comesAgain || free.length > 0;
    const moved: Moved[] = [];
    const unmoved = owners.map((group) =>
      isForAll || this.transitions.concerns(group.state, event) ? this.ask(group, event, free, moved) : group,
    );
    if (this.comesAgain && this.reached.instances.length === before) return;
    moved.sort((a, b) => this.compare(a.instance, b.instance));
    for (const { instance, decision } of moved) if (!instance.ended) this.transitions.act(instance, decision, event);
    const isTaken = moved.some(({ decision }) => decision.action);
    if (!open() && !isTaken) this.leave(carried.length > 1 ? disjoint(unmoved) : unmoved, event);
  }

  /** Decides for each instance of a group, adding those that the record moves to `moved`; returns the others. */
  private ask({ state, instances }: Group, event: LogEvent, free: readonly KeyValue[], moved: Moved[]): Group {
    const unmoved: Instance[] = [];
    for (const instance of instances) {
      if (instance.ended || !this.reached.add(instance)) continue;
      this.bindings.share(instance, free);
      const decision = this.transitions.decide(instance, event);
      if (decision.action || decision.warnings.length > 0) moved.push({ instance, decision });
      else if (this.transitions.releasesAt(instance, event).length === 0) unmoved.push(instance);
    }
    return { state, instances: unmoved, size: unmoved.length };
  }

  /** Handles a record that nothing took: it is unexpected, which most states only count. */
  private leave(unmoved: readonly Group[], event: LogEvent): void {
    const changed: Instance[] = [];
    for (const { state, instances, size } of unmoved) {
      if (size > 0 && this.transitions.ignores(state)) this.transitions.countUnexpected(state, size);
      else for (const instance of instances) changed.push(instance);
    }
    changed.sort((a, b) => this.compare(a, b));
    for (const instance of changed) this.transitions.unexpected(instance, event);
  }

  /** Furthest on first; among equals the one that opened first. */
  private compare(a: Instance, b: Instance): number {
    return this.steps.progress(b) - this.steps.progress(a) || a.opened - b.opened;
  }
}

/** Keeps each instance once, even if it owns several of the values. */
function disjoint(groups: readonly Group[]): Group[] {
  const seen = new Set<Instance>();
  return groups.map(({ state, instances }) => {
    const fresh = [...instances].filter((instance) => !seen.has(instance) && seen.add(instance));
    return { state, instances: fresh, size: fresh.length };
  });
}
