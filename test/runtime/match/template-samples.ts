/** Random templates, texts that they are likely to match, and a naive matcher. */

import { isIP } from 'node:net';
import fc from 'fast-check';
import type { CaptureTypeName, CaptureTypePlan, PiecePlan } from '../../../src/dsl/pattern-plan.ts';
import { matchesWhole, planOf } from './regex-samples.ts';

/** Texts of certain types, and pieces that may combine to such texts by accident. */
const NUMBERS = '12|-3|4.5|1e5|0x1f|9007199254740992|5s|1h30m|01:02:03|21/02/2023|30/02/2023';
const NAMES = 'ab|10.0.0.1|::1|aa:bb:cc:dd:ee:ff|00000000-0000-0000-0000-000000000000|a@b|a://b';
const FORMS_OF_TEXT = '"a b"|k=|k=v|[1]|{"k":[]}|null|  ';
const SNIPPETS = [...'aé😀 ,:/.1f"\\\'=[]{}', ...[NUMBERS, NAMES, FORMS_OF_TEXT].flatMap((row) => row.split('|'))];

const snippet = fc.constantFrom(...SNIPPETS);
const message = fc.array(snippet, { maxLength: 6 }).map((parts) => parts.join(''));

/** A longer text would have too many ways to try. */
const LONGEST = 40;
const literal = fc.array(snippet, { minLength: 1, maxLength: 2 }).map((parts): PiecePlan => ({ kind: 'text', text: parts.join('') }));

const LISTED: CaptureTypeName[] = [
  'word',
  'int',
  'float',
  'hex',
  'ip',
  'mac',
  'host',
  'uuid',
  'path',
  'url',
  'email',
  'quoted',
  'duration',
];
const regexType: CaptureTypePlan = {
  name: 'regex',
  // [ab]+\b
  regex: planOf({
    kind: 'sequence',
    items: [
      { kind: 'repeat', body: { kind: 'chars', ranges: [[0x61, 0x62]] }, min: 1, max: null, greedy: false },
      { kind: 'boundary', negated: false },
    ],
  }),
};
const captureType: fc.Arbitrary<CaptureTypePlan> = fc.oneof(
  { arbitrary: fc.constantFrom<CaptureTypePlan>({ name: 'text' }, { name: 'word' }), weight: 4 },
  { arbitrary: fc.constantFrom(...LISTED, 'kv' as const, 'json' as const).map((name) => ({ name })), weight: 4 },
  { arbitrary: fc.constantFrom(...LISTED).map((name): CaptureTypePlan => ({ name: 'list', of: { name } })), weight: 1 },
  { arbitrary: fc.constant(regexType), weight: 1 },
  { arbitrary: fc.constant<CaptureTypePlan>({ name: 'stamp', stamp: 'dd/MM/yyyy' }), weight: 1 },
);

const piece = fc.letrec<{ piece: PiecePlan }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 2 },
    { arbitrary: literal, weight: 2 },
    { arbitrary: captureType.map((type): PiecePlan => ({ kind: 'capture', type, slot: 0 })), weight: 3 },
    fc.uniqueArray(snippet, { minLength: 1, maxLength: 3 }).map((options): PiecePlan => ({ kind: 'oneOf', options, slot: 0 })),
    fc.array(tie('piece'), { minLength: 1, maxLength: 3 }).map((pieces): PiecePlan => ({ kind: 'optional', pieces })),
  ),
})).piece;

export const template = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => {
  let slots = 0;
  const numbered = (piece: PiecePlan): PiecePlan => {
    if (piece.kind === 'optional') return { ...piece, pieces: piece.pieces.map(numbered) };
    return piece.kind === 'text' ? piece : { ...piece, slot: slots++ };
  };
  return { pieces: pieces.map(numbered), literals: [] };
});

/** A template with a text generated from it, or any text. */
export const pair = template.chain((plan) =>
  fc.tuple(
    fc.constant(plan),
    fc.oneof(message, textOf(plan.pieces)).map((text) => [...text].slice(0, LONGEST).join('').trimEnd()),
  ),
);

function textOf(pieces: readonly PiecePlan[]): fc.Arbitrary<string> {
  return fc.tuple(...pieces.map(textOfPiece)).map((texts) => texts.join(''));
}

function textOfPiece(piece: PiecePlan): fc.Arbitrary<string> {
  if (piece.kind === 'optional') return fc.oneof(fc.constant(''), textOf(piece.pieces));
  if (piece.kind === 'capture' && piece.type.name === 'list')
    return fc.constantFrom('a,b', '1 2 , 3', '"a b",\'c\'', '10.0.0.1 ::1', '5s,1m');
  return fc.constantFrom(...SNIPPETS.filter((snippet) => fits(piece, snippet)), ...(piece.kind === 'text' ? [piece.text] : []), '?');
}

/**
 * The captures by slot, found by trying all ways in the order that the language guarantees; undefined if there is no
 * match.
 */
export function matchNaively(pieces: readonly PiecePlan[], text: string): Map<number, string> | undefined {
  return wayToEnd(pieces, [...text], 0, new Set());
}

/**
 * @param dead pieces and positions from which no way leads to the end; without them some templates would take forever
 */
function wayToEnd(pieces: readonly PiecePlan[], text: readonly string[], at: number, dead: Set<string>): Map<number, string> | undefined {
  const here = `${at} ${JSON.stringify(pieces)}`;
  if (dead.has(here)) return undefined;
  const [first, ...rest] = pieces;
  const way = first ? wayThrough(first, rest, text, at, dead) : at === text.length ? new Map<number, string>() : undefined;
  if (!way) dead.add(here);
  return way;
}

function wayThrough(first: PiecePlan, rest: readonly PiecePlan[], text: readonly string[], at: number, dead: Set<string>) {
  if (first.kind === 'optional') return wayToEnd([...first.pieces, ...rest], text, at, dead) ?? wayToEnd(rest, text, at, dead);
  const ends = Array.from({ length: text.length - at + 1 }, (_, i) => at + i);
  const isShortest = first.kind === 'capture' && first.type.name === 'text';
  for (const end of isShortest ? ends : ends.reverse()) {
    const part = text.slice(at, end).join('');
    const way = fits(first, part) ? wayToEnd(rest, text, end, dead) : undefined;
    if (way && first.kind !== 'text' && first.slot !== undefined && !way.has(first.slot)) way.set(first.slot, part);
    if (way) return way;
  }
  return undefined;
}

function fits(piece: Exclude<PiecePlan, { kind: 'optional' }>, text: string): boolean {
  if (piece.kind === 'text') return piece.text === text;
  return piece.kind === 'oneOf' ? piece.options.includes(text) : isOf(piece.type, text);
}

const NAME = '[\\w\\u0080-\\u{10ffff}](?:[\\w\\u0080-\\u{10ffff}-]*[\\w\\u0080-\\u{10ffff}])?';
const HOST = `${NAME}(?:\\.${NAME})*`;
const QUOTED = '"(?:[^"\\\\]|\\\\[\\s\\S]|"")*"|\'(?:[^\'\\\\]|\\\\[\\s\\S]|\'\')*\'';

const FORMS: Partial<Record<CaptureTypeName, RegExp>> = {
  text: /^[\s\S]*$/,
  word: /^[^\s]+$/,
  hex: /^(?:0x)?[\da-f]+$/i,
  mac: /^(?:[\da-f]{2}(?:(?::[\da-f]{2}){5}|(?:-[\da-f]{2}){5})|[\da-f]{4}(?:\.[\da-f]{4}){2})$/i,
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  path: /^(?:\/|~|\.\.?\/|[A-Za-z]:[\\/]|\\\\)\S*$/,
  url: /^[A-Za-z][A-Za-z\d+.-]*:\/\/[^\s"<>]+$/,
  email: new RegExp(`^[\\w.!#$%&'*+/=?^\`{|}~\\u0080-\\u{10ffff}-]+@${HOST}$`, 'u'),
  quoted: new RegExp(`^(?:${QUOTED})$`),
  duration: /^-?(?:(?:\d+(?:\.\d+)?(?:ns|us|[µμ]s|ms|s|m|h|d|w))+|\d+:[0-5]\d:[0-5]\d(?:\.\d+)?)$/,
  kv: /^[^\s"',;=]+=[\s\S]*$/,
};

function isOf(type: CaptureTypePlan, text: string): boolean {
  switch (type.name) {
    case 'int':
      return /^[+-]?\d+$/.test(text) && BigInt(text.replace(/^[+-]/, '')) <= 2n ** 53n;
    case 'float':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text);
    case 'ip':
      return isIP(text) > 0;
    case 'host':
      return new RegExp(`^${HOST}$`, 'u').test(text) || isIP(text) === 6;
    case 'json':
      return text === text.trim() && isJson(text);
    case 'regex':
      return matchesWhole(type.regex!, text);
    case 'list':
      return isList(type.of!, text);
    case 'stamp':
      return /^\d\d\/\d\d\/\d{4}$/.test(text);
    default:
      return FORMS[type.name]!.test(text);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Tries each possible first element, and each separator. */
function isList(element: CaptureTypePlan, text: string): boolean {
  if (isElement(element, text)) return true;
  for (let end = 1; end < text.length; end++) {
    if (!isElement(element, text.slice(0, end))) continue;
    const separator = /^(?:\s*,\s*|\s+)/.exec(text.slice(end))?.[0].length ?? 0;
    for (let length = 1; length <= separator; length++) {
      if (/^(?:\s*,\s*|\s+)$/.test(text.slice(end, end + length)) && isList(element, text.slice(end + length))) return true;
    }
  }
  return false;
}

function isElement(element: CaptureTypePlan, text: string): boolean {
  return isOf(element, text) && (element.name === 'quoted' || !/[\s,]/.test(text));
}
