/** Captures what the inputs of a live run receive, in the format of its journal: any rules can be run over it later. */

import type { Entries, LinesHead, Origin, RecordHead } from '../state/entry.ts';
import type { FrameFile } from '../state/frame-file.ts';
import { FrameWriter } from '../state/frame-writer.ts';
import { LINE_FEED } from '../values/ascii.ts';
import { FROM_THE_BEGINNING, Gathering, type Inputs } from './gathering.ts';
import { type LiveWorld, USUAL_PACE } from './pace.ts';
import type { Reception } from './reception.ts';
import { Synchronizer } from './synchronizer.ts';
import { Turns } from './turns.ts';

/** When a capture ends by itself; if absent, it does not. */
export interface CaptureLimits {
  /** Milliseconds. */
  duration?: number;
  records?: number;
  /** Approximate size of the file: the record that reaches it is the last. */
  bytes?: number;
}

interface CaptureOptions extends Inputs, LiveWorld {
  file: FrameFile;
  limits: CaptureLimits;
}

export class Capture implements Entries {
  records = 0;
  /** Names of the sources that sent something. */
  readonly sources = new Set<string>();
  private readonly frame = new FrameWriter();
  private readonly gathering: Gathering;
  private readonly synchronizer: Synchronizer;
  private readonly turns: Turns;
  private readonly mostRecords: number;
  private readonly mostBytes: number;
  /** When the capture ends by itself, on the monotonic clock. */
  private readonly ends: number;
  /** Whether a limit is reached, so that nothing more is captured. */
  private isEnough = false;
  /** Whether anything has come since the limit was reached. */
  private isBeyond = false;
  private readonly over = new AbortController();

  constructor(private readonly options: CaptureOptions) {
    const { file, clock, note, limits } = options;
    const pace = { ...USUAL_PACE, ...options.pace };
    this.mostRecords = limits.records ?? Number.POSITIVE_INFINITY;
    this.mostBytes = limits.bytes ?? Number.POSITIVE_INFINITY;
    this.ends = clock.elapsed() + (limits.duration ?? Number.POSITIVE_INFINITY);
    this.synchronizer = new Synchronizer(file, clock, pace.sync, (error) => this.turns.fail(error));
    this.gathering = new Gathering({
      ...options,
      ...{ pace, entries: this, progress: FROM_THE_BEGINNING },
      wake: () => this.turns.wake(),
      fail: (error) => this.turns.fail(error),
      durable: () => this.durable(),
    });
    this.turns = new Turns({
      ...{ clock, pace, note },
      gathering: this.gathering,
      turn: () => this.turn(),
    });
  }

  get reception(): Reception {
    return this.gathering.reception;
  }

  /** Bytes of entries waiting to be written. */
  get length(): number {
    return this.frame.length;
  }

  idOf(key: string, origin: () => Origin): number {
    return this.frame.idOf(key, () => {
      const found = origin();
      this.sources.add(found.source);
      return found;
    });
  }

  record(head: RecordHead, bytes: Uint8Array, start: number, end: number): void {
    if (this.isEnough) {
      this.isBeyond = true;
      return;
    }
    this.frame.record(head, bytes, start, end);
    this.records++;
    this.isEnough = this.records >= this.mostRecords || this.options.file.size + this.frame.length >= this.mostBytes;
  }

  /** One by one: any of them may be the last. */
  lines({ origin, received, line, count }: LinesHead, bytes: Uint8Array, start: number): void {
    for (let i = 0, at = start; i < count; i++) {
      const end = bytes.indexOf(LINE_FEED, at);
      this.record({ origin, received, flags: 0, line: line + i, last: line + i, offset: 0 }, bytes, at, end);
      at = end + 1;
    }
  }

  /** What was not captured must not be reported as durable: RELP then disconnects, and the peer keeps what was not acknowledged. */
  private async durable(): Promise<void> {
    if (this.isBeyond) throw new Error('The capture has reached its limit.');
    await this.synchronizer.durable();
  }

  tick(time: number): void {
    this.frame.tick(time);
  }

  /** A capture is not continued. */
  awaited(): void {}

  /** Captures until the signal is aborted, or a limit is reached. @throws Error of the disk, except when it is full. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.over.abort());
    await this.turns.run(this.over.signal);
  }

  /** Writes what has come. @throws Error of the disk; the entries then still wait. */
  async turn(): Promise<boolean> {
    const { file, clock } = this.options;
    // Which rules will wait for time is not known yet, so all ticks are captured; rules ignore those they do not need.
    const isBusy = await this.gathering.gather(true);
    if (this.frame.length > 0) {
      file.write(this.frame.seal());
      this.frame.clear();
    }
    if (isBusy) this.synchronizer.wrote();
    if (clock.elapsed() >= this.ends) this.isEnough = true;
    if (this.isEnough) this.over.abort();
    return isBusy;
  }

  /** Stops the input, and writes what has come. */
  async close(): Promise<void> {
    await this.turns.until(this.reception.close());
    await this.options.file.sync();
    this.synchronizer.close();
    await this.gathering.close();
    this.options.file.close();
  }
}
