import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordPlan } from '../../../src/dsl/pattern-plan.ts';
import { type ConstantValue, type ExprPlan, FUNCTION_NAMES, type TablePlan, type Type } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { evaluate, literal } from './expressions.ts';

function record(...names: string[]): RecordPlan {
  const fields = names.map((name) => ({ name, type: 'text' as const, optional: true }));
  const origin = { file: 'a.corr', line: 1 };
  return { name: 'group.record', origin, fields, header: [], before: [], alternatives: [], lets: [], where: [] };
}

const records = [record('user', 'time'), record('addr', 'user')];
const match = (index: number, ...values: (Value | undefined)[]): Match => ({
  record: index,
  time: 5,
  weight: 3,
  values,
  source: 0,
  line: 1,
});

describe('what an expression sees', () => {
  const field = (name: string): ExprPlan => ({ op: 'field', name });

  it('is fields by name, in whichever place the record has them', () => {
    const user = (of: Match | undefined) => evaluate(field('user'), { match: of }, { records });
    expect([user(match(0, 'bob')), user(match(1, '1.2.3.4', 'eve')), user(match(1)), user(undefined)]).toEqual([
      'bob',
      'eve',
      undefined,
      undefined,
    ]);
    expect(evaluate(field('constructor'), { match: match(0, 'bob') }, { records })).toBeUndefined();
  });

  it('is time and weight of any record, unless it captures its own', () => {
    expect(evaluate(field('time'), { match: match(1) }, { records })).toBe(5);
    expect(evaluate(field('weight'), { match: match(1) }, { records })).toBe(3);
    expect(evaluate(field('time'), { match: match(0, 'bob', 'noon') }, { records })).toBe('noon');
    expect(evaluate(field('time'), { match: match(0, 'bob') }, { records })).toBeUndefined();
  });

  it('is captures, summaries, look-backs, keys, the outcome and what is emitted', () => {
    const scope = {
      capture: (index: number) => (index === 2 ? match(0, 'bob') : undefined),
      summary: (index: number) => index + 10,
      lookback: (index: number) => index + 20,
      key: (key: number, part: number) => key * 10 + part,
      outcome: (name: string) => name,
      emitted: (name: string) => `emitted ${name}`,
    };
    const see = (expr: ExprPlan) => evaluate(expr, scope, { records });
    expect(see({ op: 'capture', capture: 2, field: 'user' })).toBe('bob');
    expect(see({ op: 'capture', capture: 1, field: 'user' })).toBeUndefined();
    expect(see({ op: 'summary', summary: 1 })).toBe(11);
    expect(see({ op: 'lookback', lookback: 1 })).toBe(21);
    expect(see({ op: 'key', key: 1, part: 2 })).toBe(12);
    expect(see({ op: 'outcome', field: 'reason' })).toBe('reason');
    expect(see({ op: 'emitted', name: 'x' })).toBe('emitted x');
  });

  it('is the params of the run', () => {
    expect(evaluate({ op: 'param', name: 'span' }, {}, { params: new Map([['span', 7]]) })).toBe(7);
    expect(evaluate({ op: 'param', name: 'toString' })).toBeUndefined();
  });

  it('converts what has no type before', () => {
    expect(evaluate({ op: 'convert', to: 'int', value: literal('12') })).toBe(12);
    expect(evaluate({ op: 'convert', to: 'int', value: literal('x') })).toBeUndefined();
    expect(evaluate({ op: 'convert', to: 'int', value: literal(undefined) })).toBeUndefined();
  });
});

describe('a look-up in a table', () => {
  const owners: TablePlan = {
    name: 'owners',
    columns: [
      { name: 'host', type: 'text' },
      { name: 'owner', type: 'text' },
    ],
    rows: [
      ['gw', 'ann'],
      ['gw', 'bob'],
      ['db', null],
      [null, 'nobody'],
    ],
  };
  const sites: TablePlan = {
    name: 'sites',
    columns: [
      { name: 'net', type: 'network' },
      { name: 'site', type: 'text' },
    ],
    rows: [
      ['10.0.0.0/8', 'all'],
      ['10.1.0.0/16', 'one'],
    ],
  };
  const look = (table: string, key: ConstantValue | undefined, column: string) =>
    evaluate({ op: 'lookup', table, key: literal(key), column }, {}, { tables: [owners, sites] });

  it.each([
    ['owners', 'gw', 'owner', 'ann'],
    ['owners', 'gw', 'host', 'gw'],
    ['owners', 'db', 'owner', undefined],
    ['owners', 'no', 'owner', undefined],
    ['owners', undefined, 'owner', undefined],
    ['owners', ['gw'], 'owner', undefined],
    ['owners', 'gw', 'phone', undefined],
    ['nowhere', 'gw', 'owner', undefined],
    ['sites', '10.1.2.3', 'site', 'one'],
    ['sites', '10.2.2.3', 'site', 'all'],
    ['sites', '11.0.0.1', 'site', undefined],
  ])('%s[%j].%s is %j', (table, key, column, value) => {
    expect(look(table, key, column)).toBe(value);
  });
});

describe('any expression at all', () => {
  const constant = fc.oneof(
    fc.constantFrom<ConstantValue>(null, '', 'a', '10.0.0.1', '10.0.0.0/8', 'UTC', 0, -1, 1.5, 2 ** 53, 1e308, true, [], ['a', 1]),
    fc.integer(),
  );
  const type = fc.constantFrom<Type>('int', 'text', 'time', 'ip', 'network', { list: 'float' });
  const { expr } = fc.letrec<{ expr: ExprPlan }>((tie) => ({
    expr: fc.oneof(
      { depthSize: 'small' },
      constant.map(literal),
      fc.constant(literal(undefined)),
      fc
        .tuple(fc.constantFrom(...FUNCTION_NAMES), fc.array(tie('expr'), { maxLength: 4 }))
        .map(([fn, args]): ExprPlan => ({ op: 'call', fn, args })),
      fc.tuple(type, tie('expr')).map(([to, value]): ExprPlan => ({ op: 'convert', to, value })),
    ),
  }));

  it('gives a value, whatever the types are, and never NaN, an infinity or -0', () => {
    fc.assert(
      fc.property(expr, (any) => {
        const value = evaluate(any);
        if (typeof value === 'number') expect(Number.isFinite(value) && !Object.is(value, -0)).toBe(true);
        expect(evaluate(any)).toEqual(value);
      }),
      { numRuns: 5000 },
    );
  });
});
