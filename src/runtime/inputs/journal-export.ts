/**
 * The export format of systemd's journal: an entry consists of lines `NAME=value`, and ends with a blank one. A value
 * that is not plain text is preceded by a line with its name only, and its length in eight bytes, little-endian.
 */

import { isUtf8 } from 'node:buffer';
import { BACKSLASH, BLANK, CLOSE_BRACE, COLON, COMMA, EQUALS, LINE_FEED, OPEN_BRACE, QUOTE } from '../values/ascii.ts';

/** How an export begins: `__CURSOR=`, or `__REALTIME_TIMESTAMP=` where there are no cursors. */
export const EXPORT_MAGICS: readonly (readonly number[])[] = ['__CURSOR=', '__REALTIME'].map((text) => [...Buffer.from(text)]);

/** Why reading an export ended early: it is truncated within a value, or is no export after all. */
export type ExportFault = 'cut-off' | 'damaged';

/** The rest of longer values is skipped, as it would exceed the longest line. */
const LONGEST = 64 * 1024;
/** Longer values, except for messages, are `null` in `journalctl -o json`, and left out here. */
const LONGEST_BESIDES = 4096;
/** Beyond this, further fields of an entry are left out: as a line it is cut earlier. */
const LONGEST_ENTRY = 256 * 1024;
const LONGEST_NAME = 64;
/** The most marks among which a name is looked for one by one: as many as 100 fields have, of which most entries have 30. */
const MOST_COMPARED = 300;
const LENGTH_BYTES = 8;
const NOTHING = Buffer.alloc(0);
const MESSAGE = Buffer.from('MESSAGE');
const LINE_END = Buffer.of(LINE_FEED);
const LINE_FEEDS = Buffer.alloc(4096, LINE_FEED);

/** By byte: whether it may occur in a name. */
const OF_NAME = Uint8Array.from({ length: 256 }, (_, byte) => Number(/[A-Z0-9_]/.test(String.fromCharCode(byte))));
/** By byte: whether it stands for itself in a JSON string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte >= BLANK && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH));

/**
 * Yields entries as `journalctl -o json` writes them, one object a line, followed by as many blank lines as the entry
 * has further lines in the export, so that line numbers agree. Each piece is valid until the next is asked for.
 */
export async function* exportedAsJson(
  chunks: AsyncIterable<Uint8Array>,
  onFault: (fault: ExportFault) => void,
): AsyncGenerator<Uint8Array> {
  const reader = new ExportReader();
  for await (const chunk of chunks) {
    yield* reader.feed(chunk);
    if (reader.fault) break;
  }
  yield* reader.end();
  if (reader.fault) onFault(reader.fault);
}

class ExportReader {
  fault: ExportFault | undefined;
  /** The bytes read; from `at` on they do not yet make up a complete field. */
  private bytes: Buffer = NOTHING;
  private at = 0;
  /** Bytes of a long value, and the line feed after it, that must still be skipped; Infinity: up to the next line feed. */
  private left = 0;
  /** Line feeds of the current entry. */
  private lines = 0;
  private readonly json = new EntryWriter();

  /** Yields all entries that are completed by a chunk. */
  *feed(chunk: Uint8Array): Generator<Uint8Array> {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    this.bytes = this.at < this.bytes.length ? Buffer.concat([this.bytes.subarray(this.at), view]) : view;
    this.at = 0;
    while (!this.fault && this.at < this.bytes.length && this.step()) if (this.json.owed > 0) yield* this.json.taken();
    yield* this.json.taken();
    // The chunk is only valid during this call.
    this.bytes = Buffer.from(this.bytes.subarray(this.at));
    this.at = 0;
  }

  /** Yields the last entry, if it lacks a blank line, or even a line feed, after it. */
  *end(): Generator<Uint8Array> {
    if (this.fault) return;
    const isText = this.left === 0 && this.bytes.includes(EQUALS);
    if (isText) this.bytes = Buffer.concat([this.bytes, LINE_END]);
    const isWhole = isText ? this.step() : this.bytes.length === 0 && (this.left <= 1 || !Number.isFinite(this.left));
    if (!isWhole) this.fault = 'cut-off';
    this.endEntry();
    yield* this.json.taken();
  }

  /** Handles the next field, or the end of an entry; returns false if it is not complete yet. */
  private step(): boolean {
    const { bytes, at } = this;
    if (this.left > 0) return this.passOver();
    if (bytes[at] === LINE_FEED) {
      this.moveTo(at + 1);
      this.endEntry();
      return true;
    }
    let nameEnd = at;
    while (nameEnd < bytes.length && OF_NAME[bytes[nameEnd]!] === 1) nameEnd++;
    const isName = nameEnd > at && nameEnd - at <= LONGEST_NAME;
    const sign = bytes[nameEnd];
    if (isName && sign === EQUALS) return this.textField(at, nameEnd);
    if (isName && sign === LINE_FEED) return this.binaryField(at, nameEnd);
    if (!isName || sign !== undefined) this.fault = 'damaged';
    return false;
  }

  private textField(start: number, nameEnd: number): boolean {
    const { bytes } = this;
    const value = nameEnd + 1;
    const found = bytes.indexOf(LINE_FEED, value);
    if (found < 0 && bytes.length - value <= LONGEST) return false;
    const end = found < 0 ? bytes.length : found;
    this.field(start, nameEnd, value, end, end - value);
    this.moveTo(found < 0 ? end : end + 1);
    if (found < 0) this.left = Number.POSITIVE_INFINITY;
    return true;
  }

  private binaryField(at: number, nameEnd: number): boolean {
    const { bytes } = this;
    const start = nameEnd + 1 + LENGTH_BYTES;
    if (bytes.length < start) return false;
    const length = Number(bytes.readBigUInt64LE(nameEnd + 1));
    const kept = Math.min(length, LONGEST);
    if (bytes.length < start + kept) return false;
    this.field(at, nameEnd, start, start + kept, length);
    this.moveTo(start + kept);
    this.left = length - kept + 1;
    return true;
  }

  private passOver(): boolean {
    const { bytes, at, left } = this;
    const lineEnd = left === Number.POSITIVE_INFINITY ? bytes.indexOf(LINE_FEED, at) : at + left - 1;
    const to = lineEnd < 0 ? bytes.length : Math.min(lineEnd + 1, bytes.length);
    this.left = lineEnd >= 0 && to === lineEnd + 1 ? 0 : left - (to - at);
    this.moveTo(to);
    return true;
  }

  private field(start: number, nameEnd: number, value: number, end: number, length: number): void {
    const { bytes } = this;
    const isMessage = nameEnd - start === MESSAGE.length && bytes.compare(MESSAGE, 0, MESSAGE.length, start, nameEnd) === 0;
    if (length <= LONGEST_BESIDES || isMessage) this.json.field(bytes, start, nameEnd, value, Math.min(end, value + LONGEST));
  }

  /** Marks bytes up to an offset as handled. */
  private moveTo(to: number): void {
    for (let at = this.at; at < to; at++) if (this.bytes[at] === LINE_FEED) this.lines++;
    this.at = to;
  }

  private endEntry(): void {
    this.json.endEntry(this.lines);
    this.lines = 0;
  }
}

/** Writes JSON objects, field by field. */
class EntryWriter {
  private bytes = Buffer.alloc(LONGEST);
  private length = 0;
  /** The start of the current entry. */
  private start = 0;
  /** For each of its fields: where its name begins, where its value does, and what follows. */
  private marks: number[] = [];
  /** Whether names may recur. */
  private hasRepeats = false;
  /** Line feeds after the last entry that there was no room for. */
  owed = 0;

  /** Yields the complete entries, and forgets them. */
  *taken(): Generator<Uint8Array> {
    if (this.start === 0) return;
    yield this.bytes.subarray(0, this.start);
    for (; this.owed > 0; this.owed -= Math.min(this.owed, LINE_FEEDS.length)) yield LINE_FEEDS.subarray(0, this.owed);
    const { start, marks } = this;
    this.bytes.copyWithin(0, start, this.length);
    this.length -= start;
    this.start = 0;
    for (let i = 0; i < marks.length; i++) marks[i]! -= start;
  }

  field(bytes: Buffer, nameStart: number, nameEnd: number, start: number, end: number): void {
    if (this.length - this.start > LONGEST_ENTRY) return;
    const { marks } = this;
    // Room for the quoted name with its colon, the quoted value, and separators.
    this.reserve(nameEnd - nameStart + (end - start) + 8);
    this.bytes[this.length++] = marks.length === 0 ? OPEN_BRACE : COMMA;
    this.bytes[this.length++] = QUOTE;
    const name = this.length;
    for (let at = nameStart; at < nameEnd; at++) this.bytes[this.length++] = bytes[at]!;
    this.bytes[this.length++] = QUOTE;
    this.bytes[this.length++] = COLON;
    const value = this.length;
    this.hasRepeats ||= marks.length >= MOST_COMPARED || this.isKnown(name, nameEnd - nameStart);
    this.value(bytes, start, end);
    marks.push(name, value, this.length);
  }

  /** Ends the entry with a number of line feeds. An entry without fields yields no object. */
  endEntry(lines: number): void {
    const { marks } = this;
    if (this.hasRepeats) this.gatherRepeats();
    const feeds = marks.length > 0 ? Math.max(lines, 1) : lines;
    const written = Math.min(feeds, LINE_FEEDS.length);
    this.reserve(written + 1);
    if (marks.length > 0) this.bytes[this.length++] = CLOSE_BRACE;
    this.bytes.fill(LINE_FEED, this.length, this.length + written);
    this.length += written;
    // A skipped value may have any number.
    this.owed = feeds - written;
    this.start = this.length;
    this.marks = [];
    this.hasRepeats = false;
  }

  private value(bytes: Buffer, start: number, end: number): void {
    const { length } = this;
    const to = this.bytes;
    let at = start;
    to[this.length++] = QUOTE;
    while (at < end && PLAIN[bytes[at]!] === 1) to[this.length++] = bytes[at++]!;
    to[this.length++] = QUOTE;
    if (at === end) return;
    this.length = length;
    const value = bytes.subarray(start, end);
    this.write(JSON.stringify(isUtf8(value) ? value.toString() : [...value]));
  }

  private isKnown(name: number, length: number): boolean {
    const { bytes, marks } = this;
    for (let i = 0; i < marks.length; i += 3) {
      const other = marks[i]!;
      if (marks[i + 1]! - other !== length + 2 || bytes[other + length - 1] !== bytes[name + length - 1]) continue;
      if (bytes.compare(bytes, name, name + length, other, other + length) === 0) return true;
    }
    return false;
  }

  /** Joins the values of a repeated name into a list. */
  private gatherRepeats(): void {
    const { bytes, marks, start } = this;
    const values = new Map<string, string[]>();
    for (let i = 0; i < marks.length; i += 3) {
      const name = bytes.toString('latin1', marks[i], marks[i + 1]! - 2);
      const value = bytes.toString('utf8', marks[i + 1], marks[i + 2]);
      const known = values.get(name);
      if (known) known.push(value);
      else values.set(name, [value]);
    }
    const members = Array.from(values, ([name, all]) => `"${name}":${all.length > 1 ? `[${all.join()}]` : all[0]}`);
    this.length = start;
    this.write(`{${members.join()}`);
  }

  private write(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const longer = Buffer.alloc((this.length + more) * 2);
    this.bytes.copy(longer, 0, 0, this.length);
    this.bytes = longer;
  }
}
