/** Detects the format of a source from its first lines. */

import type { BuiltinFormat, FormatPlan } from '../../dsl/plan.ts';
import { RecordFlag } from '../record.ts';
import { CARRIAGE_RETURN, LINE_FEED } from '../values/ascii.ts';
import type { DecodedRecord } from './decoded-record.ts';
import type { Line } from './records/record-reader.ts';
import { createRecordReader } from './records/record-readers.ts';
import { find, hasByteOrderMark } from './text.ts';

/** Number of lines examined. */
export const DETECTED_LINES = 20;

/** Formats that can be distinguished, the stricter first; `line` is the fallback. */
const BUILTIN: readonly BuiltinFormat[] = ['journal', 'container', 'json', 'cef', 'clf', 'syslog', 'logfmt', 'line'];
const CONTEXT = { received: 0, zone: 'UTC' };
const PLAIN: FormatPlan = { name: 'line', base: 'line', time: [] };

/** The built-in format of a source that begins with these bytes. */
export function detectFormat(head: Uint8Array): BuiltinFormat {
  return chooseFormat(head, []).base as BuiltinFormat;
}

/**
 * The format that best fits the first lines of a source: one that the program's records use, or a built-in one if there
 * is none. Among equally good fits the one that finds more times wins, then the first; plain lines are the fallback.
 */
export function chooseFormat(head: Uint8Array, formats: readonly FormatPlan[]): FormatPlan {
  const all = candidates(formats);
  return fittingFormat(head, formats) ?? all.find(({ base }) => base === 'line') ?? all[0]!;
}

/** Whether these first lines of a source that grows tell its format, and no later ones need be waited for. */
export function tellsFormat(head: Uint8Array, formats: readonly FormatPlan[]): boolean {
  // A log of plain lines fits no format better, and its first record must not wait for others.
  if (candidates(formats).some(({ base }) => base === 'line')) return true;
  return fittingFormat(head, formats) !== undefined || [...linesOf(head)].length >= DETECTED_LINES;
}

/** The format that fits the first lines best; undefined if none but plain lines fits. */
function fittingFormat(head: Uint8Array, formats: readonly FormatPlan[]): FormatPlan | undefined {
  const all = candidates(formats);
  if (all.length === 1) return all[0];
  const isOwn = ofRecords(formats).length > 0;
  const lines = [...linesOf(head)];
  let best: FormatPlan | undefined;
  let most: Fit = { share: 0.5, timed: 1 };
  for (const format of all) {
    if (format.base === 'line') continue;
    const fit = fitOf(lines, format);
    const isBetter = fit.share > most.share || (fit.share === most.share && fit.timed > most.timed);
    if (!isBetter || (!isOwn && format.base === 'logfmt' && hidesTimes(lines, format))) continue;
    best = format;
    most = fit;
  }
  return best;
}

function candidates(formats: readonly FormatPlan[]): FormatPlan[] {
  const own = ofRecords(formats);
  return own.length > 0 ? own : withBuiltin([]);
}

/** The formats of a program that its records use. */
export function ofRecords(formats: readonly FormatPlan[]): FormatPlan[] {
  return formats.filter(({ byNameOnly }) => !byNameOnly);
}

/** The format with this name: one of the program's, or a built-in one; undefined if there is none. */
export function formatNamed(name: string, formats: readonly FormatPlan[]): FormatPlan | undefined {
  return withBuiltin(formats).find((format) => format.name === name);
}

/** The format with a name, if there is one; otherwise the one that best fits the first lines. */
export function formatFor(name: string | undefined, head: Uint8Array, formats: readonly FormatPlan[]): FormatPlan {
  return (name === undefined ? undefined : formatNamed(name, formats)) ?? chooseFormat(head, formats);
}

function withBuiltin(formats: readonly FormatPlan[]): FormatPlan[] {
  const names = new Set(formats.map(({ name }) => name));
  return [...formats, ...BUILTIN.filter((name) => !names.has(name)).map((name) => ({ name, base: name, time: [] }))];
}

/** How well lines fit a format: shares of the records in them, from 0 to 1. */
interface Fit {
  /** Records that look as the format expects. */
  share: number;
  /** Records with a time of their own. */
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
  // Nothing is known of parts whose end lies beyond these lines, unless there are no other records.
  while (reader.flush()) if (records === 0 || (reader.record.flags & RecordFlag.incomplete) === 0) count();
  return records === 0 ? { share: 0, timed: 0 } : { share: good / records, timed: timed / records };
}

/** Whether plain lines have times that this format does not see: `type=USER_AUTH msg=audit(1364481363.243:24287): pid=7`. */
function hidesTimes(lines: readonly Line[], format: FormatPlan): boolean {
  const timed = (one: FormatPlan) => {
    const reader = createRecordReader(one, CONTEXT);
    return lines.filter((line) => reader.take(line) && (reader.record.flags & RecordFlag.badTime) === 0).length;
  };
  return timed(format) === 0 && timed(PLAIN) > lines.length / 2;
}

/** Formats that accept almost any line must meet stricter conditions. */
function suits(record: DecodedRecord, format: FormatPlan): boolean {
  if (format.base === 'syslog') return record.undecodable ? hasHeader(record) : isLikelySyslog(record);
  if (record.undecodable) return false;
  // An object of another kind may have the same members, but no line feeds that end messages.
  if (format.base === 'container') return (record.flags & RecordFlag.incomplete) === 0;
  return format.base !== 'logfmt' || isLikelyLogfmt(record);
}

/** What is neither a host nor an app: `INFO`, `[INFO]`, `(notice)`. */
const LEVEL = /^[[(]?(?:trace|debug|info|notice|warn|warning|error|fatal|critical|severe)[\])]?$/i;
/** No host begins like that: `[app]`, `- app`. */
const SIGN = /^[[-]/;

/** Many senders omit structured data, or write it in their own way: PRI and stamp identify the format. */
function hasHeader(record: DecodedRecord): boolean {
  return record.field(['severity']) !== undefined && (record.flags & (RecordFlag.badPriority | RecordFlag.badTime)) === 0;
}

/**
 * What network devices have instead of an app: an address as their host, the facility of Cisco, `%SYS-…`, or Huawei, `%%01SSH/…`,
 * or a message of names and values, or of JSON.
 */
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const FACILITY = /^%(?:%\d\d)?[A-Z]/;
const MEMBERS = /^(?:[\w.-]+=|\{)/;

/**
 * A line of a program's own log may begin like syslog: `2015-07-29 17:41:44,747 INFO net.Server: …`. With a year and no zone,
 * only a host and a pid, or a facility, distinguish syslog, without a host only a pid: `heroku[router]: …`.
 */
function isLikelySyslog(record: DecodedRecord): boolean {
  if (record.field(['severity']) !== undefined) return true;
  const host = record.field(['host']);
  const app = record.field(['app']);
  const pid = record.field(['pid']);
  const message = `${record.field(['message'])}`;
  if (FACILITY.test(message)) return true;
  if (LEVEL.test(`${host}`) || SIGN.test(`${host}`) || LEVEL.test(`${app}`)) return false;
  const hasOnlyZone = (record.flags & (RecordFlag.zoneAssumed | RecordFlag.yearGuessed)) === RecordFlag.zoneAssumed;
  if (typeof host !== 'string') return !hasOnlyZone && pid !== undefined;
  if (/^\d+$/.test(`${pid}`)) return true;
  return !hasOnlyZone && (app !== undefined || ADDRESS.test(host) || MEMBERS.test(message));
}

/** Begins with a name and its value, perhaps behind a PRI, and has another. */
function isLikelyLogfmt({ bytes, start, end }: DecodedRecord): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return /^(?:<\d{1,3}> *)?[\w.@-]+=(?:[^\s",=]*,|\S*(?:\s.*)?\s)[\w.@-]+=/.test(text);
}

/** The first complete lines. */
function* linesOf(head: Uint8Array): Generator<Line> {
  let start = 0;
  for (let number = 1; number <= DETECTED_LINES && start < head.length; number++) {
    const lineEnd = find(head, LINE_FEED, start, head.length);
    if (lineEnd < 0 && number > 1) return;
    const end = lineEnd < 0 ? head.length : lineEnd;
    yield { bytes: head, ...stripped(head, start, end), number, flags: 0 };
    start = end + 1;
  }
}

/** A line as a reader delivers it: without the CR of its line end, a byte order mark, and the NUL bytes of a hole. */
function stripped(bytes: Uint8Array, start: number, end: number): Pick<Line, 'start' | 'end'> {
  while (start < end && (bytes[start] === 0 || bytes[start] === CARRIAGE_RETURN)) start++;
  if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
  if (hasByteOrderMark(bytes, start, end)) start += 3;
  while (end > start && bytes[end - 1] === 0) end--;
  return { start, end };
}
