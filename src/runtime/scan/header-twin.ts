/** The kernel in TypeScript for lines with a header of syslog. */

import { ALWAYS, BEGINNINGS, CLASSES_SIZE, LITERALS, NAMES, NEEDS_PRIORITY, OTHERS } from './layout.ts';
import { isDigit, LineTwin } from './line-twin.ts';

const BLANK = 0x20;
const PERCENT = 0x25;
const ZERO = 0x30;
const COLON = 0x3a;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const OPEN = 0x5b;
const CLOSE = 0x5d;
/** Its first byte. */
const BYTE_ORDER_MARK = 0xef;
/** No place in a line. */
const NONE = -1;

export class HeaderTwin extends LineTwin {
  /** Of a stamp behind a PRI, if there is one, and before a blank. */
  protected override timeOf(start: number, end: number): number {
    const { bytes, words } = this;
    const from = bytes[start] === LESS_THAN ? this.skipPriority(start) : start;
    if (from === start && words[NEEDS_PRIORITY >> 2] === 1) return Number.NaN;
    const time = this.readStamp(from, end);
    return this.next < end && bytes[this.next] === BLANK ? time : Number.NaN;
  }

  /** The place behind a PRI; of a wrong one its own, where no stamp stands. */
  private skipPriority(start: number): number {
    const { bytes } = this;
    let at = start + 1;
    let value = 0;
    while (at < start + 4 && isDigit(bytes[at]!)) value = value * 10 + bytes[at++]! - ZERO;
    return at > start + 1 && bytes[at] === GREATER_THAN && value <= 191 ? at + 1 : start;
  }

  /** `host app[pid]: message` or `host app: message`: whether it may be a record. So may all that is written otherwise. */
  protected override isWanted(end: number): boolean {
    const { bytes, words } = this;
    const host = this.skipBlanks(this.next, end);
    let at = host;
    while (at < end && bytes[at] !== BLANK && bytes[at] !== OPEN) at++;
    if (at === end || at === host || bytes[at] === OPEN || bytes[at - 1] === COLON || bytes[host] === PERCENT) return true;
    const app = this.skipBlanks(at, end);
    if (app === end || bytes[app] === COLON) return true;
    const texts = this.textsOf(app, end);
    if (texts === 0) return false;
    if (words[(texts + ALWAYS) >> 2] === 1) return true;
    const message = this.readTag(app, end);
    if (message === NONE || bytes[message] === BYTE_ORDER_MARK) return true;
    const beginnings = words[(texts + BEGINNINGS) >> 2]!;
    const literals = words[(texts + LITERALS) >> 2]!;
    return this.finds(beginnings, message, end) || this.finds(literals, message, end);
  }

  /** Address of the texts of the program that the tag names. */
  private textsOf(app: number, end: number): number {
    const { bytes, halves, words } = this;
    const names = words[NAMES >> 2]!;
    const others = words[OTHERS >> 2]!;
    if (names === 0) return others;
    const rows = (names + CLASSES_SIZE) >> 2;
    let row = rows;
    for (let at = app; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === OPEN || byte === COLON || byte === BLANK) break;
      const symbol = halves[(names >> 1) + byte]!;
      if (symbol === 0) return others;
      const next = words[row + symbol]!;
      if (next === 0) return others;
      row = rows + next;
    }
    return words[row]! === 0 ? others : words[row]!;
  }

  /** Where the message behind a tag begins; {@link NONE}: it is none, or written as few are. */
  private readTag(app: number, end: number): number {
    const { bytes } = this;
    let at = app;
    while (at < end && bytes[at] !== OPEN && bytes[at] !== COLON && bytes[at] !== BLANK) at++;
    if (at === app || at === end || bytes[at] === BLANK) return NONE;
    if (bytes[at] === OPEN) {
      while (at < end && bytes[at] !== CLOSE && bytes[at] !== BLANK) at++;
      if (at === end || bytes[at] === BLANK) return NONE;
      at++;
    }
    if (at + 1 >= end || bytes[at] !== COLON || bytes[at + 1] !== BLANK) return NONE;
    return this.skipBlanks(at + 1, end);
  }

  private skipBlanks(start: number, end: number): number {
    let at = start;
    while (at < end && this.bytes[at] === BLANK) at++;
    return at;
  }
}
