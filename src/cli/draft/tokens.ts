/** Splits a message into pieces: words, blanks and marks, and what is certainly a value. */

import { isIPv6 } from 'node:net';

/** The kind of a piece; all but blanks, marks and words are values. `tail` is the rest of the message. */
export type Kind =
  | 'blank'
  | 'mark'
  | 'word'
  | 'int'
  | 'float'
  | 'hex'
  | 'ip'
  | 'mac'
  | 'uuid'
  | 'url'
  | 'email'
  | 'path'
  | 'quoted'
  | 'date'
  | 'duration'
  | 'id'
  | 'tail';

export interface Piece {
  kind: Kind;
  text: string;
}

/** Longer messages are cut here. */
const MOST_PIECES = 120;

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const END = '(?![\\p{L}\\p{N}_])';

const WEEKDAY = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +)?';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const CLOCK = '\\d{1,2}:\\d\\d:\\d\\d(?:\\.\\d+|,\\d{3}(?:\\d{3})?(?![\\d.]))?';
const OFFSET = `(?: (?:[+-]\\d{4}|[A-Z]{3,4})${END})?`;
/** A day in numbers: `2024/03/01`, `2024-03-01`, `01.03.2024`, `3/1/24`. */
const DAY =
  '(?:\\d{4}(?:-\\d\\d-|/\\d\\d/|\\.\\d\\d\\.)\\d\\d|\\d{1,2}(?:/\\d{1,2}/(?:\\d{4}|\\d\\d)|\\.\\d{1,2}\\.\\d{4}|-\\d{1,2}-\\d{4}))(?![.\\w/-]*[.\\w/])';

/** The more specific first; each is tried where the previous piece ended. */
const PATTERNS: readonly (readonly [Kind, string])[] = [
  ['blank', '[ \\t]+'],
  ['quoted', '"(?:[^"\\\\]|\\\\.)*"'],
  ['url', '[A-Za-z][A-Za-z0-9+.-]*://[^\\s"\'<>()\\[\\]{},;]+'],
  ['uuid', `[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}${END}`],
  ['mac', `[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}(?!:)${END}`],
  ['email', `[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+${END}`],
  ['ip', `${OCTET}(?:\\.${OCTET}){3}(?!\\.?[\\p{L}\\p{N}_])`],
  ['ip', `[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f]{0,4}(?!:)${END}`],
  ['date', `${WEEKDAY}${MONTH} +\\d{1,2}(?:,? \\d{4})?,? ${CLOCK}${OFFSET}(?: \\d{4})?${END}`],
  ['date', `${WEEKDAY}\\d{1,2} ${MONTH} \\d{4} ${CLOCK}${OFFSET}${END}`],
  ['date', `${DAY}(?:[ ,-]${CLOCK}${OFFSET})?${END}`],
  ['id', `\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d[0-9:.,Z+-]*${END}`],
  ['id', `${CLOCK}${END}`],
  // Interfaces and channels: `ge-0/0/1`, `PJSIP/100-0000002a`.
  ['id', `\\p{L}[\\p{L}\\p{N}_-]*(?:/\\p{N}[\\p{L}\\p{N}_-]*)+(?!\\.\\d)${END}`],
  // What follows a number is no path: `10.0.0.5/51234`, `22/tcp`.
  ['path', `(?<!\\p{N})(?:~|\\.{1,2})?(?:/(?!\\d+\\.\\d)[\\p{L}\\p{N}_.@%+=~$-]+)+/?`],
  ['duration', `\\d+(?:\\.\\d+)?(?:ns|us|ms|s|m|h)${END}`],
  ['hex', `0x[0-9A-Fa-f]+${END}`],
  ['hex', `(?=[a-f]*\\d)(?=\\d*[a-f])[0-9a-f]{8,}${END}`],
  ['float', `[-+]?\\d+\\.\\d+(?![\\p{L}\\p{N}_.])`],
  ['int', `[-+]?\\d+(?!\\.?[\\p{L}\\p{N}_])(?!-[\\p{L}\\p{N}_])`],
  ['word', '[\\p{L}\\p{N}_$](?:[\\p{L}\\p{N}_$.@#+-]*[\\p{L}\\p{N}_$])?'],
  ['mark', '[\\s\\S]'],
];

const TOKEN = new RegExp(PATTERNS.map(([, pattern]) => `(${pattern})`).join('|'), 'uy');

/** What a rule file cannot contain verbatim: control characters, and replacements for invalid UTF-8. */
export const STRANGE = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFD]|[\uD800-\uDFFF]/;

/** What is said, in quotes before other values, as by klog: `"Pod is up" pod="ns/web"`. */
const SAID = /^"([^"\\]* [^"\\]*)"(?= )/;
const QUOTE: Piece = { kind: 'mark', text: '"' };

/** The pieces of a message, which cover it completely. */
export function piecesOf(message: string): Piece[] {
  const [whole, said] = SAID.exec(message) ?? [];
  if (whole === undefined || said === undefined || STRANGE.test(said)) return plainPiecesOf(message);
  return [QUOTE, ...plainPiecesOf(said), QUOTE, ...plainPiecesOf(message.slice(whole.length))];
}

function plainPiecesOf(message: string): Piece[] {
  const strange = message.search(STRANGE);
  const readable = strange < 0 ? message : message.slice(0, strange);
  const pieces: Piece[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < readable.length && pieces.length < MOST_PIECES) pieces.push(nextPiece(readable));
  const at = pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (at < message.length) pieces.push({ kind: 'tail', text: message.slice(at) });
  return pieces;
}

function nextPiece(text: string): Piece {
  const start = TOKEN.lastIndex;
  const found = TOKEN.exec(text);
  const group = found?.slice(1).findIndex((one) => one !== undefined) ?? -1;
  const [piece = text.slice(start)] = found ?? [];
  const kind = PATTERNS[group]?.[0] ?? 'tail';
  if (kind === 'word' && /\p{N}/u.test(piece)) return { kind: 'id', text: piece };
  if (kind !== 'ip' || !piece.includes(':') || isIPv6(piece)) return { kind, text: piece };
  TOKEN.lastIndex = start + 1;
  return { kind: 'mark', text: text.slice(start, start + 1) };
}
