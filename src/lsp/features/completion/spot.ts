/** The position of a completion: what the grammar expects there, and what precedes it. */

import type { Span } from '../../../dsl/ast.ts';
import { isComment } from '../../../dsl/format/brackets.ts';
import { type Expected, expectedAfter, type Parsed, parse, type Token } from '../../../dsl/parser.ts';
import { Source } from '../../../dsl/source.ts';
import { childrenOf, type Node } from '../../../dsl/tree.ts';
import type { Workspace } from '../../../dsl/workspace.ts';
import { type Block, blockOf } from '../../manual/words.ts';
import { type View, viewOf, wordAt } from '../../view.ts';

export interface Spot {
  /** The view of the text with a name in place of the word, so that an incomplete construct parses. */
  view: View;
  /** The word to replace; it may be empty. */
  word: Span;
  /** The nodes around the word. */
  chain: Node[];
  /** The names before the word that dots join to it. */
  path: string[];
  /** The token before the word, or before its path. */
  before: Token | undefined;
  /** Whether the word begins its line. */
  first: boolean;
  block: Block;
  expected: readonly Expected[];
}

/** Where any name is a field, it is one too, and must not be proposed. */
export const STAND_IN = '_';

/** A position outside of strings and comments. */
export function spotAt(workspace: Workspace, { source: { path, text }, tokens }: Parsed, offset: number): Spot | undefined {
  const token = tokens.find(({ start, end, kind }) => start < offset && offset <= end && isWord(kind));
  const word = { start: token?.start ?? offset, end: token?.end ?? offset };
  const view = trialOf(workspace, path, text, word);
  if (!view) return undefined;
  const code = view.tokens.filter((one) => one.end <= word.start && !isComment(one));
  const first = startsLine(view.source, word.start);
  return { view, word, first, chain: view.nodesAt(word.start), ...inFront(code), ...placeIn(view, word.start) };
}

/** A position in a hole of a message. */
export function spotInHole(workspace: Workspace, { path, text }: Source, open: number, offset: number): Spot | undefined {
  const word = { start: wordAt(text, offset).start, end: offset };
  const view = trialOf(workspace, path, text, word);
  if (!view) return undefined;
  const hole = parse(new Source(path, text.slice(open, word.start)));
  const expected = expectedAfter(`param x = ${hole.source.text}`);
  return { view, word, first: false, chain: view.nodesAt(word.start), ...inFront(hole.tokens), block: 'file', expected };
}

function trialOf(workspace: Workspace, path: string, text: string, { start, end }: Span): View | undefined {
  return viewOf(workspace.trial(path, new Map([[path, text.slice(0, start) + STAND_IN + text.slice(end)]])));
}

const isWord = (kind: Token['kind']) => kind === 'word' || kind === 'name';

/** The path that the word continues, and the token before it. */
function inFront(code: readonly Token[]): Pick<Spot, 'path' | 'before'> {
  const names = namesBefore(code);
  return { path: names.map(({ text }) => text.replaceAll('`', '')), before: code[code.length - 2 * names.length - 1] };
}

/** The names of `a.b.` before a word. */
function namesBefore(code: readonly Token[]): Token[] {
  const names: Token[] = [];
  for (let i = code.length - 1; code[i]?.text === '.' && code[i]?.kind === 'sign'; i -= 2) {
    const name = code[i - 1];
    if (!name || !isWord(name.kind)) break;
    names.unshift(name);
  }
  return names;
}

/** Heads after which the items of each kind of block are valid. */
const HEADS: Readonly<Record<Exclude<Block, 'file'>, string>> = {
  records: 'records x from x {',
  transaction: 'transaction x {',
  window: 'window x {',
  schedule: 'schedule x {',
  test: 'test "" {',
};

/** What is valid at an offset, from what precedes it in its item. Errors elsewhere have no effect. */
function placeIn(view: View, offset: number): Pick<Spot, 'block' | 'expected'> {
  const declaration = view.declarationAt(offset);
  if (!declaration) return { block: 'file', expected: expectedBetween(view, offset) };
  const block = blockOf(declaration.kind);
  const brace = view.tokens.find(({ text, start }) => text === '{' && start >= declaration.start)?.start ?? offset;
  if (block === 'file' || offset <= brace) {
    return { block: 'file', expected: expectedAfter(view.text.slice(declaration.start, offset)) };
  }
  const head = HEADS[block];
  for (const start of itemStarts(view, declaration, brace, offset)) {
    const expected = expectedAfter(`${head} ${view.text.slice(start, offset)}`);
    if (expected.length > 0) return { block, expected };
  }
  return { block, expected: expectedAfter(head) };
}

/** What is valid after a declaration, which may go on: `param span ‸`; on another line, only a format does. */
function expectedBetween(view: View, offset: number): Expected[] {
  const before = view.file.declarations.findLast(({ end }) => end <= offset);
  const goesOn = before && (before.kind === 'FormatDecl' || !startsLine(view.source, offset));
  const expected = goesOn ? expectedAfter(view.text.slice(before.start, offset)) : [];
  return expected.length > 0 ? expected : expectedAfter('');
}

function startsLine(source: Source, offset: number): boolean {
  return source.text.slice(source.lineStart(offset), offset).trim() === '';
}

/** Possible starts of the item at an offset, the most likely first: that in the tree, or the start of the line. */
function itemStarts(view: View, declaration: Node, brace: number, offset: number): number[] {
  const items = childrenOf(declaration).filter(({ kind, start }) => ITEMS.test(kind) && start > brace && start < offset);
  const item = Math.max(...items.map(({ start }) => start), brace + 1);
  const line = Math.max(view.source.lineStart(offset), brace + 1);
  return item < line ? [item, line] : [item];
}

const ITEMS = /Clause$|Statement$|^RecordDecl$/;
