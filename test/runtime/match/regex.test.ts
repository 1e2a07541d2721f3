import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegexNode, RegexPlan } from '../../../src/dsl/pattern-plan.ts';
import { parseRegex } from '../../../src/dsl/patterns/regex.ts';
import { LINE_BOUNDS } from '../../../src/runtime/inputs/limits.ts';
import { compileRegex } from '../../../src/runtime/match/automata/regex.ts';
import { execNaively, planOf, regex, text } from './regex-samples.ts';

const linear = (plan: RegexPlan) => compileRegex({ ...plan, backtracks: true });
const v8 = (plan: RegexPlan) => compileRegex({ ...plan, backtracks: false });
const found = (groups: ArrayLike<number> | undefined) => groups && Array.from(groups);
/** As long as a line can be. */
const long = 'ab'.repeat(LINE_BOUNDS.greatest / 2);
const inBytes = (plan: RegexPlan, bytes: Uint8Array) => linear(plan).testBytes(bytes, 0, bytes.length);

describe('regular expressions', () => {
  it('give the groups that trying all alternatives in order of preference gives', () => {
    fc.assert(
      fc.property(regex, text, (plan, text) => {
        const expected = execNaively(plan, text);
        expect(found(linear(plan).exec(text))).toEqual(expected);
        expect(found(v8(plan).exec(text))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('are found or not, whichever way they are run', () => {
    fc.assert(
      fc.property(regex, text, (plan, text) => {
        const expected = execNaively(plan, text) !== undefined;
        expect(linear(plan).test(text)).toBe(expected);
        expect(v8(plan).test(text)).toBe(expected);
        expect(inBytes(plan, Buffer.from(text))).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('read bytes as a decoder does, ill-formed ones too', () => {
    const byte = fc.oneof(
      fc.constantFrom(0x61, 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xf4, 0xff),
      fc.nat(255),
    );
    const bytes = fc.array(byte, { maxLength: 12 }).map((all) => Uint8Array.from(all));
    fc.assert(
      fc.property(regex, bytes, (plan, bytes) => {
        expect(inBytes(plan, bytes)).toBe(v8(plan).test(Buffer.from(bytes).toString()));
      }),
      { numRuns: 1000 },
    );
  });

  it('count ill-formed bytes as a decoder does', () => {
    const bytes = fc.uint8Array({ maxLength: 8 });
    fc.assert(
      fc.property(bytes, fc.nat(8), (bytes, count) => {
        const plan = sequence({ kind: 'start' }, times(anything, count, count), { kind: 'end' });
        expect(inBytes(plan, bytes)).toBe([...Buffer.from(bytes).toString()].length === count);
      }),
    );
  });

  it('are found in texts for which the stack of a backtracking engine would be too small', () => {
    const { regex } = parseRegex('^(?<all>(?:a|b)*)$', '');
    const { length } = long;
    expect([regex.backtracks, v8(regex).test(long), found(v8(regex).exec(long))]).toEqual([false, true, [0, length, 0, length]]);
  });

  it('test a part of a buffer by itself', () => {
    const plan = sequence({ kind: 'start' }, letter('b'), { kind: 'boundary', negated: false }, { kind: 'end' });
    expect(linear(plan).testBytes(Buffer.from('abc'), 1, 2)).toBe(true);
    expect(linear(plan).testBytes(Buffer.from('abc'), 0, 2)).toBe(false);
  });

  it('match at the start only when they are anchored there', () => {
    const plan = { ...sequence({ kind: 'start' }, letter('a')), anchored: true };
    expect(linear(plan).test('ab')).toBe(true);
    expect(linear(plan).test('ba')).toBe(false);
    expect(found(linear(plan).exec('ab'))).toEqual([0, 1]);
  });
});

const letter = (of: string): RegexNode => ({ kind: 'chars', ranges: [[of.charCodeAt(0), of.charCodeAt(0)]] });
const anything: RegexNode = { kind: 'chars', ranges: [[0, 0x10ffff]] };
const sequence = (...items: RegexNode[]) => planOf({ kind: 'sequence', items });
const times = (body: RegexNode, min: number, max: number | null): RegexNode => ({ kind: 'repeat', body, min, max, greedy: true });
const choice = (...options: RegexNode[]): RegexNode => ({ kind: 'choice', options });

describe('a hostile expression', () => {
  const a = letter('a');
  const plus = (body: RegexNode) => times(body, 1, null);

  it.each<[string, RegexPlan]>([
    ['(a+)+$', sequence(plus(plus(a)), { kind: 'end' })],
    ['(a|aa)+$', sequence(plus(choice(a, planOf({ kind: 'sequence', items: [a, a] }).node)), { kind: 'end' })],
    ['(a|a?)*b', sequence(times(a, 0, 1), times(a, 0, null), letter('b'))],
    ['a{0,500}a{500}b', sequence(times(a, 0, 500), times(a, 500, 500), letter('b'))],
  ])('%s answers on a line of 64 KiB', (_, plan) => {
    const text = `${'a'.repeat(65_535)}!`;
    expect(linear(plan).test(text)).toBe(false);
    expect(inBytes(plan, Buffer.from(text))).toBe(false);
    expect(linear(plan).exec(text)).toBeUndefined();
  });

  it('with more states than memory gives the answers of V8', () => {
    // (a|b)*a(a|b){18}: 2^19 states.
    const ab: RegexNode = { kind: 'chars', ranges: [[0x61, 0x62]] };
    const plan = sequence(times(ab, 0, null), a, times(ab, 18, 18), { kind: 'end' });
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 2000, maxLength: 4000 });
    const regex = linear(plan);
    fc.assert(
      fc.property(letters, (text) => {
        expect(regex.test(text)).toBe(/a[ab]{18}$/.test(text));
      }),
      { numRuns: 20 },
    );
  });
});
