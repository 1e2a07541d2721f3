/** Lines of a template: see `src/runtime/scan/template-twin.ts`. */

import { AFTER_SECONDS, CLOCK_AT, MESSAGES, OTHERS, SHAPE, STAMP_LENGTH } from '../src/runtime/scan/layout.ts';
import { BLANK } from './bytes.ts';
import { next, readStamp } from './stamp.ts';
import { hasTextOf, targetOf } from './tables.ts';

const LINE_FEED: u8 = 0x0a;
const CARRIAGE_RETURN: u8 = 0x0d;
const CLOCK_LENGTH: i32 = 8;

/** The time of a stamp that begins the line, and has the form of the learnt one. */
export function timeOfTemplate(start: i32, end: i32): f64 {
  const time = readStamp(start, end);
  const afterSeconds = load<i32>(AFTER_SECONDS);
  const isAlike = afterSeconds === 0 || load<u8>(start + load<i32>(CLOCK_AT) + CLOCK_LENGTH) === afterSeconds;
  return isAlike && next - start === load<i32>(STAMP_LENGTH) ? time : NaN;
}

/** Whether what follows the stamp may be a record, or may not have the form of the template. */
export function isTemplateWanted(start: i32, lineEnd: i32): bool {
  const end = load<u8>(lineEnd - 1) === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
  // Of blanks at the end a decoder knows more.
  if (load<u8>(end - 1) <= BLANK) return true;
  const shape = load<i32>(SHAPE);
  let target = 0;
  for (let at = next; at < end; at++) {
    target = targetOf(shape, target, load<u8>(at));
    if (target < 0) return true;
    if ((target & 3) === 3) return hasTextOf(load<i32>(MESSAGES), at + 1, end);
    if (target & 1) return hasTextOf(load<i32>(OTHERS), start, end);
  }
  return targetOf(shape, target, LINE_FEED) < 0 || hasTextOf(load<i32>(OTHERS), start, end);
}
