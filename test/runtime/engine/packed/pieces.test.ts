import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Piece, savedPieces, unpackPieces } from '../../../../src/runtime/engine/packed/pieces.ts';
import { PlainReader, PlainWriter } from '../../../../src/runtime/engine/packed/plain-bytes.ts';
import { Vocabulary } from '../../../../src/runtime/engine/packed/vocabulary.ts';

const values = fc.letrec((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 1.5, 1_700_000_000_000_000, 'a word', 'fe80::1'),
    fc.string(),
    fc.nat(1e15),
    fc.array(tie('plain'), { maxLength: 4 }),
    fc.record({ id: tie('plain'), key: tie('plain') }, { requiredKeys: [] }),
  ),
})).plain;
const subjects = fc.array(fc.record({ opened: fc.nat(1e9), what: values }), { maxLength: 30 });

function packed(all: readonly { opened: number; what: unknown }[], vocabulary: Vocabulary): Piece[] {
  const writer = new PlainWriter(vocabulary);
  return all.map(({ opened, what }) => {
    writer.write({ opened: 0, what });
    return { opened, bytes: Buffer.from(writer.bytes.subarray(0, writer.length)) };
  });
}

it('are read with their legend as they were written, in portions of whatever size', () => {
  fc.assert(
    fc.property(subjects, subjects, fc.integer({ min: 1, max: 500 }), (all, later, size) => {
      const vocabulary = new Vocabulary();
      // Words are texts that occur often.
      const pieces = packed([...all, ...all, ...all], vocabulary);
      const list = savedPieces(vocabulary, new PlainReader(vocabulary), function* () {
        yield* pieces;
      });
      const text = JSON.stringify([...all, ...all, ...all]);
      expect(JSON.stringify(list)).toBe(text);
      packed([...later, ...later, ...later], vocabulary);
      const portions = [...(list.packed?.portions(size) ?? [])];
      const itemsOf = unpackPieces(JSON.parse(JSON.stringify(list.packed?.legend())));
      expect(JSON.stringify(portions.flatMap((portion) => [...itemsOf(portion)]))).toBe(text);
    }),
    { numRuns: 300 },
  );
});

it('are read in bounded time, whatever the bytes are', () => {
  const legend = { words: ['a'], shapes: [['opened', 'what']], base: 5 };
  const behind = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(behind, (bytes) => {
      const head = Buffer.alloc(12);
      head.writeUInt32LE(bytes.length, 8);
      // An object header, followed by random bytes.
      const portion = Buffer.concat([head, Buffer.of(208), bytes]);
      try {
        expect([...unpackPieces(legend)(portion)].length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 3000 },
  );
});
