/** Named values within a text: `rhost=10.0.0.1  user=root, msg="two words"`. */

import { unescaped } from '../decode/escapes.ts';
import { isBlank, type TextReader } from '../decode/text.ts';
import type { Value } from '../record.ts';
import { APOSTROPHE, BACKSLASH, COMMA, EQUALS, QUOTE, SEMICOLON } from '../values/ascii.ts';

const QUOTES: readonly (number | undefined)[] = [QUOTE, APOSTROPHE];

/**
 * Values are text; a lone name is true. Pairs are separated by blanks, and by a comma or semicolon before a blank,
 * before another name with its `=`, or at the end. The last of duplicate names counts.
 */
export function readKeyValues(bytes: Uint8Array, start: number, end: number, reader: TextReader): ReadonlyMap<string, Value> {
  const pairs = new Map<string, Value>();
  let at = start;
  while (at < end) {
    const nameEnd = endOfName(bytes, at, end);
    if (nameEnd === at) {
      at++;
      continue;
    }
    const name = reader.word(bytes, at, nameEnd);
    at = nameEnd + 1;
    if (nameEnd === end || bytes[nameEnd] !== EQUALS) {
      pairs.set(name, true);
      continue;
    }
    const quoteEnd = endOfQuoted(bytes, at, end);
    const valueEnd = quoteEnd > 0 ? quoteEnd : endOfValue(bytes, at, end);
    pairs.set(name, quoteEnd > 0 ? unescaped(reader.text(bytes, at + 1, quoteEnd - 1)) : reader.word(bytes, at, valueEnd));
    at = valueEnd;
  }
  return pairs;
}

function isMark(byte: number | undefined): boolean {
  return byte === COMMA || byte === SEMICOLON;
}

function endOfName(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== EQUALS && !isBlank(bytes[at]!) && !isMark(bytes[at])) at++;
  return at;
}

/** The offset after the closing quote if the value is quoted and a separator follows; otherwise -1. */
function endOfQuoted(bytes: Uint8Array, start: number, end: number): number {
  const quote = bytes[start];
  if (start >= end || !QUOTES.includes(quote)) return -1;
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === quote) return at + 1 === end || isBlank(bytes[at + 1]!) || isMark(bytes[at + 1]) ? at + 1 : -1;
  }
  return -1;
}

function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && !isBlank(bytes[at]!) && !(isMark(bytes[at]) && endsPair(bytes, at + 1, end))) at++;
  return at;
}

/** Whether a comma before this offset is a separator rather than part of the value. */
function endsPair(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end || isBlank(bytes[at]!)) return true;
  const nameEnd = endOfName(bytes, at, end);
  return nameEnd > at && nameEnd < end && bytes[nameEnd] === EQUALS;
}
