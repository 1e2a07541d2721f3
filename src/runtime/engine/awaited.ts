/** One key of a schedule, which must report. */

import type { Subject } from './deadlines.ts';
import type { KeyValue } from './key-value.ts';
import { type SavedKeyValue, saveKeyValue } from './saved.ts';

/** It as plain JSON. */
export interface SavedAwaited {
  opened: number;
  value: SavedKeyValue;
  next: number | null;
  met: boolean;
  missed: number | null;
  misses: number;
  lastSeen: number | null;
}

export class Awaited implements Subject {
  due = Number.POSITIVE_INFINITY;
  place = -1;
  /** The time up to which the next record must come, without the grace; undefined: not judged yet. */
  next: number | undefined;
  /** `daily`: the day's record has come. */
  met = false;
  /** The due that was missed, until a record comes in time. */
  missed: number | undefined;
  /** So many dues in a row were missed. */
  misses = 0;
  /** The instant of its last record. */
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
   * After its miss was told a record is late, as long as it is nearer to the missed due than to the next: a clock that
   * is asked again and again must find its way back after one record was lost.
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
