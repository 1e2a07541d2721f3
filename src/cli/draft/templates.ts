/**
 * Groups messages into templates. Messages of one shape differ only in values. If many different words occur between
 * the same words, or one that is announced as a name (`user bob`), that word is a value too. Rare messages are grouped
 * by their beginnings. The result does not depend on the order of messages.
 */

import { groupBy } from '../../group-by.ts';
import { countsOf } from './counts.ts';
import { type Kind, type Piece, piecesOf } from './tokens.ts';

export interface Template {
  slots: Slot[];
  /** Indexes of its messages, in order. */
  members: number[];
}

/** A text common to all messages, or what differs between them. */
export type Slot = { text: string } | { kind: Kind; values: string[] };

/** If more different words than this occur in one position, they are values, not words of the program. */
const MOST_WORDS = 8;
/** The same of words that are alone in brackets or quotes. */
const MOST_ENCLOSED = 3;
const PAIRS: ReadonlySet<string> = new Set(['[]', '()', '<>', '><', "''", '""']);
/** The word after one of these is a name. */
const NAMING = /^(?:user|users|username|host|hostname|name|named|account|group|domain|client|server|by|for|device|interface)$/i;
/** The number of initial pieces that rare messages must share to have one template. */
const SHARED_PIECES = 5;

/** Messages of one signature. */
interface Shape {
  kinds: Kind[];
  /** Words, marks and blanks; empty for values. */
  words: string[];
  members: number[];
}

/** The templates of at least `least` messages, most frequent first. */
export function templatesOf(messages: readonly string[], least: number): Template[] {
  const pieces = messages.map(piecesOf);
  const shapes = widened([...shapesOf(pieces).values()]);
  const frequent = shapes.filter(({ members }) => members.length >= least);
  const seldom = shapes.filter(({ members }) => members.length < least);
  return [
    ...frequent.map((shape) => templateOf(shape, pieces)),
    ...byBeginning(seldom, least).map((shape) => templateOf(shape, pieces)),
  ].sort((a, b) => b.members.length - a.members.length || (a.members[0] ?? 0) - (b.members[0] ?? 0));
}

function shapesOf(messages: readonly Piece[][]): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const [index, pieces] of messages.entries()) {
    if (pieces.length === 0) continue;
    const kinds = pieces.map(({ kind }) => kind);
    const words = pieces.map(({ kind, text }) => (kind === 'word' || kind === 'mark' ? text : kind === 'blank' ? ' ' : ''));
    const key = signature({ kinds, words });
    const known = shapes.get(key);
    if (known) known.members.push(index);
    else shapes.set(key, { kinds, words, members: [index] });
  }
  return shapes;
}

function join(shapes: Map<string, Shape>, shape: Shape): void {
  const key = signature(shape);
  const known = shapes.get(key);
  if (known) known.members = [...known.members, ...shape.members].sort((a, b) => a - b);
  else shapes.set(key, shape);
}

function signature({ kinds, words }: Pick<Shape, 'kinds' | 'words'>, open = -1): string {
  return kinds.map((kind, at) => (at === open ? '*' : words[at] || `<${kind}>`)).join('\u0001');
}

/** Turns words into values, position by position, until no position has too many different words. */
function widened(all: Shape[]): Shape[] {
  let shapes = all;
  for (;;) {
    const groups = groupsToMerge(shapes);
    if (groups.length === 0) return shapes;
    const gathered = new Map<string, Shape>();
    for (const group of groups) join(gathered, merged(group));
    const gone = new Set(groups.flatMap((group) => group.shapes));
    for (const shape of shapes) if (!gone.has(shape)) join(gathered, shape);
    shapes = [...gathered.values()];
  }
}

interface Group {
  at: number;
  shapes: Shape[];
}

/** Shapes that differ in one position only, the largest groups first; no shape is in two. */
function groupsToMerge(shapes: readonly Shape[]): Group[] {
  const groups = new Map<string, Group>();
  const counts = countsOf(shapes.flatMap((shape) => placesOf(shape).map(([, rest]) => rest)));
  for (const shape of shapes) {
    for (const [at, rest] of placesOf(shape)) {
      if (counts.get(rest) === 1) continue;
      const key = `${at}\u0001${signature(shape, at)}`;
      const group = groups.get(key);
      if (group) group.shapes.push(shape);
      else groups.set(key, { at, shapes: [shape] });
    }
  }
  const taken = new Set<Shape>();
  const found: Group[] = [];
  const ordered = [...groups].filter(([, group]) => isValuePlace(group));
  ordered.sort(([a, { shapes: one }], [b, { shapes: other }]) => other.length - one.length || (a < b ? -1 : 1));
  for (const [, group] of ordered) {
    if (group.shapes.some((shape) => taken.has(shape))) continue;
    for (const shape of group.shapes) taken.add(shape);
    found.push(group);
  }
  return found;
}

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * The positions of a shape that may be values, each with a hash of what the shape has elsewhere (FNV-1a, of which the sum
 * forgets one position): few shapes have the rest of another, and the texts of all rests would fill the memory.
 */
function placesOf({ kinds, words }: Shape): [at: number, rest: number][] {
  const parts = kinds.map((kind, at) => hashOf(words[at] || `<${kind}>`, OFFSET ^ Math.imul(at, PRIME)));
  const sum = parts.reduce((all, part) => (all + part) | 0, kinds.length);
  return kinds.flatMap((kind, at) => {
    if (kind === 'blank' || kind === 'mark' || kind === 'tail') return [];
    return [[at, hashOf('', (sum - (parts[at] ?? 0)) ^ Math.imul(at, OFFSET))]];
  });
}

function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash ^ (hash >>> 15);
}

function isValuePlace({ at, shapes }: Group): boolean {
  const [first] = shapes;
  if (!first || shapes.length < 2) return false;
  if (shapes.length > (isEnclosed(first.words, at) ? MOST_ENCLOSED : MOST_WORDS) || isAnnounced(first.words, at)) return true;
  return shapes.every(({ words }) => words[at] === '');
}

/** `[bob]`, `>bob<`: whether it is alone in brackets or quotes. */
function isEnclosed(words: readonly string[], at: number): boolean {
  return PAIRS.has(`${words[at - 1]}${words[at + 1]}`);
}

/** `user bob`, `user=bob`: whether the preceding word announces a name. */
function isAnnounced(words: readonly string[], at: number): boolean {
  if (words[at - 1] === '=') return true;
  return NAMING.test(words[at - 1] === ' ' ? (words[at - 2] ?? '') : '');
}

function merged({ at, shapes }: Group): Shape {
  const [first] = shapes;
  const kinds = new Set(shapes.map((shape) => shape.kinds[at] ?? 'word'));
  const [only = 'word'] = kinds;
  const kind = kinds.size === 1 ? only : 'word';
  return {
    kinds: (first?.kinds ?? []).with(at, kind),
    words: (first?.words ?? []).with(at, ''),
    members: shapes.flatMap(({ members }) => members).sort((a, b) => a - b),
  };
}

/** Merges rare shapes with a common beginning. */
function byBeginning(shapes: readonly Shape[], least: number): Shape[] {
  const long = shapes.filter(({ kinds }) => kinds.length >= SHARED_PIECES && kinds.slice(0, SHARED_PIECES).includes('word'));
  const groups = groupBy(long, (shape) => signature(beginning(shape, SHARED_PIECES)));
  return [...groups.values()].map(withTail).filter(({ members }) => members.length >= least);
}

/** The common beginning of some shapes, followed by a tail. */
function withTail(group: readonly Shape[]): Shape {
  const members = group.flatMap((shape) => shape.members).sort((a, b) => a - b);
  const [first = { kinds: [], words: [], members }] = group;
  let length = SHARED_PIECES;
  while (group.every((shape) => isSameAt(shape, first, length))) length++;
  const { kinds, words } = beginning(first, length);
  const isWhole = kinds.at(-1) === 'tail' || group.every((shape) => shape.kinds.length === length);
  return isWhole ? { kinds, words, members } : { kinds: [...kinds, 'tail'], words: [...words, ''], members };
}

function isSameAt(a: Shape, b: Shape, at: number): boolean {
  return at < a.kinds.length && at < b.kinds.length && a.kinds[at] === b.kinds[at] && a.words[at] === b.words[at];
}

function beginning({ kinds, words, members }: Shape, length: number): Shape {
  return { kinds: kinds.slice(0, length), words: words.slice(0, length), members };
}

function templateOf({ kinds, words, members }: Shape, messages: readonly Piece[][]): Template {
  const slots = kinds.map((kind, at): Slot => {
    if (kind === 'tail') return { kind, values: [] };
    if (words[at] !== '' && kind !== 'blank') return { text: words[at] ?? '' };
    const values = [...new Set(members.map((member) => messages[member]?.[at]?.text ?? ''))];
    const [only = ''] = values;
    return values.length === 1 && isConstant(kind, only, members.length, words[at - 1]) ? { text: only } : { kind, values };
  });
  return { slots, members };
}

/** Kinds of values that are none of a program's constants. */
const VARYING: ReadonlySet<Kind> = new Set<Kind>(['ip', 'mac', 'uuid', 'email', 'date', 'word']);

/** A value that is equal in several messages is a constant of the program, unless it belongs to a name, or to such a kind. */
function isConstant(kind: Kind, value: string, count: number, before: string | undefined): boolean {
  if (kind === 'blank') return !value.includes('\t');
  if (kind === 'id' && /^\p{L}+\d$/u.test(value)) return true;
  return count >= 3 && before !== '=' && !VARYING.has(kind);
}
