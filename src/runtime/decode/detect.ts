/** Which format a source has, by its first lines. */

import type { BuiltinFormat, FormatPlan } from '../../dsl/plan.ts';
import { RecordFlag } from '../record.ts';
import type { DecodedRecord } from './decoded-record.ts';
import { createRecordReader, type Line } from './record-reader.ts';
import { find, hasByteOrderMark } from './text.ts';

/** So many lines are looked at. */
export const DETECTED_LINES = 20;

/** Formats that can be told apart, the stricter first; `line` is what is left. */
const BUILTIN: readonly BuiltinFormat[] = ['journal', 'container', 'json', 'cef', 'clf', 'syslog', 'logfmt', 'line'];
const CONTEXT = { received: 0, zone: 'UTC' };
const PLAIN: FormatPlan = { name: 'line', base: 'line', time: [] };
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The format, among those that are built in, of a source that begins with these bytes. */
export function detectFormat(head: Uint8Array): BuiltinFormat {
  return chooseFormat(head, []).base as BuiltinFormat;
}

/**
 * The format that suits the first lines of a source best: one of the program's records, which no other reaches; of a
 * program without any, one that is built in. Of formats that suit them equally well the one is taken that finds more
 * times in them, of those the first; plain lines are what fits nothing better.
 */
export function chooseFormat(head: Uint8Array, formats: readonly FormatPlan[]): FormatPlan {
  const own = ofRecords(formats);
  const all = own.length > 0 ? own : withBuiltin([]);
  if (all.length === 1) return all[0]!;
  const lines = [...linesOf(head)];
  let best = all.find(({ base }) => base === 'line') ?? all[0]!;
  let most: Fit = { share: 0.5, timed: 1 };
  for (const format of all) {
    if (format.base === 'line') continue;
    const fit = fitOf(lines, format);
    const isBetter = fit.share > most.share || (fit.share === most.share && fit.timed > most.timed);
    if (!isBetter || (own.length === 0 && format.base === 'logfmt' && hidesTimes(lines, format))) continue;
    best = format;
    most = fit;
  }
  return best;
}

/** Those of a program that records are of. */
export function ofRecords(formats: readonly FormatPlan[]): FormatPlan[] {
  return formats.filter(({ byNameOnly }) => !byNameOnly);
}

/** The format of this name: one of the program's, or one that is built in. */
export function formatNamed(name: string, formats: readonly FormatPlan[]): FormatPlan | undefined {
  return withBuiltin(formats).find((format) => format.name === name);
}

function withBuiltin(formats: readonly FormatPlan[]): FormatPlan[] {
  const names = new Set(formats.map(({ name }) => name));
  return [...formats, ...BUILTIN.filter((name) => !names.has(name)).map((name) => ({ name, base: name, time: [] }))];
}

/** Of the records that the lines are in a format; both from 0 to 1. */
interface Fit {
  /** How many are as its records should be. */
  share: number;
  /** How many have a time of their own. */
  timed: number;
}

function fitOf(lines: readonly Line[], format: FormatPlan): Fit {
  const reader = createRecordReader(format, CONTEXT);
  let [records, good, timed] = [0, 0, 0];
  const count = () => {
    records++;
    if (suits(reader.record, format)) good++;
    if ((reader.record.flags & RecordFlag.badTime) === 0) timed++;
  };
  for (const line of lines) if (reader.take(line)) count();
  // Of parts whose end lies beyond these lines nothing can be said, unless there are no others.
  while (reader.flush()) if (records === 0 || (reader.record.flags & RecordFlag.incomplete) === 0) count();
  return records === 0 ? { share: 0, timed: 0 } : { share: good / records, timed: timed / records };
}

/** Whether plain lines have times where this format sees none: `type=USER_AUTH msg=audit(1364481363.243:24287): pid=7`. */
function hidesTimes(lines: readonly Line[], format: FormatPlan): boolean {
  const timed = (one: FormatPlan) => {
    const reader = createRecordReader(one, CONTEXT);
    return lines.filter((line) => reader.take(line) && (reader.record.flags & RecordFlag.badTime) === 0).length;
  };
  return timed(format) === 0 && timed(PLAIN) > lines.length / 2;
}

/** Formats that let almost any line pass are asked for more than that. */
function suits(record: DecodedRecord, format: FormatPlan): boolean {
  if (format.base === 'syslog') return record.undecodable ? hasHeader(record) : isLikelySyslog(record);
  if (record.undecodable) return false;
  // An object of another kind may have the same members, and no line feeds that could be joined by.
  if (format.base === 'container') return (record.flags & RecordFlag.incomplete) === 0;
  return format.base !== 'logfmt' || isLikelyLogfmt(record);
}

const LEVEL = /^(?:trace|debug|info|notice|warn|warning|error|fatal|critical|severe)$/i;

/** Many senders leave out structured data, or write them in a way of their own: PRI and stamp show what it is. */
function hasHeader(record: DecodedRecord): boolean {
  return record.field(['severity']) !== undefined && (record.flags & (RecordFlag.badPriority | RecordFlag.badTime)) === 0;
}

/** A line of a program's own log may begin like one of syslog: `2015-07-29 17:41:44,747 INFO net.Server: …`. */
function isLikelySyslog(record: DecodedRecord): boolean {
  if (record.field(['severity']) !== undefined) return true;
  const host = record.field(['host']);
  if (typeof host !== 'string' || LEVEL.test(host)) return false;
  const hasOnlyZone = (record.flags & (RecordFlag.zoneAssumed | RecordFlag.yearGuessed)) === RecordFlag.zoneAssumed;
  return !hasOnlyZone && record.field(['app']) !== undefined;
}

/** Begins with a name and its value, and has another. */
function isLikelyLogfmt({ bytes, start, end }: DecodedRecord): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return /^[\w.@-]+=\S*(?:\s.*)?\s[\w.@-]+=/.test(text);
}

/** The first whole lines, as they are read: without byte order marks, and without the NUL bytes of a hole. */
function* linesOf(head: Uint8Array): Generator<Line> {
  let start = 0;
  for (let number = 1; number <= DETECTED_LINES && start < head.length; number++) {
    const lineEnd = find(head, LINE_FEED, start, head.length);
    if (lineEnd < 0 && number > 1) return;
    const end = lineEnd < 0 ? head.length : lineEnd;
    while (start < end && (head[start] === 0 || head[start] === CARRIAGE_RETURN)) start++;
    if (hasByteOrderMark(head, start, end)) start += 3;
    yield { bytes: head, start, end, number, flags: 0 };
    start = end + 1;
  }
}
