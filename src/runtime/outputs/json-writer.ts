/** Writes JSON text piece by piece into bytes: an outcome has a hundred pieces, and adding up strings makes an object of each. */

import type { Type } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { BACKSLASH, BLANK, OPEN_BRACE, OPEN_BRACKET, QUOTE, TILDE } from '../values/ascii.ts';
import { jsonString } from './escape.ts';
import { jsonValue } from './json-text.ts';

/** The maximum number of UTF-8 bytes for one UTF-16 unit. */
const BYTES_OF_UNIT = 3;
/** More than nearly all texts: when the buffer is replaced, V8 discards all code that it has compiled for the first one. */
const LARGE = 1 << 16;

export class JsonWriter {
  private bytes = Buffer.allocUnsafeSlow(LARGE);
  private length = 0;
  private isAscii = true;

  /** Discards what was written. */
  begin(): this {
    this.length = 0;
    this.isAscii = true;
    return this;
  }

  /** Everything written since {@link begin}. */
  get text(): string {
    const { bytes, length } = this;
    return bytes.toString(this.isAscii ? 'latin1' : 'utf8', 0, length);
  }

  /** Writes text that is JSON already. */
  raw(text: string): this {
    this.reserve(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > TILDE) return this.unicode(text);
      bytes[at++] = code;
    }
    this.length = at;
    return this;
  }

  private unicode(text: string): this {
    this.isAscii = false;
    this.reserve(BYTES_OF_UNIT * text.length);
    this.length += this.bytes.write(text, this.length);
    return this;
  }

  /** Writes a string literal, as harmless as {@link jsonString}. */
  string(text: string): this {
    this.reserve(text.length + 2);
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = QUOTE;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < BLANK || code > TILDE || code === QUOTE || code === BACKSLASH) return this.raw(jsonString(text));
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.length = at;
    return this;
  }

  value(value: Value, type: Type | undefined): this {
    return typeof value === 'string' ? this.string(value) : this.raw(jsonValue(value, type));
  }

  /** Must be called before each item of a list: writes the comma that separates it from the one before. */
  item(): this {
    const last = this.bytes[this.length - 1];
    return last === OPEN_BRACKET || last === OPEN_BRACE ? this : this.raw(',');
  }

  /** Begins a member of an object, whose value must follow. */
  member(name: string): this {
    return this.item().string(name).raw(':');
  }

  strings(texts: readonly string[]): this {
    this.raw('[');
    for (let i = 0; i < texts.length; i++) this.item().string(texts[i] as string);
    return this.raw(']');
  }

  /** Makes room for that many more bytes. */
  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
