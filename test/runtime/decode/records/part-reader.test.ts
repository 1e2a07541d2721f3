import { expect, it } from 'vitest';
import { createRecordReader } from '../../../../src/runtime/decode/records/record-readers.ts';
import { copyOf } from '../../../../src/runtime/values/copy.ts';

it('tells an unfinished message after its line was overwritten by what was read next', () => {
  const buffer = Buffer.alloc(200);
  const end = buffer.write(JSON.stringify({ log: 'begun, ', stream: 'stdout', time: '2024-02-29T10:00:00Z' }));
  const reader = createRecordReader({ name: 'container', base: 'container', time: [] }, { received: 0, zone: 'UTC' });
  expect(reader.take({ bytes: buffer, start: 0, end, number: 1, flags: 0 })).toBe(false);
  buffer.fill(0);
  expect(reader.flush()).toBe(true);
  const { record } = reader;
  expect([record.undecodable, record.field(['message'])]).toEqual([false, 'begun,']);
});

it.each([new Uint8Array([1, 2, 3]), Buffer.from([1, 2, 3])])('a copy of %j stays as it is', (bytes) => {
  const copy = copyOf(bytes, 1, 3);
  bytes.fill(0);
  expect([...copy]).toEqual([2, 3]);
});
