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
  /** Good for what follows in the same segment. */
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

export const FRAME_HEAD = 8;
const KIND = { record: 1, origin: 2, tick: 3, plan: 4, expire: 5 } as const;
const RECORD_HEAD = 42;
const LEAST_ROOM = 64 * 1024;
/** A buffer that was once needed is not kept when it is larger. */
const KEPT_ROOM = 8 * 1024 * 1024;
const MOST_FLAGS = 0xff;

/** Puts entries into a frame. */
export class FrameWriter {
  private bytes = Buffer.allocUnsafe(LEAST_ROOM);
  private at = FRAME_HEAD;

  /** Of the entries, without the head. */
  get length(): number {
    return this.at - FRAME_HEAD;
  }

  /** Bytes [start, end) of `bytes` are those of the record. */
  record(head: Omit<RecordEntry, 'kind' | 'bytes'>, bytes: Uint8Array, start = 0, end = bytes.length): void {
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

  origin(id: number, origin: Origin): void {
    const text = Buffer.from(JSON.stringify(origin));
    const at = this.room(9 + text.length);
    this.bytes[at] = KIND.origin;
    this.bytes.writeUInt32LE(id, at + 1);
    this.text(text, at + 5);
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

/** The entries of a frame whose checksum is right. A record's bytes are a view. */
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
      if (kind === KIND.origin) yield { kind: 'origin', id: frame.readUInt32LE(at), origin: JSON.parse(text) as Origin };
      else if (kind === KIND.plan) yield { kind: 'plan', meaning: text };
      else if (kind === KIND.expire) yield { kind: 'expire', ids: JSON.parse(text) as string[] };
      else throw new Error(`There is no entry of kind ${kind}.`);
      at = end;
    }
  }
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

/**
 * The frame that begins at this offset of a file's bytes; undefined: there is none that is whole and right.
 * A length that is not true is found out by the checksum, or by the end of the file. There is no empty frame: a file
 * that was grown and not written to is zeros, whose checksum would be right.
 */
export function frameAt(bytes: Buffer, offset: number): Buffer | undefined {
  if (offset + FRAME_HEAD > bytes.length) return undefined;
  const end = offset + FRAME_HEAD + bytes.readUInt32LE(offset);
  if (end > bytes.length || end === offset + FRAME_HEAD) return undefined;
  const frame = bytes.subarray(offset, end);
  return crc32(frame.subarray(FRAME_HEAD)) === frame.readUInt32LE(4) ? frame : undefined;
}
