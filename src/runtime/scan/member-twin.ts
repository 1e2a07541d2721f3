/** The part of the kernel in TypeScript that is common to lines with named members. */

import { isDigit, POINT, ZERO } from '../values/ascii.ts';
import { CLOCK_AT, MASKS, MEMBER_BITS, MEMBER_RANK, MEMBER_TEXTS, MEMBER_VALUES, NAMES, PREFIX_LENGTH, RANK, TEXT_BIT } from './layout.ts';
import { LineTwin } from './line-twin.ts';

export abstract class MemberTwin extends LineTwin {
  /** What is known of the current line: its time, and the requirements of records that it meets. */
  private time = Number.NaN;
  private bits = 0;
  private hasMessage = false;
  /** The address of the description of the current member; 0 if it is irrelevant. */
  protected member = 0;

  protected override timeOf(start: number, end: number): number {
    this.time = Number.NaN;
    this.bits = 0;
    this.hasMessage = false;
    return this.readMembers(start, end) ? this.time : Number.NaN;
  }

  /** Notes all members of a line; returns false if it is in unusual notation, or must be decoded. */
  protected abstract readMembers(start: number, end: number): boolean;

  protected override isWanted(): boolean {
    const { words } = this;
    // Without a message member, the whole record is the message.
    const bits = this.hasMessage ? this.bits : this.bits | TEXT_BIT;
    const masks = words[MASKS >> 2]! >> 2;
    for (let i = words[masks]!; i > 0; i--) if ((bits & words[masks + i]!) === words[masks + i]) return true;
    return false;
  }

  /** Sets the current member by its name. */
  protected nameMember(start: number, end: number): void {
    this.member = this.valueIn(this.words[NAMES >> 2]!, start, end);
  }

  /** Notes the value of the current member, which is verbatim text if `isText`; returns false if the line must be decoded. */
  protected note(isText: boolean, start: number, end: number): boolean {
    const { member, words } = this;
    if (member === 0) return true;
    const rank = words[(member + MEMBER_RANK) >> 2]!;
    if (rank < words[RANK >> 2]!) return false;
    if (rank === words[RANK >> 2] && !this.takesTime(isText, start, end)) return false;
    const values = words[(member + MEMBER_VALUES) >> 2]!;
    // A value that is not text, or has escapes, may equal a required text after decoding.
    if (values !== 0 && (!isText || this.valueIn(values, start, end) !== 0)) this.bits |= words[(member + MEMBER_BITS) >> 2]!;
    const texts = words[(member + MEMBER_TEXTS) >> 2]!;
    if (texts === 0) return true;
    this.hasMessage = true;
    if (!isText || this.hasTextOf(texts, start, end)) this.bits |= TEXT_BIT;
    return true;
  }

  /** Sets the time; returns false if it is unusable or was set before. */
  private takesTime(isText: boolean, start: number, end: number): boolean {
    const isFirst = Number.isNaN(this.time);
    // Digits may be quoted.
    if (this.words[PREFIX_LENGTH >> 2] === 0) this.time = this.numberTime(start, end);
    else this.time = isText ? this.stampTime(start, end) : Number.NaN;
    return isFirst && !Number.isNaN(this.time);
  }

  private stampTime(start: number, end: number): number {
    const time = this.readStamp(start, end + 1);
    return this.next === end ? time : Number.NaN;
  }

  /**
   * The time of a number with the learnt number of digits before the point: 10 are seconds, 13 milliseconds, 16
   * microseconds. NaN if it is none.
   */
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
