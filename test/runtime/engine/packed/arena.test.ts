import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Arena } from '../../../../src/runtime/engine/packed/arena.ts';

/** Reads a piece that begins with its length. */
const reader = { read: (bytes: Buffer, at: number) => bytes.subarray(at, at + 4 + bytes.readUInt32LE(at)).toString('hex') };

function pieceOf(slot: number, size: number): Buffer {
  const piece = Buffer.alloc(4 + size, slot);
  piece.writeUInt32LE(size);
  return piece;
}

const held = (arena: Arena) => (arena as unknown as { chunks: ({ bytes: Buffer } | undefined)[] }).chunks.filter((chunk) => chunk);

it('keeps live pieces in at most twice their size', () => {
  const sizes = fc.oneof(
    { weight: 5, arbitrary: fc.nat(300) },
    { weight: 15, arbitrary: fc.nat(200_000) },
    { weight: 1, arbitrary: fc.nat(3_000_000) },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), sizes), { maxLength: 120 }), (changes) => {
      const arena = new Arena();
      const known = new Map<number, Buffer>();
      for (const [slot, size] of changes) {
        if (known.delete(slot)) arena.remove(slot);
        else {
          const piece = pieceOf(slot, size);
          known.set(slot, piece);
          arena.put(slot, Buffer.concat([Buffer.of(1), piece]), 1, piece.length + 1);
        }
      }
      for (const [slot, piece] of known) expect(arena.read(slot, reader)).toBe(piece.toString('hex'));
      const room = held(arena).reduce((sum, chunk) => sum + (chunk?.bytes.length ?? 0), 0);
      const needed = [...known.values()].reduce((sum, piece) => sum + piece.length + 8, 0);
      // In addition: the unused end of each chunk, and the newest chunk.
      expect(room).toBeLessThanOrEqual(2 * needed + held(arena).length * 200_012 + 2 ** 20 + 3_000_012);
    }),
    { numRuns: 60 },
  );
});

it('returns every piece unchanged, whatever is put and removed afterwards', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 100_000, max: 300_000 })), { minLength: 40, maxLength: 80 }), (changes) => {
      const arena = new Arena();
      const known = new Map<number, Buffer>();
      let check = () => {};
      for (const [i, [slot, size]] of changes.entries()) {
        if (known.delete(slot)) arena.remove(slot);
        // A different text each time, so that nothing resembles the previous content.
        const piece = pieceOf(i, size);
        known.set(slot, piece);
        arena.put(slot, piece, 0, piece.length);
        if (i !== 20) continue;
        const pieces = [...known.values()];
        const held = arena.snapshot(Int32Array.from(known.keys()));
        check = () => {
          for (const [nth, expected] of pieces.entries()) expect(held(nth).equals(expected)).toBe(true);
        };
      }
      check();
    }),
    { numRuns: 30 },
  );
});
