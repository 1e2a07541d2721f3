/**
 * The journal's export format: an entry is lines `NAME=value` up to a blank one. A value that is no such text stands
 * behind its name alone, a line feed and its length in eight bytes, the least first.
 */

import { isUtf8 } from 'node:buffer';

/** How it begins: `__CURSOR=`. */
export const EXPORT_MAGIC: readonly number[] = [0x5f, 0x5f, 0x43, 0x55, 0x52, 0x53];

/** What ended it before its time: it breaks off within a value, or is no export after all. */
export type ExportFault = 'cut-off' | 'damaged';

/** Of longer values the rest is passed over: no line may be so long. */
const LONGEST = 64 * 1024;
/** Longer ones, but of messages, are `null` to `journalctl -o json`, and left out here. */
const LONGEST_BESIDES = 4096;
const MESSAGE = 'MESSAGE';
const NAME = /^[A-Z0-9_]{1,64}$/;
const LENGTH_BYTES = 8;
const LINE_FEED = 0x0a;
const EQUALS = 0x3d;
const NOTHING = Buffer.alloc(0);

/**
 * Entries as `journalctl -o json` writes them, an object a line. Behind each are as many blank lines as it has more in
 * the export, so that lines have the numbers that they have there.
 */
export async function* exportedAsJson(
  chunks: AsyncIterable<Uint8Array>,
  onFault: (fault: ExportFault) => void,
): AsyncGenerator<Uint8Array> {
  const reader = new ExportReader();
  for await (const chunk of chunks) {
    const text = reader.feed(chunk);
    if (text !== '') yield Buffer.from(text);
    if (reader.isDamaged) break;
  }
  const text = reader.end();
  if (text !== '') yield Buffer.from(text);
  if (reader.fault) onFault(reader.fault);
}

class ExportReader {
  fault: ExportFault | undefined;
  /** What is read, and not yet of a whole field. */
  private bytes: Buffer = NOTHING;
  private at = 0;
  /** Bytes of a long value, and the line feed behind it, that are still to be passed over; infinite: up to the next line feed. */
  private left = 0;
  /** Values in JSON by name: a field may come several times. */
  private fields = new Map<string, string[]>();
  /** Line feeds of the entry so far. */
  private lines = 0;
  private text = '';

  get isDamaged(): boolean {
    return this.fault === 'damaged';
  }

  /** All entries that end in what was fed. */
  feed(chunk: Uint8Array): string {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    this.bytes = this.at < this.bytes.length ? Buffer.concat([this.bytes.subarray(this.at), view]) : view;
    this.at = 0;
    while (!this.isDamaged && this.at < this.bytes.length && this.step());
    // The chunk is good only now.
    this.bytes = Buffer.from(this.bytes.subarray(this.at));
    this.at = 0;
    return this.take();
  }

  /** The last entry, if it has no blank line behind it. */
  end(): string {
    const { bytes } = this;
    if (this.isDamaged) return this.take();
    const equals = bytes.indexOf(EQUALS);
    if (equals > 0 && !bytes.includes(LINE_FEED)) this.add(bytes.toString('latin1', 0, equals), equals + 1, bytes.length);
    else if (bytes.length > 0 || (this.left > 1 && Number.isFinite(this.left))) this.fault = 'cut-off';
    this.endEntry();
    return this.take();
  }

  private take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }

  /** Goes on by a field, or the end of an entry; false: more of it must be there. */
  private step(): boolean {
    const { bytes, at } = this;
    if (this.left > 0) return this.passOver();
    const lineEnd = bytes.indexOf(LINE_FEED, at);
    const equals = bytes.indexOf(EQUALS, at);
    const isText = equals >= 0 && (lineEnd < 0 || equals < lineEnd);
    if (lineEnd === at) {
      this.moveTo(at + 1);
      this.endEntry();
      return true;
    }
    const name = bytes.toString('latin1', at, isText ? equals : lineEnd < 0 ? bytes.length : lineEnd);
    if (!NAME.test(name)) {
      this.fault = 'damaged';
      return false;
    }
    return isText ? this.textField(name, equals + 1, lineEnd) : lineEnd >= 0 && this.binaryField(name, lineEnd + 1);
  }

  private textField(name: string, start: number, lineEnd: number): boolean {
    if (lineEnd >= 0) {
      this.add(name, start, lineEnd);
      this.moveTo(lineEnd + 1);
      return true;
    }
    if (this.bytes.length - start <= LONGEST) return false;
    this.add(name, start, this.bytes.length);
    this.left = Number.POSITIVE_INFINITY;
    return this.passOver();
  }

  private binaryField(name: string, lengthAt: number): boolean {
    const { bytes } = this;
    const start = lengthAt + LENGTH_BYTES;
    if (bytes.length < start) return false;
    const length = Number(bytes.readBigUInt64LE(lengthAt));
    const kept = Math.min(length, LONGEST);
    if (bytes.length < start + kept) return false;
    this.add(name, start, start + kept, length);
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

  private add(name: string, start: number, end: number, length = end - start): void {
    if (name !== MESSAGE && length > LONGEST_BESIDES) return;
    const value = this.bytes.subarray(start, end);
    const written = isUtf8(value) ? JSON.stringify(value.toString()) : JSON.stringify([...value]);
    const values = this.fields.get(name);
    if (values) values.push(written);
    else this.fields.set(name, [written]);
  }

  /** What is up to there is done with. */
  private moveTo(to: number): void {
    const { bytes } = this;
    for (let lineEnd = bytes.indexOf(LINE_FEED, this.at); lineEnd >= 0 && lineEnd < to; lineEnd = bytes.indexOf(LINE_FEED, lineEnd + 1))
      this.lines++;
    this.at = to;
  }

  private endEntry(): void {
    const members = Array.from(this.fields, ([name, values]) => `"${name}":${values.length > 1 ? `[${values.join()}]` : values[0]}`);
    if (members.length > 0) this.text += `{${members.join()}}`;
    this.text += '\n'.repeat(Math.max(this.lines, members.length > 0 ? 1 : 0));
    this.fields.clear();
    this.lines = 0;
  }
}
