/**
 * JSON as a list of tokens over its bytes: validated in one pass without recursion; values are created only for fields
 * that are asked for. Accepts what `JSON.parse` accepts (RFC 8259), nested at most 64 deep.
 */

import {
  BACKSLASH,
  BLANK,
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  isDigit,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  TAB,
  ZERO,
} from '../../values/ascii.ts';

export const Kind = {
  object: 1,
  array: 2,
  /** An ASCII string without escapes. */
  plain: 3,
  /** A string without escapes. */
  text: 4,
  /** A string with escapes. */
  escaped: 5,
  number: 6,
  true: 7,
  false: 8,
  null: 9,
} as const;

const DEEPEST = 64;
/** Initial capacity. */
const TOKENS = 64;
const WORDS: readonly [number, string, number][] = [
  [0x74, 'true', Kind.true],
  [0x66, 'false', Kind.false],
  [0x6e, 'null', Kind.null],
];

/** By byte: 1 if it stands for itself in a string. Most do, and one look-up costs less than four comparisons. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= BLANK && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** What may come next. */
const VALUE = 0;
const FIRST_ITEM = 1;
const FIRST_KEY = 2;
const KEY = 3;
const COMMA_OR_END = 4;
const END = 5;

export class JsonTape {
  /** Number of tokens. An object is followed by its keys and values in turn, an array by its values. */
  count = 0;
  /** By token: its {@link Kind}, its byte range (of a string without the quotes), and the token after all it contains. */
  kinds = new Uint8Array(TOKENS);
  starts = new Int32Array(TOKENS);
  ends = new Int32Array(TOKENS);
  nexts = new Int32Array(TOKENS);

  private bytes: Uint8Array = new Uint8Array(0);
  private end = 0;
  private readonly open = new Int32Array(DEEPEST);
  private depth = 0;

  /** Reads one JSON text; returns false if it is invalid or nested too deep. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    const after = this.scanPrefix(bytes, start, end);
    return after >= 0 && this.skipBlanks(after) === end;
  }

  /** Reads one JSON text that anything may follow; returns the offset after it, -1 if it is invalid or nested too deep. */
  scanPrefix(bytes: Uint8Array, start: number, end: number): number {
    this.bytes = bytes;
    this.end = end;
    this.count = 0;
    this.depth = 0;
    let want: number | undefined = VALUE;
    let at = this.skipBlanks(start);
    while (at < end && want !== END) {
      want = this.step(want, at);
      if (want === undefined) return -1;
      at = this.skipBlanks(this.at);
    }
    return want === END ? this.at : -1;
  }

  /** The offset after the last step. */
  private at = 0;

  /** Reads one token; returns what may follow it, undefined if it is not allowed here. */
  private step(want: number, at: number): number | undefined {
    const byte = this.bytes[at]!;
    switch (want) {
      case COMMA_OR_END:
        return this.afterValue(byte, at);
      case FIRST_KEY:
        if (byte === CLOSE_BRACE) return this.close(at);
        return this.key(byte, at);
      case KEY:
        return this.key(byte, at);
      case FIRST_ITEM:
        if (byte === CLOSE_BRACKET) return this.close(at);
        return this.value(byte, at);
      default:
        return this.value(byte, at);
    }
  }

  private afterValue(byte: number, at: number): number | undefined {
    const inObject = this.kinds[this.open[this.depth - 1]!] === Kind.object;
    if (byte === COMMA) {
      this.at = at + 1;
      return inObject ? KEY : VALUE;
    }
    return byte === (inObject ? CLOSE_BRACE : CLOSE_BRACKET) ? this.close(at) : undefined;
  }

  private close(at: number): number {
    const token = this.open[--this.depth]!;
    this.ends[token] = at + 1;
    this.nexts[token] = this.count;
    this.at = at + 1;
    return this.depth === 0 ? END : COMMA_OR_END;
  }

  private key(byte: number, at: number): number | undefined {
    if (byte !== QUOTE || !this.string(at)) return undefined;
    const colon = this.skipBlanks(this.at);
    if (colon >= this.end || this.bytes[colon] !== COLON) return undefined;
    this.at = colon + 1;
    return VALUE;
  }

  private value(byte: number, at: number): number | undefined {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (this.depth === DEEPEST) return undefined;
      this.open[this.depth++] = this.count;
      this.add(byte === OPEN_BRACE ? Kind.object : Kind.array, at, at);
      this.at = at + 1;
      return byte === OPEN_BRACE ? FIRST_KEY : FIRST_ITEM;
    }
    const read = byte === QUOTE ? this.string(at) : byte === DASH || isDigit(byte) ? this.number(at) : this.word(byte, at);
    if (!read) return undefined;
    return this.depth === 0 ? END : COMMA_OR_END;
  }

  private string(at: number): boolean {
    const { bytes, end } = this;
    let kind: number = Kind.plain;
    let next = at + 1;
    for (; next < end; next++) {
      const byte = bytes[next]!;
      if (IS_PLAIN[byte] === 1) continue;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        kind = Kind.escaped;
        next += this.escape(next);
      } else if (byte < BLANK) return false;
      else if (kind === Kind.plain) kind = Kind.text;
    }
    if (next >= end) return false;
    this.add(kind, at + 1, next);
    this.at = next + 1;
    return true;
  }

  /** Number of bytes after a backslash; an offset beyond the end if they are no escape. */
  private escape(at: number): number {
    const { bytes, end } = this;
    const byte = at + 1 < end ? bytes[at + 1]! : 0;
    if (byte !== 0x75) return '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : end;
    for (let i = at + 2; i < at + 6; i++) if (i >= end || !isHex(bytes[i]!)) return end;
    return 5;
  }

  private number(at: number): boolean {
    const { bytes } = this;
    let next = bytes[at] === DASH ? at + 1 : at;
    const integer = next;
    next = this.digits(next);
    if (next === integer || (bytes[integer] === ZERO && next > integer + 1)) return false;
    if (next < this.end && bytes[next] === POINT) {
      const fraction = next + 1;
      next = this.digits(fraction);
      if (next === fraction) return false;
    }
    if (next < this.end && (bytes[next]! | 0x20) === 0x65) {
      next++;
      if (next < this.end && (bytes[next] === PLUS || bytes[next] === DASH)) next++;
      const exponent = next;
      next = this.digits(exponent);
      if (next === exponent) return false;
    }
    this.add(Kind.number, at, next);
    this.at = next;
    return true;
  }

  private digits(at: number): number {
    while (at < this.end && isDigit(this.bytes[at])) at++;
    return at;
  }

  private word(byte: number, at: number): boolean {
    for (const [first, word, kind] of WORDS) {
      if (byte !== first) continue;
      for (let i = 1; i < word.length; i++) if (at + i >= this.end || this.bytes[at + i] !== word.charCodeAt(i)) return false;
      this.add(kind, at, at + word.length);
      this.at = at + word.length;
      return true;
    }
    return false;
  }

  private add(kind: number, start: number, end: number): void {
    const token = this.count++;
    if (token === this.kinds.length) this.grow();
    this.kinds[token] = kind;
    this.starts[token] = start;
    this.ends[token] = end;
    this.nexts[token] = token + 1;
  }

  private grow(): void {
    this.kinds = longer(this.kinds, new Uint8Array(this.count * 2));
    this.starts = longer(this.starts, new Int32Array(this.count * 2));
    this.ends = longer(this.ends, new Int32Array(this.count * 2));
    this.nexts = longer(this.nexts, new Int32Array(this.count * 2));
  }

  private skipBlanks(at: number): number {
    const { bytes, end } = this;
    while (at < end && bytes[at]! <= BLANK) {
      const byte = bytes[at];
      if (byte !== BLANK && byte !== LINE_FEED && byte !== CARRIAGE_RETURN && byte !== TAB) break;
      at++;
    }
    return at;
  }
}

function longer<T extends Uint8Array | Int32Array>(array: T, into: T): T {
  into.set(array);
  return into;
}

export function isHex(byte: number): boolean {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}
