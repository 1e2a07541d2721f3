/** The kernel in TypeScript for lines with a syslog header. */

import { endOfWord, find, skipBlanks } from '../decode/text.ts';
import {
  BACKSLASH,
  BLANK,
  CAPITAL_D,
  CAPITAL_I,
  CAPITAL_M,
  CLOSE_BRACKET,
  COLON,
  DASH,
  DELETE,
  EQUALS,
  GREATER_THAN,
  isDigit,
  LESS_THAN,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  QUOTE,
  ZERO,
} from '../values/ascii.ts';
import { IS_VERSIONED, NAMES, NEEDS_PRIORITY, OTHERS } from './layout.ts';
import { LineTwin, NONE } from './line-twin.ts';

/** The first byte of a byte order mark in UTF-8. */
const BYTE_ORDER_MARK = 0xef;

export class HeaderTwin extends LineTwin {
  /** The time of a stamp that follows an optional PRI and precedes a blank. */
  protected override timeOf(start: number, end: number): number {
    const { bytes, words } = this;
    const from = bytes[start] === LESS_THAN ? this.skipPriority(start) : start;
    if (from === start && words[NEEDS_PRIORITY >> 2] === 1) return Number.NaN;
    const time = this.readStamp(from, end);
    return this.next < end && bytes[this.next] === BLANK ? time : Number.NaN;
  }

  /** The offset after a PRI; for an invalid one its own offset, where there is no stamp. */
  private skipPriority(start: number): number {
    const { bytes } = this;
    let at = start + 1;
    let value = 0;
    while (at < start + 4 && isDigit(bytes[at]!)) value = value * 10 + bytes[at++]! - ZERO;
    return at > start + 1 && bytes[at] === GREATER_THAN && value <= 191 ? at + 1 : start;
  }

  /** Whether what follows the stamp may be a record. Unusual notation always may. */
  protected override isWanted(_start: number, end: number): boolean {
    const { next, words } = this;
    return words[IS_VERSIONED >> 2] === 1 ? this.isWanted5424(next, end) : this.isWanted3164(next, end);
  }

  /** `host app[pid]: message` or `host app: message`. */
  private isWanted3164(start: number, end: number): boolean {
    const { bytes } = this;
    const host = skipBlanks(bytes, start, end);
    const at = this.endOfName(host, end, OPEN_BRACKET);
    if (at === end || at === host || bytes[at] === OPEN_BRACKET || bytes[at - 1] === COLON || this.isNoHost(host, at)) return true;
    const app = skipBlanks(bytes, at, end);
    const first = bytes[app]!;
    // A number may be Cisco's, with more of its header behind it; a PRI may precede the tag, and JSON has none.
    if (app === end || isDigit(first) || first === COLON || first === LESS_THAN || first === OPEN_BRACE) return true;
    const appEnd = this.endOfName(app, end, COLON);
    const texts = this.textsOf(app, appEnd);
    if (texts === 0) return this.afterTag(appEnd, end) === NONE;
    const message = this.startOfMessage(app, appEnd, end);
    return message === NONE || this.startsOddly(message, end) || this.hasTextOf(texts, message, end);
  }

  /** The start of the message: a facility of Cisco's, `%LINK-3-UPDOWN: `, belongs to it. {@link NONE} if there may be more of a header. */
  private startOfMessage(app: number, appEnd: number, end: number): number {
    if (this.bytes[app] === PERCENT) return app;
    return appEnd === app ? NONE : this.afterTag(appEnd, end);
  }

  /**
   * Whether a first word is probably not the host but an offset, Cisco's facility, FreeBSD's PRI, a year, or part of AIX's
   * `Message forwarded from`.
   */
  private isNoHost(start: number, end: number): boolean {
    const first = this.bytes[start]!;
    return first <= DASH || first === LESS_THAN || (end - start === 4 && isDigit(first)) || (end - start === 7 && first === CAPITAL_M);
  }

  /** Whether the message begins with a byte order mark, with `[ID …]` of Solaris, or with what may be a header of Cisco's. */
  private startsOddly(message: number, end: number): boolean {
    const { bytes } = this;
    const first = bytes[message];
    if (isDigit(first)) return find(bytes, PERCENT, message, end) >= 0;
    return first === BYTE_ORDER_MARK || (first === OPEN_BRACKET && bytes[message + 1] === CAPITAL_I && bytes[message + 2] === CAPITAL_D);
  }

  /** `host app pid msgid data message`, each preceded by one blank; missing fields are `-`. */
  private isWanted5424(start: number, end: number): boolean {
    const app = this.nextWord(start + 1, end);
    const pid = this.nextWord(app, end);
    const data = this.nextWord(this.nextWord(pid, end), end);
    const message = this.afterData(data, end);
    if (message === NONE) return true;
    const texts = this.textsOf(app, pid - 1);
    return texts !== 0 && this.hasTextOf(texts, message, end);
  }

  /** The start of the word after the one that begins here, separated by one blank; `end` if either is missing. */
  private nextWord(start: number, end: number): number {
    const at = endOfWord(this.bytes, start, end);
    return at === start || at === end ? end : at + 1;
  }

  /** The start of the message after structured data; {@link NONE} if that is invalid or in unusual notation. */
  private afterData(start: number, end: number): number {
    const { bytes } = this;
    let at = start;
    if (bytes[at] === DASH) at++;
    else while (at !== NONE && bytes[at] === OPEN_BRACKET) at = this.afterElement(at + 1, end);
    if (at === start || at === NONE || (at < end && bytes[at] !== BLANK)) return NONE;
    at = Math.min(at + 1, end);
    const hasMark = bytes[at] === BYTE_ORDER_MARK && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
    return skipBlanks(bytes, hasMark ? at + 3 : at, end);
  }

  /** From after `[` to after `]`: `id name="value" …`. */
  private afterElement(start: number, end: number): number {
    const { bytes } = this;
    let at = this.skipName(start);
    if (at === start) return NONE;
    while (bytes[at] === BLANK) {
      const name = at + 1;
      at = this.skipName(name);
      if (at === name || bytes[at] !== EQUALS || bytes[at + 1] !== QUOTE) return NONE;
      for (at += 2; at < end && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
      if (at >= end) return NONE;
      at++;
    }
    return bytes[at] === CLOSE_BRACKET ? at + 1 : NONE;
  }

  /** The offset after a name, which contains no line end. */
  private skipName(start: number): number {
    let at = start;
    while (isOfName(this.bytes[at]!)) at++;
    return at;
  }

  /** The address of the texts of the program with this name. */
  private textsOf(app: number, end: number): number {
    const names = this.words[NAMES >> 2]!;
    const texts = names === 0 ? 0 : this.valueIn(names, app, end);
    return texts === 0 ? this.words[OTHERS >> 2]! : texts;
  }

  /** The offset of the blank, the bracket or the sign that ends a name. */
  private endOfName(start: number, end: number, sign: number): number {
    const { bytes } = this;
    let at = start;
    while (at < end && bytes[at] !== BLANK && bytes[at] !== OPEN_BRACKET && bytes[at] !== sign) at++;
    return at;
  }

  /** The start of the message after the name in a tag; {@link NONE} if it is no tag or in unusual notation. */
  private afterTag(appEnd: number, end: number): number {
    const { bytes } = this;
    let at = appEnd;
    if (bytes[at] === OPEN_BRACKET) {
      while (at < end && bytes[at] !== CLOSE_BRACKET && bytes[at] !== BLANK) at++;
      if (at === end || bytes[at] === BLANK) return NONE;
      at++;
    }
    if (at + 1 >= end || bytes[at] !== COLON || bytes[at + 1] !== BLANK) return NONE;
    return skipBlanks(bytes, at + 1, end);
  }
}

/** A byte of an SD-NAME (RFC 5424). */
function isOfName(byte: number): boolean {
  return byte > BLANK && byte < DELETE && byte !== EQUALS && byte !== CLOSE_BRACKET && byte !== QUOTE;
}
