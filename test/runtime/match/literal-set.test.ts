import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FoundNumbers } from '../../../src/runtime/match/found-numbers.ts';
import { LiteralSet } from '../../../src/runtime/match/literal-set.ts';

const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 1, maxLength });
const texts = fc.array(letters(5), { maxLength: 8 });

function found(texts: readonly string[], line: string, anchored: boolean): number[] {
  const set = new LiteralSet(
    texts.map((text, owner) => ({ text: Buffer.from(text), owner })),
    anchored,
  );
  const bytes = Buffer.from(`ab${line}ab`);
  const numbers: number[] = [];
  for (let round = 0; round < 2; round++) {
    numbers.length = 0;
    set.find(bytes, 2, bytes.length - 2, { add: (owner) => numbers.push(owner) });
  }
  return numbers;
}

describe('texts looked for all at once', () => {
  it('are those that a line contains, each reported once', () => {
    fc.assert(
      fc.property(texts, letters(16), (texts, line) => {
        expect(found(texts, line, false).sort((a, b) => a - b)).toEqual([...texts.keys()].filter((i) => line.includes(texts[i]!)));
      }),
    );
  });

  it('are those that a line begins with', () => {
    fc.assert(
      fc.property(texts, letters(16), (texts, line) => {
        expect(found(texts, line, true).sort((a, b) => a - b)).toEqual([...texts.keys()].filter((i) => line.startsWith(texts[i]!)));
      }),
    );
  });

  it('are reported by their beginning if long: the caller checks the rest', () => {
    expect(found([`${'x'.repeat(16)}yz`], `-${'x'.repeat(16)}-`, false)).toEqual([0]);
  });
});

describe('numbers found', () => {
  it('are taken in order, each once, and then are gone', () => {
    const numbers = new FoundNumbers(200);
    fc.assert(
      fc.property(fc.array(fc.nat(199)), (all) => {
        expect(numbers.isEmpty).toBe(true);
        for (const number of all) numbers.add(number);
        const taken: number[] = [];
        for (let number = numbers.take(); number >= 0; number = numbers.take()) taken.push(number);
        expect(taken).toEqual([...new Set(all)].sort((a, b) => a - b));
      }),
    );
  });
});
