/** All sources of a run as one, in order of time. Nothing is copied: each source waits at its next record. */

import type { SourceCursor } from './cursor.ts';

/**
 * Gives the cursor whose record comes next, by (time, order of sources, order within the source). Records of one source
 * stay in their order, whatever their stamps say: one that lies behind comes as soon as those before it are done, just
 * as if it had their time. As {@link SourceCursor}, it moves without waiting until it has to read.
 */
export class Merge {
  /** A binary heap; the record of each cursor is in hand. */
  private readonly heap: SourceCursor[] = [];
  /** Those that have to read before it is known what comes next. */
  private hungry: SourceCursor[];
  /** The record of the first one was given already. */
  private isGiven = false;

  constructor(private readonly cursors: readonly SourceCursor[]) {
    this.hungry = [...cursors];
  }

  /** The cursor whose record is next, good until the next call; undefined: call {@link fill}. */
  next(): SourceCursor | undefined {
    const { heap } = this;
    const first = heap[0];
    if (!first || this.hungry.length > 0) return undefined;
    if (this.isGiven) {
      if (!first.next()) {
        this.drop();
        this.hungry.push(first);
        this.isGiven = false;
        return undefined;
      }
      this.sink(first);
    }
    this.isGiven = true;
    return heap[0];
  }

  /** Reads on; false: all sources are at their end. */
  async fill(): Promise<boolean> {
    const { hungry } = this;
    const filled = await Promise.all(hungry.map(toNextRecord));
    this.hungry = [];
    for (const [at, cursor] of hungry.entries()) if (filled[at]) this.add(cursor);
    return this.heap.length > 0;
  }

  /** Leaves what is not read yet. */
  async close(): Promise<void> {
    await Promise.all(this.cursors.map((cursor) => cursor.close()));
  }

  private add(cursor: SourceCursor): void {
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
  private sink(cursor: SourceCursor): void {
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

async function toNextRecord(cursor: SourceCursor): Promise<boolean> {
  while (await cursor.fill()) if (cursor.next()) return true;
  return false;
}

function isBefore(a: SourceCursor, b: SourceCursor): boolean {
  const { time } = a.record;
  const other = b.record.time;
  return time < other || (time === other && a.info.order < b.info.order);
}
