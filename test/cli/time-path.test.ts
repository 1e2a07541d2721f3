import { describe, expect, it } from 'vitest';
import { timePathOf } from '../../src/cli/time-path.ts';
import type { Value } from '../../src/runtime/record.ts';

const STAMP = '2024-05-01T10:00:00Z';

function pathIn(...records: Record<string, unknown>[]): string | undefined {
  return timePathOf(records.map(valuesOf), { received: 0, zone: 'UTC' });
}

function valuesOf(record: Record<string, unknown>): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries(record).map(([name, value]) => [name, typeof value === 'object' ? valuesOf({ ...value }) : (value as Value)]),
  );
}

describe('the place of the time', () => {
  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['a stamp, whatever it is called', { id: 'a-1', happened: STAMP }, 'happened'],
    ['what is called so, of several', { first: STAMP, eventTime: STAMP }, 'eventTime'],
    ['the least deep', { request: { startTime: STAMP }, seen: STAMP }, 'seen'],
    ['within another', { request: { startTime: STAMP } }, 'request.startTime'],
    ['a name that is no word', { '@t': STAMP }, '`@t`'],
    ['a number that is called so', { size: 1714557600123, created_at: 1714557600123 }, 'created_at'],
    ['no other number', { size: 1714557600123 }, undefined],
    ['no duration', { took: '10:00:05', time: 12 }, undefined],
    ['no impossible stamp', { date: '2024-02-30T10:00:00Z' }, undefined],
  ])('%s', (_, record, path) => {
    expect(pathIn(record)).toBe(path);
  });

  it('is a member that nearly all records have', () => {
    const records = Array.from({ length: 20 }, () => ({ at: STAMP }));
    expect(pathIn(...records, {})).toBe('at');
    expect(pathIn(...records, {}, {}, {})).toBeUndefined();
    expect(pathIn()).toBeUndefined();
  });
});
