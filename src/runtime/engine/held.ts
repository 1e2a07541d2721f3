/** `hold 2s`: records of a value that nobody owns yet, kept until one that binds it, or until they are orphans. */

import type { Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { KeyValue } from './keys.ts';

export class HeldRecord implements Subject {
  queued = Number.POSITIVE_INFINITY;

  constructor(
    readonly rule: number,
    readonly opened: number,
    readonly event: LogEvent,
    readonly values: readonly KeyValue[],
    public due: number,
    private readonly onDue: (held: HeldRecord) => void,
  ) {}

  fire(): void {
    this.onDue(this);
  }
}

export class HeldRecords {
  private readonly byValue = new Map<string, HeldRecord[]>();
  private readonly all = new Set<HeldRecord>();

  add(held: HeldRecord): void {
    this.all.add(held);
    for (const { id } of held.values) {
      const others = this.byValue.get(id);
      if (others) others.push(held);
      else this.byValue.set(id, [held]);
    }
  }

  remove(held: HeldRecord): void {
    held.due = Number.POSITIVE_INFINITY;
    this.all.delete(held);
    for (const { id } of held.values) {
      const others = this.byValue.get(id)?.filter((other) => other !== held) ?? [];
      if (others.length > 0) this.byValue.set(id, others);
      else this.byValue.delete(id);
    }
  }

  /** Takes out the records that wait for a value, in order of arrival. */
  takeFor(id: string): HeldRecord[] {
    const found = [...(this.byValue.get(id) ?? [])];
    for (const held of found) this.remove(held);
    return found;
  }

  /** All, in order of arrival. */
  list(): HeldRecord[] {
    return [...this.all];
  }
}
