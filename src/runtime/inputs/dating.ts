/** What the beginning and the end of a source reveal of its times: the years of stamps without one, and the days of times of day. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { given } from '../../given.ts';
import type { DecodeContext } from '../decode/context.ts';
import type { RecordReader } from '../decode/records/record-reader.ts';
import { createRecordReader } from '../decode/records/record-readers.ts';
import { RecordFlag } from '../record.ts';
import { DAY } from '../values/time-units.ts';
import type { FileSample } from './file-sample.ts';
import { LineSplitter } from './lines.ts';

/** The options of a run about times. */
export interface TimeOptions {
  /** The current time, in microseconds since 1970. */
  received: number;
  /** IANA name of the zone of stamps without one. */
  zone: string;
  /** The year of the first stamp that has none. */
  year?: number | undefined;
  /** The day of the first stamp that has no date, in days since 1970. */
  day?: number | undefined;
  /** See {@link DecodeContext.since}. */
  since?: number | undefined;
}

/** Reproducible archives and images use 1970 or 1980 as modification time. */
const EARLIEST_MODIFIED = 631_152_000_000_000;

/**
 * The context of a source from samples of its files, newest first: each was written no later than its modification
 * time, and before the next one begins.
 */
export async function contextOf(
  newestFirst: AsyncIterable<FileSample> | Iterable<FileSample>,
  format: FormatPlan,
  options: TimeOptions,
): Promise<DecodeContext> {
  const { zone, year } = options;
  const context: DecodeContext = { received: options.received, zone };
  let oldest: Uint8Array | undefined;
  let isNewest = true;
  for await (const sample of newestFirst) {
    oldest = sample.head;
    if (year !== undefined) continue;
    const { modified } = sample;
    const limit = context.first ?? context.received;
    const received = modified < EARLIEST_MODIFIED ? limit : Math.min(modified, limit);
    if (isNewest) context.received = received;
    isNewest = false;
    const { first, latest } = await spanOf(sample, format, { received, zone });
    context.latest = latest;
    if (first !== undefined) context.first = first;
  }
  // A given date is that of the oldest file: the other files do not matter.
  return year === undefined ? context : contextOfStream(oldest, format, options);
}

/** The context of a source that can be read only once, and begins with these bytes. */
export function contextOfStream(head: Uint8Array | undefined, format: FormatPlan, options: TimeOptions): DecodeContext {
  const { received, zone, year, day, since } = options;
  const context = { received, zone, ...given({ year, day, since }) };
  const { first } = head ? timesIn(head, format, context) : {};
  return first === undefined ? context : { ...context, first };
}

/** The first time of a file, and one that its first stamp hardly exceeds. */
async function spanOf(
  sample: FileSample,
  format: FormatPlan,
  context: DecodeContext,
): Promise<{ first?: number | undefined; latest: number }> {
  const { head, tail } = sample;
  const latest = (tail && timesIn(tail, format, { ...context, separate: true }).last) ?? context.received;
  const dated = { ...context, latest };
  const times = timesIn(head, format, dated);
  if (!times.areOfDay) return { first: times.first, latest };
  // Times of day may go on over many midnights: only the whole file tells how many.
  const whole = head === tail ? times : await timesOfFile(sample, format, dated);
  const earlier = latest - Math.round(((whole.last ?? latest) - latest) / DAY) * DAY;
  return { first: timesIn(head, format, { ...dated, latest: earlier }).first, latest: earlier };
}

/** The usable times of records. */
class Times {
  first: number | undefined;
  last: number | undefined;
  /** Whether the first is dated from a time of day. */
  areOfDay = false;
  private readonly lines = new LineSplitter();
  private readonly reader: RecordReader;

  constructor(format: FormatPlan, context: DecodeContext) {
    this.reader = createRecordReader(format, context);
  }

  read(bytes: Uint8Array): this {
    const { lines, reader } = this;
    lines.feed(bytes);
    while (lines.next()) if (reader.take(lines)) this.note();
    return this;
  }

  end(): this {
    const { lines, reader } = this;
    if (lines.finish() && reader.take(lines)) this.note();
    while (reader.flush()) this.note();
    return this;
  }

  private note(): void {
    const { time, flags } = this.reader.record;
    if ((flags & RecordFlag.badTime) !== 0) return;
    if (this.first === undefined) this.areOfDay = (flags & RecordFlag.dateGuessed) !== 0;
    this.first ??= time;
    this.last = time;
  }
}

function timesIn(bytes: Uint8Array, format: FormatPlan, context: DecodeContext): Times {
  return new Times(format, context).read(bytes).end();
}

async function timesOfFile(file: FileSample, format: FormatPlan, context: DecodeContext): Promise<Times> {
  const times = new Times(format, context);
  for await (const chunk of file.whole()) times.read(chunk);
  return times.end();
}
