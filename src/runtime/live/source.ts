/** A source of a live run as seen by the rules: how its records are decoded, and how far it was read. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { DecodeContext } from '../decode/context.ts';
import { DecodedRecord } from '../decode/decoded-record.ts';
import type { Decoder } from '../decode/decoder.ts';
import { createDecoder } from '../decode/decoders.ts';
import { formatNamed } from '../decode/detect.ts';
import type { SavedClock } from '../decode/stamps/clock.ts';
import type { Left } from '../inputs/follow/follow.ts';
import { READ_LIMITS } from '../inputs/limits.ts';
import type { Intake } from '../intake.ts';
import type { FormatMatcher } from '../match/matcher.ts';
import type { Match } from '../record.ts';
import { createScan } from '../scan/create.ts';
import type { SkippedLines } from '../scan/line-scan.ts';
import type { LinesEntry, Origin, Place, RecordEntry } from '../state/entry.ts';
import { LineWalk } from './line-walk.ts';

export interface SavedSource {
  source: string;
  format: string;
  context: DecodeContext;
  clock: SavedClock;
  place: Place | null;
  last: number;
  bytes: number;
}

export class LiveSource {
  readonly record = new DecodedRecord();
  /** The number of its last record; for a file, of its last line. */
  last = 0;
  /** Bytes of its records so far, without framing. */
  bytes = 0;
  /** For a file: how far it was read. */
  place: Place | undefined;
  private readonly context: DecodeContext;
  private decoder: Decoder;
  private matcher: FormatMatcher;
  private lines: LineWalk | undefined;

  constructor(
    /** `Location.source`. */
    readonly index: number,
    private readonly origin: Pick<Origin, 'source' | 'format' | 'context'>,
    private formats: readonly FormatPlan[],
    intake: Intake,
  ) {
    this.context = { ...origin.context };
    this.decoder = createDecoder(this.formatPlan, this.context);
    this.matcher = intake.matcherOf(origin.format);
  }

  get name(): string {
    return this.origin.source;
  }

  get format(): string {
    return this.origin.format;
  }

  /** For a followed file: where reading stopped. */
  get left(): Left | undefined {
    const { place, format, context, decoder } = this;
    return place && { format, context: { ...context }, clock: decoder.clock.save(), place: { ...place } };
  }

  /** Must be called when an origin entry says that the following records are of another file, or have another context. */
  update({ context, place }: Origin): void {
    const isElsewhere = context.zone !== this.context.zone;
    Object.assign(this.context, context);
    if (place) this.place = { ...place };
    if (isElsewhere) this.renewDecoder();
  }

  /** Switches to another program. */
  rebind(formats: readonly FormatPlan[], intake: Intake): void {
    this.formats = formats;
    this.matcher = intake.matcherOf(this.format);
    this.renewDecoder();
  }

  /** Walks through messages that came together, skipping some if that is allowed. */
  walk(lines: LinesEntry, maySkip: boolean, maxSkew: number): LineWalk {
    if (this.context.live) this.context.received = lines.received;
    this.lines ??= this.createWalk();
    this.lines.begin(lines, maySkip, maxSkew);
    return this.lines;
  }

  /** Decodes a record, valid until the next one is decoded. */
  decode({ bytes, start, end, received, flags, last, offset }: RecordEntry): DecodedRecord {
    const { record, context, place } = this;
    this.last = last;
    if (place) {
      place.offset = offset;
      place.line = last;
    }
    if (context.live) context.received = received;
    this.decoder.decode(record, bytes, start, end);
    record.flags |= flags;
    return record;
  }

  /**
   * Gives the decoded record to the rules; returns which named records it is. A stamp beyond receipt and `maxSkew` does
   * not move the clock.
   */
  give({ start, end, received, line }: RecordEntry, intake: Intake, maxSkew: number): readonly Match[] {
    const { record } = this;
    this.bytes += end - start;
    const matches = intake.recognise(record, this.matcher, this.index, line);
    if (matches) intake.accept(record, matches, received + maxSkew);
    return matches ?? [];
  }

  /** Accounts for messages skipped before the current one, whose times still move the clock. */
  acceptSkipped(skipped: SkippedLines, bytes: number, intake: Intake): void {
    this.bytes += bytes;
    this.last += skipped.count;
    intake.acceptSkipped(skipped);
  }

  save(): SavedSource {
    const { name: source, format, context, decoder, place, last, bytes } = this;
    return { source, format, context: { ...context }, clock: decoder.clock.save(), place: place ? { ...place } : null, last, bytes };
  }

  restore({ clock, place, last, bytes }: SavedSource): void {
    this.bytes = bytes;
    this.decoder.clock.restore(clock);
    this.place = place ?? undefined;
    this.last = last;
  }

  /** Recreates the decoder, keeping what carries over from record to record, such as its date. */
  private renewDecoder(): void {
    const clock = this.decoder.clock.save();
    this.decoder = createDecoder(this.formatPlan, this.context);
    this.decoder.clock.restore(clock);
    this.lines = undefined;
  }

  private createWalk(): LineWalk {
    const { context, decoder, formatPlan: format, matcher, record } = this;
    const info = { context, format, maxLine: READ_LIMITS.chunkSize };
    return new LineWalk(createScan(matcher.hints, { decoder, info }), decoder, record);
  }

  private get formatPlan(): FormatPlan {
    return formatNamed(this.format, this.formats) ?? { name: this.format, base: 'line', time: [] };
  }
}
