/** Texts that every match of a pattern contains: lines without them need not be tried. */

import type { PiecePlan, RegexNode } from '../pattern-plan.ts';

/** Facts about every match of a part of a pattern. */
interface Known {
  /** Whether it matches a single text only, which `starts` and `ends` then are. */
  exact: boolean;
  starts: string;
  ends: string;
  inside: string[];
}

const NOTHING: Known = { exact: false, starts: '', ends: '', inside: [] };

function exactly(text: string): Known {
  return { exact: true, starts: text, ends: text, inside: [] };
}

/** Rarest first. */
export function regexLiterals(node: RegexNode): string[] {
  return textsOf(ofNode(node));
}

/** Rarest first. */
export function templateLiterals(pieces: readonly PiecePlan[]): string[] {
  return textsOf(inSequence(pieces.map(ofPiece)));
}

function ofPiece(piece: PiecePlan): Known {
  switch (piece.kind) {
    case 'text':
      return exactly(piece.text);
    case 'oneOf':
      return inChoice(piece.options.map(exactly));
    case 'capture':
      return piece.type.regex ? ofNode(piece.type.regex.node) : NOTHING;
    case 'optional':
      return NOTHING;
  }
}

function ofNode(node: RegexNode): Known {
  switch (node.kind) {
    case 'chars': {
      const [[first, last] = [0, 0], ...others] = node.ranges;
      return others.length === 0 && first === last ? exactly(String.fromCodePoint(first)) : NOTHING;
    }
    case 'sequence':
      return inSequence(node.items.map(ofNode));
    case 'choice':
      return inChoice(node.options.map(ofNode));
    case 'repeat':
      return node.min === 0 ? NOTHING : repeated(ofNode(node.body), node);
    case 'group':
      return ofNode(node.body);
    default:
      return exactly('');
  }
}

function inSequence(items: readonly Known[]): Known {
  const inside: string[] = [];
  let starts: string | undefined;
  let run = '';
  for (const item of items) {
    run += item.starts;
    if (item.exact) continue;
    starts ??= run;
    inside.push(run);
    for (const text of item.inside) inside.push(text);
    run = item.ends;
  }
  return starts === undefined ? exactly(run) : { exact: false, starts, ends: run, inside };
}

/** The common beginning and end of all options, and the texts of the first that all others contain. */
function inChoice([first = NOTHING, ...others]: readonly Known[]): Known {
  let { exact, starts, ends } = first;
  let inside = allTexts(first);
  for (const other of others) {
    exact &&= other.exact && other.starts === starts;
    starts = commonStart(starts, other.starts);
    ends = commonEnd(ends, other.ends);
    const texts = allTexts(other);
    inside = inside.filter((text) => texts.some((held) => held.includes(text)));
  }
  return exact ? first : { exact, starts, ends, inside };
}

function repeated(body: Known, { min, max }: { min: number; max: number | null }): Known {
  if (body.exact) {
    const text = body.starts.repeat(min);
    return min === max ? exactly(text) : { exact: false, starts: text, ends: text, inside: [] };
  }
  return inSequence(Array.from({ length: Math.min(min, 2) }, () => body));
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function commonEnd(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return a.slice(a.length - length);
}

function allTexts({ exact, starts, ends, inside }: Known): string[] {
  return exact ? [starts] : [starts, ...inside, ends];
}

/**
 * Text that may be absent from the bytes of the input: U+FFFD stands for invalid bytes, and the text common to two
 * characters can be half of each.
 */
const NOT_IN_BYTES = /[\uFFFD\uD800-\uDFFF]/u;

/** More would not narrow it down. */
const MOST_TEXTS = 8;

/** Rarest first, without texts that are part of another. */
function textsOf(known: Known): string[] {
  const texts = new Set(allTexts(known).flatMap((text) => (NOT_IN_BYTES.test(text) ? text.split(NOT_IN_BYTES) : [text])));
  texts.delete('');
  const ranked = [...texts].map((text) => ({ text, rarity: rarityOf(text) }));
  ranked.sort((a, b) => b.rarity - a.rarity || (a.text < b.text ? -1 : 1));
  const kept: string[] = [];
  for (const { text } of ranked) {
    if (kept.length === MOST_TEXTS) break;
    if (!kept.some((other) => other.includes(text))) kept.push(text);
  }
  return kept;
}

/** Long texts are rarer than short ones, and logs consist mainly of lower-case letters, digits and blanks. */
function rarityOf(text: string): number {
  let rarity = 0;
  for (const character of text) rarity += /[ etaoinsrl01]/.test(character) ? 2 : /[a-z2-9:=./_-]/.test(character) ? 3 : 4;
  return rarity;
}
