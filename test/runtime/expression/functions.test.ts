import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegex } from '../../../src/dsl/patterns/regex.ts';
import type { ConstantValue, ExprPlan, FunctionName } from '../../../src/dsl/plan.ts';
import type { Value } from '../../../src/runtime/record.ts';
import { call, evaluate, literal } from './expressions.ts';

const at = (iso: string) => Date.parse(iso) * 1000;
const SECOND = 1_000_000;
const MOST = Number.MAX_SAFE_INTEGER;

type Row = [fn: FunctionName, args: (ConstantValue | undefined)[], result: Value | undefined];

function table(rows: Row[]): void {
  it.each(rows)('%s(%j) is %j', (fn, args, result) => {
    expect(evaluate(call(fn, args))).toEqual(result);
  });
}

describe('logic', () => {
  table([
    ['and', [true, true], true],
    ['and', [true, undefined], false],
    ['or', [undefined, true], true],
    ['or', [undefined, false], false],
    ['not', [true], false],
    ['not', [undefined], true],
    ['default', [undefined, 1], 1],
    ['default', [0, 1], 0],
    ['default', [undefined, undefined], undefined],
    ['list', [1, undefined, 'a'], [1, 'a']],
    ['index', [['a', 'b'], 1], 'b'],
    ['index', [['a', 'b'], 2], undefined],
    ['index', [['a', 'b'], -1], undefined],
    ['index', ['ab', 1], undefined],
  ]);

  it('looks into maps by name, and only at what is there', () => {
    const params = new Map<string, Value>([['map', new Map<string, Value>([['a', 1]])]]);
    const of = (name: string) => evaluate({ op: 'call', fn: 'index', args: [{ op: 'param', name: 'map' }, literal(name)] }, {}, { params });
    expect([of('a'), of('b'), of('constructor'), of('size')]).toEqual([1, undefined, undefined, undefined]);
  });
});

describe('comparisons', () => {
  table([
    ['eq', [1, 1], true],
    ['eq', ['1', 1], false],
    ['ne', ['1', 1], true],
    ['eq', [[1, 'a'], [1, 'a']], true], // biome-ignore format: a row
    ['lt', [1, 2], true],
    ['lt', ['a', 'B'], false],
    ['lt', ['\u{ff01}', '\u{1f600}'], true],
    ['ge', ['b', 'b'], true],
    ['lt', ['10', 9], false],
    ['ge', ['10', 9], false],
    ['in', ['a', ['a', 'b']], true],
    ['in', [1, ['1']], false],
    ['in', [[1], [[1], [2]]], true],
    ['in', ['a', 'abc'], false],
    ['contains', [['a', 'b'], 'b'], true],
    ['contains', ['abc', 'bc'], true],
    ['contains', ['abc', ''], true],
    ['contains', [404, '40'], true],
    ['contains', ['a1', 1], false],
    ['startsWith', ['abc', 'ab'], true],
    ['endsWith', ['abc', 'ab'], false],
  ]);

  it.each<FunctionName>(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'inNetwork', 'contains', 'matches', 'startsWith', 'endsWith'])(
    '%s with a missing value does not hold',
    (fn) => {
      for (const args of [
        [undefined, 'a'],
        ['a', undefined],
        [undefined, undefined],
      ])
        expect(evaluate(call(fn, args))).toBe(false);
    },
  );

  it('with none ask whether a value is missing', () => {
    expect(evaluate(call('eq', [undefined, null]))).toBe(true);
    expect(evaluate(call('ne', [null, undefined]))).toBe(false);
    expect(evaluate(call('eq', [0, null]))).toBe(false);
    expect(evaluate(call('ne', [null, '']))).toBe(true);
    expect(evaluate(call('eq', [null, null]))).toBe(true);
  });

  it('order addresses by number, IPv4 first', () => {
    expect(evaluate(call('lt', ['9.0.0.1', '10.0.0.1'], 'ip'))).toBe(true);
    expect(evaluate(call('lt', ['9.0.0.1', '10.0.0.1']))).toBe(false);
    expect(evaluate(call('gt', ['::1', '255.0.0.1'], 'ip'))).toBe(true);
    expect(evaluate(call('le', ['fe80::1', 'fe80::1'], 'ip'))).toBe(true);
  });

  it('matches finds an expression anywhere in a text', () => {
    const { regex } = parseRegex('b+c$', 'i');
    const matches = (text: ConstantValue) => evaluate({ op: 'call', fn: 'matches', args: [literal(text)], regex });
    expect([matches('aBBC'), matches('bbcd'), matches(7)]).toEqual([true, false, false]);
  });
});

describe('networks', () => {
  const NETWORKS = ['10.0.0.0/8', '2001:db8::/32', 'nonsense'];
  table([
    ['inNetwork', ['10.1.2.3', NETWORKS], true],
    ['inNetwork', ['11.1.2.3', NETWORKS], false],
    ['inNetwork', ['2001:db8:ffff::1', NETWORKS], true],
    ['inNetwork', ['10.1.2.3', '10.1.2.3'], true],
    ['inNetwork', ['10.1.2.3', []], false],
    ['inNetwork', ['host', NETWORKS], false],
    ['private', ['192.168.0.1'], true],
    ['private', ['::1'], true],
    ['private', ['8.8.8.8'], false],
    ['private', ['2001:db8::1'], false],
    ['network', ['203.0.113.77', 24], '203.0.113.0/24'],
    ['network', ['203.0.113.77', 25, 64], '203.0.113.0/25'],
    ['network', ['203.0.113.77', 0], '0.0.0.0/0'],
    ['network', ['2001:db8:0:7:1::9', 24, 64], '2001:db8:0:7::/64'],
    ['network', ['2001:db8:0:7:1::9', 24], '2001:d00::/24'],
    ['network', ['fe80::1%eth0', 24, 64], 'fe80::/64'],
    ['network', ['203.0.113.77', 33], undefined],
    ['network', ['203.0.113.77', -1], undefined],
    ['network', ['host', 0], undefined],
  ]);

  it('may come from the record', () => {
    const args = [literal('10.1.2.3'), { op: 'key', key: 0, part: 0 } as const];
    expect(evaluate({ op: 'call', fn: 'inNetwork', args }, { key: () => ['10.0.0.0/8'] })).toBe(true);
  });
});

describe('arithmetic', () => {
  table([
    ['add', [1, 2], 3],
    ['add', ['a', 'b'], 'ab'],
    ['add', ['a', 1], undefined],
    ['sub', [0.3, 0.1], 0.3 - 0.1],
    ['mul', [1e308, 10], undefined],
    ['div', [1, 0], undefined],
    ['div', [0, 0], undefined],
    ['div', [1, 4], 0.25],
    ['mod', [-7, 3], -1],
    ['mod', [7, 0], undefined],
    ['mod', [-4, 2], 0],
    ['neg', [0], 0],
    ['neg', ['a'], undefined],
    ['abs', [-1.5], 1.5],
    ['floor', [-1.5], -2],
    ['ceil', [-0.5], 0],
    ['round', [2.5], 3],
    ['round', [-2.5], -3],
    ['round', [0.49999999999999994], 0],
    ['sqrt', [-1], undefined],
    ['pow', [2, 10], 1024],
    ['pow', [0, -1], undefined],
    ['log', [Math.E], 1],
    ['log', [0], undefined],
    ['least', [3, 1, 2], 1],
    ['greatest', [3, undefined, 2], undefined],
    ['greatest', [3, 'a'], undefined],
    ['distance', [0, 0, 0, undefined], undefined],
    ['distance', [1, 2, 1, 2], 0],
  ]);

  it.each<FunctionName>(['add', 'sub', 'mul', 'div', 'mod'])('%s with a missing value is missing', (fn) => {
    expect(evaluate(call(fn, [1, undefined]))).toBeUndefined();
    expect(evaluate(call(fn, [undefined, 1]))).toBeUndefined();
  });

  it('of whole numbers is exact up to 2^53, and counted beyond', () => {
    let overflows = 0;
    const onOverflow = () => {
      overflows++;
    };
    const of = (fn: FunctionName, args: ConstantValue[], about?: 'int' | 'duration') => evaluate(call(fn, args, about), {}, { onOverflow });
    expect(of('add', [MOST, 0], 'int')).toBe(MOST);
    expect(of('add', [MOST, 1], 'int')).toBeUndefined();
    expect(of('sub', [-MOST, 1], 'int')).toBeUndefined();
    expect(of('mul', [2 ** 30, 2 ** 30], 'duration')).toBeUndefined();
    expect(of('round', [1e300])).toBeUndefined();
    expect(overflows).toBe(4);
    expect(of('mul', [2 ** 30, 2 ** 30])).toBe(2 ** 60);
    expect(overflows).toBe(4);
  });

  it('takes time in proportion to its length', () => {
    const long = Array.from({ length: 200 }).reduce<ExprPlan>(
      (left) => ({ op: 'call', fn: 'add', args: [left, literal('a')] }),
      literal(''),
    );
    expect(evaluate(long)).toBe('a'.repeat(200));
  });

  it('measures the way between two places on Earth', () => {
    const parisToNewYork = evaluate(call('distance', [48.8566, 2.3522, 40.7128, -74.006])) as number;
    expect(parisToNewYork).toBeGreaterThan(5830);
    expect(parisToNewYork).toBeLessThan(5845);
    expect(evaluate(call('distance', [0, 0, 0, 180]))).toBeCloseTo(Math.PI * 6371.0088, 6);
  });
});

describe('text', () => {
  table([
    ['lower', ['ÀBC'], 'Àbc'],
    ['upper', ['straße'], 'STRAßE'],
    ['trim', [' \t a b \r\n'], 'a b'],
    ['trim', ['\u00a0a'], '\u00a0a'],
    ['length', ['a\u{1f600}'], 2],
    ['length', [[1, 2]], 2],
    ['length', [404], 3],
    ['substring', ['abcdef', 2], 'cdef'],
    ['substring', ['abcdef', 2, 4], 'cd'],
    ['substring', ['a\u{1f600}b', 1, 2], '\u{1f600}'],
    ['substring', ['abc', -2, 9], 'abc'],
    ['substring', ['abc', 0, undefined], undefined],
    ['replace', ['a.b.c', '.', '$&'], 'a$&b$&c'],
    ['replace', ['abc', '', 'x'], 'abc'],
    ['split', ['a,b,', ','], ['a', 'b', '']],
    ['split', ['ab', ''], ['ab']],
    ['join', [['a', 'b'], '-'], 'a-b'],
    ['join', ['a', '-'], undefined],
  ]);
});

describe('time', () => {
  const NIGHT = at('2024-02-29T23:59:59.5Z');
  table([
    ['days', [129_600 * SECOND], 1.5],
    ['milliseconds', [SECOND / 2000], 0.5],
    ['hour', [NIGHT], 23],
    ['hour', [NIGHT, 'Europe/Paris'], 0],
    ['hour', [NIGHT, 'No/Where'], undefined],
    ['hour', [NIGHT, undefined], undefined],
    ['minute', [NIGHT], 59],
    ['weekday', [NIGHT], 4],
    ['weekday', [NIGHT, 'Europe/Paris'], 5],
    ['weekday', [at('1969-12-28T12:00:00Z')], 7],
    ['date', [NIGHT, 'Europe/Paris'], '2024-03-01'],
    ['date', [-1], '1969-12-31'],
    ['date', [1e300], undefined],
  ]);

  it('has the weekday of the calendar', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (micros) => {
        const day = new Date(Math.floor(micros / 1000)).getUTCDay();
        expect(evaluate(call('weekday', [micros]))).toBe(day === 0 ? 7 : day);
      }),
    );
  });
});

describe('conversions', () => {
  table([
    ['text', [1.5], '1.5'],
    ['text', [['a']], '["a"]'],
    ['int', ['12'], 12],
    ['int', [-1.9], -1],
    ['int', [true], 1],
    ['int', ['1.9'], undefined],
    ['float', ['1.5'], 1.5],
    ['float', ['x'], undefined],
    ['float', [true], 1],
    ['float', [false], 0],
    ['ip', ['::ffff:1.2.3.4'], '1.2.3.4'],
    ['ip', ['host'], undefined],
    ['time', ['2024-03-01T08:00:00Z'], at('2024-03-01T08:00:00Z')],
    ['duration', ['1m30s'], 90 * SECOND],
    ['duration', [2], 2 * SECOND],
  ]);

  it('know times and durations by what the plan says', () => {
    expect(evaluate(call('text', [at('2024-03-01T08:00:00Z')], 'time'))).toBe('2024-03-01T08:00:00Z');
    expect(evaluate(call('text', [90 * SECOND], 'duration'))).toBe('1m30s');
    expect(evaluate(call('int', [90.5 * SECOND], 'duration'))).toBe(90);
    expect(evaluate(call('float', [90.5 * SECOND], 'duration'))).toBe(90.5);
    expect(evaluate(call('duration', [2], 'duration'))).toBe(2);
  });
});
