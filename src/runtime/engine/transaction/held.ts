/** `hold 2s`: records with a value that nobody owns yet, kept until the value is bound or they become orphans. */

import type { KeyPlan } from '../../../dsl/plan.ts';
import type { Deadlines, Subject } from '../deadlines.ts';
import type { LogEvent } from '../event.ts';
import type { KeyValue } from '../key-value.ts';
import { restoreEvent, restoreKeyValue, type SavedEvent, type SavedKeyValue, saveEvent, saveKeyValue } from '../saved.ts';

/** A value that may still be bound, and until when. */
interface Wait {
  id: string;
  until: number;
}

/** A record with what a rule knows of it. */
export interface KeyedEvent {
  event: LogEvent;
  carried: readonly KeyValue[];
  /** Whether an ending `all` took it: it is then never an orphan. */
  taken: boolean;
  /** With a list key: numbers of the instances that it has reached with any element; shared by all that is held of it. */
  reached: Set<number> | undefined;
}

export class HeldRecord implements Subject {
  due: number;
  place = -1;

  constructor(
    readonly rule: number,
    readonly opened: number,
    readonly content: KeyedEvent,
    readonly waits: readonly Wait[],
    private readonly onDue: (held: HeldRecord, at: number) => void,
  ) {
    this.due = Math.max(...waits.map(({ until }) => until));
  }

  fire(at: number): void {
    this.onDue(this, at);
  }
}

export interface SavedHeld extends Pick<KeyedEvent, 'taken'> {
  opened: number;
  waits: Wait[];
  /** Null if it is that of the one before. */
  reached?: number[] | null;
  event: SavedEvent;
  carried: SavedKeyValue[];
}

export class HeldRecords {
  private readonly byValue = new Map<string, Set<HeldRecord>>();
  /** In order of arrival. */
  private readonly all = new Set<HeldRecord>();

  constructor(
    private readonly rule: number,
    private readonly keys: readonly KeyPlan[],
    private readonly deadlines: Deadlines,
    private readonly onDue: (held: HeldRecord, at: number) => void,
  ) {}

  add(opened: number, content: KeyedEvent, waits: readonly Wait[]): void {
    const held = new HeldRecord(this.rule, opened, content, waits, this.onDue);
    this.all.add(held);
    for (const { id } of waits) {
      const others = this.byValue.get(id);
      if (others) others.add(held);
      else this.byValue.set(id, new Set([held]));
    }
    this.deadlines.update(held);
  }

  remove(held: HeldRecord): void {
    this.all.delete(held);
    for (const { id } of held.waits) {
      const others = this.byValue.get(id);
      others?.delete(held);
      if (others?.size === 0) this.byValue.delete(id);
    }
    held.due = Number.POSITIVE_INFINITY;
    this.deadlines.update(held);
  }

  /** Removes and returns the records that wait for a value that has just been bound. */
  takeFor(id: string, now: number): HeldRecord[] {
    const inTime = ({ waits }: HeldRecord) => waits.some((wait) => wait.id === id && now <= wait.until);
    const found = [...(this.byValue.get(id) ?? [])].filter(inTime);
    for (const held of found) this.remove(held);
    return found;
  }

  list(): HeldRecord[] {
    return [...this.all];
  }

  save(): SavedHeld[] {
    return this.list().map(({ opened, waits, content: { event, carried, taken, reached } }, i, list) => ({
      ...{ opened, waits: [...waits], taken },
      ...(reached && { reached: reached === list[i - 1]?.content.reached ? null : [...reached] }),
      event: saveEvent(event),
      carried: carried.map(saveKeyValue),
    }));
  }

  restore(saved: readonly SavedHeld[]): void {
    let before: Set<number> | undefined;
    for (const { opened, waits, event, carried, taken, reached } of saved) {
      before = reached === null ? before : reached && new Set(reached);
      const values = carried.map((value) => restoreKeyValue(value, this.keys));
      this.add(opened, { event: restoreEvent(event), carried: values, taken, reached: before }, waits);
    }
  }
}
