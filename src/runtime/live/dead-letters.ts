/** Outcomes that were given up: lines of a file in the state folder, for people to examine, and to hand back. */

import { join } from 'node:path';
import { given } from '../../given.ts';
import { deferred } from '../deferred.ts';
import { OutputFile } from '../outputs/output-file.ts';
import type { DeadLetter } from '../outputs/senders/delivery-loop.ts';
import type { Period } from '../report/statistics.ts';
import type { Clock } from '../state/clock.ts';
import type { Disk, DiskFile } from '../state/disk.ts';
import { withRoom } from './room.ts';

const NAME = 'dead-letters.ndjson';
/** The letters that stay, while others are handed back. */
const REST = 'dead-letters.rest';

/** A dead letter in the file, and what it is about. */
export interface FiledLetter extends DeadLetter {
  rule: string;
  /** If it is a line of counts. */
  period?: Period;
}

export class DeadLetters {
  readonly path: string;
  private file: OutputFile | undefined;
  /** Letters for the file that is in its place when they are written. */
  private waiting: string[] = [];
  /** Pending while the file is being replaced. */
  private held: Promise<void> | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
  ) {
    this.path = join(folder, NAME);
  }

  /** Adds a letter, which {@link flush} writes. */
  write(letter: DeadLetter): void {
    this.waiting.push(letterText(letter));
  }

  /** Writes pending letters. @throws Error of the disk; they are then still pending. */
  flush(): void {
    const file = this.waiting.length > 0 ? this.inPlace() : this.file;
    for (const text of this.waiting.splice(0)) file?.write(text);
    file?.flush();
  }

  async sync(): Promise<void> {
    await this.file?.sync();
  }

  /** Resolves once the letter is safe; waits while the disk is full. False if it is not, as the signal was aborted. */
  async store(letter: DeadLetter, clock: Clock, signal: AbortSignal): Promise<boolean> {
    let isWritten = false;
    const isSafe = await withRoom(
      async () => {
        while (this.held) await this.held;
        if (!isWritten) this.write(letter);
        isWritten = true;
        this.flush();
        await this.sync();
        return true;
      },
      { clock, signal },
    );
    return isSafe === true;
  }

  /** Bytes of the file. */
  get size(): number {
    return this.disk.stats(this.path)?.size ?? 0;
  }

  /** All letters so far, for reading; undefined if there are none. @throws Error of the disk. */
  open(): DiskFile | undefined {
    this.flush();
    if (!this.disk.stats(this.path)) return undefined;
    this.inPlace();
    return this.disk.open(this.path);
  }

  /** An empty file for the letters that stay. @throws Error of the disk. */
  rest(): OutputFile {
    return this.opened(REST, (file) => file.restore({ length: 0, tail: 0 }));
  }

  /** Removes what a crash has left of {@link rest}. */
  tidy(): void {
    this.disk.remove(join(this.folder, REST));
  }

  /** Nobody is buried meanwhile. Everything buried before is in the file. */
  async hold(work: () => Promise<void>): Promise<void> {
    const { promise, resolve } = deferred();
    this.held = promise;
    try {
      this.flush();
      await work();
    } finally {
      this.held = undefined;
      resolve();
    }
  }

  /** Puts the rest, which must be safe, in the place of the letters that were opened, unless these were moved away. */
  async replace(opened: DiskFile, rest: OutputFile): Promise<void> {
    const { disk, path, folder } = this;
    const isInPlace = disk.stats(path)?.id === opened.stats().id;
    if (isInPlace && !rest.isEmpty) disk.rename(rest.path, path);
    else if (isInPlace) disk.remove(path);
    this.tidy();
    await disk.syncFolder(folder);
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  /** The file at its path; begins another if it was replaced, or moved away. People may have changed it. */
  private inPlace(): OutputFile {
    if (this.file && !(this.file.isInPlace && this.file.isAsWritten)) {
      this.file.flush();
      this.close();
    }
    // An incomplete line left by a crash is written again later; an editor may leave a whole one without its end.
    this.file ??= this.opened(NAME, (file) => file.cutToLines((line) => readLetter(line.toString()) !== undefined));
    return this.file;
  }

  private opened(name: string, prepare: (file: OutputFile) => void): OutputFile {
    const file = new OutputFile(this.disk, join(this.folder, name));
    try {
      prepare(file);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }
}

function letterText({ parcel, output, why, attempts }: DeadLetter): string {
  return `{"output":${JSON.stringify(output)},"why":${JSON.stringify(why)},"attempts":${attempts},"outcome":${parcel.line}}\n`;
}

const LETTER = /^\{"output":("(?:[^"\\]|\\.)*"),"why":("(?:[^"\\]|\\.)*"),"attempts":(\d+),"outcome":(\{.*\})\}$/s;

/** A line of the file; undefined if it is not a dead letter. The parcel has its exact text: numbers may have more digits than a float. */
export function readLetter(text: string): FiledLetter | undefined {
  const [, output, why, attempts, line = ''] = LETTER.exec(text) ?? [];
  try {
    const { id, rule, period } = JSON.parse(line) as { id: unknown; rule: unknown; period?: Period };
    if (typeof id !== 'string' || typeof rule !== 'string') return undefined;
    const letter = { output: JSON.parse(output ?? '') as string, why: JSON.parse(why ?? '') as string, attempts: Number(attempts) };
    return { ...letter, parcel: { id, line }, rule, ...given({ period }) };
  } catch {
    return undefined;
  }
}
