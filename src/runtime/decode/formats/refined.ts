/** A format that defines where its time or its message is: `format app = syslog message sd.app.text`. */

import type { FormatPlan } from '../../../dsl/plan.ts';
import { RecordFlag, type Value } from '../../record.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import type { Decoder, MessagePart } from '../decoder.ts';
import { RecordClock } from '../stamps/clock.ts';

/** Flags of the base format about the time, which no longer apply. */
const OF_TIME = RecordFlag.badTime | RecordFlag.yearGuessed | RecordFlag.dateGuessed | RecordFlag.zoneAssumed;

export class RefinedDecoder implements Decoder {
  readonly clock: RecordClock;

  constructor(
    private readonly base: Decoder,
    private readonly format: FormatPlan,
    context: DecodeContext,
  ) {
    this.clock = format.time.length > 0 ? new RecordClock(context, format.zone) : base.clock;
  }

  get messagePart(): MessagePart | undefined {
    return this.base.messagePart;
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    this.base.decode(record, bytes, start, end);
    const { time, message } = this.format;
    if (time.length > 0) {
      record.flags &= ~OF_TIME;
      this.clock.set(record, this.time(record));
    }
    const text = message && this.base.field(record, message);
    if (typeof text === 'string') record.setMessageText(text);
  }

  field(record: DecodedRecord, path: readonly string[]): Value | undefined {
    return this.base.field(record, path);
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    return this.base.fields(record);
  }

  /** The time at the first path that leads to a usable one; NaN if none does. */
  private time(record: DecodedRecord): number {
    for (const path of this.format.time) {
      const value = this.base.field(record, path);
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      const text = Buffer.from(String(value));
      const time = this.clock.fromText(text, 0, text.length);
      if (!Number.isNaN(time)) return time;
    }
    return Number.NaN;
  }
}
