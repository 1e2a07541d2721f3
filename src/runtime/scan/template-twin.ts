/** The kernel in TypeScript for lines of a template, which begin with a stamp or fixed text and a stamp. */

import { BLANK, CARRIAGE_RETURN, LINE_FEED } from '../values/ascii.ts';
import { CLASSES_SIZE, CLOCK_AT, OTHERS, PARTING, SHAPE, STAMP_LENGTH } from './layout.ts';
import { LineTwin } from './line-twin.ts';

const CLOCK_LENGTH = 8;

export class TemplateTwin extends LineTwin {
  private start = 0;

  /** The time of a stamp that begins the line, and has the form of the learnt one. */
  protected override timeOf(start: number, end: number): number {
    const { bytes, words } = this;
    this.start = start;
    const time = this.readStamp(start, end);
    const parting = words[PARTING >> 2]!;
    const isAlike = parting === 0 || bytes[start + words[CLOCK_AT >> 2]! + CLOCK_LENGTH] === parting;
    return isAlike && this.next - start === words[STAMP_LENGTH >> 2] ? time : Number.NaN;
  }

  /** Whether what follows the stamp may be a record, or may not have the form of the template. */
  protected override isWanted(lineEnd: number): boolean {
    const { bytes, halves, words, start, next } = this;
    const end = bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    // Of blanks at the end a decoder knows more.
    if (bytes[end - 1]! <= BLANK) return true;
    const classes = words[SHAPE >> 2]! >> 1;
    const rows = (words[SHAPE >> 2]! + CLASSES_SIZE) >> 2;
    const texts = words[OTHERS >> 2]!;
    let packed = 0;
    for (let at = next; at < end; at++) {
      packed = words[rows + (packed >> 1) + halves[classes + bytes[at]!]!]!;
      if (packed < 0) return true;
      if ((packed & 1) === 1) return this.hasTextOf(texts, at + 1, end);
    }
    packed = words[rows + (packed >> 1) + halves[classes + LINE_FEED]!]!;
    return packed < 0 || this.hasTextOf(texts, start, end);
  }
}
