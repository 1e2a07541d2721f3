/**
 * What a journal is made of: entries, some of them in a frame with a checksum. All numbers are little-endian.
 *
 * A frame is `length u32, crc32 u32`, then so many bytes of entries. An entry is its kind in one byte, and:
 * - record: `flags u8, origin u32, received f64, line f64, last f64, offset f64, length u32`, then the bytes
 * - lines: `origin u32, received f64, line f64, length u32`, then messages that came together, a line feed behind each
 * - origin: `id u32, length u32`, then JSON
 * - tick: `time f64`
 * - plan: `length u32`, then the hash of its meaning
 * - expire: `length u32`, then ids as JSON
 */

import type { DecodeContext } from '../decode/context.ts';

/** Where records come from. Places of records are told by `source`. */
export interface Origin {
  /** A path that is followed, or the address of a receiver. */
  source: string;
  format: string;
  context: DecodeContext;
  /** Of a network: what the socket says of the sender. */
  peer?: string;
  /** The fingerprint of the sender's certificate. */
  certificate?: string;
  /** Which file it is, of those that have had its name, and how far it was read before what follows. */
  place?: Place;
}

/** A file by what it is, not by how it is called. */
export interface FileIdentity {
  /** Device and inode. */
  id: string;
  /** So many first bytes, and their checksum: an inode may be given to another file. */
  length: number;
  checksum: number;
}

/** How far a file was read. */
export interface Place extends FileIdentity {
  /** The offset of the first byte that was not. */
  offset: number;
  /** How many lines are before it. */
  line: number;
}

/** Bytes of an entry, good as long as those of its frame are. */
interface Extent {
  bytes: Uint8Array;
  /** They are those from here on, up to `end`. */
  start: number;
  end: number;
}

/** What was received, without its framing: a line, the lines of one record, or a message. */
export interface RecordEntry extends Extent {
  kind: 'record';
  /** As its {@link OriginEntry} says. */
  origin: number;
  /** Microseconds since 1970. */
  received: number;
  /** What was found wrong while it was framed: bits of `LogRecord.flags`. */
  flags: number;
  /** Of its first line; of messages a number that grows. From 1. */
  line: number;
  /** Of its last line. */
  last: number;
  /** The offset behind it in its file; 0: it has none. */
  offset: number;
}

/** Messages of one origin that came together, with nothing wrong in any: records whose numbers follow one another. */
export interface LinesEntry extends Extent {
  kind: 'lines';
  origin: number;
  received: number;
  /** The number of the first. */
  line: number;
}

export interface OriginEntry {
  kind: 'origin';
  /** Good for what follows in the same file, until it is another's. */
  id: number;
  origin: Origin;
}

export type Entry =
  | RecordEntry
  | LinesEntry
  | OriginEntry
  /** Nothing came for a while: the wall clock stands at this time. */
  | { kind: 'tick'; time: number }
  /** From here on the program with this meaning runs. */
  | { kind: 'plan'; meaning: string }
  /** Here the open transactions with these ids were ended by hand. */
  | { kind: 'expire'; ids: string[] };

export type RecordHead = Omit<RecordEntry, 'kind' | keyof Extent>;

/** What is said of messages that come together. */
export interface LinesHead extends Pick<LinesEntry, 'origin' | 'received' | 'line'> {
  count: number;
}

/** Takes entries as they come. */
export interface Entries {
  /** Bytes of those that wait to be written. */
  readonly length: number;
  /** The id of an origin, which is declared before what is of it. Equal keys are one origin. */
  idOf(key: string, origin: () => Origin): number;
  /** Bytes [start, end) of `bytes` are those of the record. */
  record(head: RecordHead, bytes: Uint8Array, start: number, end: number): void;
  /** Bytes [start, end) of `bytes` are messages with nothing wrong in them, a line feed behind each. */
  lines(head: LinesHead, bytes: Uint8Array, start: number, end: number): void;
  tick(time: number): void;
}

/** Behind each message of a {@link LinesEntry}. */
export const LINE_FEED = 0x0a;
export const FRAME_HEAD = 8;
export const KIND = { record: 1, origin: 2, tick: 3, plan: 4, expire: 5, lines: 6 } as const;
/** Bytes of an entry in front of those of its record. */
export const RECORD_HEAD = 42;
/** The same of messages that came together. */
export const LINES_HEAD = 25;

/** The entries of a frame whose checksum is right. @throws Error for what is no entry. */
export function* entriesOf(frame: Buffer): Generator<Entry> {
  for (let at = FRAME_HEAD; at < frame.length; ) {
    const kind = frame[at++];
    if (kind === KIND.record) {
      const head = at + RECORD_HEAD - 1;
      const end = endOfContent(frame, head);
      yield recordAt(frame, at, head, end);
      at = end;
    } else if (kind === KIND.lines) {
      const head = at + LINES_HEAD - 1;
      const end = endOfContent(frame, head);
      yield linesAt(frame, at, head, end);
      at = end;
    } else if (kind === KIND.tick) {
      yield { kind: 'tick', time: frame.readDoubleLE(at) };
      at += 8;
    } else {
      const head = kind === KIND.origin ? at + 8 : at + 4;
      const end = endOfContent(frame, head);
      const text = frame.toString('utf8', head, end);
      if (kind === KIND.origin) yield { kind: 'origin', id: frame.readUInt32LE(at), origin: originOf(text) };
      else if (kind === KIND.plan) yield { kind: 'plan', meaning: text };
      else if (kind === KIND.expire) yield { kind: 'expire', ids: idsOf(text) };
      else throw new Error(`There is no entry of kind ${kind}.`);
      at = end;
    }
  }
}

/** Where what follows the head of an entry ends: its length stands last in the head. */
function endOfContent(frame: Buffer, head: number): number {
  const end = head + frame.readUInt32LE(head - 4);
  if (end > frame.length) throw new Error('It is longer than what it is in.');
  return end;
}

function originOf(text: string): Origin {
  const origin = JSON.parse(text) as Partial<Origin> | null;
  if (typeof origin?.source === 'string' && typeof origin.format === 'string' && origin.context) return origin as Origin;
  throw new Error('It names an origin that is none.');
}

/** How many records an entry is. */
export function recordsOf(entry: Entry): number {
  if (entry.kind === 'record') return 1;
  if (entry.kind !== 'lines') return 0;
  let count = 0;
  for (let at = entry.start; at < entry.end; at = entry.bytes.indexOf(LINE_FEED, at) + 1) count++;
  return count;
}

function idsOf(text: string): string[] {
  const ids: unknown = JSON.parse(text);
  if (Array.isArray(ids)) return ids;
  throw new Error('It ends transactions that are none.');
}

function recordAt(frame: Buffer, at: number, start: number, end: number): RecordEntry {
  return {
    kind: 'record',
    flags: frame[at]!,
    origin: frame.readUInt32LE(at + 1),
    received: frame.readDoubleLE(at + 5),
    line: frame.readDoubleLE(at + 13),
    last: frame.readDoubleLE(at + 21),
    offset: frame.readDoubleLE(at + 29),
    bytes: frame,
    start,
    end,
  };
}

function linesAt(frame: Buffer, at: number, start: number, end: number): LinesEntry {
  if (end === start || frame[end - 1] !== LINE_FEED) throw new Error('Its last message does not end.');
  return {
    kind: 'lines',
    origin: frame.readUInt32LE(at),
    received: frame.readDoubleLE(at + 4),
    line: frame.readDoubleLE(at + 12),
    bytes: frame,
    start,
    end,
  };
}
