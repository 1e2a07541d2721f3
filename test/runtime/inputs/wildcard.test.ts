import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandBraces, Glob, matchesPattern } from '../../../src/runtime/inputs/glob.ts';
import { matchesWildcard, parseWildcard } from '../../../src/runtime/inputs/wildcard.ts';
import { Folder } from './folder.ts';

const matches = (pattern: string, name: string) => matchesWildcard(parseWildcard(pattern), name);

describe('wildcards', () => {
  it.each<[string, string, boolean]>([
    ['*.log', 'a.log', true],
    ['*.log', '.log', true],
    ['*.log', 'a.log.1', false],
    ['a?c', 'abc', true],
    ['a?c', 'a😀c', true],
    ['a?c', 'ac', false],
    ['[a-c]x', 'bx', true],
    ['[a-c]x', 'dx', false],
    ['[!a-c]x', 'dx', true],
    ['[^a-c]x', 'ax', false],
    ['[]]x', ']x', true],
    ['[-a]', '-', true],
    ['[a-]', '-', true],
    ['[a', '[a', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a*b*c', 'a1b2b3c', true],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
  ])('%j and %j: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('fit as their regular expression does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 9 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 });
    fc.assert(
      fc.property(text, name, (pattern, of) => {
        const source = pattern.replaceAll('?', '.').replaceAll('*', '.*');
        expect(matches(pattern, of)).toBe(new RegExp(`^${source}$`).test(of));
      }),
    );
  });
});

describe('braces', () => {
  it.each<[string, string[]]>([
    ['a', ['a']],
    ['{a,b}', ['a', 'b']],
    ['x{a,b}y{1,2}', ['xay1', 'xay2', 'xby1', 'xby2']],
    ['{a,{b,c}}', ['a', 'b', 'c']],
    ['{a,}', ['a', '']],
    ['{a}', ['{a}']],
    ['{a', ['{a']],
    ['{{a,b}', ['{a', '{b']],
    ['a}', ['a}']],
  ])('%s', (pattern, expected) => {
    expect(expandBraces(pattern)).toEqual(expected);
  });

  it('that make too many patterns are refused', () => {
    expect(expandBraces('{a,b}'.repeat(10))).toHaveLength(1024);
    expect(expandBraces('{a,b}'.repeat(40))).toBeUndefined();
  });
});

it('a pattern matches the paths of the files that it finds, and no others', async () => {
  const folder = new Folder();
  const paths = ['a.log', '.b.log', 'x/a.log', 'x/.y/a.log', 'x/y/b.txt', 'x/y/z/a.log'].map((name) => folder.file(name));
  const part = fc.constantFrom('*', '**', '*.log', '.*', 'x', 'y', '?', '{a,.b}.log', 'a.log', '.y');
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
      const pattern = folder.at(parts.join('/'));
      const found = await new Glob(() => {}).files(pattern);
      expect(paths.filter((path) => matchesPattern(pattern, path))).toEqual(paths.filter((path) => found?.includes(path)));
    }),
  );
});
