import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, grouped, shortBytes, shortDuration } from '../../../src/runtime/outputs/figures.ts';

const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;

describe('durations', () => {
  it.each([
    [0, '0s'],
    [7, '7µs'],
    [999, '999µs'],
    [12_345, '12.3ms'],
    [999_499, '999ms'],
    [999_500, '1s'],
    [1_250_000, '1.25s'],
    [59_949_999, '59.9s'],
    [59_950_000, '1m'],
    [192 * SECOND, '3m12s'],
    [HOUR - 100_000, '1h'],
    [6.5 * HOUR, '6h30m'],
    [24 * HOUR, '1d'],
    [52 * HOUR, '2d4h'],
    [-32 * SECOND, '-32s'],
    [365_000 * 24 * HOUR, '365,000d'],
  ])('%i µs are %s', (micros, text) => {
    expect(shortDuration(micros)).toBe(text);
  });

  it('are short, and grow with what they say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 * 24 * HOUR }), (micros) => {
        const text = shortDuration(micros);
        expect(text.length).toBeLessThanOrEqual(6);
        const units = { d: 24 * HOUR, h: HOUR, m: 60 * SECOND, s: SECOND, ms: 1000, µs: 1 };
        let read = 0;
        for (const [, figure, unit] of text.matchAll(/([\d.]+)([a-zµ]+)/g)) read += Number(figure) * units[unit as keyof typeof units];
        expect(Math.abs(read - micros)).toBeLessThanOrEqual(Math.max(micros * 0.025, 0));
      }),
    );
  });
});

describe('other figures', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_960, '10 kB'],
    [223_400_000, '223 MB'],
    [999_600, '1.0 MB'],
    [1.5e15, '1.5 PB'],
    [3e18, '3000 PB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(shortBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
  ])('%i is grouped as %s', (count, text) => {
    expect(grouped(count)).toBe(text);
  });

  it('count in words', () => {
    expect(counted(1, 'record')).toBe('1 record');
    expect(counted(2000, 'record')).toBe('2,000 records');
    expect(counted(2, 'entry', 'entries')).toBe('2 entries');
  });
});
