import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, FRAME_HEAD, HEAD, KIND, type RecordHead, recordsOf } from '../../../src/runtime/state/entry.ts';
import { FrameWriter } from '../../../src/runtime/state/frame-writer.ts';
import { readEntries } from './read-entries.ts';

const often = (usual: number, ...others: number[]) => fc.constantFrom(...Array(8).fill(usual), ...others);
const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\r', '\0', '\xff', '\n'), maxLength: 12 });

/** Most records follow the previous one like messages that arrive together. */
const records = fc
  .array(
    fc.record({
      flags: often(0, 1, 130),
      origin: often(0, 1),
      received: often(5, 6),
      skipped: often(1, 0, 3),
      lines: often(1, 2),
      offset: often(0, 9),
      text,
      isTickBehind: fc.nat(9).map((some) => some === 0),
    }),
    { maxLength: 40 },
  )
  .map((all) => {
    let line = 0;
    return all.map(({ skipped, lines, text, isTickBehind, ...head }) => {
      line += skipped;
      return { head: { ...head, line, last: line + lines - 1 }, text, isTickBehind };
    });
  });

function head(line: number): RecordHead {
  return { origin: 0, received: 5, flags: 0, line, last: line, offset: 0 };
}

describe('a writer of frames', () => {
  it('writes records that are read back unchanged', () => {
    fc.assert(
      fc.property(records, fc.nat(5), (all, cut) => {
        const writer = new FrameWriter();
        const found: unknown[] = [];
        const take = () => {
          found.push(...readEntries(writer.seal()));
          writer.clear();
        };
        for (const [at, { head, text, isTickBehind }] of all.entries()) {
          const bytes = Buffer.from(`--${text}-`, 'latin1');
          writer.record(head, bytes, 2, bytes.length - 1);
          if (isTickBehind) writer.tick(7);
          if (at % 6 === cut) take();
        }
        take();
        const tick = { kind: 'tick', time: 7 };
        const given = all.flatMap(({ head, text, isTickBehind }) => [{ kind: 'record', ...head, text }, ...(isTickBehind ? [tick] : [])]);
        expect(found).toEqual(given);
      }),
    );
  });

  it('has lines read as the messages that they are, behind those that came before', () => {
    const writer = new FrameWriter();
    const text = Buffer.from('xa\nb\ncy');
    writer.record(head(1), Buffer.from('first'), 0, 5);
    writer.lines({ origin: 0, received: 5, line: 2, count: 2 }, text, 1, 5);
    writer.record(head(4), text, 5, 6);
    expect(readEntries(writer.seal()).map((entry) => 'text' in entry && [entry.line, entry.text])).toEqual([
      [1, 'first'],
      [2, 'a'],
      [3, 'b'],
      [4, 'c'],
    ]);
    expect(Array.from(entriesOf(writer.seal()))).toHaveLength(1);
  });

  it('puts messages that come together into few entries, however many there are', () => {
    const writer = new FrameWriter();
    const message = Buffer.from('x'.repeat(99));
    const count = 20_000;
    for (let line = 1; line <= count; line++) writer.record(head(line), message, 0, message.length);
    expect(Array.from(entriesOf(writer.seal())).length).toBeLessThan(10);
    expect(writer.length).toBeLessThan(count * (message.length + HEAD.record / 10));
    expect(readEntries(writer.seal())).toHaveLength(count);
    expect(Array.from(entriesOf(writer.seal())).reduce((sum, entry) => sum + recordsOf(entry), 0)).toBe(count);
  });

  it('is never read as more than what was written, however it was tampered with', () => {
    const writer = new FrameWriter();
    writer.record(head(1), Buffer.from('message'), 0, 7);
    const frame = Buffer.from(writer.seal());
    const lengthAt = FRAME_HEAD + HEAD.lines - 4;
    expect(frame[FRAME_HEAD]).toBe(KIND.lines);
    for (const length of [0, 7, 9, 0xffffffff]) {
      frame.writeUInt32LE(length, lengthAt);
      expect(() => Array.from(entriesOf(frame))).toThrow(/does not end|longer than/);
    }
    const whole = new FrameWriter();
    whole.record({ ...head(1), flags: 1 }, Buffer.from('message'), 0, 7);
    const long = Buffer.from(whole.seal());
    long.writeUInt32LE(8, FRAME_HEAD + HEAD.record - 4);
    expect(() => Array.from(entriesOf(long))).toThrow('longer than');
  });
});

it('a writer of frames declares origins anew when there are very many, and never within a frame', () => {
  const writer = new FrameWriter();
  const declared = new Set<string>();
  const use = (key: string) => writer.idOf(key, () => ({ source: key, format: 'line', context: { received: 0, zone: 'UTC' } }));
  for (let at = 0; at < 20_000; at++) declared.add(`${use(`origin ${at}`)}`);
  expect(declared.size).toBe(20_000);
  writer.clear();
  expect(use('origin 19999')).toBe(0);
  expect(readEntries(writer.seal())).toEqual([expect.objectContaining({ kind: 'origin', id: 0 })]);
  writer.clear();
  expect(use('origin 19999')).toBe(0);
  expect(writer.length).toBe(0);
});
