import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/dsl/edits.ts';

describe('applyEdits', () => {
  it('puts the texts of edits in the place of what they replace, in whatever order they are given', () => {
    const parts = fc.array(
      fc.record({ kept: fc.string({ maxLength: 5 }), cut: fc.string({ maxLength: 5 }), put: fc.string({ maxLength: 5 }) }),
    );
    fc.assert(
      fc.property(parts, fc.infiniteStream(fc.nat()), (pieces, order) => {
        let text = '';
        const edits = pieces.map(({ kept, cut, put }) => {
          const start = text.length + kept.length;
          text += kept + cut;
          return { start, end: text.length, text: put };
        });
        // Insertions at one offset keep their order, so that only edits at distinct offsets are shuffled.
        const apart = edits.every(({ start }, i) => i === 0 || start > (edits[i - 1]?.start ?? -1));
        const shuffled = apart
          ? edits.map((edit) => ({ edit, at: order.next().value ?? 0 })).sort((a, b) => a.at - b.at)
          : edits.map((edit) => ({ edit }));
        const given = shuffled.map(({ edit }) => edit);
        expect(applyEdits(text, given)).toBe(pieces.map(({ kept, put }) => kept + put).join(''));
      }),
    );
  });

  it('makes the last of edits that overlap', () => {
    const edits = [
      { start: 0, end: 4, text: 'x' },
      { start: 2, end: 6, text: 'y' },
    ];
    expect(applyEdits('abcdefgh', edits)).toBe('abygh');
  });

  it('makes all insertions at one place, in their order', () => {
    const edits = [
      { start: 1, end: 1, text: 'x' },
      { start: 1, end: 1, text: 'y' },
    ];
    expect(applyEdits('ab', edits)).toBe('axyb');
  });
});
