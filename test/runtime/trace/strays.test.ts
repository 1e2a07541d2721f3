import { expect, it } from 'vitest';
import { Strays } from '../../../src/runtime/trace/strays.ts';

type Arguments = ConstructorParameters<typeof Strays>;
type Cursor = Parameters<Strays['look']>[0];

const wanted: Arguments[0] = [{ name: 'id', text: 'A-17', matches: () => true }];
const patterns = {
  of: () => ({ of: { record: 'app.paid' }, reach: { whole: false, fits: '', expected: 'no id' } }),
} as unknown as Arguments[1];
const bytes = Buffer.from('paid A-17');
const cursor = {
  record: { time: 5, flags: 0, bytes, start: 0, end: bytes.length, messageStart: 0, messageEnd: bytes.length },
  file: 'a.log',
  line: 1,
} as unknown as Cursor;

/** What is said of as many lines that are near a pattern. */
function saidOf(count: number): string[] | undefined {
  const strays = new Strays(wanted, patterns);
  for (let i = 0; i < count; i++) strays.look(cursor, [], false);
  return strays.list(true)[0]?.why;
}

it('says that it stopped comparing lines', () => {
  expect(saidOf(2)).toEqual(['is nearly app.paid: no id', 'so is 1 more line']);
  expect(saidOf(9_999)).toEqual(['is nearly app.paid: no id', 'so are 9,998 more lines']);
  expect(saidOf(10_001)?.at(-1)).toBe('lines after the first 10,000 that contain this were not compared');
});
