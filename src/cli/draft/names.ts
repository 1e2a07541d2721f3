/** Names for the declarations of a draft. */

import { Ident, spelled, Word } from '../../dsl/tokens.ts';

const LONGEST = 32;

/** Turns a text into the name of a field or record, letters without their accents; undefined if it has no usable characters. */
export function nameOf(text: string): string | undefined {
  const name = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, LONGEST)
    .replace(/_+$/, '');
  if (name === '') return undefined;
  return spelled(name, Word) === name ? name : `${name}_value`;
}

/** Turns a text into the name of a declaration, avoiding words that begin a clause. */
export function declaredName(text: string): string | undefined {
  const name = nameOf(text);
  return name === undefined || spelled(name, Ident) === name ? name : `${name}_log`;
}

/** Makes names unique: `addr`, `addr2`, … */
export class UniqueNames {
  private readonly given: Set<string>;
  /** By name: the least number that it may be given next. */
  private readonly numbers = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    this.given = new Set(taken);
  }

  take(name: string): string {
    let unique = name;
    let number = this.numbers.get(name) ?? 2;
    while (this.given.has(unique)) unique = `${name}${number++}`;
    this.numbers.set(name, number);
    this.given.add(unique);
    return unique;
  }
}

/** Words that do not indicate what a message is about. */
export const SMALL_WORDS: ReadonlySet<string> = new Set(
  'a an and any are as at be been by for from had has have i if in into is it its my no not of on or our s so than that the then there this to via was were which will with your'.split(
    ' ',
  ),
);
