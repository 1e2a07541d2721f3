/** Who owns a key value: open instances, and those that linger. */

import type { Instance } from './instance.ts';
import type { KeyValue } from './keys.ts';

export class Owners {
  /** Nearly every value has one owner; only `overlap` and `overtake` share. */
  private readonly open = new Map<string, Instance | Instance[]>();

  /** The first owner of the first value that has one. */
  firstOf(values: readonly KeyValue[]): Instance | undefined {
    for (const { id } of values) {
      const found = this.open.get(id);
      if (found) return Array.isArray(found) ? found[0] : found;
    }
    return undefined;
  }

  all(id: string): readonly Instance[] {
    const found = this.open.get(id);
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
  }

  add(instance: Instance, value: KeyValue): void {
    const found = this.open.get(value.id);
    if (found === undefined) this.open.set(value.id, instance);
    else if (Array.isArray(found)) found.push(instance);
    else this.open.set(value.id, [found, instance]);
    instance.owned.push(value);
  }

  remove(instance: Instance, id: string): void {
    this.disown(instance, id);
    instance.owned = instance.owned.filter((value) => value.id !== id);
  }

  /** Frees all values of an instance; `instance.owned` stays as it is, for its outcome. */
  free(instance: Instance): void {
    for (const { id } of instance.owned) this.disown(instance, id);
  }

  private disown(instance: Instance, id: string): void {
    const found = this.open.get(id);
    if (found === instance) this.open.delete(id);
    else if (Array.isArray(found)) {
      const others = found.filter((other) => other !== instance);
      if (others.length === 1) this.open.set(id, others[0] as Instance);
      else this.open.set(id, others);
    }
  }
}

/** Values of ended instances, each until a time, that time included. */
export class Lingering {
  private readonly until = new Map<string, number>();
  /** In order of time, as they all linger equally long. */
  private queue: { id: string; until: number }[] = [];
  private head = 0;

  add(id: string, until: number): void {
    this.until.set(id, until);
    this.queue.push({ id, until });
  }

  has(id: string, now: number): boolean {
    this.drop(now);
    return this.until.has(id);
  }

  remove(id: string): void {
    this.until.delete(id);
  }

  entries(): [string, number][] {
    return [...this.until];
  }

  private drop(now: number): void {
    for (let next = this.queue[this.head]; next && next.until < now; next = this.queue[this.head]) {
      this.head++;
      if (this.until.get(next.id) === next.until) this.until.delete(next.id);
    }
    if (this.head > 1024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }
}
