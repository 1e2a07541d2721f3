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
 * The context of a source from glimpses of its files, newest first: each was written no later than its modification
 * time, and before the next one begins.
 */
export async function contextOf(
  newestFirst: AsyncIterable<Glimpse> | Iterable<Glimpse>,
  format: FormatPlan,
  options: TimeOptions,
): Promise<DecodeContext> {
  const { zone, year } = options;
  const context: DecodeContext = { received: options.received, zone };
  let oldest: Uint8Array | undefined;
  let isNewest = true;
  for await (const { head, tail, modified } of newestFirst) {
    oldest = head;
    if (year !== undefined) continue;
    const limit = context.first ?? context.received;
    const received = modified < EARLIEST_MODIFIED ? limit : Math.min(modified, limit);
    if (isNewest) context.received = received;
    isNewest = false;
    context.latest = (tail && timesIn(tail, format, { received, zone, separate: true }).last) ?? received;
    const { first } = timesIn(head, format, { received, zone, latest: context.latest });
    if (first !== undefined) context.first = first;
  }
  // A given year is that of the oldest file: the other files do not matter.
  return year === undefined ? context : contextOfStream(oldest, format, options);
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
