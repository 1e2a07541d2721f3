/** All sources of a run as one, in order of time. Nothing is copied: each source waits at its next record. */

import type { LogRecord } from '../record.ts';

/** What is merged: it moves from record to record without waiting, as far as what was read reaches. */
export interface RecordCursor {
  /** The record in hand. */
  readonly record: LogRecord;
  /** Of records of one time those of the first source come first. */
  readonly order: number;
  /** More may come, after {@link fill} has said that there is none. */
  readonly follows: boolean;
  next(): boolean;
  /** Reads on; false: there is no more. What was read may be no whole record yet. */
  fill(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Gives the cursor whose record comes next, by (time, order of sources, order within the source). Records of one source
 * stay in their order, whatever their stamps say: one that lies behind comes as soon as those before it are done, just
 * as if it had their time. As a cursor, it moves without waiting until it has to read.
 */
export class Merge<Cursor extends RecordCursor> {
  /** A binary heap; the record of each cursor is in hand. */
  private readonly heap: Cursor[] = [];
  /** Those that have to read before it is known what comes next. */
  private hungry: Cursor[];
  /** Those that had no more when they were asked last; the others do not wait for them. */
  private waiting: Cursor[] = [];
  /** The record of the first one was given already. */
  private isGiven = false;

  constructor(private cursors: readonly Cursor[]) {
    this.hungry = [...cursors];
  }

  /** From here on it is these; those that it had go on with the record in hand. Answers those that are left out. */
  change(cursors: readonly Cursor[]): Cursor[] {
    this.moveOn();
    const before = new Set(this.cursors);
    const after = new Set(cursors);
    const stays = (cursor: Cursor) => after.has(cursor);
    const inHand = this.heap.splice(0).filter(stays);
    this.hungry = [...this.hungry.filter(stays), ...cursors.filter((cursor) => !before.has(cursor))];
    this.waiting = this.waiting.filter(stays);
    this.cursors = cursors;
    for (const cursor of inHand) this.add(cursor);
    return [...before].filter((cursor) => !stays(cursor));
  }

  /** The cursor whose record is next, good until the next call; undefined: call {@link fill}. */
  next(): Cursor | undefined {
    if (this.hungry.length === 0) this.moveOn();
    if (this.hungry.length > 0 || this.heap.length === 0) return undefined;
    this.isGiven = true;
    return this.heap[0];
  }

  /** Reads on; false: all sources are at their end, for now if they follow what grows. */
  async fill(): Promise<boolean> {
    this.moveOn();
    const asked = [...this.hungry, ...this.waiting];
    const filled = await Promise.all(asked.map(toNextRecord));
    this.hungry = [];
    this.waiting = [];
    for (const [at, cursor] of asked.entries()) {
      if (filled[at]) this.add(cursor);
      else if (cursor.follows) this.waiting.push(cursor);
    }
    return this.heap.length > 0;
  }

  /** Leaves what is not read yet. */
  async close(): Promise<void> {
    await Promise.all(this.cursors.map((cursor) => cursor.close()));
  }

  /** The record that was given makes room for the next one of its cursor. */
  private moveOn(): void {
    const first = this.heap[0];
    if (!first || !this.isGiven) return;
    this.isGiven = false;
    if (first.next()) {
      this.sink(first);
    } else {
      this.drop();
      this.hungry.push(first);
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

  /** Puts a cursor in the first place, and then where it belongs. */
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
