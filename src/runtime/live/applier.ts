/** Brings the entries of a journal to the rules: the same in a live run, when it recovers, and in a replay. */

import type { Plan } from '../../dsl/plan.ts';
import type { Left } from '../inputs/follow/follow.ts';
import type { Intake } from '../intake.ts';
import type { LogRecord } from '../record.ts';
import type { PassedLines } from '../scan/line-scan.ts';
import { type Entry, entriesOf, type LinesEntry, type Origin, type OriginEntry, type RecordEntry } from '../state/entry.ts';
import { LiveSource, type SavedSource } from './source.ts';
import type { Watcher } from './watcher.ts';

/** The rules that run: others after a reload. */
export interface Running {
  plan: Plan;
  intake: Intake;
}

export type Wants = (record: LogRecord, entry: RecordEntry, origin: Origin) => boolean;

export interface ApplierOptions {
  /** How far beyond its receipt a stamp is believed, microseconds. */
  maxSkew: number;
  /** Which records the rules see, of those that were decoded; all if absent. */
  wants?: Wants;
  /** Time has come to here, by a record or by the clock; microseconds since 1970. */
  onTime?(time: number): void;
  /** Told of an entry at which the program itself failed: it is passed over. */
  onFault(error: unknown, place: string): void;
  /** The program with this meaning is to run from here on. */
  onPlan(meaning: string): void;
}

export class Applier {
  /** Names of sources, by `Location.source`. It only grows. */
  readonly names: string[] = [];
  readonly sources: LiveSource[] = [];
  readonly watchers = new Set<Watcher>();
  /** By the ids of the segment that is read. */
  private readonly origins = new Map<number, { origin: Origin; source: LiveSource }>();

  constructor(
    private running: Running,
    private readonly options: ApplierOptions,
  ) {}

  /** Applies the entries of a frame. */
  apply(frame: Buffer): void {
    for (const entry of entriesOf(frame)) this.takeSafely(entry);
  }

  /** Ids of origins are those of a segment. */
  beginSegment(): void {
    this.origins.clear();
  }

  /** From here on another program runs. */
  run(running: Running): void {
    this.running = running;
    for (const source of this.sources) source.rebind(running.plan.formats, running.intake);
  }

  /** Where a log was left. */
  leftOf(source: string): Left | undefined {
    return this.sources.find(({ name, place }) => name === source && place)?.left;
  }

  /** The number of the last record of a source; 0: it had none. */
  lastOf(source: string, format: string): number {
    return this.sources.find((one) => one.name === source && one.format === format)?.last ?? 0;
  }

  /** Of all records so far, without what framed them. */
  get bytes(): number {
    return this.sources.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  save(): SavedSource[] {
    return this.sources.map((source) => source.save());
  }

  restore(saved: readonly SavedSource[]): void {
    for (const one of saved) this.add(one).restore(one);
  }

  private takeSafely(entry: Entry): void {
    try {
      this.take(entry);
    } catch (error) {
      const source = entry.kind === 'record' ? this.origins.get(entry.origin)?.source.name : undefined;
      this.options.onFault(error, entry.kind === 'record' ? `${source}:${entry.line}` : entry.kind);
    }
  }

  private take(entry: Entry): void {
    const { intake } = this.running;
    switch (entry.kind) {
      case 'record':
        this.takeRecord(entry);
        break;
      case 'lines':
        this.takeLines(entry);
        break;
      case 'origin':
        this.declare(entry);
        break;
      case 'tick':
        // A live run whose rules wait for nothing has no ticks. A capture knows of no rules, and has them all.
        if (intake.engine.isWaiting) intake.engine.advance(entry.time);
        this.options.onTime?.(entry.time);
        break;
      case 'plan':
        this.options.onPlan(entry.meaning);
        break;
      case 'expire':
        intake.engine.expire(new Set(entry.ids));
        break;
    }
  }

  private takeRecord(entry: RecordEntry): void {
    const from = this.origins.get(entry.origin);
    if (!from) return;
    const { origin, source } = from;
    const { wants, maxSkew, onTime } = this.options;
    const record = source.decode(entry);
    // What is passed over was decoded all the same: a stamp without a year leans on those before it.
    if (wants?.(record, entry, origin) === false) return;
    const { intake } = this.running;
    const matches = source.give(entry, intake, maxSkew);
    onTime?.(intake.engine.lastTime);
    for (const watcher of this.watchers) watcher.record?.(source, entry, matches, origin);
  }

  /** Each of them is taken as if it had come alone. */
  private takeLines(entry: LinesEntry): void {
    const source = this.origins.get(entry.origin)?.source;
    if (!source) return;
    const { intake } = this.running;
    const lines = source.walk(entry, this.mayPassOver, this.options.maxSkew);
    for (let isMore = true; isMore; ) {
      isMore = lines.next(intake.engine.watermark);
      if (lines.passed) this.passOver(source, lines.passed, lines.passedBytes);
      if (isMore) this.takeSafely(lines.entry);
    }
  }

  private passOver(source: LiveSource, passed: PassedLines, bytes: number): void {
    const { intake } = this.running;
    try {
      source.passOver(passed, bytes, intake);
      this.options.onTime?.(intake.engine.lastTime);
    } catch (error) {
      this.options.onFault(error, `${source.name}:${source.last}`);
    }
  }

  /** Whether messages that are no records of the program say no more than what time it is. */
  private get mayPassOver(): boolean {
    if (this.options.wants || !this.running.intake.mayPassOver) return false;
    for (const { record } of this.watchers) if (record) return false;
    return true;
  }

  private declare({ id, origin }: OriginEntry): void {
    const source = this.sources.find((one) => one.name === origin.source && one.format === origin.format) ?? this.add(origin);
    // A log that is read as another format now is gone on with from there.
    if (origin.place) for (const one of this.sources) if (one.name === origin.source) one.place = undefined;
    source.update(origin);
    this.origins.set(id, { origin, source });
  }

  private add(origin: ConstructorParameters<typeof LiveSource>[1]): LiveSource {
    const source = new LiveSource(this.sources.length, origin, this.running.plan.formats, this.running.intake);
    this.sources.push(source);
    this.names.push(origin.source);
    return source;
  }
}
