import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockMicros, durationMicros, sizeBytes, stampMicros } from '../../../src/dsl/parser/literals.ts';

describe('durations', () => {
  it.each([
    ['250ms', 250e3],
    ['10s', 10e6],
    ['1h30m', 5400e6],
    ['2d', 172_800e6],
    ['1w', 604_800e6],
    ['90.5s', 90.5e6],
    ['0.1us', 0],
    ['1us', 1],
  ])('%s', (text, micros) => {
    expect(durationMicros(text)).toBe(micros);
  });

  it.each(['', '10', 's', '1h 30m', '1x', '-1s', '1.s', '.5s'])('%s is none', (text) => {
    expect(durationMicros(text)).toBeNaN();
  });
});

describe('sizes', () => {
  it.each([
    ['10B', 10],
    ['4KB', 4000],
    ['4KiB', 4096],
    ['1MiB', 1_048_576],
    ['1.5GB', 1.5e9],
  ])('%s', (text, bytes) => {
    expect(sizeBytes(text)).toBe(bytes);
  });
});

describe('times of day', () => {
  it.each([
    ['06:00', 21_600e6],
    ['6:00', 21_600e6],
    ['23:59:59', 86_399e6],
    ['00:00', 0],
  ])('%s', (text, micros) => {
    expect(clockMicros(text)).toBe(micros);
  });

  it.each(['24:00', '12:60', '12:00:60'])('%s is none', (text) => {
    expect(clockMicros(text)).toBeNaN();
  });
});

describe('dates', () => {
  const years = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true };

  it('agree with the calendar of JavaScript', () => {
    fc.assert(
      fc.property(fc.date(years), (date) => {
        expect(stampMicros(date.toISOString())).toBe(date.getTime() * 1000);
      }),
    );
  });

  it.each([
    ['2023-02-21T00:00Z', '2023-02-21T00:00:00Z'],
    ['2023-02-21T00:00:00', '2023-02-21T00:00:00Z'],
    ['2023-02-21T01:30:00+01:30', '2023-02-21T00:00:00Z'],
    ['2023-02-20T19:00:00-0500', '2023-02-21T00:00:00Z'],
  ])('%s is %s', (text, same) => {
    expect(stampMicros(text)).toBe(Date.parse(same) * 1000);
  });

  it('are exact to the microsecond', () => {
    expect(stampMicros('1970-01-01T00:00:00.000001Z')).toBe(1);
    expect(stampMicros('1970-01-01T00:00:00.5Z')).toBe(500_000);
  });

  it.each([
    '2023-02-29T00:00:00Z',
    '2023-00-01T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2023-01-01T24:00:00Z',
    '2023-01-01T00:00:00.1234567Z',
    '2023-01-01T00:00:00+24:00',
    '2023-01-01',
  ])('%s is none', (text) => {
    expect(stampMicros(text)).toBeNaN();
  });
});
