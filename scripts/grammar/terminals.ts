/** What the rules of the grammar are made of: categories of words, and literals. */

import type { TokenType } from 'chevrotain';
import { allTokens, allWords, Ident, Member, Name, QuotedName, RecordName, shapeOf, Word, word } from '../../src/dsl/tokens.ts';

/** Each holds all that the one before it does. */
const CATEGORIES: readonly TokenType[] = [Ident, Word, RecordName, Member];

export interface Category {
  name: string;
  /** The category or kinds of names that it holds all of. */
  of: readonly string[];
  /** The words that it holds besides. */
  words: readonly string[];
}

/** Where a name is wanted, which words may be names. */
export function categories(): Category[] {
  const wordsOf = (category: TokenType) => allWords.filter((text) => word(text).CATEGORIES?.includes(category));
  return CATEGORIES.map((category, i) => {
    const inner = CATEGORIES[i - 1];
    const known = new Set(inner ? wordsOf(inner) : []);
    const words = wordsOf(category).filter((text) => !known.has(text));
    return { name: category.name, of: inner ? [inner.name] : [Name.name, QuotedName.name], words };
  });
}

/** Literals and names by their kind, in the order in which they are tried. */
export function shapes(kinds: ReadonlySet<string>): Map<string, RegExp> {
  const found = new Map<string, RegExp>();
  for (const type of allTokens) {
    const shape = shapeOf(type);
    if (shape && kinds.has(type.name)) found.set(type.name, shape);
  }
  return found;
}
