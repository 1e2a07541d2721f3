import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalText } from '../../../src/runtime/outputs/escape.ts';
import { clip, clipStart, padEnd, padStart, widthOf } from '../../../src/runtime/outputs/terminal.ts';

const anyText = fc.string({ unit: 'grapheme' }).map(terminalText);
const columns = fc.integer({ min: 0, max: 40 });

describe('width', () => {
  it.each([
    ['plain', 5],
    ['grün', 4],
    ['e\u0301', 1],
    ['日本', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['한', 2],
    ['\u1112\u1161\u11ab', 2],
    ['👍', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['🇫🇷', 2],
    ['☂', 1],
    ['☂\ufe0f', 2],
    ['𠀀', 2],
    ['', 0],
  ])('of %j is %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('clipping', () => {
  it.each([
    ['hello', 5, 'hello', 'hello'],
    ['hello', 4, 'hel…', '…llo'],
    ['日本語', 5, '日本…', '…本語'],
    ['日本語', 4, '日…', '…語'],
    ['hello', 1, '…', '…'],
    ['hello', 0, '', ''],
    ['日本語', 6, '日本語', '日本語'],
  ])('%j to %i columns', (text, width, head, tail) => {
    expect(clip(text, width)).toBe(head);
    expect(clipStart(text, width)).toBe(tail);
  });

  it('never exceeds the columns, and keeps what fits', () => {
    fc.assert(
      fc.property(anyText, columns, (text, width) => {
        for (const cut of [clip(text, width), clipStart(text, width)]) {
          expect(widthOf(cut)).toBeLessThanOrEqual(width);
          if (widthOf(text) <= width) expect(cut).toBe(text);
        }
      }),
    );
  });
});

describe('padding', () => {
  it('makes texts one width', () => {
    fc.assert(
      fc.property(anyText, columns, (text, width) => {
        const wanted = Math.max(width, widthOf(text));
        expect(widthOf(padEnd(text, width))).toBe(wanted);
        expect(widthOf(padStart(text, width))).toBe(wanted);
      }),
    );
  });
});
