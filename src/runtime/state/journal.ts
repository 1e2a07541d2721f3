/** The journal: what the rules see, in the order in which they see it, one segment from each checkpoint to the next. */

import { join } from 'node:path';
import { type Disk, type DiskFile, readWhole, writeAll } from './disk.ts';
import { FrameWriter, frameAt, type Origin, type RecordEntry } from './entry.ts';

const MAGIC = Buffer.from('CORRJNL1');
const NAME = /^journal-(\d{12})$/;

/** Writes entries behind those that are there, and removes those that no checkpoint needs. */
export class Journal {
  private readonly frame = new FrameWriter();
  /** Ids of origins that were declared in this segment. */
  private readonly ids = new Map<string, number>();
  private file: DiskFile | undefined;
  /** Of the file; the next frame goes there. */
  private length = 0;
  /** Files with bytes that are not yet safe from a loss of power. */
  private unsafe = new Set<DiskFile>();
  private isFolderUnsafe = false;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    /** The number of the segment that is written now; no file has it yet. */
    private number: number,
  ) {}

  /** The number of the segment that is written now. */
  get segment(): number {
    return this.number;
  }

  /** Bytes of the segment so far. */
  get size(): number {
    return this.length;
  }

  /** Bytes that wait to be written. */
  get waiting(): number {
    return this.frame.length;
  }

  /** The id of an origin, which is declared in each segment once. Equal keys are one origin. */
  idOf(key: string, origin: () => Origin): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.ids.size;
    this.ids.set(key, id);
    this.frame.origin(id, origin());
    return id;
  }

  record(head: Omit<RecordEntry, 'kind' | 'bytes'>, bytes: Uint8Array, start?: number, end?: number): void {
    this.frame.record(head, bytes, start, end);
  }

  tick(time: number): void {
    this.frame.tick(time);
  }

  plan(meaning: string): void {
    this.frame.plan(meaning);
  }

  expire(ids: readonly string[]): void {
    this.frame.expire(ids);
  }

  /**
   * Writes the entries that wait and hands them to `apply`, at once: its bytes are used again afterwards.
   * @throws Error of the disk; then they still wait.
   */
  write(apply: (frame: Buffer) => void): void {
    if (this.frame.length === 0) return;
    const file = this.file ?? this.begin();
    const frame = this.frame.seal();
    writeAll(file, frame, this.length);
    this.unsafe.add(file);
    this.length += frame.length;
    apply(frame);
    this.frame.clear();
  }

  /** Resolves when all that was written by now is safe from a loss of power. */
  async sync(): Promise<void> {
    const files = [...this.unsafe];
    const isFolderUnsafe = this.isFolderUnsafe;
    this.unsafe = new Set();
    this.isFolderUnsafe = false;
    await Promise.all(files.map((file) => file.sync()));
    if (isFolderUnsafe) await this.disk.syncFolder(this.folder);
    for (const file of files) if (file !== this.file && !this.unsafe.has(file)) file.close();
  }

  /** Ends the segment: a checkpoint is taken. Nothing may wait. The old segment is closed once it is synchronized. */
  next(): void {
    if (this.file && !this.unsafe.has(this.file)) this.file.close();
    this.file = undefined;
    this.length = 0;
    this.ids.clear();
    this.number++;
  }

  /** Removes the segments before this one. */
  trim(before: number): void {
    removeSegments(this.disk, this.folder, before);
  }

  close(): void {
    for (const file of new Set([...this.unsafe, ...(this.file ? [this.file] : [])])) file.close();
    this.file = undefined;
  }

  private begin(): DiskFile {
    const file = this.disk.create(pathOf(this.folder, this.number));
    try {
      writeAll(file, MAGIC, 0);
    } catch (error) {
      file.close();
      throw error;
    }
    this.isFolderUnsafe = true;
    this.length = MAGIC.length;
    this.file = file;
    return file;
  }
}

/** A segment as it is found. */
export interface Segment {
  number: number;
  frames: Generator<Buffer>;
  /** Bytes behind the last good frame: of a write that a crash cut off. Known when the frames are through. */
  torn: number;
}

/** The segments from this one on, in order. Each is read when its frames are asked for. */
export function* readSegments(disk: Disk, folder: string, from: number): Generator<Segment> {
  for (const number of segmentsIn(disk, folder)) {
    if (number < from) continue;
    const bytes = readWhole(disk, pathOf(folder, number)) ?? Buffer.alloc(0);
    const segment: Segment = { number, frames: framesOf(bytes, (torn) => void (segment.torn = torn)), torn: 0 };
    yield segment;
  }
}

/** The frames of a journal's file, or of a capture; what is behind the last good one is told of. */
export function* framesOf(bytes: Buffer, onTorn: (bytes: number) => void): Generator<Buffer> {
  let at = isJournal(bytes) ? MAGIC.length : bytes.length;
  for (let frame = frameAt(bytes, at); frame; frame = frameAt(bytes, at)) {
    yield frame;
    at += frame.length;
  }
  onTorn(isJournal(bytes) ? bytes.length - at : bytes.length);
}

/** Whether these first bytes are those of a journal or a capture. */
export function isJournal(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/** The numbers of the segments that are there, ascending. */
export function segmentsIn(disk: Disk, folder: string): number[] {
  return disk
    .list(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Removes the segments before this one. */
export function removeSegments(disk: Disk, folder: string, before = Number.POSITIVE_INFINITY): void {
  for (const number of segmentsIn(disk, folder)) if (number < before) disk.remove(pathOf(folder, number));
}

function pathOf(folder: string, number: number): string {
  return join(folder, `journal-${String(number).padStart(12, '0')}`);
}
