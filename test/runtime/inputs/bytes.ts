/** Bytes as from a disk or a socket: in chunks of any size, valid or hostile. */

import fc from 'fast-check';

/** Like a source, it reuses one buffer for all chunks. */
export async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const length = Math.min(size, bytes.length - at);
    buffer.set(bytes.subarray(at, at + length));
    yield buffer.subarray(0, length);
  }
}

/** What matters when splitting lines: their ends, NUL, byte order marks, characters of 1 to 4 bytes, invalid ones. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'bc', ' ', '\t') },
  { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\n\n') },
  { weight: 2, arbitrary: fc.constantFrom('é', '€', '😀', '\uFEFF', '\0', '\0\0') },
);

export const bytesOfLines: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: piece.map((text) => Buffer.from(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }).map(Buffer.from) },
    ),
    {
      maxLength: 60,
    },
  )
  .map((pieces) => Buffer.concat(pieces));

/** Text of bytes as Latin-1, cut at the limit, or before the character that contains it. */
export function wholeCharacters(text: string, limit: number): string {
  const [tail = ''] = /[\xc0-\xff]?[\x80-\xbf]{0,3}$/.exec(text.slice(0, limit + 1)) ?? [];
  const isInside = /[\x80-\xbf]/.test(text[limit] ?? '') && /^[\xc0-\xff]/.test(tail);
  return text.slice(0, isInside ? limit + 1 - tail.length : limit);
}
