/** Values of the tokens of a {@link JsonTape}. */

import type { Value } from '../../record.ts';
import { ZERO } from '../../values/ascii.ts';
import { unescaped } from '../escapes.ts';
import type { TextReader } from '../text.ts';
import { type JsonTape, Kind } from './json-tape.ts';

/**
 * The token that `path` leads to, starting with its part `from` inside the token `within`; -1 if there is none. The last
 * of duplicate keys counts.
 */
export function tokenAt(tape: JsonTape, bytes: Uint8Array, path: readonly string[], reader: TextReader, from = 0, within = 0): number {
  let token = within;
  for (let part = from; part < path.length && token >= 0; part++) token = memberOf(tape, bytes, token, path[part]!, reader);
  return token;
}

function memberOf(tape: JsonTape, bytes: Uint8Array, object: number, name: string, reader: TextReader): number {
  if (tape.kinds[object] !== Kind.object) return -1;
  const end = tape.nexts[object]!;
  let found = -1;
  for (let key = object + 1; key < end; key = tape.nexts[key + 1]!) if (isNamed(tape, bytes, key, name, reader)) found = key + 1;
  return found;
}

function isNamed(tape: JsonTape, bytes: Uint8Array, key: number, name: string, reader: TextReader): boolean {
  if (tape.kinds[key] === Kind.escaped) return textOf(tape, bytes, key, reader) === name;
  return reader.spells(bytes, tape.starts[key]!, tape.ends[key]!, name);
}

/** The value of a token; undefined for `null` and for numbers beyond the range of a double. */
export function valueAt(tape: JsonTape, bytes: Uint8Array, token: number, reader: TextReader): Value | undefined {
  switch (tape.kinds[token]) {
    case Kind.object:
      return mapOf(tape, bytes, token, reader);
    case Kind.array:
      return listOf(tape, bytes, token, reader);
    case Kind.number:
      return numberOf(bytes, tape.starts[token]!, tape.ends[token]!, reader);
    case Kind.true:
      return true;
    case Kind.false:
      return false;
    case Kind.null:
      return undefined;
    default:
      return textOf(tape, bytes, token, reader);
  }
}

/** The tape bounds nesting, and with it the recursion. */
function mapOf(tape: JsonTape, bytes: Uint8Array, object: number, reader: TextReader): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  const end = tape.nexts[object]!;
  for (let key = object + 1; key < end; key = tape.nexts[key + 1]!) {
    const name = textOf(tape, bytes, key, reader);
    const value = valueAt(tape, bytes, key + 1, reader);
    if (value === undefined) map.delete(name);
    else map.set(name, value);
  }
  return map;
}

/** A list has no missing items: `null` is left out. */
function listOf(tape: JsonTape, bytes: Uint8Array, array: number, reader: TextReader): Value[] {
  const list: Value[] = [];
  const end = tape.nexts[array]!;
  for (let token = array + 1; token < end; token = tape.nexts[token]!) {
    const value = valueAt(tape, bytes, token, reader);
    if (value !== undefined) list.push(value);
  }
  return list;
}

export function isText(kind: number | undefined): boolean {
  return kind === Kind.plain || kind === Kind.text || kind === Kind.escaped;
}

/** The text of a string token. */
export function textOf(tape: JsonTape, bytes: Uint8Array, token: number, reader: TextReader): string {
  const start = tape.starts[token]!;
  const end = tape.ends[token]!;
  if (tape.kinds[token] !== Kind.escaped) return reader.word(bytes, start, end);
  return unescaped(reader.text(bytes, start, end));
}

/** An integer beyond ±2^53 stays text: it is an id, and its last digits are significant. */
function numberOf(bytes: Uint8Array, start: number, end: number, reader: TextReader): number | string | undefined {
  const length = end - start;
  if (length <= 9) {
    let value = 0;
    let at = start;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === end) return value;
  }
  const text = reader.text(bytes, start, end);
  const value = Number(text);
  if (!Number.isSafeInteger(value) && /^-?\d+$/.test(text)) return text;
  return Number.isFinite(value) ? value + 0 : undefined;
}
