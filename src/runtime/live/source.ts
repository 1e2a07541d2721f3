/** A source of a live run on the side of the rules: how its records are decoded, and how far they have come. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { SavedClock } from '../decode/clock.ts';
import type { DecodeContext } from '../decode/context.ts';
import { DecodedRecord } from '../decode/decoded-record.ts';
import type { Decoder } from '../decode/decoder.ts';
import { createDecoder } from '../decode/decoders.ts';
import { formatNamed } from '../decode/detect.ts';
import type { Left } from '../inputs/follow/follow.ts';
import type { Intake } from '../intake.ts';
import type { FormatMatcher } from '../match/matcher.ts';
import type { Match } from '../record.ts';
import type { Origin, Place, RecordEntry } from '../state/entry.ts';

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
  /** The number of its last record: of a file that of its last line. */
  last = 0;
  /** Of its records so far, without what framed them. */
  bytes = 0;
  /** Of a file: how far it was read. */
  place: Place | undefined;
  private readonly context: DecodeContext;
  private decoder: Decoder;
  private matcher: FormatMatcher;

  constructor(
    /** `Location.source`. */
    readonly index: number,
    private readonly origin: Pick<Origin, 'source' | 'format' | 'context'>,
    formats: readonly FormatPlan[],
    intake: Intake,
  ) {
    this.context = { ...origin.context };
    this.decoder = this.decoderFor(formats);
    this.matcher = intake.matcherOf(origin.format);
  }

  get name(): string {
    return this.origin.source;
  }

  get format(): string {
    return this.origin.format;
  }

  /** Of a file that is followed: where it was left. */
  get left(): Left | undefined {
    const { place, format, context } = this;
    return place && { format, context: { ...context }, place: { ...place } };
  }

  /** What follows is of this file, or as its context says. */
  update({ context, place }: Origin): void {
    Object.assign(this.context, context);
    if (place) this.place = { ...place };
  }

  /** From here on another program runs. What carries over from record to record does so still. */
  rebind(formats: readonly FormatPlan[], intake: Intake): void {
    const clock = this.decoder.clock.save();
    this.decoder = this.decoderFor(formats);
    this.decoder.clock.restore(clock);
    this.matcher = intake.matcherOf(this.format);
  }

  /** Decodes a record; it is good until the next one is. */
  decode({ bytes, received, flags, last, end }: RecordEntry): DecodedRecord {
    const { record, context, place } = this;
    this.last = last;
    if (place) {
      place.offset = end;
      place.line = last;
    }
    if (context.live) context.received = received;
    this.decoder.decode(record, bytes, 0, bytes.length);
    record.flags |= flags;
    return record;
  }

  /**
   * Gives the record that was decoded to the rules; answers which named records it is. A stamp beyond receipt and
   * `maxSkew` does not move the clock.
   */
  give({ bytes, received, line }: RecordEntry, intake: Intake, maxSkew: number): readonly Match[] {
    const { record } = this;
    this.bytes += bytes.length;
    const matches = intake.recognise(record, this.matcher, this.index, line);
    if (matches) intake.accept(record, matches, received + maxSkew);
    return matches ?? [];
  }

  save(): SavedSource {
    const { name: source, format, context, decoder, place = null, last, bytes } = this;
    return { source, format, context, clock: decoder.clock.save(), place, last, bytes };
  }

  restore({ clock, place, last, bytes }: SavedSource): void {
    this.bytes = bytes;
    this.decoder.clock.restore(clock);
    this.place = place ?? undefined;
    this.last = last;
  }

  private decoderFor(formats: readonly FormatPlan[]): Decoder {
    const format = formatNamed(this.format, formats) ?? { name: this.format, base: 'line' as const, time: [] };
    return createDecoder(format, this.context);
  }
}
