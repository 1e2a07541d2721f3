import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patterns } from '../../../src/dsl/catalogue/patterns.ts';
import type { PatternCode, PatternProblem } from '../../../src/dsl/patterns/problem.ts';
import { parseRegex } from '../../../src/dsl/patterns/regex.ts';
import { stampProblem } from '../../../src/dsl/patterns/stamp-pattern.ts';
import { parseTemplate } from '../../../src/dsl/patterns/template.ts';

/** The problem is between « and »; flags come after the slash. */
const REGEXES: [PatternCode, string, ...string[]][] = [
  ['unclosed-group', '«(»ab', 'a«(»(b)'],
  ['unopened-group', 'ab«)»', 'a«)»b'],
  ['look-around', '«(?=»a)', '«(?!»a)', '«(?<=»a)b', '(«(?<!»a)b)'],
  ['atomic-group', '«(?>»a)'],
  ['inline-flags', '«(?i)»a', '«(?i:»a)', '«(?-s:»a)', '«(?i-s)»a'],
  ['unknown-group-kind', '«(?P<»name>a)', '«(?#»note)', "«(?'»name'a)", '«(?&»name)', '«(?|»a|b)', 'a«(?»)'],
  ['group-name', '«(?<>»a)', '«(?<1st>»a)', '«(?<user-name>»a)', '«(?<é>»a)', '«(?<a»)'],
  ['back-reference', '(a)«\\1»', '(?<a>b)«\\k<a>»', '«\\10»'],
  ['duplicate-capture', '(?<a>x)(?<«a»>y)', '(?<a>x)|(?<«a»>y)'],
  ['regex-flag', 'a/«g»', 'a/i«i»', 'a/«u»', 'a/«m»i'],
  ['unknown-escape', 'a«\\q»', '«\\A»a', 'a«\\Z»', '«\\c»A', '«\\é»', '«\\0»1', '[«\\b»]', '[«\\1»]', 'a«\\»', '«\\😀»'],
  ['malformed-escape', '«\\x4»', '«\\u12»', '«\\u{»', '«\\u{110000}»', '«\\uD83D»a', '«\\uDE00»', '«\\u{d800}»', '«\\ud83d»\\u0041'],
  ['unicode-property', '«\\p{L}»', '«\\P{Lu}»+', '[«\\p{Nd}»]', '«\\p»L'],
  ['unclosed-class', 'a«[bc»', '«[^\\]»'],
  ['empty-class', 'a«[]»b', '«[^]»', '«[^\\s\\S]»'],
  ['posix-class', '[«[:alpha:]»]', '[^«[:^digit:]»_]'],
  ['range-order', '[«z-a»]', '[a«\\x30-\\x20»]'],
  ['class-in-range', '[«\\d-z»]', '[«a-\\w»]'],
  ['nothing-to-repeat', '«*»a', 'a|«+»', '(«*»)', 'a*«*»', 'a{2}«{3}»', '^«*»', '\\b«+»', '(?:$)«?»', '«{2}»'],
  ['repeat-bounds', 'a«{3,2}»', 'a«{1001}»', 'a«{1,1001}»', 'a«{99999999999999999999,}»', 'a«{,5}»'],
  ['possessive-quantifier', 'a«*+»', 'a«++»b', 'a«?+»', 'a«{2}+»'],
  ['empty-repeat', '(a*)«*»', '(?:a|)«+»', '(?:)«*»', '(a?)«?»', '(^a?)«*?»', '(a*|b)«{1,2}»', '(\\b|c)«{2,}»'],
  ['repeated-capture', '(?<«a»>x)*', '((?<«a»>x)y)+', '(?:(?<«a»>x)|y){0,2}', '(?<«a»>x){0}'],
  ['pattern-too-large', '«(?:a{100}){101}»', 'b«(?:(?:a{30}){30}){30}»', '(?:«(?:(?:){1000}){1000}»){1000}'],
  ['pattern-too-deep', `${'('.repeat(64)}«(»${')'.repeat(64)}`],
];

const TEMPLATES: [PatternCode, string, ...string[]][] = [
  ['unclosed-capture', 'took «{»n', 'took «{»n:int ms {m}', 'a«{»', 'a «{»?b', 'a «{»=b|c', "a «{»n:stamp('yyMMdd'"],
  ['lone-brace', 'took n«}» ms', '{n}«}»', '{?a}«}» b'],
  ['foreign-pattern', 'took «(.*)» ms', 'user «\\S+» in', 'by «@ESTRING:user: @»now', 'user=«%»{user} in'],
  ['malformed-capture', '«{}»', 'a «{time in ms}» b', '«{1st}»', '«{user-name}»', '«{n:}»', '«{n:/ab}»', '«{n:int?}»', '«{a.b}»'],
  ['unknown-capture-type', '{n:«integer»}', '{*:«strin»}', '{n:list(«words»)}', '{n:«regex»}'],
  [
    'wrong-type-argument',
    '{n:int(«3»)}',
    "{n:word(«'x'»)}",
    '{n:«stamp»}',
    '{n:stamp(«word»)}',
    '{n:«list»}',
    "{n:list(«'x'»)}",
    '{n:list(«rest»)}',
    '{n:list(«list(word)»)}',
    '{n:list(list(«list(word)»))}',
  ],
  [
    'bad-stamp',
    "{n:stamp(«''»)}",
    "{n:stamp(«'YYYY-MM-dd'»)}",
    "{n:stamp(«'HH'»)}",
    "{n:stamp(«'yyyy HH:mm'»)}",
    "{n:stamp(«'EEE HH:mm'»)}",
    "{n:stamp(«'dd/MM/yyy'»)}",
    "{n:stamp(«'DDD HH:mm'»)}",
    "{n:stamp(«'DDD.yy'»)}",
    "{n:stamp(«'yyyy-DD'»)}",
    "{n:stamp(«'yyyy-MM-DDD'»)}",
    "{n:stamp(«'yyyy-DDD d'»)}",
    "{n:stamp(«'yyyy H:m:sDDD'»)}",
    "{n:stamp(«'dd/MM hh:mm'»)}",
    "{n:stamp(«'dd/MM mm'»)}",
    "{n:stamp(«'MM-MM dd'»)}",
    "{n:stamp(«'yyMd'»)}",
    "{n:stamp(«'dd.MM HH hh a'»)}",
    "{n:stamp(«'dd.MM HH.SSS'»)}",
    "{n:stamp(«'yyyy-mm-dd HH:MM:ss'»)}",
  ],
  ['empty-option', '{«=»}', '{=a«|»}', '{how«=»|a}', '{=a«|»|b}', "{=a«|''»}"],
  ['duplicate-option', '{=a|b|«a»}', "{how=a|«'a'»}"],
  ['empty-optional', 'a«{?}»b', '{?a«{?}»}'],
  ['text-after-rest', '«{why:rest}» b', '«{why:rest}»{?b}', '{?«{why:rest}»}b'],
  ['always-empty', '«{a:text}»{b:text}', '«{*}»{*}', '«{a:text}»{b:rest}', '«{a:text}»{?x}{*}', '{?x«{a:text}»}{b:rest}'],
  ['assertion-in-capture', '{a:/«^»b/}', '{a:/(b|«$»)/}', '{a:/b«\\b»/}', '{a:/b«\\B»c/}'],
  ['group-in-capture', '{a:/x(?<«b»>y)/}'],
  ['duplicate-capture', '{a} {«a»:int}', '{?{a}}{?{«a»=x|y}}', '{a} {«`a`»}'],
  ['unclosed-class', '{a:/«[b»/} {c}'],
  ['back-reference', 'x {a:/(b)«\\1»/}'],
  ['regex-flag', '{a:/b/«x»}'],
  ['pattern-too-deep', `${'{?a'.repeat(32)}«{?»a${'}'.repeat(33)}`],
  ['too-many-captures', `${'{*:int} '.repeat(500)}«{»*:int}`],
];

const unmarked = (marked: string) => marked.replace(/[«»]/g, '');
const markedBy = (text: string, problems: readonly PatternProblem[]) =>
  problems.map(({ code, start, end }) => [code, `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`]);

describe('problems of regular expressions', () => {
  it.each(REGEXES.flatMap(([code, ...cases]) => cases.map((marked) => [code, marked] as const)))('%s: %s', (code, marked) => {
    const text = unmarked(marked);
    const [, pattern = '', flags = ''] = code === 'regex-flag' ? (/^(.*)\/(.*)$/.exec(text) ?? []) : ['', text];
    expect(markedBy(text, parseRegex(pattern, flags).problems)).toEqual([[code, marked]]);
  });
});

describe('problems of templates', () => {
  it.each(TEMPLATES.flatMap(([code, ...cases]) => cases.map((marked) => [code, marked] as const)))('%s: %s', (code, marked) => {
    const text = unmarked(marked);
    expect(markedBy(text, parseTemplate(text).problems)).toEqual([[code, marked]]);
  });

  it('say what was meant', () => {
    const [problem] = parseTemplate('{n:integr}{m:hots}').problems;
    expect(problem?.meant).toBeUndefined();
    expect(parseTemplate('{m:hots}').problems[0]?.meant).toBe('host');
  });
});

/** Said of a record, for its format. */
const OF_RECORDS = ['leading-blank', 'trailing-blank'];

describe('the catalogue', () => {
  it('has no entry that no case above shows', () => {
    expect(new Set([...REGEXES.map(([code]) => code), ...TEMPLATES.map(([code]) => code), ...OF_RECORDS])).toEqual(
      new Set(Object.keys(patterns)),
    );
  });
});

describe('any text at all', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(..."(){}[]\\|*+?^$.-:=<>!/,'`a1i d", '{{', '}}', '{?', '(?', '[^', '{a:', '😀', '\uD83D') }),
  );

  it('gives problems that lie within it, and is not thrown at', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('', 'i', 'gs'), (text, flags) => {
        const regex = parseRegex(text, flags);
        for (const { start, end } of [...regex.problems, ...regex.names]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(text.length + 1 + flags.length);
        }
        const template = parseTemplate(text);
        for (const { start, end } of [...template.problems, ...template.captures]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  const LARGE = 2 ** 20;
  it.each(['(', '[', '{?', '{=', '{a:list(', '(?<a>x)', 'a|', '\\q', 'a*', "{='", '{a:/[/}'])(
    '%s, a million times over, is answered',
    (part) => {
      const text = part.repeat(LARGE / part.length);
      expect(parseRegex(text, 'i').problems.length + parseTemplate(text).problems.length).toBeLessThanOrEqual(40);
    },
  );
});

it('tells the letters of days to those who write yyyy-MM-DD', () => {
  expect(stampProblem('yyyy-MM-DD')).toMatch(/day of the month is 'd' or 'dd', that of the year 'DDD'/);
});
