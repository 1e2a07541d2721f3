import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegexNode } from '../../../src/dsl/pattern-plan.ts';
import { parseRegex } from '../../../src/dsl/patterns/regex.ts';
import { regexSource, text } from './arbitrary.ts';
import { type Found, printRegex, sample, search } from './oracle.ts';

const node = (pattern: string, flags = '') => {
  const { regex, problems } = parseRegex(pattern, flags);
  expect(problems).toEqual([]);
  return regex.node;
};
/** `61-7a 5f`: the code points of a class in hexadecimal. */
const ranges = (pattern: string, flags = '') => {
  const found = node(pattern, flags);
  if (found.kind !== 'chars') return found.kind;
  return found.ranges.map(([low, high]) => (low === high ? low.toString(16) : `${low.toString(16)}-${high.toString(16)}`)).join(' ');
};
const char = (sign: string): RegexNode => ({ kind: 'chars', ranges: [[sign.codePointAt(0) ?? 0, sign.codePointAt(0) ?? 0]] });

describe('characters', () => {
  it.each([
    ['\\d', '30-39'],
    ['\\s', '9-a c-d 20'],
    ['.', '0-9 b-10ffff'],
    ['[^a-y]', '0-60 7a-10ffff'],
    ['[b-da-c]', '61-64'],
    ['[a-]', '2d 61'],
    ['[-a]', '2d 61'],
    ['[a-c-e]', '2d 61-63 65'],
    ['[\\d-]', '2d 30-39'],
    ['[[^/]', '2f 5b 5e'],
    ['[\\s\\S]', '0-10ffff'],
    ['\\0', '0'],
    ['\\x7E', '7e'],
    ['\\u00e9', 'e9'],
    ['\\u{1F600}', '1f600'],
    ['\\uD83D\\uDE00', '1f600'],
    ['😀', '1f600'],
    ['\\/', '2f'],
    ['\\_', '5f'],
  ])('%s is %s', (pattern, expected) => {
    expect(ranges(pattern)).toBe(expected);
  });

  it.each([
    ['k', 'i', '4b 6b'],
    ['[^k]', 'i', '0-4a 4c-6a 6c-10ffff'],
    ['Я', 'i', '42f 44f'],
    ['ß', 'i', 'df'],
    ['ſ', 'i', '17f'],
    ['.', 's', '0-10ffff'],
  ])('/%s/%s is %s', (pattern, flags, expected) => {
    expect(ranges(pattern, flags)).toBe(expected);
  });

  it('fold to one other at most, and back', () => {
    const escaped = (code: number) => `\\u{${code.toString(16)}}`;
    for (let code = 0; code <= 0x600; code++) {
      const own = node(escaped(code), 'i');
      const members = own.kind === 'chars' ? own.ranges.flatMap(([low, high]) => (low === high ? [low] : [low, high])) : [];
      expect(members.length).toBeLessThanOrEqual(2);
      for (const other of members) expect(node(escaped(other), 'i')).toEqual(own);
    }
  });
});

describe('the normal form', () => {
  it('knows no groups but those with a name', () => {
    expect(node('a(b)(?:c)')).toEqual({ kind: 'sequence', items: [char('a'), char('b'), char('c')] });
    expect(node('(?<x>a)')).toEqual({ kind: 'group', index: 1, body: char('a') });
    expect(parseRegex('(?<x>a(?<y>b))', '').names).toEqual([
      { name: 'x', group: 1, start: 3, end: 4 },
      { name: 'y', group: 2, start: 9, end: 10 },
    ]);
  });

  it('has no capture under a repetition', () => {
    const empty = { kind: 'sequence', items: [] };
    const group = { kind: 'group', index: 1, body: char('a') };
    expect(node('(?<x>a)?')).toEqual({ kind: 'choice', options: [group, empty] });
    expect(node('(?<x>a)??')).toEqual({ kind: 'choice', options: [empty, group] });
    expect(node('(?<x>a){1}')).toEqual(group);
  });

  it('keeps bounds as they are', () => {
    const repeat = (min: number, max: number | null, greedy: boolean) => ({ kind: 'repeat', body: char('a'), min, max, greedy });
    expect(node('a*')).toEqual(repeat(0, null, true));
    expect(node('a+?')).toEqual(repeat(1, null, false));
    expect(node('a{2}')).toEqual(repeat(2, 2, true));
    expect(node('a{2,}?')).toEqual(repeat(2, null, false));
    expect(node('a{0,1000}')).toEqual(repeat(0, 1000, true));
    expect(node('a{0}')).toEqual({ kind: 'sequence', items: [] });
  });

  it('takes braces and brackets that mean nothing for themselves', () => {
    expect(node('{"a":}]')).toEqual({ kind: 'sequence', items: [...'{"a":}]'].map(char) });
    expect(node('a{x}')).toEqual({ kind: 'sequence', items: [...'a{x}'].map(char) });
  });

  it.each([
    ['^a', true],
    ['a*^b', true],
    ['(?:^a|^b)', true],
    ['(^)a', true],
    ['^a|b', false],
    ['(?:^a)?b', false],
    ['a$', false],
    ['\\^a', false],
  ])('%s: anchored is %s', (pattern, anchored) => {
    expect(parseRegex(pattern, '').regex.anchored).toBe(anchored);
  });
});

/** The match in JavaScript, with offsets in code points. */
function foundBy(expression: RegExp, text: string, names: readonly string[]): Found | undefined {
  const found = expression.exec(text);
  if (!found) return undefined;
  const codePoints = (units: number) => [...text.slice(0, units)].length;
  const groups: Found['groups'] = new Map();
  for (const [i, name] of names.entries()) {
    const at = found.indices?.groups?.[name];
    if (at) groups.set(i + 1, { start: codePoints(at[0]), end: codePoints(at[1]) });
  }
  return { start: codePoints(found.index), end: codePoints(found.index + found[0].length), groups };
}

/** V8 also tries positions inside a surrogate pair, which no decoded text has. */
function betweenHalves(expression: RegExp, text: string): boolean {
  const at = expression.exec(text)?.index ?? 0;
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/** Some random patterns take exponential time. */
const MOST_STEPS = 20_000;

describe('what it matches', () => {
  it('agrees with JavaScript, printed back and on the simplest engine there is', () => {
    let captured = 0;
    fc.assert(
      fc.property(
        regexSource,
        fc.constantFrom('', 'i', 's', 'is'),
        fc.array(text, { minLength: 1, maxLength: 4 }),
        (source, flags, texts) => {
          const { regex, names, problems } = parseRegex(source, flags);
          fc.pre(!problems.some(({ code }) => code === 'nothing-to-repeat'));
          expect(problems).toEqual([]);
          const groups = names.map(({ name }) => name);
          const written = new RegExp(source, `${flags}du`);
          const printed = new RegExp(printRegex(regex.node, groups), 'du');
          for (const one of texts) {
            const { found, steps } = search(regex.node, one, MOST_STEPS);
            // JavaScript backtracks like the naive engine, and has no limit.
            if (steps > MOST_STEPS || betweenHalves(written, one)) continue;
            const expected = foundBy(written, one, groups);
            expect(foundBy(printed, one, groups)).toEqual(expected);
            expect(found).toEqual(expected);
            captured += expected?.groups.size ?? 0;
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(captured).toBeGreaterThan(50);
  });

  it('holds every literal, and begins at the start when anchored', () => {
    let [literals, anchored] = [0, 0];
    fc.assert(
      fc.property(
        regexSource,
        fc.constantFrom('', 'i'),
        text,
        fc.array(fc.nat(), { minLength: 9, maxLength: 40 }),
        (source, flags, around, chosen) => {
          const { regex } = parseRegex(source, flags);
          let next = 0;
          const matching = sample(regex.node, (below) => (chosen[next++ % chosen.length] ?? 0) % below);
          for (const one of [matching, around + matching + around]) {
            const { found } = search(regex.node, one, MOST_STEPS);
            if (!found) continue;
            const matched = [...one].slice(found.start, found.end).join('');
            for (const literal of regex.literals) expect(matched).toContain(literal);
            if (regex.anchored) expect(found.start).toBe(0);
            literals += regex.literals.length;
            anchored += Number(regex.anchored);
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(literals).toBeGreaterThan(100);
    expect(anchored).toBeGreaterThan(10);
  });
});

describe('literals', () => {
  it.each([
    ['foo\\d+bar', ['bar', 'foo']],
    ['Connection (closed|reset) by', ['Connection ', ' by']],
    ['(?:abc){2}', ['abcabc']],
    ['(?:abc)+', ['abc']],
    ['(?:ab)?c', ['c']],
    ['error|warn', []],
    ['xfoo|yfoo', ['foo']],
    ['a😀|a😁', ['a']],
    ['foo\\uFFFDbar!', ['bar!', 'foo']],
    ['(?:ab\\dcd){2}', ['cdab']],
  ])('of %s', (pattern, literals) => {
    expect(parseRegex(pattern, '').regex.literals).toEqual(literals);
  });

  it('do not exist where letters match in any case', () => {
    expect(parseRegex('foo-12', 'i').regex.literals).toEqual(['-12']);
  });
});
