/**
 * The format of a journal: entries, grouped in frames with a checksum. All numbers are little-endian.
 *
 * A frame is `length u32, crc32 u32`, followed by that many bytes of entries. An entry is its kind in one byte, and:
 * - record: `flags u8, origin u32, received f64, line f64, last f64, offset f64, length u32`, then the bytes
 * - lines: `origin u32, received f64, line f64, length u32`, then messages that came together, each followed by a line
 * feed
 * - origin: `id u32, length u32`, then JSON
 * - tick: `time f64`
 * - plan: `length u32`, then the hash of its meaning
 * - expire: `length u32`, then ids as JSON
 * - awaited: `length u32`, then JSON
 */

import type { DecodeContext } from '../decode/context.ts';
import { LINE_FEED } from '../values/ascii.ts';

/** Where records come from. Locations of records refer to `source`. */
export interface Origin {
  /** The path of a followed file, or the address of a receiver. */
  source: string;
  format: string;
  context: DecodeContext;
  /** For networks: the sender according to the socket. */
  peer?: string;
  /** The fingerprint of the sender's certificate. */
  certificate?: string;
  /** For files: which of the files that have had this name, and how far it was read before the following records. */
  place?: Place;
}

/** Identifies a file independently of its name. */
export interface FileIdentity {
  /** Device and inode. */
  id: string;
  /** Length and checksum of its first bytes: an inode may be reused by another file. */
  length: number;
  checksum: number;
}

/** How far a file was read. */
export interface Place extends FileIdentity {
  /** The offset of the first unread byte. */
  offset: number;
  /** Number of lines before it; with {@link held}, the number of the line up to which records are complete. */
  line: number;
  /**
   * Where the first message begins whose parts are not complete, if other messages have come since: after the records
   * that follow, whereas the position is the one before them.
   */
  held?: Position;
}

/** The start of a line in a file. */
export interface Position {
  offset: number;
  /** Number of lines before it. */
  line: number;
}

/** The bytes of an entry, valid as long as those of its frame. */
interface Extent {
  bytes: Uint8Array;
  /** The range of the entry in `bytes`. */
  start: number;
  end: number;
}

/** What was received, without framing: a line, the lines of one record, or a message. */
export interface RecordEntry extends Extent {
  kind: 'record';
  /** The id of its {@link OriginEntry}. */
  origin: number;
  /** Microseconds since 1970. */
  received: number;
  /** Problems found by framing, as bits of `LogRecord.flags`. */
  flags: number;
  /** The number of its first line; for messages, an increasing number. From 1. */
  line: number;
  /** The number of its last line. */
  last: number;
  /** The offset after it in its file; 0 if it is not from a file. */
  offset: number;
}

/** Messages of one origin that came together without framing problems: records with consecutive numbers. */
export interface LinesEntry extends Extent {
  kind: 'lines';
  origin: number;
  received: number;
  /** The number of the first message. */
  line: number;
}

export interface OriginEntry {
  kind: 'origin';
  /** Valid for what follows in the same file, until redefined. */
  id: number;
  origin: Origin;
}

/** A log is followed of which nothing was read yet: a record from it is preceded by an origin. */
interface AwaitedEntry extends Awaited {
  kind: 'awaited';
  /** Its path. */
  source: string;
}

/** Nothing was read of a log yet: all is new that was written to it since then, under whatever name. */
export interface Awaited {
  /** Microseconds since 1970. */
  since: number;
}

export type Entry =
  | RecordEntry
  | LinesEntry
  | OriginEntry
  /** Nothing came for a while: the wall clock shows this time. */
  | { kind: 'tick'; time: number }
  /** From here on the program with this meaning runs. */
  | { kind: 'plan'; meaning: string }
  /** The open transactions with these ids were ended by hand here. */
  | { kind: 'expire'; ids: string[] }
  | AwaitedEntry;

export type RecordHead = Omit<RecordEntry, 'kind' | keyof Extent>;

/** The common properties of messages that came together. */
export interface LinesHead extends Pick<LinesEntry, 'origin' | 'received' | 'line'> {
  count: number;
}

/** Receives entries. */
export interface Entries {
  /** Bytes of entries that wait to be written. */
  readonly length: number;
  /** The id of an origin, which is declared before its first record. Equal keys denote the same origin. */
  idOf(key: string, origin: () => Origin): number;
  /** Adds a record with bytes [start, end) of `bytes`. */
  record(head: RecordHead, bytes: Uint8Array, start: number, end: number): void;
  /** Adds messages without framing problems, bytes [start, end) of `bytes`, each followed by a line feed. */
  lines(head: LinesHead, bytes: Uint8Array, start: number, end: number): void;
  tick(time: number): void;
  /** Adds that a log is followed of which nothing was read. */
  awaited(source: string, since: number): void;
}

/** Bytes of a frame before its entries. */
export const FRAME_HEAD = 8;
/** The first byte of an entry. */
export const KIND = { record: 1, origin: 2, tick: 3, plan: 4, expire: 5, lines: 6, awaited: 7 } as const;
/** Bytes of an entry before its content: a record, lines or a text, whose length is the last number of the head. */
export const HEAD = { record: 42, origin: 9, tick: 9, plan: 5, expire: 5, lines: 25, awaited: 5 } as const;
/** In the order of their numbers. */
const KINDS = Object.keys(KIND) as (keyof typeof KIND)[];

/** The entries of a frame whose checksum is right. @throws Error for a malformed entry. */
export function* entriesOf(frame: Buffer): Generator<Entry> {
  for (let at = FRAME_HEAD; at < frame.length; ) {
    const kind = KINDS[frame[at]! - 1];
    if (!kind) throw new Error(`There is no entry of kind ${frame[at]}.`);
    const start = at + HEAD[kind];
    const end = kind === 'tick' ? start : endOfContent(frame, start);
    yield entryAt(kind, frame, at + 1, start, end);
    at = end;
  }
}

/** @param at the first byte after the kind */
function entryAt(kind: keyof typeof KIND, frame: Buffer, at: number, start: number, end: number): Entry {
  switch (kind) {
    case 'record':
      return recordAt(frame, at, start, end);
    case 'lines':
      return linesAt(frame, at, start, end);
    case 'tick':
      return { kind, time: frame.readDoubleLE(at) };
    case 'origin':
      return { kind, id: frame.readUInt32LE(at), origin: originOf(frame.toString('utf8', start, end)) };
    case 'plan':
      return { kind, meaning: frame.toString('utf8', start, end) };
    case 'expire':
      return { kind, ids: idsOf(frame.toString('utf8', start, end)) };
    case 'awaited':
      return { kind, ...awaitedOf(frame.toString('utf8', start, end)) };
  }
}

function endOfContent(frame: Buffer, start: number): number {
  const end = start + frame.readUInt32LE(start - 4);
  if (end > frame.length) throw new Error('It is longer than what it is in.');
  return end;
}

function originOf(text: string): Origin {
  const origin = JSON.parse(text) as Partial<Origin> | null;
  if (typeof origin?.source === 'string' && typeof origin.format === 'string' && origin.context) return origin as Origin;
  throw new Error('It names an origin that is none.');
}

/** How many records an entry contains. */
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

function awaitedOf(text: string): Omit<AwaitedEntry, 'kind'> {
  const { source, since } = (JSON.parse(text) ?? {}) as Partial<AwaitedEntry>;
  if (typeof source === 'string' && typeof since === 'number') return { source, since };
  throw new Error('It awaits a log that is none.');
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
