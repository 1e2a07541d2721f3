/** Merges all sources of a run in order of time. Nothing is copied: each source waits at its next record. */

import type { LogRecord } from '../record.ts';

/** A source to merge: moves from record to record without waiting, as far as data was read. */
export interface RecordCursor {
  /** The current record. */
  readonly record: LogRecord;
  /** Records of equal time come in this order of sources. */
  readonly order: number;
  /** Whether more may come after {@link fill} has returned false. */
  readonly follows: boolean;
  next(): boolean;
  /** Reads on; returns false if there is no more. The data may not complete a record yet. */
  fill(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Yields the cursor whose record comes next, by (time, order of sources, order within the source). Records of one source
 * stay in order whatever their stamps say: one that lies behind follows directly after its predecessors, as if it had
 * their time. As a cursor, it moves without waiting until it must read.
 */
export class Merge<Cursor extends RecordCursor> {
  /** A binary heap; each cursor is at its current record. */
  private readonly heap: Cursor[] = [];
  /** Cursors that must read before it is known what comes next. */
  private toFill: Cursor[];
  /** Cursors that had no more when last asked; the others do not wait for them. */
  private waiting: Cursor[] = [];
  /** Whether the record of the first cursor was already returned. */
  private isGiven = false;

  constructor(private cursors: readonly Cursor[]) {
    this.toFill = [...cursors];
  }

  /** Replaces the cursors; those that stay continue at their current record. Returns those that were removed. */
  change(cursors: readonly Cursor[]): Cursor[] {
    this.moveOn();
    const before = new Set(this.cursors);
    const after = new Set(cursors);
    const stays = (cursor: Cursor) => after.has(cursor);
    const inHand = this.heap.splice(0).filter(stays);
    this.toFill = [...this.toFill.filter(stays), ...cursors.filter((cursor) => !before.has(cursor))];
    this.waiting = this.waiting.filter(stays);
    this.cursors = cursors;
    for (const cursor of inHand) this.add(cursor);
    return [...before].filter((cursor) => !stays(cursor));
  }

  /**
   * The cursor at the next record, valid until the next call; undefined if {@link fill} must be called.
   * @param mayWait whether to wait for cursors that must read first
   */
  next(mayWait = true): Cursor | undefined {
    if (this.toFill.length === 0 || !mayWait) this.moveOn();
    if ((this.toFill.length > 0 && mayWait) || this.heap.length === 0) return undefined;
    this.isGiven = true;
    return this.heap[0];
  }

  /** The cursor whose record comes next unless one that must read has an earlier one. */
  get waitingFirst(): Cursor | undefined {
    return this.isGiven ? undefined : this.heap[0];
  }

  /**
   * Reads on; returns false if all sources have ended, for now if they follow growing logs.
   * @param isWhole whether to ask those again that had no more; otherwise this is done only where nothing else has any
   */
  async fill(isWhole = true): Promise<boolean> {
    this.moveOn();
    const asked = this.toFill.splice(0);
    if (isWhole) asked.push(...this.waiting.splice(0));
    const filled = await Promise.all(asked.map(toNextRecord));
    for (const [at, cursor] of asked.entries()) {
      if (filled[at]) this.add(cursor);
      else if (cursor.follows) this.waiting.push(cursor);
    }
    if (this.heap.length > 0) return true;
    return !isWhole && this.fill();
  }

  /** Closes all sources without reading the rest. */
  async close(): Promise<void> {
    await Promise.all(this.cursors.map((cursor) => cursor.close()));
  }

  /** Advances the cursor whose record was returned. */
  private moveOn(): void {
    const first = this.heap[0];
    if (!first || !this.isGiven) return;
    this.isGiven = false;
    if (first.next()) {
      this.sink(first);
    } else {
      this.drop();
      this.toFill.push(first);
    }
  }

  private add(cursor: Cursor): void {
    const { heap } = this;
    let at = heap.length;
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = heap[(at - 1) >> 1]!;
      if (!isBefore(cursor, parent)) break;
      heap[at] = parent;
    }
    heap[at] = cursor;
  }

  private drop(): void {
    const last = this.heap.pop();
    if (last && this.heap.length > 0) this.sink(last);
  }

  /** Puts a cursor in the first place of the heap, and sinks it to where it belongs. */
  private sink(cursor: Cursor): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, cursor)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = cursor;
  }
}

async function toNextRecord(cursor: RecordCursor): Promise<boolean> {
  while (await cursor.fill()) if (cursor.next()) return true;
  return false;
}

function isBefore(a: RecordCursor, b: RecordCursor): boolean {
  const { time } = a.record;
  const other = b.record.time;
  return time < other || (time === other && a.order < b.order);
}
