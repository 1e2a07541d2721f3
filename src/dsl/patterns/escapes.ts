/** Escapes of regular expressions, in classes and outside. */

import type { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { complement, DIGITS, LAST_CODE_POINT, type Ranges, SPACES, WORD } from './ranges.ts';

const CLASSES: ReadonlyMap<string, Ranges> = new Map([
  ['d', DIGITS],
  ['D', complement(DIGITS)],
  ['w', WORD],
  ['W', complement(WORD)],
  ['s', SPACES],
  ['S', complement(SPACES)],
]);
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
]);

const CLASS = /[dDwWsS]/y;
const CONTROL = /[tnvfr]/y;
const NUL = /0(?!\d)/y;
const NUMBERED = /x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\}/y;
const LOW_HALF = /\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})/y;
const NUMBERED_BADLY = /[xu]\{?[0-9A-Fa-f]*\}?/y;
/** Escaped signs are literals; letters and digits are reserved for their meanings in other dialects. */
const SIGN = /[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]/y;
const PROPERTY = /[pP](?:\{[^}]*\})?/y;

/** The characters of an escape; the cursor is after its backslash. Undefined if it is unknown. */
export function readEscape(cursor: Cursor, problems: Problems): Ranges | undefined {
  const start = cursor.at - 1;
  const kind = cursor.match(CLASS);
  if (kind) return CLASSES.get(kind[0]);
  const code = readCharacter(cursor, problems, start);
  if (code !== undefined) return Number.isNaN(code) ? undefined : [[code, code]];
  if (cursor.match(PROPERTY)) problems.add({ start, end: cursor.at }, 'unicode-property', [cursor.textSince(start)]);
  else {
    cursor.next();
    problems.add({ start, end: cursor.at }, 'unknown-escape', [cursor.textSince(start)]);
  }
  return undefined;
}

/** NaN for an escape of a non-existent character, which was reported. */
function readCharacter(cursor: Cursor, problems: Problems, start: number): number | undefined {
  if (cursor.match(NUL)) return 0;
  const control = cursor.match(CONTROL);
  if (control) return CONTROLS.get(control[0]);
  const sign = cursor.match(SIGN);
  if (sign) return sign[0].charCodeAt(0);
  const code = readNumbered(cursor);
  if (code === undefined && !cursor.match(NUMBERED_BADLY)) return undefined;
  if (code !== undefined && code <= LAST_CODE_POINT && !isHalf(code)) return code;
  problems.add({ start, end: cursor.at }, 'malformed-escape', [cursor.textSince(start)]);
  return Number.NaN;
}

/** `\uD83D\uDE00` is one character, as in JavaScript and JSON. */
function readNumbered(cursor: Cursor): number | undefined {
  const written = cursor.match(NUMBERED);
  if (!written) return undefined;
  const code = Number.parseInt(written[1] ?? written[2] ?? written[3] ?? '', 16);
  const low = written[2] !== undefined && isHalf(code) && code < 0xdc00 ? cursor.match(LOW_HALF) : null;
  return low ? 0x10000 + ((code - 0xd800) << 10) + (Number.parseInt(low[1] ?? '', 16) - 0xdc00) : code;
}

/** A surrogate, which no text decoded from UTF-8 contains. */
function isHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
