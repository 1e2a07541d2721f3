/**
 * The kernel of a scan, in AssemblyScript. `src/runtime/scan/line-twin.ts` has the same in TypeScript, and defines what
 * it means. `npm run generate` compiles it.
 */

import { FIRST, GREATEST, IS_KNOWN, LAST, LATEST, MAX_LINE, PASSED } from '../src/runtime/scan/layout.ts';
import { find } from './bytes.ts';
import { isHeaderWanted, timeOfHeader } from './header.ts';
import { readJson } from './json.ts';
import { readLogfmt } from './logfmt.ts';
import { beginMembers, hasWantedMembers, time as timeOfMembers } from './members.ts';
import { isTemplateWanted, timeOfTemplate } from './template.ts';

const LINE_FEED: u8 = 0x0a;

/** The forms of lines, by their place in `LINE_FORMS`; the other is logfmt. */
const HEADER: i32 = 0;
const OBJECT: i32 = 1;
const TEMPLATE: i32 = 3;

export function scan(form: i32, start: i32, end: i32): i32 {
  const maxLine = load<i32>(MAX_LINE);
  const latest = load<f64>(LATEST);
  let at = start;
  while (true) {
    store<i32>(IS_KNOWN, 0);
    const lineEnd = find(LINE_FEED, at, end);
    if (lineEnd >= end || lineEnd - at > maxLine) return at;
    const time = timeOf(form, at, lineEnd);
    if (F64.isNaN(time)) return at;
    store<i32>(IS_KNOWN, 1);
    if (!(time >= load<f64>(GREATEST) && time <= latest) || isWanted(form, at, lineEnd)) return at;
    store<f64>(GREATEST, time);
    store<f64>(LAST, time);
    const passed = load<i32>(PASSED);
    if (passed === 0) store<f64>(FIRST, time);
    store<i32>(PASSED, passed + 1);
    at = lineEnd + 1;
  }
}

function timeOf(form: i32, start: i32, end: i32): f64 {
  if (form === HEADER) return timeOfHeader(start, end);
  if (form === TEMPLATE) return timeOfTemplate(start, end);
  beginMembers();
  return (form === OBJECT ? readJson(start, end) : readLogfmt(start, end)) ? timeOfMembers : NaN;
}

function isWanted(form: i32, start: i32, end: i32): bool {
  if (form === HEADER) return isHeaderWanted(end);
  return form === TEMPLATE ? isTemplateWanted(start, end) : hasWantedMembers();
}
