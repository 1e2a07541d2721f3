import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainReader, PlainWriter } from '../../../../src/runtime/engine/packed/plain-bytes.ts';
import { Vocabulary } from '../../../../src/runtime/engine/packed/vocabulary.ts';

/** Any UTF-16 units, including unpaired surrogates; digits, and their neighbours; a few that recur. */
const text = fc.oneof(
  fc.string(),
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc.string({ minLength: 30, maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefg'), maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'0123456789.:-/, x'), maxLength: 40 }),
  fc.constantFrom('sshd', 'web1', 'root'),
);
const edges = [
  0,
  -0,
  -1,
  78,
  79,
  80,
  206,
  207,
  255,
  256,
  2 ** 31,
  2 ** 40 - 1,
  2 ** 40,
  2 ** 52,
  2 ** 53 - 1,
  2 ** 53,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
];
const number = fc.oneof(
  fc.nat(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(...edges),
  fc.nat(1000).map((n) => 1.7e15 + n),
);
const scalar = fc.oneof(text, number, fc.boolean(), fc.constantFrom(null, undefined));
const { plain } = fc.letrec((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('plain'), { maxLength: 20 }),
    fc.record({ a: tie('plain'), b: tie('plain') }, { requiredKeys: [], noNullPrototype: true }),
    fc.record({ b: tie('plain'), a: tie('plain'), 'c d': scalar }, { noNullPrototype: true }),
  ),
}));

describe('plain JSON as bytes', () => {
  it('is read as it was written, whatever was written since', () => {
    const vocabulary = new Vocabulary();
    const [writer, reader] = [new PlainWriter(vocabulary), new PlainReader(vocabulary)];
    const pieces: { of: unknown; bytes: Buffer }[] = [];
    fc.assert(
      fc.property(plain, (of) => {
        writer.write(of);
        pieces.push({ of, bytes: Buffer.concat([Buffer.alloc(3), writer.bytes.subarray(0, writer.length)]) });
        for (const piece of [pieces[0], pieces.at(-1)]) if (piece) expect(reader.read(piece.bytes, 3)).toStrictEqual(piece.of);
      }),
      { numRuns: 2000 },
    );
    for (const piece of pieces) expect(reader.read(piece.bytes, 3)).toStrictEqual(piece.of);
  });

  it('takes one byte for small numbers, known words and small differences', () => {
    const writer = new PlainWriter(new Vocabulary());
    const time = 1_700_000_000_000_000;
    const one = { id: '0123456789abcdef', times: [time, time + 1, time - 1], host: 'web1', port: 22, pid: '12345' };
    for (let i = 0; i < 20; i++) writer.write({ ...one, id: `0123456789abcd${10 + i}`, pid: `${10_000 + i}` });
    // The object, the id, the list and its times, the host, the port, the pid.
    expect(writer.length).toBe(1 + 9 + 4 + 1 + 1 + 4);
  });

  it('takes one byte for a repeated value, and half a byte for a character of an address', () => {
    const writer = new PlainWriter(new Vocabulary());
    const key = ['192.168.10.25', 'request-17', 54_321];
    writer.write([key, ...key]);
    expect(writer.length).toBe(2 + (1 + 7) + (1 + 10) + (1 + 3) + 3);
  });
});
