/** The kernel in TypeScript for lines of logfmt: see `decode/formats/logfmt.ts`. */

import { BACKSLASH, BLANK, COMMA, EQUALS, LESS_THAN, QUOTE } from '../values/ascii.ts';
import { NONE } from './line-twin.ts';
import { MemberTwin } from './member-twin.ts';

export class LogfmtTwin extends MemberTwin {
  /**
   * Requires the line to begin with ASCII, as a byte order mark would be part of a name, and without a PRI; and no comma
   * between its first pairs, as commas may part all of them.
   */
  protected override readMembers(start: number, end: number): boolean {
    const { bytes } = this;
    if (bytes[start]! > 0x7f || bytes[start] === LESS_THAN || this.mayBeParted(start, end)) return false;
    let at = start;
    while (at < end) {
      const name = at;
      at = this.endOfName(at, end);
      if (at === name) at++;
      else {
        this.nameMember(name, at);
        at = this.readValue(at, end);
        if (at === NONE) return false;
      }
    }
    return true;
  }

  /** The offset after the value of the name that ends here; a name without a value is true. */
  private readValue(at: number, end: number): number {
    const { bytes } = this;
    if (at === end || bytes[at] !== EQUALS) return this.note(false, at, at) ? at : NONE;
    if (bytes[at + 1] === QUOTE) return this.readQuoted(at + 2, end);
    const last = this.endOfPlain(at + 1, end);
    return this.note(true, at + 1, last) ? last : NONE;
  }

  private readQuoted(start: number, end: number): number {
    const { bytes } = this;
    let hasEscapes = false;
    let at = start;
    for (; at < end && bytes[at] !== QUOTE; at++) {
      if (bytes[at] !== BACKSLASH) continue;
      hasEscapes = true;
      at++;
    }
    // An unclosed one extends to the end of the line, whatever it contains.
    return at < end && this.note(!hasEscapes, start, at) ? at + 1 : NONE;
  }

  private endOfPlain(start: number, end: number): number {
    let at = start;
    while (at < end && this.bytes[at]! > BLANK) at++;
    return at;
  }

  private mayBeParted(start: number, end: number): boolean {
    const name = this.endOfPart(start, end);
    if (name >= end || this.bytes[name] !== EQUALS) return false;
    const comma = this.endOfPart(name + 1, end);
    if (comma >= end || this.bytes[comma] !== COMMA) return false;
    const next = this.endOfPart(comma + 1, end);
    return next < end && this.bytes[next] === EQUALS;
  }

  private endOfPart(start: number, end: number): number {
    const { bytes } = this;
    let at = start;
    while (at < end && bytes[at]! > BLANK && bytes[at] !== EQUALS && bytes[at] !== QUOTE && bytes[at] !== COMMA) at++;
    return at;
  }

  private endOfName(start: number, end: number): number {
    const { bytes } = this;
    let at = start;
    while (at < end && bytes[at]! > BLANK && bytes[at] !== EQUALS && bytes[at] !== QUOTE) at++;
    return at;
  }
}
