/** The kernel in TypeScript for lines whose members have names, as far as it is the same however they are written. */

import { isDigit } from '../decode/stamp.ts';
import { CLOCK_AT, MASKS, MEMBER_BITS, MEMBER_RANK, MEMBER_TEXTS, MEMBER_VALUES, NAMES, PREFIX_LENGTH, RANK, TEXT_BIT } from './layout.ts';
import { LineTwin } from './line-twin.ts';

const POINT = 0x2e;
const ZERO = 0x30;

export abstract class MemberTwin extends LineTwin {
  /** Of the line in hand: what is known of it, and what records ask for that it has. */
  private time = Number.NaN;
  private bits = 0;
  private hasMessage = false;
  /** Address of what the member in hand may be; 0: nothing that matters. */
  protected member = 0;

  protected override timeOf(start: number, end: number): number {
    this.time = Number.NaN;
    this.bits = 0;
    this.hasMessage = false;
    return this.readMembers(start, end) ? this.time : Number.NaN;
  }

  /** Takes note of all members of a line; false: it is none such as most are, or has to be looked at. */
  protected abstract readMembers(start: number, end: number): boolean;

  protected override isWanted(): boolean {
    const { words } = this;
    // A record without a message is a message as a whole.
    const bits = this.hasMessage ? this.bits : this.bits | TEXT_BIT;
    const masks = words[MASKS >> 2]! >> 2;
    for (let i = words[masks]!; i > 0; i--) if ((bits & words[masks + i]!) === words[masks + i]) return true;
    return false;
  }

  /** The member with this name is in hand. */
  protected nameMember(start: number, end: number): void {
    this.member = this.valueIn(this.words[NAMES >> 2]!, start, end);
  }

  /** Takes note of the value of the member in hand, a text as it stands or not; false: the line has to be looked at. */
  protected note(isText: boolean, start: number, end: number): boolean {
    const { member, words } = this;
    if (member === 0) return true;
    const rank = words[(member + MEMBER_RANK) >> 2]!;
    if (rank < words[RANK >> 2]!) return false;
    if (rank === words[RANK >> 2] && !this.takesTime(isText, start, end)) return false;
    const values = words[(member + MEMBER_VALUES) >> 2]!;
    // What is no text, or has escapes, may be read as one that is asked for.
    if (values !== 0 && (!isText || this.valueIn(values, start, end) !== 0)) this.bits |= words[(member + MEMBER_BITS) >> 2]!;
    const texts = words[(member + MEMBER_TEXTS) >> 2]!;
    if (texts === 0) return true;
    this.hasMessage = true;
    if (!isText || this.hasTextOf(texts, start, end)) this.bits |= TEXT_BIT;
    return true;
  }

  /** Whether it is the time, and was not said before. */
  private takesTime(isText: boolean, start: number, end: number): boolean {
    const isFirst = Number.isNaN(this.time);
    // Digits may stand in quotes.
    if (this.words[PREFIX_LENGTH >> 2] === 0) this.time = this.numberTime(start, end);
    else this.time = isText ? this.stampTime(start, end) : Number.NaN;
    return isFirst && !Number.isNaN(this.time);
  }

  private stampTime(start: number, end: number): number {
    const time = this.readStamp(start, end + 1);
    return this.next === end ? time : Number.NaN;
  }

  /** Of a number with as many digits before the point as was learnt: 10 are seconds, 13 milliseconds, 16 microseconds. */
  private numberTime(start: number, end: number): number {
    const { bytes, words } = this;
    const digits = words[CLOCK_AT >> 2]!;
    const point = start + digits;
    if (end < point || (end > point && bytes[point] !== POINT) || end === point + 1) return Number.NaN;
    let micros = 0;
    for (let at = start; at < point; at++) {
      if (!isDigit(bytes[at]!)) return Number.NaN;
      micros = micros * 10 + bytes[at]! - ZERO;
    }
    for (let at = point + 1; at <= point + 16 - digits; at++) micros = micros * 10 + (at < end ? bytes[at]! - ZERO : 0);
    for (let at = point + 1; at < end; at++) if (!isDigit(bytes[at]!)) return Number.NaN;
    return micros <= Number.MAX_SAFE_INTEGER ? micros : Number.NaN;
  }
}
