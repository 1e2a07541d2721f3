import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PiecePlan } from '../../../src/dsl/pattern-plan.ts';
import { parseTemplate } from '../../../src/dsl/patterns/template.ts';
import { typeName } from '../../../src/dsl/types.ts';

const parsed = (text: string) => {
  const { problems, ...rest } = parseTemplate(text);
  expect(problems).toEqual([]);
  return rest;
};

/** The pieces in a notation: `<int #0>` is a capture, `(a|b)` a choice, `[…]` is optional. */
function show(pieces: readonly PiecePlan[]): string {
  return pieces.map(showPiece).join('');
}

function showPiece(piece: PiecePlan): string {
  const slot = 'slot' in piece && piece.slot !== undefined ? ` #${piece.slot}` : '';
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'oneOf':
      return `(${piece.options.join('|')}${slot})`;
    case 'optional':
      return `[${show(piece.pieces)}]`;
    case 'capture':
      return `<${piece.type.name}${piece.type.of ? ` of ${piece.type.of.name}` : ''}${slot}>`;
  }
}

describe('pieces', () => {
  it.each([
    [
      'Accepted {method} for {user:text} from {addr:ip} port {port:int} ssh2{*}',
      'Accepted <word #0> for <text #1> from <ip #2> port <int #3> ssh2<text>',
    ],
    ['Failed {method} for {?invalid user }{user:text} from {addr:ip}', 'Failed <word #0> for [invalid user ]<text #1> from <ip #2>'],
    ['Invalid user {user:text} from {addr:ip}{? port {port:int}}', 'Invalid user <text #0> from <ip #1>[ port <int #2>]'],
    ['Connection {=closed|reset} by {how=peer|us}', 'Connection (closed|reset) by (peer|us #0)'],
    ['{file} [{?{req:/req-[0-9a-f-]+/} {*}}{?-}] {message:rest}', '<word #0> [[<regex #1> <text>][-]] <rest #2>'],
    ['{block:list(word)} {*:int}', '<list of word #0> <int>'],
    ['{ name : int } {name2: ip}', '<int #0> <ip #1>'],
    ["{`@timestamp`:stamp('iso')} {`a b`=x|y}", '<stamp #0> (x|y #1)'],
    ["{='a|b'|'{c}'|'it''s'}", "(a|b|{c}|it's)"],
    ["{='tis|'twas}", "('tis|'twas)"],
    ['{n:/a{2}[}/]\\/b/i}', '<regex #0>'],
    ['', ''],
  ])('of %s', (text, shown) => {
    expect(show(parsed(text).template.pieces)).toBe(shown);
  });

  it.each([
    ['{{"id":{id:int}}}', '{"id":<int #0>}'],
    ['a }} b {{ c', 'a } b { c'],
    ['{?a{?b}}c', '[a[b]]c'],
    ['{?a {b}}}}', '[a <word #0>]}'],
    ['{?{{{a}}}}', '[{<word #0>}]'],
    ['{?a {{b}} c}', '[a {b} c]'],
    ["{?a{='}'}b}", '[a}b]'],
  ])('of %s, whose braces belong where people see them', (text, shown) => {
    expect(show(parsed(text).template.pieces)).toBe(shown);
  });

  it.each([
    ['done \t', 'done'],
    ['done{? }', 'done'],
    ['done{? now }', 'done[ now]'],
    [' ', ''],
    ['done {n} ', 'done <word #0>'],
    ['done {?now}', 'done[ [now]]'],
    ['done {?now }{?at {n} }', 'done[ [now ][at <word #0>]]'],
    ['{?done }', '[done]'],
    ['{?done {?now} }', '[done[ [now]]]'],
    [' {? }', ''],
    ['{?a } {?b}', '[a ][ [b]]'],
  ])('of "%s" ask for no blanks at the end', (text, shown) => {
    expect(show(parsed(text).template.pieces)).toBe(shown);
  });

  it('hold regular expressions in normal form', () => {
    const [piece] = parsed('{n:/[a-z]+/}').template.pieces;
    expect(piece).toMatchObject({ type: { name: 'regex', regex: { anchored: true, backtracks: false, groups: 0 } } });
  });

  it('hold stamps as they were written', () => {
    const [piece] = parsed("{time:stamp('dd/MMM/yyyy:HH:mm:ss Z')}").template.pieces;
    expect(piece).toMatchObject({ type: { name: 'stamp', stamp: 'dd/MMM/yyyy:HH:mm:ss Z' } });
  });
});

describe('captures', () => {
  const TYPES = {
    word: 'text', text: 'text', rest: 'text', int: 'int', float: 'float', hex: 'text', ip: 'ip', mac: 'text', host: 'text', uuid: 'text',
    path: 'text', url: 'text', email: 'text', quoted: 'text', duration: 'duration', "stamp('iso')": 'time', kv: 'json', json: 'json',
    '/[a-z]+/': 'text', 'list(word)': 'list(text)', 'list(int)': 'list(int)', 'list(ip)': 'list(ip)', 'list(/a+/)': 'list(text)',
  }; // biome-ignore format: one family a line

  it.each(Object.entries(TYPES))('of type %s give %s', (written, type) => {
    const [capture] = parsed(`{x:${written}}`).captures;
    expect(capture && typeName(capture.type)).toBe(type);
    expect(capture?.canonical).toBe(['host', 'mac', 'uuid'].includes(written) ? written : undefined);
  });

  it('are optional in an optional piece, and say where their name stands', () => {
    expect(parsed('a {b}{? c {`d`:int}}').captures).toEqual([
      { name: 'b', type: 'text', optional: false, slot: 0, start: 3, end: 4 },
      { name: 'd', type: 'int', optional: true, slot: 1, start: 11, end: 14 },
    ]);
  });

  it('may be called anything', () => {
    expect(parsed('{__proto__} {constructor:int} {`in`}').captures.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'in']);
  });

  it('of a type that was reported take any', () => {
    expect(parseTemplate('{a:integer} {b:stamp}').captures.map(({ type }) => type)).toEqual(['json', 'json']);
  });
});

describe('stamps', () => {
  it.each([
    'iso', 'epoch', 'epoch_ms', 'yyMMdd HHmmss', 'dd/MMM/yyyy:HH:mm:ss Z', 'yyyy-MM-ddTHH:mm:ss.SSS', 'yyyy-MM-dd HH:mm:ss,SSS', 'MMM d HH:mm:ss',
    'EEE MMM d HH:mm:ss yyyy', 'M/d/yy h:mm:ss a', 'yyyyMMddHHmmssSSSSSS', 'yyyy-MM-dd', 'dMMMyyyy', 'd.M.yyyy H:m:s',
    'yyyy-DDDTHH:mm:ss', 'yyDDD HH:mm:ss', 'yy.DDD', 'yyyyDDDHHmmss',
  ])('%s is one', (pattern) => {
    parsed(`{at:stamp('${pattern}')}`);
  }); // biome-ignore format: one family a line
});

describe('literals', () => {
  it.each([
    ['Accepted {method} for {user:text} from {addr:ip} port {port:int} ssh2{*}', ['Accepted ', ' from ', ' port ', ' ssh2', ' for ']],
    ['{a}{?optional}{b:int}', []],
    ['{=closed|reset} by', [' by']],
    ['x={how=left|lift}.', ['ft.', 'x=l']],
    ['{b:/blk_-?[0-9]+/} done', [' done', 'blk_']],
    ['a{?x}a', ['a']],
    ['{*}foo {n:int} foo bar', [' foo bar']],
  ])('of %s', (text, literals) => {
    expect(parsed(text).template.literals).toEqual(literals);
  });

  const plain = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '😀', '=', '\uFFFD'), maxLength: 4 });
  /** A part of a template, and a text that it matches. */
  const part: fc.Arbitrary<{ written: (name: string) => string; text: string }> = fc.oneof(
    plain.map((text) => ({ written: () => text, text })),
    plain.map((text) => ({ written: (name: string) => `{${name}:text}.`, text: `${text}.` })),
    fc.nat(99).map((number) => ({ written: (name: string) => `{${name}:int}`, text: String(number) })),
    fc.constantFrom('ab', 'abb', 'b').map((text) => ({ written: (name: string) => `{${name}:/a?b+/}`, text })),
    fc.constantFrom('left', 'lift').map((text) => ({ written: () => '{=left|lift}', text })),
    fc.tuple(plain, fc.boolean()).map(([text, taken]) => ({ written: () => `{?-${text}}`, text: taken ? `-${text}` : '' })),
  );

  it('are in every text that matches', () => {
    let literals = 0;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const { template } = parsed(parts.map(({ written }, i) => written(`c${i}`)).join(''));
        const text = parts
          .map((one) => one.text)
          .join('')
          .trimEnd();
        for (const literal of template.literals) expect(text).toContain(literal);
        literals += template.literals.length;
      }),
      { numRuns: 1000 },
    );
    expect(literals).toBeGreaterThan(500);
  });
});
