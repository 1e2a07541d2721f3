/** The terminals of the grammar: categories of words, and literals. */

import type { TokenType } from 'chevrotain';
import { allTokens, allWords, Ident, Member, Name, QuotedName, RecordName, shapeOf, Word, word } from '../../src/dsl/tokens.ts';

/** Each includes everything in the previous one. */
const CATEGORIES: readonly TokenType[] = [Ident, Word, RecordName, Member];

export interface Category {
  name: string;
  /** The category or kinds of names that it includes completely. */
  of: readonly string[];
  /** The words that it includes in addition. */
  words: readonly string[];
}

/** Which words may be names where a name is expected. */
export function categories(): Category[] {
  const wordsOf = (category: TokenType) => allWords.filter((text) => word(text).CATEGORIES?.includes(category));
  return CATEGORIES.map((category, i) => {
    const inner = CATEGORIES[i - 1];
    const known = new Set(inner ? wordsOf(inner) : []);
    const words = wordsOf(category).filter((text) => !known.has(text));
    return { name: category.name, of: inner ? [inner.name] : [Name.name, QuotedName.name], words };
  });
}

/** Literals and names by kind, in the order in which the lexer tries them. */
export function shapes(kinds: ReadonlySet<string>): Map<string, RegExp> {
  const found = new Map<string, RegExp>();
  for (const type of allTokens) {
    const shape = shapeOf(type);
    if (shape && kinds.has(type.name)) found.set(type.name, shape);
  }
  return found;
}
