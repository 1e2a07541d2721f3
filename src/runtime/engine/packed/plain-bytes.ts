/**
 * Plain JSON as bytes, and back: packed state has the same content as in a checkpoint. Most numbers, times and words
 * take a byte or two, digits half a byte each, and member names nothing.
 *
 * The first byte gives the kind and, if it is small, the size: the last code of each kind says that the rest of a larger
 * size follows, in base 128, least significant digit first, with 128 added to all but the last (LEB128).
 */

import { NibbleCode } from './nibble-code.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Codes from `from` on stand for 0, 1, 2, …; the code `from + few` says that the rest follows. */
interface Kind {
  from: number;
  few: number;
}

const WHOLE: Kind = { from: 0, few: 79 };
/** A text of digits and the characters between them, as in addresses, amounts and dates. */
const NUMERALS: Kind = { from: 80, few: 15 };
const TEXT: Kind = { from: 96, few: 31 };
/** A text of hexadecimal digits: ids, and many numbers within texts. */
const DIGITS: Kind = { from: 128, few: 31 };
const WORD: Kind = { from: 160, few: 31 };
const LIST: Kind = { from: 192, few: 15 };
const OBJECT: Kind = { from: 208, few: 15 };
/** A great number as zigzag-coded distance from the one before: 2·d, or -2·d - 1 if d is negative. */
const NEAR: Kind = { from: 224, few: 11 };
/** A text with a UTF-16 unit that needs two bytes. */
const WIDE: Kind = { from: 236, few: 0 };
const Code = { missing: 240, null: 241, false: 242, true: 243, number: 244 } as const;
/** A back reference to one of the first texts and larger numbers of this piece: a key was usually captured, too. */
const AGAIN: Kind = { from: 245, few: 10 };

/** The most bytes of a first byte and the number behind it. */
const LONGEST_HEAD = 9;

/** From here on, a whole number is probably a time, and coded as {@link NEAR}. */
const GREAT = 2 ** 40;
/** Distances below this are still exact when doubled. */
const FARTHEST = 2 ** 52;

const digits = new NibbleCode('0123456789abcdef');
const numerals = new NibbleCode('0123456789.:-/, ');
/** Shorter texts gain nothing as digits. */
const FEWEST_DIGITS = 3;
/** Smaller numbers gain nothing from {@link AGAIN}. */
const LARGE = 256;

/** A number, and its eight bytes. */
const float = new Float64Array(1);
const floatBytes = Buffer.from(float.buffer);

export class PlainWriter {
  /** The bytes written, up to `length`. */
  bytes: Buffer = Buffer.allocUnsafeSlow(256);
  length = 0;
  private near = 0;
  /** The values that {@link AGAIN} can refer to. */
  private referable: (string | number)[] = [];

  constructor(private readonly vocabulary: Vocabulary) {}

  /** Writes one value, replacing what was written before. Members that are undefined are preserved. */
  write(plain: unknown): void {
    this.length = 0;
    this.near = this.vocabulary.base ?? 0;
    this.referable = [];
    this.any(plain);
  }

  private any(plain: unknown): void {
    this.reserve(LONGEST_HEAD);
    if (typeof plain === 'number') this.number(plain);
    else if (typeof plain === 'string') this.text(plain);
    else if (plain === null) this.byte(Code.null);
    else if (Array.isArray(plain)) this.list(plain);
    else if (typeof plain === 'object') this.object(plain as Record<string, unknown>);
    else this.byte(plain === undefined ? Code.missing : plain ? Code.true : Code.false);
  }

  private list(list: readonly unknown[]): void {
    this.head(LIST, list.length);
    for (let i = 0; i < list.length; i++) this.any(list[i]);
  }

  private object(object: Record<string, unknown>): void {
    this.head(OBJECT, this.vocabulary.shapes.numberOf(object));
    for (const name in object) this.any(object[name]);
  }

  private number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) this.float(value);
    else if (value >= GREAT) this.great(value);
    else if (value < LARGE || !this.again(value)) this.head(WHOLE, value);
  }

  private great(value: number): void {
    if (this.vocabulary.base === undefined) this.vocabulary.base = this.near = value;
    const distance = value - this.near;
    if (Math.abs(distance) >= FARTHEST) this.float(value);
    else {
      this.near = value;
      this.head(NEAR, distance < 0 ? -2 * distance - 1 : 2 * distance);
    }
  }

  private float(value: number): void {
    this.byte(Code.number);
    float[0] = value;
    for (let i = 0; i < floatBytes.length; i++) this.byte(floatBytes[i] as number);
  }

  private text(text: string): void {
    const word = this.vocabulary.words.numberOf(text);
    if (word !== undefined) this.head(WORD, word);
    else if (!this.again(text)) this.spell(text);
  }

  /** Writes a back reference if there is one; otherwise returns false, and the value may be referred to from now on. */
  private again(value: string | number): boolean {
    const { referable } = this;
    const number = referable.indexOf(value);
    if (number >= 0) this.head(AGAIN, number);
    else if (referable.length < AGAIN.few) referable.push(value);
    return number >= 0;
  }

  private spell(text: string): void {
    const isLong = text.length >= FEWEST_DIGITS;
    if (isLong && digits.canEncode(text)) this.halves(DIGITS, digits, text);
    else if (isLong && numerals.canEncode(text)) this.halves(NUMERALS, numerals, text);
    else this.letters(text);
  }

  private letters(text: string): void {
    const { length } = this;
    this.head(TEXT, text.length);
    if (this.units(text) < 256) return;
    this.length = length;
    this.wide(text);
  }

  /** Writes one byte for each UTF-16 unit; returns the bitwise OR of all units. */
  private units(text: string): number {
    this.reserve(text.length);
    let all = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      all |= unit;
      this.byte(unit);
    }
    return all;
  }

  private wide(text: string): void {
    this.head(WIDE, text.length);
    this.reserve(2 * text.length);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      this.byte(unit);
      this.byte(unit >>> 8);
    }
  }

  private halves(kind: Kind, code: NibbleCode, text: string): void {
    this.head(kind, text.length);
    this.reserve(text.length);
    this.length = code.encode(text, this.bytes, this.length);
  }

  private head({ from, few }: Kind, size: number): void {
    if (size < few) {
      this.byte(from + size);
      return;
    }
    this.byte(from + few);
    let rest = size - few;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte(128 + (rest % 128));
    this.byte(rest);
  }

  private byte(byte: number): void {
    this.bytes[this.length++] = byte;
  }

  private reserve(room: number): void {
    if (this.length + room <= this.bytes.length) return;
    const longer = Buffer.allocUnsafeSlow(2 * (this.length + room));
    this.bytes.copy(longer, 0, 0, this.length);
    this.bytes = longer;
  }
}

/** Reads what a {@link PlainWriter} with the same vocabulary wrote. */
export class PlainReader {
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private near = 0;
  private referable: (string | number)[] = [];

  constructor(private readonly vocabulary: Vocabulary) {}

  /** Reads the value that was written at an offset. */
  read(bytes: Buffer, at: number): unknown {
    this.bytes = bytes;
    this.at = at;
    this.near = this.vocabulary.base ?? 0;
    this.referable = [];
    return this.any();
  }

  private any(): unknown {
    const code = this.byte();
    if (code < NUMERALS.from) return this.whole(this.size(code, WHOLE));
    if (code < TEXT.from) return this.halves(numerals, this.size(code, NUMERALS));
    if (code < DIGITS.from) return this.text('latin1', this.size(code, TEXT));
    if (code < WORD.from) return this.halves(digits, this.size(code, DIGITS));
    if (code < LIST.from) return this.vocabulary.words.at(this.size(code, WORD));
    if (code < OBJECT.from) return this.list(this.size(code, LIST));
    if (code < NEAR.from) return this.object(this.vocabulary.shapes.at(this.size(code, OBJECT)));
    if (code < WIDE.from) return this.great(this.size(code, NEAR));
    if (code < Code.missing) return this.text('utf16le', 2 * this.size(code, WIDE));
    return code < AGAIN.from ? this.other(code) : this.referable[this.size(code, AGAIN)];
  }

  private whole(value: number): number {
    return value < LARGE ? value : this.remember(value);
  }

  private remember<V extends string | number>(value: V): V {
    if (this.referable.length < AGAIN.few) this.referable.push(value);
    return value;
  }

  private other(code: number): unknown {
    switch (code) {
      case Code.null:
        return null;
      case Code.number:
        this.bytes.copy(floatBytes, 0, this.at, this.at + floatBytes.length);
        this.at += floatBytes.length;
        return float[0];
      case Code.missing:
        return undefined;
      default:
        return code === Code.true;
    }
  }

  private list(length: number): unknown[] {
    this.expect(length);
    const list = new Array<unknown>(length);
    for (let i = 0; i < length; i++) list[i] = this.any();
    return list;
  }

  private object(names: readonly string[]): unknown {
    const object: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) object[names[i] as string] = this.any();
    return object;
  }

  /** @throws Error if the buffer is shorter than this: it is corrupt, and nothing is allocated for it */
  private expect(bytes: number): void {
    if (!(bytes <= this.bytes.length)) throw new Error('There is more in a piece than its bytes can say.');
  }

  private great(twice: number): number {
    this.near += twice % 2 === 0 ? twice / 2 : -(twice + 1) / 2;
    return this.near;
  }

  private text(encoding: 'latin1' | 'utf16le', bytes: number): string {
    this.at += bytes;
    return this.remember(this.bytes.toString(encoding, this.at - bytes, this.at));
  }

  private halves(code: NibbleCode, length: number): string {
    const start = this.at;
    this.expect(length / 2);
    this.at += (length + 1) >> 1;
    return this.remember(code.decode(this.bytes, start, length));
  }

  private size(code: number, { from, few }: Kind): number {
    if (code - from < few) return code - from;
    let size = few;
    for (let scale = 1; ; scale *= 128) {
      const digit = this.byte();
      // Past the end `digit` is undefined, which ends the loop.
      if (!(digit >= 128)) return size + digit * scale;
      size += (digit - 128) * scale;
    }
  }

  private byte(): number {
    return this.bytes[this.at++] as number;
  }
}
