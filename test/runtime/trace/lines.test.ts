import { expect, it } from 'vitest';
import type { LogRecord } from '../../../src/runtime/record.ts';
import { Lines } from '../../../src/runtime/trace/lines.ts';

function record(length: number): LogRecord {
  return { time: 0, bytes: new Uint8Array(length).fill(120), start: 0, end: length } as Partial<LogRecord> as LogRecord;
}

/** How many of this many lines are there once all have come. */
function remembered(count: number, length: number): number {
  const lines = new Lines(new Set());
  for (let line = 1; line <= count; line++) lines.add({ source: 0, line }, record(length), []);
  const found = Array.from({ length: count }, (_, i) => lines.at({ source: 0, line: i + 1 }));
  const known = found.filter((line) => line !== undefined);
  expect(found.slice(count - known.length)).toEqual(known);
  return known.length;
}

it('remembers the last ten thousand lines, or less of long ones', () => {
  expect(remembered(10_010, 10)).toBe(10_000);
  expect(remembered(600, 65_536)).toBe(512);
});

it('keeps all the lines that a story is known to need', () => {
  const lines = new Lines(new Set(['0:1']));
  for (let line = 1; line <= 10_100; line++) lines.add({ source: 0, line }, record(10), []);
  expect(lines.at({ source: 0, line: 1 })).toMatchObject({ text: 'xxxxxxxxxx' });
});
