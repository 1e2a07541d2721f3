/** The records of generated programs, and the values that their fields have in logs. */

import type { Random } from './random.ts';
import { optional, type Text } from './text.ts';

/** Records are objects with few fields, objects with fields of all types, or texts with fields of all types that texts have. */
export type Style = 'plain' | 'typed' | 'text';

export const KINDS = ['a', 'b', 'c', 'd'] as const;

/** The fields of every object; some have more. */
const MEMBERS = 'k: text?, j: text?, u.m as m: int?, l: list(text)?';
const TYPED_MEMBERS = ', t: duration?, i: ip?, q: bool?, w: float?, s: time?';
const PIECES =
  '{? k={k}}{? j={j}}{? m={m:int}}{? l=[{l:list(word)}]}{? t={t:duration}}{? i={i:ip}}{? w={w:float}}' +
  "{? s={s:stamp('iso')}}{? h={h:host}}{? n={n:mac}}{? g={g:uuid}}";

/** The fields that only records of some styles have. */
const TYPED_FIELDS: Record<Style, string> = { plain: '', typed: 'tiqws', text: 'tiwshng' };

/** Those of some expressions that name no other fields than records of the style have. */
export function suited(style: Style, expressions: readonly string[]): string[] {
  return expressions.filter((one) => (one.match(/\b[tiqwshng]\b/g) ?? []).every((field) => TYPED_FIELDS[style].includes(field)));
}

export function styleOf(program: string): Style {
  return program.includes('{i:ip}') ? 'text' : program.includes('i: ip?') ? 'typed' : 'plain';
}

/** An object is of each kind whose field is true, a text of each that it begins with. */
export function records(random: Random, style: Style): Text {
  const weight = random.chance(0.15) ? [optional(' weight m ?? 1')] : [];
  const wheres = [
    ...['m != 3', 'not m == 0', 'k == none or k != j', 'l contains "x" or l == none', 'd >= 1s or m == none', 'weight < 3'],
    ...['k in listed or k == none', 'd != span', 'not (m in numbers)', 'q ?? true', 'not private(i)', 'not i in nets', 'h == none'],
  ];
  const lines = KINDS.flatMap((kind): Text => {
    const where = random.chance(0.06) ? [optional(` where ${random.pick(suited(style, wheres))}`)] : [];
    const object = [`{ ${kind}: true, ${MEMBERS}`, style === 'typed' ? optional(TYPED_MEMBERS) : '', ' }'];
    const text = [`"{*:/[abcd]*${kind}[abcd]*/}:${PIECES}"`];
    return [`  ${kind} = `, ...(style === 'text' ? text : object), ' let d = duration(m)', ...where, ...weight, '\n'];
  });
  const ofAll =
    style !== 'text' && random.chance(0.06) ? [optional(` where ${random.pick(['j != "z" or j == none', 'not (l contains "y")'])}`)] : [];
  return [`records r from ${style === 'text' ? random.pick(['json', 'syslog']) : 'json'}`, ...ofAll, ' {\n', ...lines, '}\n'];
}

/** The fields of a line as they are written; lengths of time and times are microseconds. */
export interface Fields {
  k?: string;
  j?: string;
  m?: number;
  l?: string[];
  t?: number;
  i?: string;
  q?: boolean;
  w?: number;
  s?: number;
  h?: string;
  n?: string;
  g?: string;
}

/** What the fields of one log are drawn from. */
export interface Values {
  texts: readonly string[];
  ints: readonly number[];
  floats: readonly number[];
}

/** Texts that are easily taken for each other, or for something else; `\ufffd` is written as a byte that is no text. */
const ODD = ['X', 'é', 'e\u0301', 'ﬁ', '\u{1f600}', '\u{ff01}', '\ufffd', '__proto__', 'constructor', 'none', '0', 'x'.repeat(3_000)];
const ODD_IN_OBJECTS = ['', ' ', 'x ', '\u0000', '"', '\n', '\u2028'];

const LARGEST = Number.MAX_SAFE_INTEGER;

const MANY = Array.from({ length: 30 }, (_, i) => ('xyz'[i % 3] ?? '').repeat(1 + Math.floor(i / 3)));

/** @param many whether there are many texts */
export function valuesFor(random: Random, style: Style, many: boolean): Values {
  const odd = style === 'text' ? ODD : [...ODD, ...ODD_IN_OBJECTS];
  const usual = many ? [MANY] : [['x'], ['x', 'y'], ['x', 'y'], ['x', 'y', 'z']];
  const isExtreme = random.chance(0.06);
  return {
    texts: random.chance(0.06) ? ['x', ...random.shuffled(odd).slice(0, 2)] : random.pick(usual),
    ints: isExtreme ? [0, 1, LARGEST, -LARGEST, LARGEST - 1] : [0, 1, 2, 3],
    floats: isExtreme ? [1e280, -1e280, 5e-324, 0.1, 0.2, 1 / 3] : Array.from({ length: 12 }, (_, i) => (i - 3) / 4),
  };
}

const SECOND = 1_000_000;
const ADDRESSES = ['10.0.0.1', '10.1.0.1', '8.8.8.8', '2001:db8::1', '2001:DB8::0:1', 'fe80::1', '::1'];
const HOSTS = ['gw', 'GW', 'gw-1.example', 'gw-1.EXAMPLE', '2001:DB8::1'];
const CARDS = ['00:1a:2b:3c:4d:5e', '00-1A-2B-3C-4D-5E', '001A.2b3c.4d5e', '00:1a:2b:3c:4d:5f'];
const UUIDS = ['123e4567-e89b-12d3-a456-426614174000', '123E4567-E89B-12D3-A456-426614174000', '00000000-0000-0000-0000-000000000000'];

/** @param at the time of the line */
export function fieldsFor(random: Random, style: Style, { texts, ints, floats }: Values, at: number): Fields {
  const fields: Fields = {};
  if (random.chance(0.85)) fields.k = random.pick(texts);
  if (random.chance(0.6)) fields.j = random.pick(texts);
  if (random.chance(0.85)) fields.m = random.pick(ints);
  if (random.chance(0.7)) fields.l = random.chance(0.15) ? [] : Array.from({ length: random.int(1, 3) }, () => random.pick(texts));
  // A text has no empty list.
  if (style === 'text' && fields.l?.length === 0) delete fields.l;
  if (style === 'plain') return fields;
  const typed: Fields = {
    t: random.pick(style === 'text' ? [0, 1, 1.5, 2, 3] : [0, 1, 1.5, 2, 3, -1]) * SECOND,
    i: random.pick(ADDRESSES),
    q: random.chance(0.5),
    w: random.pick(floats),
    s: at + random.pick([0, 0.5, 1, -2, 3600]) * SECOND,
    h: random.pick(HOSTS),
    n: random.pick(CARDS),
    g: random.pick(UUIDS),
  };
  const own = Object.entries(typed).filter(([name]) => TYPED_FIELDS[style].includes(name) && random.chance(0.8));
  return { ...fields, ...Object.fromEntries(own) };
}

/** The line of a log, for records of objects or of texts from a format; `\ufffd` stands for a byte that is no text. */
export function written(time: number, kinds: readonly string[], { t, s, ...fields }: Fields, weight: number, text?: string): string {
  const stamp = isoOf(time);
  const more = { ...fields, ...(t !== undefined && { t: `${t / SECOND}s` }), ...(s !== undefined && { s: isoOf(s) }) };
  if (!text) return JSON.stringify({ time: stamp, ...Object.fromEntries(kinds.map((kind) => [kind, true])), ...more, u: { m: fields.m } });
  const parts = { ...more, ...(fields.l && { l: `[${fields.l}]` }) };
  // The pieces of a template come in this order.
  const pairs = [...'kjmltiwshng'].flatMap((name) => (name in parts ? [` ${name}=${parts[name as keyof Fields]}`] : []));
  const once = `${kinds.join('')}:${pairs.join('')}`;
  if (text === 'json') return JSON.stringify({ time: stamp, message: once });
  return `<13>1 ${stamp} gw app - - - ${weight > 1 ? `message repeated ${weight} times: [ ${once}]` : once}`;
}

const isoOf = (micros: number) =>
  new Date(Math.floor(micros / 1000))
    .toISOString()
    .replace('Z', micros % 1000 === 0 ? 'Z' : `${String(((micros % 1000) + 1000) % 1000).padStart(3, '0')}Z`);
