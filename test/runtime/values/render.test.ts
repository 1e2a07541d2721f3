import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Type } from '../../../src/dsl/plan.ts';
import type { Value } from '../../../src/runtime/record.ts';
import { parseDuration } from '../../../src/runtime/values/duration.ts';
import { renderInSentence, renderValue } from '../../../src/runtime/values/render.ts';

const at = (iso: string) => Date.parse(iso) * 1000;

describe('values as text', () => {
  it.each<[Value, Type, string]>([
    ['a "b"', 'text', 'a "b"'],
    [12, 'int', '12'],
    [1.5, 'float', '1.5'],
    [true, 'bool', 'true'],
    [5_400_000_000, 'duration', '1h30m'],
    [2 * 86_400_000_000 + 1_500_000, 'duration', '2d1.5s'],
    [90_500_000, 'duration', '1m30.5s'],
    [250_000, 'duration', '250ms'],
    [1_500, 'duration', '1.5ms'],
    [-10_000, 'duration', '-10ms'],
    [12, 'duration', '12us'],
    [0, 'duration', '0s'],
    [at('2024-03-01T08:00:00Z'), 'time', '2024-03-01T08:00:00Z'],
    [at('2024-03-01T08:00:00.250Z'), 'time', '2024-03-01T08:00:00.250Z'],
    [at('2024-03-01T08:00:00Z') + 7, 'time', '2024-03-01T08:00:00.000007Z'],
    [-1, 'time', '1969-12-31T23:59:59.999999Z'],
    [['a', 'b "c"'], { list: 'text' }, '["a","b \\"c\\""]'],
    [[1, 2], { list: 'int' }, '[1,2]'],
    [[1_000_000], { list: 'duration' }, '["1s"]'],
    [new Map<string, Value>([['__proto__', 'x'], ['n', [1, true]]]), 'json', '{"__proto__":"x","n":[1,true]}'], // biome-ignore format: one value
    ['10.0.0.1', 'ip', '10.0.0.1'],
    [Number.POSITIVE_INFINITY, 'float', 'Infinity'],
    [[Number.NaN], { list: 'float' }, '[null]'],
  ])('%j as %j is %s', (value, type, text) => {
    expect(renderValue(value, type)).toBe(text);
  });

  it('durations can be read again, to the microsecond', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -100_000_000, max: 100_000_000 })), (micros) => {
        expect(parseDuration(renderValue(micros, 'duration'))).toBe(micros);
      }),
    );
  });

  it('times are those of Date, with three digits more where there are any', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (micros) => {
        const text = renderValue(micros, 'time');
        const millis = Math.floor(micros / 1000);
        expect(Date.parse(text)).toBe(millis);
        expect(text).toMatch(micros === millis * 1000 ? /T\d\d:\d\d:\d\d(\.\d{3})?Z$/ : /\.\d{6}Z$/);
      }),
    );
  });
});

it.each<[Value, Type, string]>([
  [['shop.paid', 'shop.shipped'], { list: 'text' }, 'shop.paid, shop.shipped'],
  [[], { list: 'text' }, ''],
  [[1_000_000, 90_000_000], { list: 'duration' }, '1s, 1m30s'],
  [[['a', 'b'], 'c'], 'json', '["a","b"], c'],
  ['a', 'text', 'a'],
])('%j as %j is %s within a sentence', (value, type, text) => {
  expect(renderInSentence(value, type)).toBe(text);
});

describe('durations from text', () => {
  it.each([
    ['1h30m', 5_400_000_000],
    ['90.5s', 90_500_000],
    ['-250ms', -250_000],
    ['12µs', 12],
    ['12μs', 12],
    ['1500ns', 2],
    ['1w', 604_800_000_000],
    ['26:03:04.5', 93_784_500_000],
    ['-0s', 0],
    ['', undefined],
    ['-', undefined],
    ['10', undefined],
    ['10 s', undefined],
    ['1h30', undefined],
    ['1:60:00', undefined],
    ['99999999999h', undefined],
  ])('%s is %s', (text, micros) => {
    expect(parseDuration(text)).toBe(micros);
  });
});
