/** Lines of a template: see `src/runtime/scan/template-twin.ts`. */

import { CLASSES_SIZE, CLOCK_AT, OTHERS, PARTING, SHAPE, STAMP_LENGTH } from '../src/runtime/scan/layout.ts';
import { BLANK } from './bytes.ts';
import { next, readStamp } from './stamp.ts';
import { hasTextOf } from './tables.ts';

const LINE_FEED: u8 = 0x0a;
const CARRIAGE_RETURN: u8 = 0x0d;
const CLOCK_LENGTH: i32 = 8;

/** The time of a stamp that begins the line, and has the form of the learnt one. */
export function timeOfTemplate(start: i32, end: i32): f64 {
  const time = readStamp(start, end);
  const parting = load<i32>(PARTING);
  const isAlike = parting === 0 || load<u8>(start + load<i32>(CLOCK_AT) + CLOCK_LENGTH) === parting;
  return isAlike && next - start === load<i32>(STAMP_LENGTH) ? time : NaN;
}

/** Whether what follows the stamp may be a record, or may not have the form of the template. */
export function isTemplateWanted(start: i32, lineEnd: i32): bool {
  const end = load<u8>(lineEnd - 1) === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
  // Of blanks at the end a decoder knows more.
  if (load<u8>(end - 1) <= BLANK) return true;
  const classes = load<i32>(SHAPE);
  const rows = classes + CLASSES_SIZE;
  const texts = load<i32>(OTHERS);
  let packed = 0;
  for (let at = next; at < end; at++) {
    packed = targetOf(classes, rows, packed, load<u8>(at));
    if (packed < 0) return true;
    if (packed & 1) return hasTextOf(texts, at + 1, end);
  }
  return targetOf(classes, rows, packed, LINE_FEED) < 0 || hasTextOf(texts, start, end);
}

function targetOf(classes: i32, rows: i32, packed: i32, byte: u8): i32 {
  const symbol: i32 = load<u16>(classes + ((<i32>byte) << 1));
  return load<i32>(rows + (((packed >> 1) + symbol) << 2));
}
