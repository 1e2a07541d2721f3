/**
 * Numbers, texts and values as one text, and back. V8 keeps a text in one piece, a byte for each of its units as long as
 * all are below 256, and looks for no pointers in it: nothing takes less, and nobody has to give it back.
 *
 * A whole number is its digits to the base 64, the last first, all but the last one with 64 added. Other values stand
 * behind one unit that no number has. A text stands behind its length, as it is: unpaired surrogates are kept.
 */

import type { Value } from '../../record.ts';
import { exactText, restoreValue, type SavedValue, saveValue } from '../../values/saved.ts';

const BASE = 64;
/** What stands in front of a number that is not whole or is negative, of nothing, and of values of the other types. */
const Mark = { number: 0x80, missing: 0x81, text: 0x82, true: 0x83, false: 0x84, json: 0x85 } as const;

/** Units as texts, by their number. */
const UNITS = Array.from({ length: Mark.json + 1 }, (_, unit) => String.fromCharCode(unit));

export class TextWriter {
  private readonly parts: string[] = [];

  /** Any number: NaN, infinite ones and -0 among them. */
  number(value: number): void {
    if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) this.digits(value);
    else this.marked(Mark.number, exactText(value));
  }

  text(text: string): void {
    this.digits(text.length);
    this.parts.push(text);
  }

  value(value: Value | undefined): void {
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.marked(Mark.text, value);
    else if (value === undefined) this.unit(Mark.missing);
    else if (typeof value === 'boolean') this.unit(value ? Mark.true : Mark.false);
    else this.marked(Mark.json, JSON.stringify(saveValue(value)));
  }

  /** What was written, in one piece; the next text begins. */
  take(): string {
    const text = this.parts.join('');
    this.parts.length = 0;
    return text;
  }

  private marked(mark: number, text: string): void {
    this.unit(mark);
    this.text(text);
  }

  private digits(value: number): void {
    let rest = value;
    for (; rest >= BASE; rest = Math.floor(rest / BASE)) this.unit(BASE + (rest % BASE));
    this.unit(rest);
  }

  private unit(unit: number): void {
    this.parts.push(UNITS[unit] as string);
  }
}

/** Reads what a {@link TextWriter} wrote, in the same order. */
export class TextReader {
  private at = 0;

  constructor(private readonly written: string) {}

  number(): number {
    return this.numberFrom(this.unit());
  }

  text(): string {
    const length = this.number();
    this.at += length;
    return this.written.slice(this.at - length, this.at);
  }

  value(): Value | undefined {
    const unit = this.unit();
    switch (unit) {
      case Mark.missing:
        return undefined;
      case Mark.true:
        return true;
      case Mark.false:
        return false;
      case Mark.text:
        return this.text();
      case Mark.json:
        return restoreValue(JSON.parse(this.text()) as SavedValue);
      default:
        return this.numberFrom(unit);
    }
  }

  private numberFrom(first: number): number {
    if (first === Mark.number) return Number(this.text());
    let value = 0;
    let unit = first;
    for (let scale = 1; ; scale *= BASE) {
      if (unit < BASE) return value + unit * scale;
      value += (unit - BASE) * scale;
      unit = this.unit();
    }
  }

  private unit(): number {
    return this.written.charCodeAt(this.at++);
  }
}
