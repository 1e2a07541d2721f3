import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedAfter, parse, type Token } from '../../src/dsl/parser.ts';
import { Source } from '../../src/dsl/source.ts';
import { allWords, Ident, Member, Name, RecordName, spelled, Word } from '../../src/dsl/tokens.ts';
import { keptFiles } from './format/programs.ts';

const programs = keptFiles.map((file) => {
  const text = readFileSync(file, 'utf8');
  const { tokens, file: tree } = parse(new Source('a.corr', text));
  return { text, declarations: tree.declarations, tokens: tokens.filter(({ kind }) => kind !== 'comment' && kind !== 'doc') };
});

const NAMES = ['Name', 'QuotedName', 'Word', 'Ident', 'Member', 'RecordName'];
/** The names of kinds of tokens in the grammar. */
const CALLED: Readonly<Record<Token['kind'], readonly string[]>> = {
  word: NAMES,
  name: NAMES,
  number: ['Int', 'Float', 'Duration', 'Size', 'Ip', 'Clock', 'Stamp'],
  text: ['String', 'Block'],
  regex: ['Regex'],
  sign: [],
  comment: [],
  doc: [],
  unknown: [],
};

describe('expectedAfter', () => {
  it('expects the next token at any place of any program', () => {
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.nat(), ({ text, tokens, declarations }, at) => {
        const next = tokens[at % tokens.length] as Token;
        const from = declarations.findLast(({ start }) => start <= next.start)?.start;
        const found = expectedAfter(text.slice(from, next.start)).map(({ token }) => token);
        expect(
          [next.text, ...CALLED[next.kind]].some((name) => found.includes(name)),
          `${next.text} at ${next.start}`,
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('expects nothing after an error', () => {
    expect(expectedAfter('transaction x { then then ')).toEqual([]);
  });
});

describe('spelled', () => {
  /** A position for a name of each category. */
  const places = [
    { category: Word, around: (name: string) => `transaction x { key ${name}, b }` },
    { category: Ident, around: (name: string) => `window ${name} {}` },
    { category: RecordName, around: (name: string) => `records a from json { ${name} = {} }` },
    { category: Member, around: (name: string) => `transaction x { emit { ${name} = 1 } }` },
    { category: Name, around: (name: string) => `param ${name} = 1` },
  ];
  const name = fc.oneof(
    fc.constantFrom(...allWords, 'x1', '@timestamp', '9', 'a b', 'previous'),
    fc.string({ minLength: 1, maxLength: 6 }),
  );

  it('writes any name so that it is read as that name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), name, ({ category, around }, wanted) => {
        const written = spelled(wanted, category);
        fc.pre(written !== undefined);
        const { diagnostics, tokens } = parse(new Source('a.corr', around(written ?? '')));
        expect(diagnostics, around(written ?? '')).toEqual([]);
        expect(tokens.map(({ text }) => text.replaceAll('`', ''))).toContain(wanted);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows names that cannot be written', () => {
    for (const bad of ['', 'a`b', 'a\nb']) expect(spelled(bad, Word)).toBeUndefined();
  });
});
