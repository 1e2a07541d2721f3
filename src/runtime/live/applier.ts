/** Applies the entries of a journal to the rules, in the same way in a live run, in recovery, and in a replay. */

import type { Plan } from '../../dsl/plan.ts';
import type { Left } from '../inputs/follow/follow.ts';
import type { Intake } from '../intake.ts';
import type { LogRecord, Match, Outcome } from '../record.ts';
import type { SkippedLines } from '../scan/line-scan.ts';
import { type Awaited, type Entry, entriesOf, type LinesEntry, type Origin, type OriginEntry, type RecordEntry } from '../state/entry.ts';
import type { SavedLive } from './saved.ts';
import { LiveSource } from './source.ts';

/** The program that runs; replaced on a reload. */
export interface Running {
  plan: Plan;
  intake: Intake;
}

export type Wants = (record: LogRecord, entry: RecordEntry, origin: Origin) => boolean;

export interface ApplierOptions {
  /** How far beyond its receipt a stamp is believed, in microseconds. */
  maxSkew: number;
  /** Which of the decoded records the rules see; all if absent. */
  wants?: Wants;
  /** Called when time has advanced, by a record or by the clock; microseconds since 1970. */
  onTime?(time: number): void;
  /** Called for an internal error at an entry, which is skipped. */
  onFault(error: unknown, place: string): void;
  /** Called when the program with this meaning must run from here on. */
  onPlan(meaning: string): void;
}

/** Observes rules while they run live, without changing anything. Must not throw. */
export interface Watcher {
  /** Called when an outcome was reported. */
  outcome?(outcome: Outcome): void;
  /** Called after a record of a source was decoded, matched, and given to the rules. The decoded record is valid until this returns. */
  record?(source: LiveSource, entry: RecordEntry, matches: readonly Match[], origin: Origin): void;
}

export class Applier {
  /** Names of sources, by `Location.source`. Only grows. */
  readonly names: string[] = [];
  readonly sources: LiveSource[] = [];
  readonly watchers = new Set<Watcher>();
  /** Since when logs are followed of which nothing was read, by their paths. */
  private readonly awaited = new Map<string, number>();
  /** By the ids of the segment being read. */
  private readonly origins = new Map<number, { origin: Origin; source: LiveSource }>();

  constructor(
    private running: Running,
    private readonly options: ApplierOptions,
  ) {}

  apply(frame: Buffer): void {
    for (const entry of entriesOf(frame)) this.takeSafely(entry);
  }

  /** Ids of origins are valid within one segment. */
  beginSegment(): void {
    this.origins.clear();
  }

  /** Switches to another program. */
  run(running: Running): void {
    this.running = running;
    for (const source of this.sources) source.rebind(running.plan.formats, running.intake);
  }

  /** Where reading of a log stopped, or since when it has been followed; undefined if it never was. */
  leftOf(source: string): Left | Awaited | undefined {
    const since = this.awaited.get(source);
    return since === undefined ? this.sources.find(({ name, place }) => name === source && place)?.left : { since };
  }

  /** The number of the last record of a source; 0 if it had none. */
  lastOf(source: string, format: string): number {
    return this.sources.find((one) => one.name === source && one.format === format)?.last ?? 0;
  }

  /** Bytes of all records so far, without framing. */
  get bytes(): number {
    return this.sources.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  save(): Pick<SavedLive, 'sources' | 'awaited'> {
    return { sources: this.sources.map((source) => source.save()), awaited: [...this.awaited] };
  }

  restore({ sources, awaited = [] }: Pick<SavedLive, 'sources' | 'awaited'>): void {
    for (const one of sources) this.add(one).restore(one);
    for (const [source, since] of awaited) this.awaited.set(source, since);
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
        // A live run writes no ticks while its rules wait for nothing. A capture, which knows no rules, has all ticks.
        if (intake.engine.isWaiting) intake.engine.advance(entry.time);
        this.options.onTime?.(entry.time);
        break;
      case 'plan':
        this.options.onPlan(entry.meaning);
        break;
      case 'expire':
        intake.engine.expire(new Set(entry.ids));
        break;
      case 'awaited':
        this.awaited.set(entry.source, entry.since);
        break;
    }
  }

  private takeRecord(entry: RecordEntry): void {
    const from = this.origins.get(entry.origin);
    if (!from) return;
    const { origin, source } = from;
    const { wants, maxSkew, onTime } = this.options;
    const record = source.decode(entry);
    // A skipped record must be decoded all the same: stamps without a year depend on earlier ones.
    if (wants?.(record, entry, origin) === false) return;
    const { intake } = this.running;
    const matches = source.give(entry, intake, maxSkew);
    onTime?.(intake.engine.lastTime);
    for (const watcher of this.watchers) watcher.record?.(source, entry, matches, origin);
  }

  /** Handles each message as if it had come alone. */
  private takeLines(entry: LinesEntry): void {
    const source = this.origins.get(entry.origin)?.source;
    if (!source) return;
    const { intake } = this.running;
    const lines = source.walk(entry, this.maySkip, this.options.maxSkew);
    for (let isMore = true; isMore; ) {
      isMore = lines.next(intake.engine.watermark);
      if (lines.skipped) this.acceptSkipped(source, lines.skipped, lines.skippedBytes);
      if (isMore) this.takeSafely(lines.entry);
    }
  }

  private acceptSkipped(source: LiveSource, skipped: SkippedLines, bytes: number): void {
    const { intake } = this.running;
    try {
      source.acceptSkipped(skipped, bytes, intake);
      this.options.onTime?.(intake.engine.lastTime);
    } catch (error) {
      this.options.onFault(error, `${source.name}:${source.last}`);
    }
  }

  /** Whether nothing but the times of messages that match no record is needed. */
  private get maySkip(): boolean {
    if (this.options.wants || !this.running.intake.maySkip) return false;
    for (const { record } of this.watchers) if (record) return false;
    return true;
  }

  private declare({ id, origin }: OriginEntry): void {
    const source = this.sources.find((one) => one.name === origin.source && one.format === origin.format) ?? this.add(origin);
    // A log that is now read in another format continues from its last position.
    if (origin.place) for (const one of this.sources) if (one.name === origin.source) one.place = undefined;
    this.awaited.delete(origin.source);
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
