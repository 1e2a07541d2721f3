/**
 * What a journal is made of: entries, some of them in a frame with a checksum. All numbers are little-endian.
 *
 * A frame is `length u32, crc32 u32`, then so many bytes of entries. An entry is its kind in one byte, and:
 * - record: `flags u8, origin u32, received f64, line f64, last f64, end f64, length u32`, then the bytes
 * - origin: `id u32, length u32`, then JSON
 * - tick: `time f64`
 * - plan: `length u32`, then the hash of its meaning
 * - expire: `length u32`, then ids as JSON
 */

import type { DecodeContext } from '../decode/context.ts';
import { crc32 } from './crc32.ts';

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

/** What was received, without its framing: a line, the lines of one record, or a message. */
export interface RecordEntry {
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
  end: number;
  /** Good until the next entry is asked for. */
  bytes: Uint8Array;
}

export interface OriginEntry {
  kind: 'origin';
  /** Good for what follows in the same file, until it is another's. */
  id: number;
  origin: Origin;
}

export type Entry =
  | RecordEntry
  | OriginEntry
  /** Nothing came for a while: the wall clock stands at this time. */
  | { kind: 'tick'; time: number }
  /** From here on the program with this meaning runs. */
  | { kind: 'plan'; meaning: string }
  /** Here the open transactions with these ids were ended by hand. */
  | { kind: 'expire'; ids: string[] };

export type RecordHead = Omit<RecordEntry, 'kind' | 'bytes'>;

/** Takes entries as they come. */
export interface Entries {
  /** Bytes of those that wait to be written. */
  readonly length: number;
  /** The id of an origin, which is declared before what is of it. Equal keys are one origin. */
  idOf(key: string, origin: () => Origin): number;
  /** Bytes [start, end) of `bytes` are those of the record. */
  record(head: RecordHead, bytes: Uint8Array, start: number, end: number): void;
  tick(time: number): void;
}

export const FRAME_HEAD = 8;
const KIND = { record: 1, origin: 2, tick: 3, plan: 4, expire: 5 } as const;
/** Bytes of an entry in front of those of its record. */
export const RECORD_HEAD = 42;
const LEAST_ROOM = 64 * 1024;
/** A buffer that was once needed is not kept when it is larger. */
const KEPT_ROOM = 8 * 1024 * 1024;
const MOST_FLAGS = 0xff;

/** Puts entries into a frame, and then into the next one. */
export class FrameWriter implements Entries {
  private bytes = Buffer.allocUnsafe(LEAST_ROOM);
  private at = FRAME_HEAD;
  /** Ids of origins that were declared. */
  private readonly ids = new Map<string, number>();

  get length(): number {
    return this.at - FRAME_HEAD;
  }

  idOf(key: string, origin: () => Origin): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.ids.size;
    this.ids.set(key, id);
    this.origin(id, origin());
    return id;
  }

  /** How many origins are declared. */
  get origins(): number {
    return this.ids.size;
  }

  /** From here on origins are declared anew: another file follows, or there were many of them. */
  forgetOrigins(): void {
    this.ids.clear();
  }

  record(head: RecordHead, bytes: Uint8Array, start: number, end: number): void {
    let at = this.room(RECORD_HEAD + end - start);
    const into = this.bytes;
    into[at++] = KIND.record;
    into[at++] = head.flags & MOST_FLAGS;
    at = into.writeUInt32LE(head.origin, at);
    at = into.writeDoubleLE(head.received, at);
    at = into.writeDoubleLE(head.line, at);
    at = into.writeDoubleLE(head.last, at);
    at = into.writeDoubleLE(head.end, at);
    at = into.writeUInt32LE(end - start, at);
    into.set(bytes.subarray(start, end), at);
  }

  tick(time: number): void {
    const at = this.room(9);
    this.bytes[at] = KIND.tick;
    this.bytes.writeDoubleLE(time, at + 1);
  }

  plan(meaning: string): void {
    this.textual(KIND.plan, meaning);
  }

  expire(ids: readonly string[]): void {
    this.textual(KIND.expire, JSON.stringify(ids));
  }

  /** The whole frame. Good until {@link clear}. */
  seal(): Buffer {
    const { bytes, at } = this;
    bytes.writeUInt32LE(at - FRAME_HEAD, 0);
    bytes.writeUInt32LE(crc32(bytes.subarray(FRAME_HEAD, at)), 4);
    return bytes.subarray(0, at);
  }

  clear(): void {
    this.at = FRAME_HEAD;
    if (this.bytes.length > KEPT_ROOM) this.bytes = Buffer.allocUnsafe(LEAST_ROOM);
  }

  private origin(id: number, origin: Origin): void {
    const text = Buffer.from(JSON.stringify(origin));
    const at = this.room(9 + text.length);
    this.bytes[at] = KIND.origin;
    this.bytes.writeUInt32LE(id, at + 1);
    this.text(text, at + 5);
  }

  private textual(kind: number, content: string): void {
    const text = Buffer.from(content);
    const at = this.room(5 + text.length);
    this.bytes[at] = kind;
    this.text(text, at + 1);
  }

  private text(text: Buffer, at: number): void {
    this.bytes.set(text, this.bytes.writeUInt32LE(text.length, at));
  }

  /** Where the next so many bytes go. */
  private room(count: number): number {
    const { at } = this;
    this.at += count;
    if (this.at > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.at, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    return at;
  }
}

/** The entries of a frame whose checksum is right. A record's bytes are a view. @throws Error for what is no entry. */
export function* entriesOf(frame: Buffer): Generator<Entry> {
  for (let at = FRAME_HEAD; at < frame.length; ) {
    const kind = frame[at++];
    if (kind === KIND.record) {
      const head = at + RECORD_HEAD - 1;
      const end = head + frame.readUInt32LE(head - 4);
      yield recordAt(frame, at, frame.subarray(head, end));
      at = end;
    } else if (kind === KIND.tick) {
      yield { kind: 'tick', time: frame.readDoubleLE(at) };
      at += 8;
    } else {
      const head = kind === KIND.origin ? at + 8 : at + 4;
      const end = head + frame.readUInt32LE(head - 4);
      const text = frame.toString('utf8', head, end);
      if (kind === KIND.origin) yield { kind: 'origin', id: frame.readUInt32LE(at), origin: originOf(text) };
      else if (kind === KIND.plan) yield { kind: 'plan', meaning: text };
      else if (kind === KIND.expire) yield { kind: 'expire', ids: idsOf(text) };
      else throw new Error(`There is no entry of kind ${kind}.`);
      at = end;
    }
  }
}

function originOf(text: string): Origin {
  const origin = JSON.parse(text) as Partial<Origin> | null;
  if (typeof origin?.source === 'string' && typeof origin.format === 'string' && origin.context) return origin as Origin;
  throw new Error('It names an origin that is none.');
}

function idsOf(text: string): string[] {
  const ids: unknown = JSON.parse(text);
  if (Array.isArray(ids)) return ids;
  throw new Error('It ends transactions that are none.');
}

function recordAt(frame: Buffer, at: number, bytes: Uint8Array): RecordEntry {
  return {
    kind: 'record',
    flags: frame[at]!,
    origin: frame.readUInt32LE(at + 1),
    received: frame.readDoubleLE(at + 5),
    line: frame.readDoubleLE(at + 13),
    last: frame.readDoubleLE(at + 21),
    end: frame.readDoubleLE(at + 29),
    bytes,
  };
}
