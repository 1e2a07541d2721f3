/** Who owns a key value: open instances, and those that linger. */

import type { Instance } from './instance.ts';
import type { KeyValue } from './key-value.ts';
import { append } from './short-list.ts';

const NOBODY: readonly Instance[] = [];

/** Owners of values that are not at hand. */
export interface OtherOwners {
  /** The owner of a value, which then is at hand. */
  find(id: string): Instance | undefined;
  holds(id: string): boolean;
}

export class Owners {
  /** Nearly every value has one owner; only `overlap` and `overtake` share. */
  private readonly open = new Map<string, Instance | Set<Instance>>();
  /** Who may own a value that none of them owns. */
  others: OtherOwners | undefined;

  /** The owner of the first value that has one; of several the first. */
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
    return found instanceof Set ? found.values().next().value : found;
  }

  all(id: string): Iterable<Instance> {
    const found = this.open.get(id) ?? this.others?.find(id);
    if (found === undefined) return NOBODY;
    return found instanceof Set ? found : [found];
  }

  isOwned(id: string): boolean {
    return this.open.has(id) || (this.others?.holds(id) ?? false);
  }

  add(instance: Instance, value: KeyValue): void {
    this.own(instance, value.id);
    instance.owned = append(instance.owned, value);
  }

  remove(instance: Instance, id: string): void {
    this.disown(instance, id);
    instance.owned = instance.owned.filter((value) => value.id !== id);
  }

  /** Makes an instance an owner of the values that it has. */
  enter(instance: Instance): void {
    for (const { id } of instance.owned) this.own(instance, id);
  }

  /** Frees all values of an instance; `instance.owned` stays as it is, for its outcome. */
  free(instance: Instance): void {
    for (const { id } of instance.owned) this.disown(instance, id);
  }

  private own(instance: Instance, id: string): void {
    const found = this.open.get(id);
    if (found === undefined) this.open.set(id, instance);
    else if (found instanceof Set) found.add(instance);
    else this.open.set(id, new Set([found, instance]));
  }

  private disown(instance: Instance, id: string): void {
    const found = this.open.get(id);
    if (found instanceof Set) found.delete(instance);
    if (found === instance || (found instanceof Set && found.size === 0)) this.open.delete(id);
  }
}

/** Values of ended instances, each until a time, that time included. */
export class Lingering {
  /** In order of time, as they all linger equally long. */
  private readonly until = new Map<string, number>();

  add(id: string, until: number): void {
    this.until.delete(id);
    this.until.set(id, until);
  }

  has(id: string, now: number): boolean {
    this.drop(now);
    return this.until.has(id);
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
    for (const [id, until] of this.until) {
      if (until >= now) return;
      this.until.delete(id);
    }
  }
}
