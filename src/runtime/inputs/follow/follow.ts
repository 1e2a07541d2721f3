/** A growing log, record by record: across rotation, truncation, and changes while nobody was reading. */

import { existsSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { FormatPlan } from '../../../dsl/plan.ts';
import { given } from '../../../given.ts';
import type { DecodeContext } from '../../decode/context.ts';
import type { DecodedRecord } from '../../decode/decoded-record.ts';
import { formatFor, formatNamed, tellsFormat } from '../../decode/detect.ts';
import type { RecordReader } from '../../decode/records/record-reader.ts';
import { createRecordReader } from '../../decode/records/record-readers.ts';
import type { SavedClock } from '../../decode/stamps/clock.ts';
import { RecordFlag } from '../../record.ts';
import type { Clock } from '../../state/clock.ts';
import type { Awaited, Origin, Place, Position } from '../../state/entry.ts';
import { DAY } from '../../values/time-units.ts';
import { hasLine, LONGEST_HEAD, newestBeginning } from '../beginning.ts';
import { contextOf, type TimeOptions } from '../dating.ts';
import { readFile } from '../file.ts';
import { FileSamples, sampleOf } from '../file-sample.ts';
import { READ_LIMITS, type ReadLimits } from '../limits.ts';
import { LineSplitter } from '../lines.ts';
import type { RecordCursor } from '../merge.ts';
import type { SourceSpec } from '../paths.ts';
import { failedAt, problemOf, type ReportProblem } from '../problem.ts';
import { FileChain } from './chain.ts';
import { lostPlace } from './losses.ts';
import { isCopied, isWritten, piecesAfter, renamedSince, type Sibling, siblingAt } from './succession.ts';

/** Where reading of a log stopped, and its format and context. */
export interface Left {
  format: string;
  context: DecodeContext;
  /** What carries over from the last record, such as its date. */
  clock: SavedClock;
  place: Place;
}

export interface FollowOptions {
  /** The formats of the program. */
  formats: readonly FormatPlan[];
  time: Omit<TimeOptions, 'received'>;
  /** Longer lines are cut; bytes, those of {@link READ_LIMITS} if absent. */
  maxLine?: number | undefined;
  clock: Clock;
  report: ReportProblem;
}

interface Known {
  format: FormatPlan;
  context: DecodeContext;
  reader: RecordReader;
}

/** Flags that framing can set: bits of `LogRecord.flags`. */
const FRAMING = RecordFlag.truncated | RecordFlag.incomplete | RecordFlag.invalidUtf8;
/** After this many reads receivers and signals get their turn: a hole has no record, however long it is. */
const READS = 16;

export class FollowCursor implements RecordCursor {
  readonly follows = true;
  /** Identifies what {@link origin} returns: both change when a file is replaced by another. */
  key = '';
  /** Bytes read. */
  bytes = 0;
  /** Whether it was read to the end that it had then: one that is written all the time may never be found without more. */
  isAtEnd = false;
  private reads = 0;
  /** The current time when there was nothing more to read, in any file; undefined before that. */
  private ended: number | undefined;

  private known: Known | undefined;
  /** As long as nothing is known, its file is the one that had the name when it was first looked at, and was empty. */
  private readonly chain: FileChain;
  private readonly limits: ReadLimits;
  private lines = new LineSplitter();
  private serial = 0;
  /** The fingerprint length of the file when the origin was last renewed. */
  private named = 0;
  /** When the lines of a last record were last flushed for silence. */
  private lastFlush = 0;
  /**
   * Why pending lines are flushed: the file has ended, or what comes next is not known to continue them, as the log was
   * silent for long enough to complete a record, or its file is read again.
   */
  private flushing: 'file' | 'idle' | 'again' | undefined;
  /** Whether the record that is gathered began in the file before. */
  private isCarried = false;
  private before: Position = { offset: 0, line: 0 };
  private behind: Position = { offset: 0, line: 0 };
  /** Where reading must continue for the sake of a message whose parts are not complete; undefined if that is {@link behind}. */
  private held: Position | undefined;
  /** Records that are complete up to this line were delivered before. */
  private delivered = 0;

  constructor(
    readonly order: number,
    private readonly spec: SourceSpec,
    private readonly options: FollowOptions,
    private readonly from: Left | Awaited,
  ) {
    const { maxLine = READ_LIMITS.maxLine } = options;
    this.chain = new FileChain(spec.name, options);
    this.limits = { ...READ_LIMITS, maxLine };
  }

  get path(): string {
    return this.spec.name;
  }

  /** Whether it reads that log in that format. */
  isOf({ name, format }: SourceSpec): boolean {
    const { known, spec } = this;
    if (name !== spec.name || format !== spec.format) return false;
    return !known || isDeepStrictEqual(known.format, formatNamed(known.format.name, this.options.formats));
  }

  get format(): FormatPlan {
    return this.seen.format;
  }

  get record(): DecodedRecord {
    return this.seen.reader.record;
  }

  /** The number of the record's first line in its file. */
  get line(): number {
    return this.seen.reader.line;
  }

  /** The position after the current record. */
  get end(): Readonly<Position> {
    return this.behind;
  }

  /** Problems found while framing the record. */
  get flags(): number {
    return this.record.flags & FRAMING;
  }

  /** Where the current record comes from, with the position before it in its file. */
  origin(): Origin {
    const { format, context } = this.seen;
    return { source: this.path, format: format.name, context: { ...context }, place: this.placeAt(this.before) };
  }

  next(): boolean {
    if (!this.known) return false;
    const { lines } = this;
    const { reader, format } = this.known;
    for (let offset = lines.offset, line = lines.number; lines.next(); offset = lines.offset, line = lines.number) {
      if (!reader.take(lines, offset) || lines.number <= this.delivered) continue;
      return this.taken(format, { offset, line });
    }
    return this.flushing !== undefined && this.flush(this.known);
  }

  /** Reads on; returns false if nothing has come since. */
  async fill(): Promise<boolean> {
    const isMore = await this.readOn();
    this.isAtEnd = !isMore || this.chain.isAtEnd;
    return isMore;
  }

  private async readOn(): Promise<boolean> {
    try {
      if (!this.known && !(await this.begin())) return false;
      for (;;) {
        if (!this.chain.tail && !(await this.openNext())) return false;
        const chunk = await this.chain.read();
        if (chunk) {
          if (++this.reads % READS === 0) await turn();
          return this.feed(chunk);
        }
        const { tail } = this.chain;
        const turning = tail && (await this.chain.turn(tail, this.placeAt(this.behind)));
        if (turning === 'over') return this.finish('file');
        // What was carried over is not read again.
        if (turning === 'again' && this.isCarried) return this.finish('again');
        if (turning === 'again') this.drop();
        else if (tail) {
          this.ended = this.options.clock.now();
          return this.isIdle() && this.finish('idle');
        }
      }
    } catch (error) {
      this.options.report(problemOf(error, failedAt(error) ?? this.path));
      return false;
    }
  }

  /** Closes the current file. */
  close(): Promise<void> {
    return this.chain.leave();
  }

  private get seen(): Known {
    if (!this.known) throw new Error(`Nothing was read of '${this.path}'.`);
    return this.known;
  }

  private placeAt(position: Position): Place {
    const { id = '', length = 0, checksum = 0 } = this.chain.tail?.identity ?? {};
    return { id, length, checksum, ...position, ...given({ held: this.held && { ...this.held } }) };
  }

  /** Moves behind a record. Where reading must continue is part of its origin, and changes that. */
  private moveTo(behind: Position): true {
    const { held } = this.seen.reader;
    const isHeld = held !== undefined && held.at < behind.offset;
    this.isCarried = false;
    this.before = this.behind;
    this.behind = isHeld ? { offset: behind.offset, line: this.lines.number } : behind;
    if (this.held?.offset === (isHeld ? held.at : undefined)) return true;
    this.held = isHeld ? { offset: held.at, line: held.line - 1 } : undefined;
    this.renew();
    return true;
  }

  /** Sets the position after a record that is complete with the current line, given the one before that line. */
  private taken({ multiline }: FormatPlan, before: Position): true {
    const { offset, number: line } = this.lines;
    // A multi-line record is complete when the first line of the next one is there.
    return this.moveTo(multiline ? before : { offset, line });
  }

  /** Flushes a last line without a line end, then the lines of a last record, unless the next file may continue it. */
  private flush({ reader, format }: Known): boolean {
    const { lines, flushing } = this;
    const { offset, number: line } = lines;
    if (flushing === 'file' && lines.finish() && reader.take(lines, offset)) return this.taken(format, { offset, line });
    if (flushing === 'file' ? reader.endFile?.() : reader.flush()) return this.moveTo({ offset: lines.offset, line: lines.number });
    if (flushing === 'file') this.isCarried = reader.held !== undefined;
    if (flushing !== 'idle') void this.close();
    this.flushing = undefined;
    return false;
  }

  /** Determines what the log is; returns false if it is still empty. */
  private async begin(): Promise<boolean> {
    const { from, options } = this;
    if ('place' in from) {
      const find = () => piecesAfter(this.path, from.place);
      // If this throws, as for lack of file descriptors, the log stays unopened, and is retried later.
      const pieces = await find();
      if (!pieces) options.report(lostPlace(this.path));
      this.chain.begin(pieces ?? [], find);
      const format = formatFor(this.spec.format ?? from.format, new Uint8Array(0), options.formats);
      this.know(format, from.context).decoder.clock.restore(from.clock);
      return true;
    }
    const { tail } = this.chain;
    if (tail?.isWhole() !== true) {
      // It was filled with what is no text, if it is there.
      void this.close();
      return this.beginWith(this.chain.isSoughtNow() ? from.since : undefined);
    }
    const head = tail.peek(Math.max(this.limits.maxLine, LONGEST_HEAD));
    // It does not tell what it is yet, but may have been renamed.
    if (!this.isTold(head) && !this.chain.isLeft(tail)) return false;
    const isCopiedToo = siblingAt(this.path).id === tail.identity.id && isCopied(this.path, from.since);
    if (head.length > 0 && !isCopiedToo) {
      await this.recognise(head, [sampleOf(this.path, { head, modified: tail.modified })]);
      return true;
    }
    return this.beginWith(from.since);
  }

  /** The given files, behind those that were written to since a time, and renamed; none of these if it is undefined. */
  private filesSince(since: number | undefined): Sibling[] {
    const { files } = this.spec;
    const renamed = since === undefined ? [] : renamedSince(this.path, since).filter(({ path }) => !files.includes(path));
    return [...renamed, ...files.map(siblingAt)];
  }

  private isTold(head: Uint8Array): boolean {
    const { spec, options, limits } = this;
    return hasLine(head, limits) && (spec.format !== undefined || head.length >= LONGEST_HEAD || tellsFormat(head, options.formats));
  }

  /** Begins with the first of the files since a time, if they tell their format; otherwise holds the one that has the name. */
  private async beginWith(since: number | undefined): Promise<boolean> {
    const files = this.filesSince(since);
    const samples = new FileSamples(files.filter(({ id }) => id !== undefined).map(({ path }) => path));
    const head = await newestBeginning(samples, this.limits);
    // If any was renamed meanwhile, others may come first, and all are looked at again.
    const areStill = () => files.every((file) => siblingAt(file.path).id === file.id);
    const isAlone = !files.slice(0, -1).some(isWritten);
    if (!head || (isAlone && !this.isTold(head))) {
      // While it is open, it can be read, even if it is filled, renamed, compressed and removed before it is looked at again.
      if (!this.chain.tail && existsSync(this.path) && areStill()) await this.hold();
      return false;
    }
    if (!areStill()) return false;
    void this.close();
    this.chain.begin(files.map((file) => ({ ...file, offset: 0, line: 0 })));
    await this.recognise(head, samples);
    return true;
  }

  private async hold(): Promise<void> {
    await this.openNext();
    // If it is no file, or not empty but unreadable, that is reported now.
    for await (const _ of readFile(this.path, this.limits, this.options.report)) return;
  }

  /** Determines format and context from a beginning, and samples of files, newest first. */
  private async recognise(head: Uint8Array, newestFirst: Parameters<typeof contextOf>[0]): Promise<void> {
    const { formats, time, clock } = this.options;
    const format = formatFor(this.spec.format, head, formats);
    this.know(format, await contextOf(newestFirst, format, { ...time, received: clock.now() }));
  }

  private know(format: FormatPlan, context: DecodeContext): RecordReader {
    const reader = createRecordReader(format, context);
    this.known = { format, context, reader };
    return reader;
  }

  /** Opens the next piece, or the file that has the name now; returns false if it does not exist. */
  private async openNext(): Promise<boolean> {
    const piece = await this.chain.open();
    if (!piece) return false;
    const { offset, line, held } = piece;
    this.lines = new LineSplitter(this.limits.maxLine, held ?? { offset, line });
    this.behind = { offset, line };
    this.held = held;
    this.delivered = held ? line : 0;
    this.renew();
    return true;
  }

  private feed(chunk: Uint8Array): true {
    const { context } = this.seen;
    const { modified = 0, identity } = this.chain.tail ?? {};
    this.bytes += chunk.length;
    // Later writes may lie in a later year, or on a later day.
    if (modified > context.received + DAY / 2) {
      context.received = modified;
      if (this.ended !== undefined) context.since = this.ended;
      this.renew();
    }
    if (identity && identity.length !== this.named) this.renew();
    this.lines.feed(chunk);
    return true;
  }

  private renew(): void {
    this.named = this.chain.tail?.identity.length ?? 0;
    this.key = `${this.order}:${++this.serial}`;
  }

  private finish(what: 'file' | 'idle' | 'again'): true {
    this.flushing = what;
    if (what === 'idle') this.lastFlush = this.options.clock.elapsed();
    return true;
  }

  private isIdle(): boolean {
    const { idle } = this.seen.reader;
    const { lastFlush, chain, options } = this;
    return idle !== undefined && options.clock.elapsed() - Math.max(chain.lastRead, lastFlush) > idle / 1000 && !chain.isSucceeded;
  }

  /** Leaves a file; what is held of it is read again. */
  private drop(): void {
    while (this.seen.reader.flush());
    void this.close();
  }
}
