/** What the beginning and the end of a source reveal of its times: the years of stamps without one. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { DecodeContext } from '../decode/context.ts';
import type { DecodedRecord } from '../decode/decoded-record.ts';
import { createRecordReader } from '../decode/record-reader.ts';
import { RecordFlag } from '../record.ts';
import type { Glimpse } from './glimpse.ts';
import { LineSplitter } from './lines.ts';

/** The options of a run about times. */
export interface TimeOptions {
  /** The current time, in microseconds since 1970. */
  received: number;
  /** IANA name of the zone of stamps without one. */
  zone: string;
  /** The year of the first stamp that has none. */
  year?: number | undefined;
}

/** Reproducible archives and images use 1970 or 1980 as modification time. */
const EARLIEST_MODIFIED = 631_152_000_000_000;

/**
 * The context of a source from glimpses of its files, oldest first. Works from the newest file to the oldest: each was
 * written no later than its modification time, and before the next one begins.
 */
export function contextOf(glimpses: readonly Glimpse[], format: FormatPlan, options: TimeOptions): DecodeContext {
  // A given year is that of the oldest file: the other files do not matter.
  if (options.year !== undefined) return contextOfStream(glimpses[0]?.head, format, options);
  const { zone } = options;
  const context: DecodeContext = { received: options.received, zone };
  for (const [age, { head, tail, modified }] of glimpses.toReversed().entries()) {
    const limit = context.first ?? context.received;
    const received = modified < EARLIEST_MODIFIED ? limit : Math.min(modified, limit);
    if (age === 0) context.received = received;
    context.latest = (tail && timesIn(tail, format, { received, zone, separate: true }).last) ?? received;
    const { first } = timesIn(head, format, { received, zone, latest: context.latest });
    if (first !== undefined) context.first = first;
  }
  return context;
}

/** The context of a source that can be read only once, and begins with these bytes. */
export function contextOfStream(head: Uint8Array | undefined, format: FormatPlan, options: TimeOptions): DecodeContext {
  const { received, zone, year } = options;
  return withFirst(year === undefined ? { received, zone } : { received, zone, year }, head, format);
}

function withFirst(context: DecodeContext, head: Uint8Array | undefined, format: FormatPlan): DecodeContext {
  const { first } = head ? timesIn(head, format, context) : {};
  return first === undefined ? context : { ...context, first };
}

/** The first and the last usable time of records. */
function timesIn(bytes: Uint8Array, format: FormatPlan, context: DecodeContext): { first?: number; last?: number } {
  const lines = new LineSplitter();
  const reader = createRecordReader(format, context);
  const times: { first?: number; last?: number } = {};
  const note = ({ time, flags }: DecodedRecord) => {
    if ((flags & RecordFlag.badTime) !== 0) return;
    times.first ??= time;
    times.last = time;
  };
  lines.feed(bytes);
  while (lines.next() || lines.finish()) if (reader.take(lines)) note(reader.record);
  while (reader.flush()) note(reader.record);
  return times;
}
