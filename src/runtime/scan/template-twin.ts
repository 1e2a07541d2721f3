/** The kernel in TypeScript for lines of a template, which begin with a stamp or fixed text and a stamp. */

import { BLANK, CARRIAGE_RETURN, LINE_FEED } from '../values/ascii.ts';
import { AFTER_SECONDS, CLOCK_AT, MESSAGES, OTHERS, SHAPE, STAMP_LENGTH } from './layout.ts';
import { LineTwin } from './line-twin.ts';

const CLOCK_LENGTH = 8;

export class TemplateTwin extends LineTwin {
  /** The time of a stamp that begins the line, and has the form of the learnt one. */
  protected override timeOf(start: number, end: number): number {
    const { bytes, words } = this;
    const time = this.readStamp(start, end);
    const afterSeconds = words[AFTER_SECONDS >> 2]!;
    const isAlike = afterSeconds === 0 || bytes[start + words[CLOCK_AT >> 2]! + CLOCK_LENGTH] === afterSeconds;
    return isAlike && this.next - start === words[STAMP_LENGTH >> 2] ? time : Number.NaN;
  }

  /** Whether what follows the stamp may be a record, or may not have the form of the template. */
  protected override isWanted(start: number, lineEnd: number): boolean {
    const { bytes, words, next } = this;
    const end = bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    // Of blanks at the end a decoder knows more.
    if (bytes[end - 1]! <= BLANK) return true;
    const shape = words[SHAPE >> 2]!;
    let target = 0;
    for (let at = next; at < end; at++) {
      target = this.targetOf(shape, target, bytes[at]!);
      if (target < 0) return true;
      if ((target & 3) === 3) return this.hasTextOf(words[MESSAGES >> 2]!, at + 1, end);
      if ((target & 1) === 1) return this.hasTextOf(words[OTHERS >> 2]!, start, end);
    }
    return this.targetOf(shape, target, LINE_FEED) < 0 || this.hasTextOf(words[OTHERS >> 2]!, start, end);
  }
}
