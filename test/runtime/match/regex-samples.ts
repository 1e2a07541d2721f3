/** Random regular expressions in normal form, random texts for them, and a naive matcher. */

import fc from 'fast-check';
import type { RegexNode, RegexPlan } from '../../../src/dsl/pattern-plan.ts';

/** Few characters, so that expressions match texts: of one to four bytes, word characters and others. */
export const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '_', ' ', '\n', 'é', '€', '😀', '\ufffd'), maxLength: 12 });

const range = fc.constantFrom<[number, number]>(
  [0x61, 0x61],
  [0x61, 0x62],
  [0x62, 0x63],
  [0x5f, 0x5f],
  [0x20, 0x20],
  [0xe9, 0x20ac],
  [0x80, 0x10ffff],
);
const chars = fc.uniqueArray(range, { minLength: 1, maxLength: 2, selector: ([low]) => low }).map((ranges) => ({
  kind: 'chars' as const,
  ranges: ranges.filter(([low], i) => ranges.every(([first, last], j) => i === j || low < first || low > last)).sort(([a], [b]) => a - b),
}));
const assertion = fc.constantFrom<RegexNode>(
  { kind: 'start' },
  { kind: 'end' },
  { kind: 'boundary', negated: false },
  { kind: 'boundary', negated: true },
);

/** What is allowed under a repetition: it takes a character, and captures nothing. */
const taking = fc.letrec<{ node: RegexNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    chars,
    fc.tuple(chars, tie('node')).map(([first, then]): RegexNode => ({ kind: 'sequence', items: [first, then] })),
    fc.tuple(assertion, tie('node')).map((items): RegexNode => ({ kind: 'sequence', items })),
    fc.tuple(tie('node'), tie('node')).map((options): RegexNode => ({ kind: 'choice', options })),
    repeat(tie('node'), 1),
  ),
})).node;

function repeat(body: fc.Arbitrary<RegexNode>, min: number): fc.Arbitrary<RegexNode> {
  return fc
    .record({ body, min: fc.integer({ min, max: 2 }), more: fc.option(fc.integer({ min: 0, max: 2 })), greedy: fc.boolean() })
    .map(({ body, min, more, greedy }) => ({ kind: 'repeat', body, min, max: more === null ? null : min + more, greedy }));
}

const unnumbered = fc.letrec<{ node: RegexNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    taking,
    assertion,
    repeat(taking, 0),
    fc.array(tie('node'), { maxLength: 3 }).map((items): RegexNode => ({ kind: 'sequence', items })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((options): RegexNode => ({ kind: 'choice', options })),
    tie('node').map((body): RegexNode => ({ kind: 'group', index: 0, body })),
  ),
})).node;

export const regex = unnumbered.map(planOf);

/** Numbers the groups in the order of their opening brackets. */
export function planOf(node: RegexNode): RegexPlan {
  let groups = 0;
  const numbered = (part: RegexNode): RegexNode => {
    switch (part.kind) {
      case 'group':
        return { kind: 'group', index: ++groups, body: numbered(part.body) };
      case 'sequence':
        return { ...part, items: part.items.map(numbered) };
      case 'choice':
        return { ...part, options: part.options.map(numbered) };
      default:
        return part;
    }
  };
  return { node: numbered(node), groups, literals: [], anchored: false, backtracks: false };
}

/** The bounds of the groups in a text of code points, found by trying all ways in order of preference. */
export function execNaively({ node, groups }: RegexPlan, text: string): number[] | undefined {
  const points = [...text];
  const offsets = [0];
  for (const point of points) offsets.push(offsets[offsets.length - 1]! + point.length);
  for (let start = 0; start <= points.length; start++) {
    const found = ways({ kind: 'group', index: 0, body: node }, points, start, new Array<number>(2 * groups + 2).fill(-1)).next();
    if (!found.done) return found.value.saved.map((at) => (at < 0 ? -1 : offsets[at]!));
  }
  return undefined;
}

/** Whether the expression matches an entire text. */
export function matchesWhole({ node, groups }: RegexPlan, text: string): boolean {
  const points = [...text];
  for (const { at } of ways(node, points, 0, new Array<number>(2 * groups + 2).fill(-1))) if (at === points.length) return true;
  return false;
}

interface Way {
  at: number;
  saved: number[];
}

function* ways(node: RegexNode, text: string[], at: number, saved: number[]): Generator<Way> {
  switch (node.kind) {
    case 'chars': {
      const code = text[at]?.codePointAt(0);
      if (code !== undefined && node.ranges.some(([low, high]) => low <= code && code <= high)) yield { at: at + 1, saved };
      return;
    }
    case 'sequence': {
      const [first, ...rest] = node.items;
      if (!first) yield { at, saved };
      else for (const way of ways(first, text, at, saved)) yield* ways({ kind: 'sequence', items: rest }, text, way.at, way.saved);
      return;
    }
    case 'choice':
      for (const option of node.options) yield* ways(option, text, at, saved);
      return;
    case 'repeat':
      yield* repeatedly(node, text, at, saved);
      return;
    case 'group':
      for (const way of ways(node.body, text, at, saved.with(2 * node.index, at))) {
        yield { at: way.at, saved: way.saved.with(2 * node.index + 1, way.at) };
      }
      return;
    case 'start':
      if (at === 0) yield { at, saved };
      return;
    case 'end':
      if (at === text.length) yield { at, saved };
      return;
    case 'boundary':
      if ((isWord(text[at - 1]) !== isWord(text[at])) !== node.negated) yield { at, saved };
  }
}

function* repeatedly(node: Extract<RegexNode, { kind: 'repeat' }>, text: string[], at: number, saved: number[]): Generator<Way> {
  if (node.min === 0 && !node.greedy) yield { at, saved };
  if (node.max !== 0) {
    const rest = { ...node, min: Math.max(0, node.min - 1), max: node.max === null ? null : node.max - 1 };
    for (const way of ways(node.body, text, at, saved)) yield* repeatedly(rest, text, way.at, way.saved);
  }
  if (node.min === 0 && node.greedy) yield { at, saved };
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}
