/** Engine and oracle agree on every function, and on every conversion between types. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConstantValue, type ExprPlan, FUNCTION_NAMES, type FunctionName, type Plan, type Type } from '../../src/dsl/plan.ts';
import { call, evaluate as engine, literal } from '../runtime/expression/expressions.ts';
import { evaluate } from './interpreter/expressions.ts';

const words = ['', ' ', 'a', 'B', 'aB', 'a.b', '.', '\t x\r\n', 'é', '\u{1f600}', '\u{ff01}', '12', '-1.5', '1h30m', '1.5s', '10.0.0.1'];
const numbers = ['+7', '1e3', '-0', '007', '9007199254740993'];
const addresses = ['10.0.0.1', '10.0.0.2', '192.168.1.20', '8.8.8.8', '::1', '2001:db8::1', 'fe80::1', 'fd00::7'];
const networks = ['10.0.0.0/8', '10.0.0.2/32', '0.0.0.0/0', '2001:db8::/32', '::/0'];

const halves = fc.integer({ min: -9, max: 9 }).map((number) => number / 2);

/** Values of arguments, by type, and some narrower kinds. */
const VALUES = {
  text: fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 6 })),
  int: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer(), fc.maxSafeInteger()),
  float: fc.oneof(halves, fc.double({ noNaN: true, noDefaultInfinity: true })),
  halves,
  number: fc.constantFrom(...numbers),
  bool: fc.boolean(),
  duration: fc.oneof(fc.constantFrom(0, 250_000, -1_500_000, 5_400_000_000), fc.integer({ min: -(10 ** 14), max: 10 ** 14 })),
  time: fc.integer({ min: 0, max: 4 * 10 ** 15 }),
  ip: fc.constantFrom(...addresses),
  network: fc.constantFrom(...networks),
  zone: fc.constantFrom('UTC', 'Europe/Paris', 'America/St_Johns', 'Australia/Lord_Howe'),
  stamp: fc.constantFrom('2024-02-29T06:00:00Z', '2024-02-29T06:00:00.25+01:00'),
  prefix: fc.integer({ min: -1, max: 129 }),
  seconds: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
  degrees: fc.double({ min: -90, max: 90, noNaN: true }),
  texts: fc.array(fc.constantFrom(...words), { maxLength: 3 }),
  mixed: fc.array(fc.oneof(fc.constantFrom(...words, ...numbers), halves), { maxLength: 3 }),
  ints: fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 3 }),
  networks: fc.array(fc.constantFrom(...networks), { maxLength: 3 }),
} satisfies Record<string, fc.Arbitrary<ConstantValue>>;

type Name = keyof typeof VALUES;
type About = Parameters<typeof call>[2];
type Call = [fn: FunctionName, args: Name[], of?: About];

/** Functions with the kinds of their arguments: `either either, or or`. */
function each(fns: string, args: string, of?: About): Call[] {
  const given = args.split(', ').map((one) => one.split(' ') as Name[]);
  return fns.split(' ').flatMap((fn) => given.map((one): Call => [fn as FunctionName, one, of]));
}

/**
 * Omitted: `matches`, which patterns are tested for; times, lists and maps as text; `bool` as
 * `int`.
 */
const CALLS: Call[] = [
  ...each('and or', 'bool bool bool'),
  ...each('not', 'bool'),
  ...each('eq ne lt le gt ge', 'text text, int int, float float, duration duration, time time'),
  ...each('eq ne', 'bool bool, ip ip, texts texts'),
  ...each('lt le gt ge', 'ip ip', 'ip'),
  ...each('in', 'text texts, int ints'),
  ...each('inNetwork', 'ip network, ip networks'),
  ...each('contains', 'text text, texts text, ints int'),
  ...each('in', 'text mixed', 'text'),
  ...each('in', 'float mixed, halves mixed', 'float'),
  ...each('contains', 'mixed text', 'text'),
  ...each('contains', 'mixed halves, text float, float float', 'float'),
  ...each('startsWith endsWith split add', 'text text'),
  ...each('default list', 'text text, int int'),
  ...each('index', 'texts int'),
  ...each('add sub mul', 'int int', 'int'),
  ...each('add sub mul div pow', 'float float'),
  ...each('add sub', 'duration duration', 'duration'),
  ...each('mod', 'int int, duration duration'),
  ...each('neg abs least greatest', 'int, float, duration'),
  ...each('least greatest', 'float float float'),
  ...each('floor ceil round sqrt log', 'int, float'),
  ...each('lower upper trim length', 'text'),
  ...each('length', 'texts'),
  ...each('substring', 'text int, text int int'),
  ...each('replace', 'text text text'),
  ...each('join', 'texts text'),
  ...each('text int float ip', 'text, number, int, float, ip'),
  ...each('text int float duration', 'duration', 'duration'),
  ...each('int float time duration', 'time', 'time'),
  ...each('time duration', 'text, stamp, seconds, halves'),
  ...each('days hours minutes seconds milliseconds', 'duration'),
  ...each('hour minute weekday date', 'time, time zone'),
  ...each('distance', 'degrees degrees degrees degrees'),
  ...each('private', 'ip'),
  ...each('network', 'ip prefix, ip prefix prefix'),
];

const valuesOf = (name: Name): fc.Arbitrary<ConstantValue> => VALUES[name];

/** A call with values, one of which may be missing. */
const calls = fc.constantFrom(...CALLS).chain(([fn, names, of]) => {
  const args = names.map((name) => fc.option(valuesOf(name), { freq: 12, nil: undefined }));
  return fc.tuple(...args).map((values) => call(fn, values, of));
});

const conversions = fc
  .tuple(
    fc.constantFrom<Type>('text', 'int', 'float', 'ip', 'duration', 'time'),
    fc.oneof(...(['text', 'number', 'seconds', 'halves', 'stamp'] as const).map(valuesOf)),
  )
  .map(([to, value]): ExprPlan => ({ op: 'convert', to, value: literal(value) }));

const PLAN: Plan = { plan: 1, requires: [], meaning: '', params: [], tables: [], formats: [], records: [], rules: [] };

function agree(expr: ExprPlan): void {
  const [expected, found] = [evaluate(expr, { plan: PLAN, params: new Map() }), engine(expr)];
  // Distances are sums of angles, in varying order: equal to a millimetre.
  const isDistance = expr.op === 'call' && expr.fn === 'distance' && typeof expected === 'number';
  if (isDistance) expect(found).toBeCloseTo(expected, 6);
  else expect(found).toEqual(expected);
}

describe('engine and oracle agree', () => {
  it('on every function', () => {
    fc.assert(fc.property(calls, agree), { numRuns: Number(process.env.CORR_CALLS ?? 20_000) });
  });

  it('on what values are read as', () => {
    fc.assert(fc.property(conversions, agree), { numRuns: 1_000 });
  });

  it('and no function is left out', () => {
    const names = new Set<string>(CALLS.map(([fn]) => fn));
    expect(FUNCTION_NAMES.filter((name) => !names.has(name))).toEqual(['matches']);
  });
});
