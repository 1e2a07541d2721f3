/** JSON, one object a line; the base of the journal's format. */

import type { FormatPlan } from '../../../dsl/plan.ts';
import { RecordFlag, type Value } from '../../record.ts';
import { RECORD_SEPARATOR } from '../../values/ascii.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { RecordClock } from '../stamps/clock.ts';
import type { StampFrame } from '../stamps/stamp-frame.ts';
import { TextReader } from '../text.ts';
import { MESSAGE_NAMES, type MemberNames, TIME_NAMES } from '../usual-names.ts';
import { JsonMembers } from './json-members.ts';
import { JsonTape, Kind } from './json-tape.ts';
import { isText, textOf, tokenAt, valueAt } from './json-value.ts';

/** The names under which a kind of JSON has its time, message and fields. */
export type JsonNames = Omit<MemberNames, 'form'>;

/** Beyond this, a double cannot count in microseconds. */
const LATEST_SECOND = 9_007_199_253;

const alone = (name: string) => [name];
/**
 * Names used by OpenTelemetry, Serilog, .NET, CloudTrail, Python, Log4j, Azure, NXLog, Okta, Microsoft 365, PowerShell,
 * Kubernetes, nginx; Envoy, osquery, AdGuard, Splunk, Entra ID, Cloudflare, the firewalls of AWS, and Sysmon.
 */
const OTHER_TIMES: readonly string[] = [
  'timeUnixNano', 'observedTimeUnixNano', '@t', 'Timestamp', 'eventTime', 'asctime', 'timeMillis', 'instant', 'TimeGenerated',
  'EventTime', 'published', 'CreationTime', 'TimeCreated', 'stageTimestamp', 'time_iso8601', 'time_local',
  'start_time', 'unixTime', 'T', '_time', 'createdDateTime', 'Datetime', 'EdgeStartTimestamp', 'event_timestamp',
  'UtcTime',
]; // biome-ignore format: two families
/** Names used by GELF, Docker and OpenTelemetry. */
const OTHER_MESSAGES: readonly string[] = ['short_message', 'log', 'body'];
/**
 * Names used by .NET, Serilog, HashiCorp, Google Cloud and structlog; those in others by OpenTelemetry, Google Cloud, Rust's
 * tracing and Loguru.
 */
const LAST_MESSAGES: readonly string[] = ['Message', '@m', '@mt', '@message', 'RenderedMessage', 'MessageTemplate', 'textPayload'];
/** Of an event of Windows that was XML, as `evtx_dump` and Wazuh write it. */
const WINDOWS_TIMES = [
  ['Event', 'System', 'TimeCreated', '#attributes', 'SystemTime'],
  ['win', 'system', 'systemTime'],
];
/** A time in two members, as in Log4j and Google's protocol buffers: seconds since 1970, and nanoseconds. */
const TIMES_IN_TWO_MEMBERS = [
  [['epochSecond'], ['nanoOfSecond']],
  [['seconds'], ['nanos']],
] as const;
/** MongoDB writes `{"$date":"…"}`, and in exports also `{"$date":{"$numberLong":"…"}}`, Python's Loguru `{"repr":"…","timestamp":…}`. */
const WRAPPERS = [['$date'], ['$numberLong'], ['timestamp']];
const USUAL: JsonNames = {
  time: [...[...TIME_NAMES, ...OTHER_TIMES].map(alone), ...WINDOWS_TIMES, ['record', 'time']],
  message: [
    ...[...MESSAGE_NAMES, ...OTHER_MESSAGES].map(alone),
    ['body', 'stringValue'],
    ...LAST_MESSAGES.map(alone),
    ['jsonPayload', 'message'],
    ['fields', 'message'],
    ['record', 'message'],
    ['event'],
  ],
  membersOf: ([name = '', ...others]) => (others.length > 0 ? undefined : [name]),
};

export class JsonDecoder implements Decoder {
  protected readonly tape = new JsonTape();
  protected readonly reader = new TextReader();
  protected bytes: Uint8Array = new Uint8Array(0);
  readonly clock: RecordClock;
  readonly names: MemberNames;
  /** The index of the path that led to the current record's time; -1 if it has none, or one composed of several members. */
  private timeRank = -1;
  /** The first names of all paths to time and message. */
  private readonly members: JsonMembers;
  /** Whether the time is looked up under the usual names. */
  private readonly guesses: boolean;
  private isObject = false;

  constructor(format: FormatPlan, context: DecodeContext, names = USUAL) {
    this.clock = new RecordClock(context, format.zone);
    this.guesses = format.time.length === 0;
    this.names = {
      ...names,
      form: 'json',
      time: this.guesses ? names.time : format.time,
      message: format.message ? [format.message] : names.message,
    };
    this.members = new JsonMembers([...this.names.time, ...this.names.message].map(([name = '']) => name));
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    this.bytes = bytes;
    const from = bytes[start] === RECORD_SEPARATOR ? start + 1 : start;
    this.isObject = this.tape.scan(bytes, from, end) && this.tape.kinds[0] === Kind.object;
    if (!this.isObject) {
      record.flags |= RecordFlag.undecodable;
      this.clock.set(record, Number.NaN);
      return;
    }
    this.members.find(this.tape, bytes, this.reader);
    this.clock.set(record, this.time());
    this.setMessage(record);
  }

  field(_record: DecodedRecord, path: readonly string[]): Value | undefined {
    const token = this.token(path);
    return token < 0 ? undefined : valueAt(this.tape, this.bytes, token, this.reader);
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    const all = this.isObject ? valueAt(this.tape, this.bytes, 0, this.reader) : undefined;
    return all instanceof Map
      ? (all as ReadonlyMap<string, Value>)
      : new Map([['message', this.reader.text(record.bytes, record.start, record.end)]]);
  }

  frame({ time }: DecodedRecord): StampFrame | undefined {
    const { tape, timeRank: rank } = this;
    if (rank < 0 || this.names.time[rank]!.length > 1) return undefined;
    const token = this.members.tokens[rank]!;
    if (tape.kinds[token] === Kind.object) return undefined;
    return this.clock.memberFrame(this.bytes, tape.starts[token]!, tape.ends[token]!, time, rank);
  }

  protected token(path: readonly string[]): number {
    return this.isObject ? tokenAt(this.tape, this.bytes, path, this.reader) : -1;
  }

  /** The token that a path leads to; `place` is the index of its first name in `members`. */
  private tokenOf(place: number, path: readonly string[]): number {
    const token = this.members.tokens[place]!;
    return path.length === 1 || token < 0 ? token : tokenAt(this.tape, this.bytes, path, this.reader, 1, token);
  }

  /** The time at the first path that leads to a usable one; NaN if none does. */
  private time(): number {
    const paths = this.names.time;
    for (let rank = 0; rank < paths.length; rank++) {
      const token = this.tokenOf(rank, paths[rank]!);
      const time = token < 0 ? Number.NaN : this.timeOf(token);
      if (Number.isNaN(time)) continue;
      this.timeRank = rank;
      return time;
    }
    this.timeRank = -1;
    return this.guesses ? this.timeIn(0) : Number.NaN;
  }

  /** The time in members of an object with a date, a time of day and a zone: of firewalls, or of a date in PHP. */
  private timeIn(object: number): number {
    const { tape, bytes, reader } = this;
    return this.clock.fromParts((name) => {
      const token = tokenAt(tape, bytes, [name], reader, 0, object);
      if (token < 0 || !isText(tape.kinds[token]!)) return undefined;
      const isWritten = tape.kinds[token] === Kind.plain;
      return isWritten ? bytes.subarray(tape.starts[token], tape.ends[token]) : Buffer.from(textOf(tape, bytes, token, reader));
    });
  }

  private timeOf(token: number): number {
    const { tape, bytes, clock } = this;
    const kind = tape.kinds[token];
    if (kind === Kind.object) return this.objectTime(token);
    if (kind !== Kind.number && !isText(kind)) return Number.NaN;
    if (kind !== Kind.escaped) return clock.fromText(bytes, tape.starts[token]!, tape.ends[token]!, this.guesses);
    // Slashes as from PHP, a plus as from .NET.
    const text = Buffer.from(textOf(tape, bytes, token, this.reader));
    return clock.fromText(text, 0, text.length, this.guesses);
  }

  private objectTime(token: number): number {
    for (const path of WRAPPERS) {
      const inner = tokenAt(this.tape, this.bytes, path, this.reader, 0, token);
      if (inner >= 0) return this.timeOf(inner);
    }
    const time = this.timeInTwoMembers(token);
    return Number.isNaN(time) ? this.timeIn(token) : time;
  }

  private timeInTwoMembers(token: number): number {
    for (const [seconds, nanos] of TIMES_IN_TWO_MEMBERS) {
      const whole = this.wholeNumber(token, seconds);
      if (whole === undefined) continue;
      this.clock.guesses = 0;
      const fraction = this.wholeNumber(token, nanos) ?? 0;
      const isTime = fraction >= 0 && fraction < 1e9 && Math.abs(whole) <= LATEST_SECOND;
      return isTime ? whole * 1_000_000 + Math.floor(fraction / 1000) : Number.NaN;
    }
    return Number.NaN;
  }

  /** A number beyond 32 bits may be written as text. */
  private wholeNumber(object: number, path: readonly string[]): number | undefined {
    const token = tokenAt(this.tape, this.bytes, path, this.reader, 0, object);
    const value = token < 0 ? undefined : valueAt(this.tape, this.bytes, token, this.reader);
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
  }

  private setMessage(record: DecodedRecord): void {
    const { tape, names } = this;
    for (let place = 0; place < names.message.length; place++) {
      const token = this.tokenOf(names.time.length + place, names.message[place]!);
      if (token < 0) continue;
      const kind = tape.kinds[token];
      if (kind === Kind.plain || kind === Kind.text) record.setMessage(tape.starts[token]!, tape.ends[token]!);
      else if (isText(kind)) record.setMessageText(textOf(tape, this.bytes, token, this.reader));
      else if (!this.setOddMessage(record, token)) continue;
      return;
    }
  }

  /** Sets a message that is no string; returns false if it is not usable. */
  protected setOddMessage(_record: DecodedRecord, _token: number): boolean {
    return false;
  }
}
