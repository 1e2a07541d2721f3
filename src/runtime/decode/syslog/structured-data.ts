/** STRUCTURED-DATA of RFC 5424, 6.3: `[id name="value" …][…]`; also Check Point's, `[name:"value"; …]`, which has no id. */

import type { Value } from '../../record.ts';
import { BACKSLASH, BLANK, CLOSE_BRACKET, COLON, EQUALS, OPEN_BRACKET, QUOTE, SEMICOLON } from '../../values/ascii.ts';
import { skipBlanks, type TextReader } from '../text.ts';

/** The offset after all elements that begin here; -1 if they are not well-formed. */
export function endOfStructuredData(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === OPEN_BRACKET) {
    at = endOfElement(bytes, at + 1, end);
    if (at < 0) return -1;
  }
  return at;
}

/** From after `[` to after `]`; -1 if not well-formed. Unquoted values are accepted, as ESXi writes them. */
function endOfElement(bytes: Uint8Array, start: number, end: number): number {
  let at = endOfName(bytes, start, end);
  if (at === start) return -1;
  if (isWithoutId(bytes, at)) return endOfParameters(bytes, start, end);
  while (at < end && bytes[at] === BLANK) {
    while (at < end && bytes[at] === BLANK) at++;
    if (at < end && bytes[at] === CLOSE_BRACKET) break;
    const nameEnd = endOfName(bytes, at, end);
    if (nameEnd === at || nameEnd + 1 >= end || bytes[nameEnd] !== EQUALS) return -1;
    const quote = quoteAfter(bytes, nameEnd, end);
    at = quote > 0 ? endOfValue(bytes, quote + 1, end) + 1 : endOfBare(bytes, nameEnd + 1, end);
    if (at === 0 || at === nameEnd + 1) return -1;
  }
  return at < end && bytes[at] === CLOSE_BRACKET ? at + 1 : -1;
}

/** Whether the first name of an element, which ends here, is no id: Check Point's ends in a colon, and its value follows. */
function isWithoutId(bytes: Uint8Array, nameEnd: number): boolean {
  return bytes[nameEnd - 1] === COLON && bytes[nameEnd] === QUOTE;
}

/** From after `[` to after `]` of an element without id; -1 if not well-formed. */
function endOfParameters(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== CLOSE_BRACKET) {
    const nameEnd = endOfName(bytes, at, end);
    const valueEnd = isWithoutId(bytes, nameEnd) ? endOfValue(bytes, nameEnd + 1, end) : -1;
    if (valueEnd < 0) return -1;
    at = afterParameter(bytes, valueEnd, end);
  }
  return at < end ? at + 1 : -1;
}

/** The offset of what follows the closing quote of a value, `;` and a blank. */
function afterParameter(bytes: Uint8Array, quote: number, end: number): number {
  return skipBlanks(bytes, bytes[quote + 1] === SEMICOLON ? quote + 2 : quote + 1, end);
}

/** The end of an SD-NAME: printable ASCII without `=`, `]`, `"` and blank. Names longer than 32 bytes are accepted. */
function endOfName(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte <= BLANK || byte >= 0x7f || byte === EQUALS || byte === CLOSE_BRACKET || byte === QUOTE) break;
  }
  return at;
}

/** The quote that opens a value; -1 if it has none. A blank before it is accepted, as the RFC's own examples have in some copies. */
function quoteAfter(bytes: Uint8Array, equals: number, end: number): number {
  const at = skipBlanks(bytes, equals + 1, end);
  return at < end && bytes[at] === QUOTE ? at : -1;
}

/** The closing quote of a value; -1 if there is none. A bare `]`, which should be escaped, is accepted. */
function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) at++;
  }
  return -1;
}

/** The end of an unquoted value; its start if it is none. */
function endOfBare(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end && bytes[at] !== BLANK && bytes[at] !== CLOSE_BRACKET; at++) if (bytes[at] === QUOTE) return start;
  return at;
}

/**
 * Well-formed elements as nested maps, by id and name, or by name alone where there is no id. Elements with the same id are
 * merged; a repeated name has the list of its values.
 */
export function readStructuredData(bytes: Uint8Array, start: number, end: number, reader: TextReader): ReadonlyMap<string, Value> {
  const elements = new Map<string, Value>();
  let at = start;
  while (at < end) {
    const idEnd = endOfName(bytes, at + 1, end);
    if (isWithoutId(bytes, idEnd)) {
      at = readParameters(bytes, at + 1, end, reader, elements);
      continue;
    }
    const id = reader.word(bytes, at + 1, idEnd);
    const known = elements.get(id);
    const element: Map<string, Value> = known instanceof Map ? known : new Map();
    elements.set(id, element);
    at = idEnd;
    for (;;) {
      while (at < end && bytes[at] === BLANK) at++;
      if (at >= end || bytes[at] === CLOSE_BRACKET) break;
      const nameEnd = endOfName(bytes, at, end);
      const quote = quoteAfter(bytes, nameEnd, end);
      const isQuoted = quote > 0;
      const valueStart = isQuoted ? quote + 1 : nameEnd + 1;
      const valueEnd = isQuoted ? endOfValue(bytes, valueStart, end) : endOfBare(bytes, valueStart, end);
      const text = reader.text(bytes, valueStart, valueEnd);
      addTo(element, reader.word(bytes, at, nameEnd), isQuoted ? unescaped(text) : text);
      at = isQuoted ? valueEnd + 1 : valueEnd;
    }
    at++;
  }
  return elements;
}

/** Reads the parameters of an element without id; returns the offset after its `]`. */
function readParameters(bytes: Uint8Array, start: number, end: number, reader: TextReader, into: Map<string, Value>): number {
  let at = start;
  while (bytes[at] !== CLOSE_BRACKET) {
    const nameEnd = endOfName(bytes, at, end);
    const valueEnd = endOfValue(bytes, nameEnd + 1, end);
    addTo(into, reader.word(bytes, at, nameEnd - 1), unescaped(reader.text(bytes, nameEnd + 1, valueEnd)));
    at = afterParameter(bytes, valueEnd, end);
  }
  return at + 1;
}

/** A repeated name, as RFC 5424 allows (`ip` of `origin`), gets the list of its values. */
function addTo(element: Map<string, Value>, name: string, value: string): void {
  const before = element.get(name);
  if (before === undefined) element.set(name, value);
  else if (Array.isArray(before)) before.push(value);
  else element.set(name, [before, value]);
}

/** Only `\"`, `\\` and `\]` are escapes; any other backslash stands for itself. */
function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\\]])/g, '$1') : text;
}
