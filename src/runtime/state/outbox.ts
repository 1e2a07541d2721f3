/** What waits to be sent to one destination: lines in a file that belongs to the checkpoint, and how far they are settled. */

import { join } from 'node:path';
import { OutputFile, type OutputMark } from '../outputs/output-file.ts';
import type { Outbox } from '../outputs/senders/delivery-loop.ts';
import type { Parcel } from '../outputs/senders/sender.ts';
import { type Disk, wholeLines } from './disk.ts';

export interface SavedOutbox {
  name: string;
  /** The number of the file: a new one is begun when most of a long one is settled. */
  serial: number;
  mark: OutputMark;
  /** Bytes of the file that are settled. */
  settled: number;
}

interface OutboxLimits {
  /** Bytes that may wait; beyond that, lines are refused. */
  most: number;
  /**
   * Another file is begun when this many bytes of one are settled, and no more than that remain to be copied. It also
   * limits how far parcels may overtake the oldest unsettled one: all of these are kept in memory, and sent again after
   * a crash.
   */
  file: number;
}

const OUTBOX_LIMITS: OutboxLimits = { most: 1024 ** 3, file: 16 * 1024 ** 2 };

/** An empty file: restoring it discards what a crash may have left under the next number, which no checkpoint knows of. */
const NOTHING: OutputMark = { length: 0, tail: 0 };

/** A parcel in flight, and its end in the file. */
interface Out {
  end: number;
  isSettled: boolean;
}

export class DiskOutbox implements Outbox {
  private file: OutputFile | undefined;
  private serial = 0;
  /** Bytes of the file whose parcels are in flight or settled, and those that are settled. */
  private handed = 0;
  private settled = 0;
  /** Bytes that were settled when the last checkpoint was taken. */
  private saved = 0;
  private waiting: Parcel[] = [];
  /** In the order of the file. */
  private out = new Map<Parcel, Out>();
  /** Those waiting for another parcel. */
  private readonly waiters = new Set<() => void>();

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    readonly name: string,
    /** Receives a line that the disk has damaged, which cannot be sent. It must be safe when the next checkpoint is saved. */
    private readonly onDamaged: (text: string) => void,
    private readonly limits = OUTBOX_LIMITS,
  ) {}

  /** Adds a line of JSON, to be sent; returns false if too much is already waiting. */
  add(line: string): boolean {
    if (!this.hasRoom) return false;
    this.current.write(`${line}\n`);
    this.current.relieve();
    return true;
  }

  /** Whether another line may wait. */
  get hasRoom(): boolean {
    return this.size <= this.limits.most;
  }

  get path(): string {
    return this.current.path;
  }

  /** Whether more is settled than the last checkpoint has: the next run would send it again. */
  get isAhead(): boolean {
    return this.settled > this.saved;
  }

  /** Bytes that are not settled. */
  get size(): number {
    return this.current.length - this.settled;
  }

  /** @throws Error of the disk; what could not be written then still waits */
  flush(): void {
    this.current.flush();
    this.wake();
  }

  sync(): Promise<void> {
    return this.current.sync();
  }

  /** The current state; no writes may be pending. @throws Error of the disk */
  save(): SavedOutbox {
    if (this.settled >= this.limits.file && this.size <= this.limits.file) this.beginAnother();
    this.saved = this.settled;
    return { name: this.name, serial: this.serial, mark: this.current.mark(), settled: this.settled };
  }

  /** Must be called before anything else. Returns false if the file is not as the checkpoint says. */
  restore({ serial, mark, settled }: SavedOutbox): boolean {
    this.serial = serial;
    this.handed = settled;
    this.settled = settled;
    this.saved = settled;
    return this.current.restore(mark);
  }

  async next(signal: AbortSignal): Promise<Parcel | undefined> {
    while (!signal.aborted) {
      const parcel = this.take();
      if (parcel) return parcel;
      await this.written(signal);
    }
    return undefined;
  }

  /** Resolves when something was written, or the signal is aborted; removes its listener, as the signal may be long-lived. */
  private written(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.waiters.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiters.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** Parcels in flight may be settled in any order. */
  settle(parcel: Parcel): void {
    const settled = this.out.get(parcel);
    if (settled) settled.isSettled = true;
    for (const [one, { end, isSettled }] of this.out) {
      if (!isSettled) break;
      this.settled = end;
      this.out.delete(one);
    }
    this.wake();
  }

  /** Makes everything handed out and not settled available again. */
  rewind(): void {
    this.handed = this.settled;
    this.waiting = [];
    this.out.clear();
  }

  /** Begins empty: removes the files of an earlier outbox with the same name. @throws Error of the disk */
  begin(): void {
    this.trim(Number.POSITIVE_INFINITY);
    this.file = this.fileOf(this.serial);
  }

  /** The oldest parcel not yet handed out, if there is one. */
  take(): Parcel | undefined {
    while (this.waiting.length === 0 && this.mayHand && this.read());
    return this.waiting.shift();
  }

  /** Removes the files before this one. */
  trim(serial: number): void {
    for (const name of this.disk.list(this.folder)) {
      if (name.startsWith(this.prefix) && Number(name.slice(this.prefix.length)) < serial) this.disk.remove(join(this.folder, name));
    }
  }

  close(): void {
    this.file?.close();
  }

  private get mayHand(): boolean {
    return this.handed - this.settled < this.limits.file;
  }

  private wake(): void {
    if (this.waiters.size > 0 && this.handed < this.current.length && this.mayHand) for (const wake of this.waiters) wake();
  }

  private get current(): OutputFile {
    this.file ??= this.fileOf(this.serial);
    return this.file;
  }

  private fileOf(serial: number): OutputFile {
    return new OutputFile(this.disk, join(this.folder, `${this.prefix}${String(serial).padStart(6, '0')}`));
  }

  /** Copies what is not settled to a new file: if something is always in flight, no file would ever end otherwise. */
  private beginAnother(): void {
    const next = this.fileOf(this.serial + 1);
    try {
      next.restore(NOTHING);
      next.write(this.current.piece(this.settled, this.size));
      next.flush();
    } catch {
      // As on a disk that is full: the checkpoint can be taken all the same, and makes room.
      next.close();
      this.disk.remove(next.path);
      return;
    }
    this.current.close();
    this.file = next;
    this.serial++;
    for (const out of this.out.values()) out.end -= this.settled;
    this.handed -= this.settled;
    this.settled = 0;
  }

  private get prefix(): string {
    return `outbox-${encodeURIComponent(this.name)}-`;
  }

  /** Hands out the next lines; returns false if there are none. */
  private read(): boolean {
    const lines = wholeLines((position, length) => this.current.piece(position, length), this.handed, this.current.length);
    for (const line of lines) this.hand(line);
    return lines.length > 0;
  }

  private hand(bytes: Buffer): void {
    const line = bytes.toString('utf8', 0, bytes.length - 1);
    const id = idOf(line);
    const parcel = { id: id ?? '', line };
    this.handed += bytes.length;
    this.out.set(parcel, { end: this.handed, isSettled: false });
    if (id !== undefined) this.waiting.push(parcel);
    else {
      this.onDamaged(line);
      this.settle(parcel);
    }
  }
}

/** The id of an outcome; undefined if the line is none. */
function idOf(line: string): string | undefined {
  try {
    const { id } = JSON.parse(line) as { id?: unknown };
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

const FILE = /^outbox-(.+)-\d{6,}$/;

/** Removes the files of all outboxes except those with these names. */
export function removeOutboxes(disk: Disk, folder: string, names: ReadonlySet<string> = new Set()): void {
  const kept = new Set(Array.from(names, encodeURIComponent));
  for (const file of disk.list(folder)) {
    const [, name] = FILE.exec(file) ?? [];
    // Not decoded: a file that somebody else has put there may not be encoded.
    if (name !== undefined && !kept.has(name)) disk.remove(join(folder, file));
  }
}
