import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, entriesOf } from '../../../src/runtime/state/entry.ts';
import { FrameSplitter, MAGIC } from '../../../src/runtime/state/frame-splitter.ts';
import { FrameWriter } from '../../../src/runtime/state/frame-writer.ts';

interface Written {
  bytes: Buffer;
  /** The entries of each frame, and its end. */
  frames: { end: number; entries: Entry[] }[];
}

/** Frames in the form of a journal. */
function write(records: readonly (readonly Uint8Array[])[]): Written {
  const writer = new FrameWriter();
  const frames: Written['frames'] = [];
  let bytes = Buffer.from(MAGIC);
  for (const [at, texts] of records.entries()) {
    const origin = writer.idOf(`${at % 2}`, () => ({ source: 'a', format: 'line', context: { received: 0, zone: 'UTC' } }));
    for (const text of texts) writer.record({ origin, received: 1, flags: 0, line: at, last: at, offset: 0 }, text, 0, text.length);
    writer.tick(at);
    const frame = writer.seal();
    bytes = Buffer.concat([bytes, frame]);
    frames.push({ end: bytes.length, entries: copied(entriesOf(frame)) });
    writer.clear();
  }
  return { bytes, frames };
}

/** An entry's bytes are valid until the next one is read. */
function copied(entries: Iterable<Entry>): Entry[] {
  return Array.from(entries, (entry) => ('bytes' in entry ? { ...entry, bytes: Uint8Array.from(entry.bytes) } : entry));
}

function read(bytes: Uint8Array, chunk: number): { splitter: FrameSplitter; frames: Entry[][] } {
  const splitter = new FrameSplitter();
  const frames: Entry[][] = [];
  for (let at = 0; at < bytes.length; at += chunk) {
    splitter.feed(bytes.subarray(at, at + chunk));
    for (let frame = splitter.next(); frame; frame = splitter.next()) frames.push(copied(entriesOf(frame)));
  }
  return { splitter, frames };
}

const written = fc.array(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }), { maxLength: 6 }).map(write);
const chunk = fc.integer({ min: 1, max: 300 });

describe('a splitter of frames', () => {
  it('gives what was written, in chunks of any size', () => {
    fc.assert(
      fc.property(written, chunk, ({ bytes, frames }, size) => {
        const { splitter, frames: found } = read(bytes, size);
        expect(found).toEqual(frames.map(({ entries }) => entries));
        expect(splitter.isJournal).toBe(true);
        expect(splitter.left).toBe(0);
      }),
    );
  });

  it('gives the whole frames of what was cut anywhere', () => {
    fc.assert(
      fc.property(written, chunk, fc.nat(), ({ bytes, frames }, size, where) => {
        const cut = where % (bytes.length + 1);
        const whole = frames.filter(({ end }) => end <= cut);
        const { splitter, frames: found } = read(bytes.subarray(0, cut), size);
        expect(found).toEqual(whole.map(({ entries }) => entries));
        expect(splitter.isJournal).toBe(cut >= MAGIC.length);
        expect(splitter.left).toBe(cut - (whole.at(-1)?.end ?? (cut < MAGIC.length ? 0 : MAGIC.length)));
      }),
    );
  });

  it('trusts nothing after the first changed byte', () => {
    fc.assert(
      fc.property(written, chunk, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ bytes, frames }, size, where, by) => {
        const at = where % bytes.length;
        const changed = Buffer.from(bytes);
        changed[at]! ^= by;
        const { splitter, frames: found } = read(changed, size);
        const good = at < MAGIC.length ? [] : frames.filter(({ end }) => end <= at);
        expect(found).toEqual(good.map(({ entries }) => entries));
        expect(splitter.left).toBe(bytes.length - (good.at(-1)?.end ?? (at < MAGIC.length ? 0 : MAGIC.length)));
      }),
    );
  });

  it('keeps no bytes of a foreign file', () => {
    const splitter = new FrameSplitter();
    for (let i = 0; i < 100; i++) {
      splitter.feed(Buffer.alloc(1000, 'x'));
      expect(splitter.next()).toBeUndefined();
    }
    expect(splitter.isJournal).toBe(false);
    expect(splitter.left).toBe(100_000);
  });
});
