import { describe, expect, it } from 'vitest';
import { momentOption, periodOf } from '../../src/cli/arguments.ts';

const NOW = Date.UTC(2024, 2, 1, 12) * 1000;
const HOUR = 3_600_000_000;
const told = (text: string) => new Date(momentOption(text, '--since', NOW) / 1000).toISOString();

describe('a moment on the command line', () => {
  it.each([
    ['2h', '2024-03-01T10:00:00.000Z'],
    ['14:30', '2024-03-01T14:30:00.000Z'],
    ['14:30:05', '2024-03-01T14:30:05.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024-02-29 08:00', '2024-02-29T08:00:00.000Z'],
    ['2024-02-29T08:00:00.5Z', '2024-02-29T08:00:00.500Z'],
    ['2024-02-29T08:00:00+01:00', '2024-02-29T07:00:00.000Z'],
  ])('%s', (text, time) => expect(told(text)).toBe(time));

  it.each(['2024-02-30', '2023-02-29', '2024-13-01', '25:00', '2024-03-01T24:00Z', 'Feb 5', '5', ''])('%j is none', (text) => {
    expect(() => told(text)).toThrow('is not a valid time for --since');
  });
});

describe('a period on the command line', () => {
  it('lies between two times', () => {
    expect(periodOf({ since: '2024-02-29', until: '2024-03-01' })).toEqual({ since: NOW - 36 * HOUR, until: NOW - 12 * HOUR });
    expect(periodOf({})).toEqual({});
  });

  it.each([
    ['2024-03-01', '2024-02-29'],
    ['2024-03-01', '2024-03-01'],
    ['30m', '2h'],
  ])('is none from %s to %s', (since, until) => {
    expect(() => periodOf({ since, until })).toThrow(`Nothing lies between --since ${since} and --until ${until}.`);
  });
});
