import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegexPlan } from '../../../../src/dsl/pattern-plan.ts';
import { parseRegex } from '../../../../src/dsl/patterns/regex.ts';
import { builtin, decodeAll } from '../decoding.ts';

const starts = (pattern: string): RegexPlan => parseRegex(pattern, '').regex;
const multiline = (pattern: string, maxLines = 500) => ({ multiline: { starts: starts(pattern), idle: 2_000_000, maxLines } });
const textsOf = (...args: Parameters<typeof decodeAll>) => decodeAll(...args).map(({ text }) => text);

describe('lines', () => {
  it('are records, but for blank ones', () => {
    const records = decodeAll(builtin('line'), 'a\n\n \t\r\nb\n\0\n');
    expect(records.map(({ text, line }) => [text, line])).toEqual([
      ['a', 1],
      ['b', 4],
    ]);
  });

  it('keep what was found wrong with them', () => {
    const [first] = decodeAll(builtin('line'), Buffer.from([0x61, 0xff, 0x0a]));
    expect(first?.flags).toEqual(['badTime', 'invalidUtf8']);
  });
});

describe('records of many lines', () => {
  const format = builtin('line', multiline('^\\d'));

  it('begin where a line says so', () => {
    const text = 'lost\n1 a\n  at x\n\n  at y\n2 b\n3 c\n  at z\n';
    const records = decodeAll(format, text);
    expect(records.map((record) => [record.text, record.line])).toEqual([
      ['lost', 1],
      ['1 a\n  at x\n\n  at y', 2],
      ['2 b', 6],
      ['3 c\n  at z', 7],
    ]);
  });

  it('do not begin with blank lines', () => {
    expect(textsOf(format, '\n\n1 a\n')).toEqual(['1 a']);
  });

  it('have the time of their first line', () => {
    const [first, second] = decodeAll(format, '1 2024-02-29 10:00:00 a\n at 2024-02-29 11:00:00\n2 none\n 2024-02-29 12:00:00\n');
    expect([first?.time, second?.time, second?.flags]).toEqual(['2024-02-29T10:00:00.000Z', '2024-02-29T10:00:00.000Z', ['badTime']]);
  });

  it('may be of any format', () => {
    const syslog = builtin('syslog', multiline('^\\w{3} '));
    const [first] = decodeAll(syslog, 'Feb 29 10:00:00 h app[1]: a\n  at x\n  at y\n');
    expect([first?.message, first?.flags]).toEqual(['a\n  at x\n  at y', ['yearGuessed', 'zoneAssumed']]);
    const json = builtin('json', multiline('^\\{'));
    expect(decodeAll(json, '{\n"message": "x"\n}\n{"message":"y"}\n').map(({ message }) => message)).toEqual(['x', 'y']);
  });

  it('are cut when they have too many lines', () => {
    const records = decodeAll(builtin('line', multiline('^\\d', 2)), '1\na\nb\nc\n2\nd\n');
    expect(records.map(({ text, flags }) => [text, flags])).toEqual([
      ['1\na', ['badTime', 'truncated']],
      ['2\nd', ['badTime']],
    ]);
  });

  it('are cut when they are too long', () => {
    const records = decodeAll(format, `1\n${`${'x'.repeat(60_000)}\n`.repeat(30)}2\n`);
    expect(records.map(({ text, flags }) => [Math.ceil(text.length / 60_000), flags])).toEqual([
      [18, ['badTime', 'truncated']],
      [1, ['badTime']],
    ]);
  });

  it('hold each line once', () => {
    const line = fc.constantFrom('1', '2', 'a', ' b', '', '\t');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), (lines, maxLines) => {
        const expected: string[][] = [];
        for (const text of lines) {
          if (/^\d/.test(text) || expected.length === 0) expected.push([]);
          if (expected.at(-1)!.length > 0 || text.trim() !== '') expected.at(-1)!.push(text);
        }
        const wanted = expected.filter((group) => group.length > 0).map((group) => group.slice(0, maxLines).join('\n'));
        expect(textsOf(builtin('line', multiline('^\\d', maxLines)), lines.map((text) => `${text}\n`).join(''))).toEqual(wanted);
      }),
      { numRuns: 1000 },
    );
  });
});
