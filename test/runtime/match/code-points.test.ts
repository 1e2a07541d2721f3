import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterAt, characterBefore, codeOf, ILL_FORMED, lengthOf } from '../../../src/runtime/match/automata/code-points.ts';

const bytes = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ maxLength: 8 }),
  fc
    .array(fc.constantFrom(0x61, 0x80, 0xbf, 0xc1, 0xc3, 0xe0, 0xe2, 0x9f, 0xed, 0xf0, 0x90, 0xf4, 0xf5), { maxLength: 8 })
    .map((all) => Uint8Array.from(all)),
);

/** Code points with how many bytes each has. */
function parts(all: Uint8Array): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < all.length; ) {
    const character = characterAt(all, at, all.length);
    found.push([codeOf(character), lengthOf(character)]);
    at += lengthOf(character);
  }
  return found;
}

function partsFromTheEnd(all: Uint8Array): [number, number][] {
  const found: [number, number][] = [];
  for (let at = all.length; at > 0; ) {
    const character = characterBefore(all, 0, at);
    found.unshift([codeOf(character), lengthOf(character)]);
    at -= lengthOf(character);
  }
  return found;
}

describe('bytes as code points', () => {
  it('are what a decoder makes of them', () => {
    fc.assert(
      fc.property(bytes, (all) => {
        const codes = parts(all).map(([code]) => (code === ILL_FORMED ? 0xfffd : code));
        expect(codes).toEqual([...new TextDecoder('utf-8', { ignoreBOM: true }).decode(all)].map((character) => character.codePointAt(0)));
      }),
      { numRuns: 1000 },
    );
  });

  it('are the same from the end as from the beginning', () => {
    fc.assert(
      fc.property(bytes, (all) => {
        expect(partsFromTheEnd(all)).toEqual(parts(all));
      }),
      { numRuns: 1000 },
    );
  });
});
