/** One key of a schedule whose records are awaited. */

import type { Subject } from '../deadlines.ts';
import type { KeyValue } from '../key-value.ts';
import type { LruNode } from '../lru-list.ts';
import { type SavedKeyValue, saveKeyValue } from '../saved.ts';

/** Plain JSON of an {@link Awaited}. */
export interface SavedAwaited {
  opened: number;
  value: SavedKeyValue;
  next: number | null;
  met: boolean;
  missed: number | null;
  misses: number;
  lastSeen: number | null;
}

export class Awaited implements Subject, LruNode<Awaited> {
  due = Number.POSITIVE_INFINITY;
  place = -1;
  older: Awaited | undefined;
  newer: Awaited | undefined;
  /** When the next record is due, without the grace period; undefined while the key is not judged yet. */
  next: number | undefined;
  /** Whether the record of the current `daily` period has come. */
  met = false;
  /** The due time that was missed; undefined once a record comes in time. */
  missed: number | undefined;
  /** Number of consecutive missed due times. */
  misses = 0;
  /** The instant of the last record. */
  lastSeen: number | undefined;

  constructor(
    readonly rule: number,
    readonly opened: number,
    readonly value: KeyValue,
    private readonly onDue: (awaited: Awaited, at: number) => void,
  ) {}

  fire(at: number): void {
    this.onDue(this, at);
  }

  /**
   * Whether a record is late for the missed due time that was reported: it is nearer to that than to the next due time.
   * Thus a clock that is checked repeatedly finds its way back after one lost record.
   */
  isLate(now: number): boolean {
    const { missed, next } = this;
    return missed !== undefined && next !== undefined && now - missed < next - now;
  }

  save(): SavedAwaited {
    const { opened, value, next = null, met, missed = null, misses, lastSeen = null } = this;
    return { opened, value: saveKeyValue(value), next, met, missed, misses, lastSeen };
  }

  restore({ next, met, missed, misses, lastSeen }: SavedAwaited): void {
    Object.assign(this, { next: next ?? undefined, met, missed: missed ?? undefined, misses, lastSeen: lastSeen ?? undefined });
  }
}
