import { describe, expect, it } from 'vitest';
import type { Type } from '../../../src/dsl/plan.ts';
import type { Value } from '../../../src/runtime/record.ts';
import { convertValue } from '../../../src/runtime/values/convert.ts';

const at = (iso: string) => Date.parse(iso) * 1000;

describe('a value of unknown type', () => {
  it.each<[Value, Type, Value | undefined]>([
    ['12', 'int', 12],
    ['-12', 'int', -12],
    ['1.5', 'int', undefined],
    ['9007199254740993', 'int', undefined],
    [12, 'int', 12],
    [1.5, 'int', undefined],
    [2 ** 53, 'int', undefined],
    ['1.5e3', 'float', 1500],
    ['1e999', 'float', undefined],
    ['0x10', 'float', undefined],
    ['', 'float', undefined],
    [true, 'float', undefined],
    ['true', 'bool', true],
    ['false', 'bool', false],
    ['yes', 'bool', undefined],
    [200, 'text', '200'],
    [false, 'text', 'false'],
    [['a'], 'text', undefined],
    ['2024-03-01T08:00:00.5+01:00', 'time', at('2024-03-01T07:00:00.500Z')],
    ['2024-03-01 08:00', 'time', at('2024-03-01T08:00:00Z')],
    ['2024-03-01', 'time', at('2024-03-01T00:00:00Z')],
    ['0001-01-01T00:00:00Z', 'time', undefined],
    ['2023-02-29T00:00:00Z', 'time', undefined],
    ['2024-03-01T24:00:00Z', 'time', undefined],
    ['2024-03-01T08:00:00.1234567Z', 'time', at('2024-03-01T08:00:00.123Z') + 456],
    [1_709_280_000, 'time', at('2024-03-01T08:00:00Z')],
    ['1709280000.25', 'time', at('2024-03-01T08:00:00.250Z')],
    [1_709_280_000_250, 'time', at('2024-03-01T08:00:00.250Z')],
    [1_709_280_000_250_001, 'time', at('2024-03-01T08:00:00.250Z') + 1],
    ['1709280000250001999', 'time', at('2024-03-01T08:00:00.250Z') + 1],
    ['-1709280000250001999', 'time', -at('2024-03-01T08:00:00.250Z') - 1],
    [1.70928000025e18, 'time', at('2024-03-01T08:00:00.250Z')],
    ['17092800002500019990', 'time', undefined],
    ['2024-03-01 08:00:00.5+02', 'time', at('2024-03-01T06:00:00.500Z')],
    ['2024-03-01+02:00', 'time', at('2024-02-29T22:00:00Z')],
    ['2024-03-01-08', 'time', undefined],
    ['2016-12-31T23:59:60.5Z', 'time', at('2017-01-01T00:00:00.500Z')],
    ['2017-01-01T00:59:60+01:00', 'time', at('2017-01-01T00:00:00Z')],
    ['2017-01-01T00:58:60+01:00', 'time', undefined],
    ['1m30s', 'duration', 90_000_000],
    [1.5, 'duration', 1_500_000],
    [1e300, 'duration', undefined],
    ['::FFFF:10.0.0.1', 'ip', '10.0.0.1'],
    [10, 'ip', undefined],
    ['10.1.0.0/8', 'network', '10.0.0.0/8'],
    [['1', 2], { list: 'int' }, [1, 2]],
    [['1', 'x'], { list: 'int' }, undefined],
    [['a', 1, true], { list: 'text' }, ['a', '1', 'true']],
    [['a', ['b']], { list: 'text' }, undefined],
    ['1', { list: 'int' }, undefined],
    [new Map([['a', 1]]), 'int', undefined],
    [new Map([['a', 1]]), 'json', new Map([['a', 1]])],
  ])('%j as %j is %j', (value, type, converted) => {
    expect(convertValue(value, type)).toEqual(converted);
  });

  it('is never the zero that JSON does not know', () => {
    for (const type of ['int', 'float', 'time', 'duration'] as const) expect(Object.is(convertValue(-0, type), 0)).toBe(true);
  });
});
