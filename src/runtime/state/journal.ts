/** The journal: what the rules see, in the order in which they see it, in one segment from each checkpoint to the next. */

import { join } from 'node:path';
import { type Disk, openAgain } from './disk.ts';
import { FrameFile, framesOf } from './frame-file.ts';
import { FrameSplitter } from './frame-splitter.ts';
import { FrameWriter } from './frame-writer.ts';

const NAME = /^journal-(\d{12})$/;

/** Appends entries, and removes segments that no checkpoint needs. */
export class Journal {
  /** Entries that wait to be written. */
  readonly frame = new FrameWriter();
  private file: FrameFile | undefined;
  /** Files with bytes that are not yet safe from a power failure. */
  private readonly unsafe = new Set<FrameFile>();
  /** How many segments were begun, and how many of them have names that are safe from a power failure. */
  private begun = 0;
  private named = 0;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    /** The number of the current segment; no file has it yet. */
    private number: number,
  ) {}

  get segment(): number {
    return this.number;
  }

  /** Bytes of the current segment. */
  get size(): number {
    return this.file?.size ?? 0;
  }

  /** Whether the previous segment must be synchronized before this one begins: recovery would not notice that its end is lost. */
  get isAhead(): boolean {
    return !this.file && this.unsafe.size > 0;
  }

  /**
   * Writes the pending entries and passes them to `apply`, synchronously, as their buffer is reused.
   * @throws Error of the disk; the entries then still wait
   */
  write(apply: (frame: Buffer) => void): void {
    if (this.frame.length === 0) return;
    const file = this.file ?? this.begin();
    const frame = this.frame.seal();
    file.write(frame);
    this.unsafe.add(file);
    apply(frame);
    this.frame.clear();
  }

  /** Resolves when everything written so far is safe from a power failure. @throws Error of the disk; the next call tries again */
  async sync(): Promise<void> {
    const files = [...this.unsafe];
    const { begun } = this;
    await Promise.all(files.map((file) => file.sync()));
    if (this.named < begun) await this.disk.syncFolder(this.folder);
    this.named = Math.max(this.named, begun);
    for (const file of files) if (file.isSafe && this.unsafe.delete(file) && file !== this.file) file.close();
  }

  /** Ends the segment, as a checkpoint is taken. No entries may be pending. The old segment is closed once it is synchronized. */
  next(): void {
    if (this.file && !this.unsafe.has(this.file)) this.file.close();
    this.file = undefined;
    this.frame.forgetOrigins();
    this.number++;
  }

  trim(before: number): void {
    removeSegments(this.disk, this.folder, before);
  }

  close(): void {
    for (const file of new Set([...this.unsafe, ...(this.file ? [this.file] : [])])) file.close();
    this.file = undefined;
    this.unsafe.clear();
  }

  private begin(): FrameFile {
    this.file = new FrameFile(this.disk.create(pathOf(this.folder, this.number)));
    this.begun++;
    return this.file;
  }
}

/** A segment as found on disk. */
interface Segment {
  path: string;
  /** Must be consumed to the end, or closed by its `return`. */
  frames: Generator<Buffer>;
  /** Bytes after the last good frame, from a write cut off by a crash, or damaged. Known once the frames are consumed. */
  readonly torn: number;
}

/** Yields the segments from this one on, in order. Each is read when its frames are consumed. @throws Error if one is gone by then */
export function* readSegments(disk: Disk, folder: string, from: number): Generator<Segment> {
  for (const number of segmentsIn(disk, folder)) {
    if (number < from) continue;
    const splitter = new FrameSplitter();
    const path = pathOf(folder, number);
    yield {
      path,
      frames: framesAt(disk, path, splitter),
      get torn() {
        return splitter.left;
      },
    };
  }
}

function* framesAt(disk: Disk, path: string, splitter: FrameSplitter): Generator<Buffer> {
  const file = openAgain(disk, path);
  try {
    yield* framesOf(file, splitter);
  } finally {
    file.close();
  }
}

/**
 * Ends the journal with the good frames of a segment: what comes after a gap must never be applied. Returns how many bytes
 * are removed; resolves when that is safe from a power failure. @throws Error of the disk; the next call tries again
 */
export async function endJournal(disk: Disk, folder: string, { path, torn }: Segment): Promise<number> {
  let removed = torn;
  for (const number of segmentsIn(disk, folder)) {
    const later = pathOf(folder, number);
    if (later <= path) continue;
    removed += disk.stats(later)?.size ?? 0;
    disk.remove(later);
  }
  // As long as a later segment may come back, the gap must be seen.
  await disk.syncFolder(folder);
  const file = disk.create(path);
  try {
    file.truncate(file.stats().size - torn);
    await file.sync();
  } finally {
    file.close();
  }
  return removed;
}

/** The numbers of the existing segments, ascending. */
export function segmentsIn(disk: Disk, folder: string): number[] {
  return disk
    .list(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

export function removeSegments(disk: Disk, folder: string, before = Number.POSITIVE_INFINITY): void {
  for (const number of segmentsIn(disk, folder)) if (number < before) disk.remove(pathOf(folder, number));
}

function pathOf(folder: string, number: number): string {
  return join(folder, `journal-${String(number).padStart(12, '0')}`);
}
