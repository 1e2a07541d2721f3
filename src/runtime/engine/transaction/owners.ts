/** Owners of key values: open instances, and those whose values linger. */

import { AgedMap } from '../../values/aged-map.ts';
import type { KeyValue } from '../key-value.ts';
import type { Instance } from './instance.ts';
import type { State } from './machine.ts';
import { type Group, Sharers } from './sharers.ts';

const NOBODY: readonly Instance[] = [];
const NO_SHARERS: readonly Sharers[] = [];

/** Owners of values that are packed. */
interface OtherOwners {
  /** The owner of a value, which is unpacked; undefined if there is none. */
  find(id: string): Instance | undefined;
  holds(id: string): boolean;
}

export class Owners {
  /** Nearly every value has one owner; only `overlap` and `overtake` share values. */
  private readonly open = new Map<string, Instance | Sharers>();
  /** Whether any value has ever had several owners. */
  private isShared = false;
  /** Asked for the owner of a value that has none in `open`. */
  others: OtherOwners | undefined;

  /** The owner of the first value that has one; its first owner if there are several. */
  firstOf(values: readonly KeyValue[]): Instance | undefined {
    for (const { id } of values) {
      const owner = this.first(id);
      if (owner) return owner;
    }
    return undefined;
  }

  first(id: string): Instance | undefined {
    const found = this.open.get(id);
    if (found === undefined) return this.others?.find(id);
    return found instanceof Sharers ? found[Symbol.iterator]().next().value : found;
  }

  all(id: string): Iterable<Instance> {
    const found = this.open.get(id) ?? this.others?.find(id);
    if (found === undefined) return NOBODY;
    return found instanceof Sharers ? found : [found];
  }

  /** The owners of values, grouped by state; one that owns several values is in a group of each. Empty if none is owned. */
  groupsOf(values: readonly KeyValue[]): Group[] {
    return values.flatMap(({ id }) => {
      const found = this.open.get(id);
      if (found instanceof Sharers) return found.groups();
      return found ? [{ state: found.state, instances: [found], size: 1 }] : [];
    });
  }

  isOwned(id: string): boolean {
    return this.open.has(id) || (this.others?.holds(id) ?? false);
  }

  add(instance: Instance, value: KeyValue): void {
    this.own(instance, value.id);
    instance.gain(value);
  }

  remove(instance: Instance, id: string): void {
    this.disown(instance, id);
    instance.lose(id);
  }

  /** Moves an instance to another state, by which sharers of a value are indexed. */
  moveTo(instance: Instance, state: State): void {
    const shared = this.isShared && state !== instance.state ? this.sharersOf(instance) : NO_SHARERS;
    for (const sharers of shared) sharers.delete(instance);
    instance.state = state;
    for (const sharers of shared) sharers.add(instance);
  }

  /** Makes an instance an owner of the values in its `owned`. */
  enter(instance: Instance): void {
    for (const { id } of instance.owned) this.own(instance, id);
  }

  /** Frees all values of an instance; `instance.owned` is kept for its outcome. */
  free(instance: Instance): void {
    for (const { id } of instance.owned) this.disown(instance, id);
  }

  private own(instance: Instance, id: string): void {
    const found = this.open.get(id);
    if (found === undefined) this.open.set(id, instance);
    else if (found instanceof Sharers) found.add(instance);
    else {
      this.open.set(id, new Sharers([found, instance]));
      this.isShared = true;
    }
  }

  private disown(instance: Instance, id: string): void {
    const found = this.open.get(id);
    if (found instanceof Sharers) found.delete(instance);
    if (found === instance || (found instanceof Sharers && found.isEmpty)) this.open.delete(id);
  }

  /** The sharers of each of its values that others own, too. */
  private sharersOf({ owned }: Instance): Sharers[] {
    return owned.map(({ id }) => this.open.get(id)).filter((found) => found instanceof Sharers);
  }
}

/** Values of ended instances, each lingering until a time, inclusive. */
export class Lingering {
  /** In order of time, as all linger equally long, except those restored from a plan with another duration. */
  private readonly until = new AgedMap<number>();

  add(id: string, until: number): void {
    this.until.set(id, until);
  }

  has(id: string, now: number): boolean {
    this.drop(now);
    return (this.until.get(id) ?? Number.NEGATIVE_INFINITY) >= now;
  }

  isAny(now: number): boolean {
    this.drop(now);
    return this.until.size > 0;
  }

  remove(id: string): void {
    this.until.delete(id);
  }

  save(): [string, number][] {
    return [...this.until];
  }

  restore(saved: readonly [string, number][]): void {
    for (const [id, until] of saved) this.until.set(id, until);
  }

  private drop(now: number): void {
    for (let id = this.until.oldest; id !== undefined && this.until.get(id)! < now; id = this.until.oldest) this.until.delete(id);
  }
}
