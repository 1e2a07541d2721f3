import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PiecePlan, TemplatePlan } from '../../../src/dsl/pattern-plan.ts';
import { RecordClock } from '../../../src/runtime/decode/stamps/clock.ts';
import { CaptureTypes } from '../../../src/runtime/match/capture-types.ts';
import { compileTemplate, type Template } from '../../../src/runtime/match/template/template.ts';
import { matchNaively, pair, template } from './template-samples.ts';

const types = new CaptureTypes(new RecordClock({ received: 0, zone: 'UTC', live: true }, undefined));

/** The captured bytes by slot; undefined if there is no match. */
function captured(compiled: Template, plan: TemplatePlan, bytes: Uint8Array, found: boolean): Map<number, Uint8Array> | undefined {
  if (!found) return undefined;
  const slots = slotsOf(plan.pieces).filter((slot) => compiled.startOf(slot) >= 0);
  return new Map(slots.map((slot) => [slot, bytes.slice(compiled.startOf(slot), compiled.endOf(slot))]));
}

/** By the usual matcher, and by sweeping. */
function bothWays(plan: TemplatePlan, bytes: Uint8Array) {
  const compiled = compileTemplate(plan, types);
  return [
    captured(compiled, plan, bytes, compiled.match(bytes, 0, bytes.length)),
    captured(compiled, plan, bytes, compiled.matchSwept(bytes, 0, bytes.length)),
  ];
}

function slotsOf(pieces: readonly PiecePlan[]): number[] {
  return pieces.flatMap((piece) => (piece.kind === 'optional' ? slotsOf(piece.pieces) : piece.kind === 'text' ? [] : [piece.slot!]));
}

describe('templates', () => {
  it('capture what trying all alternatives in the documented order captures', () => {
    fc.assert(
      fc.property(pair, ([plan, text]) => {
        const texts = matchNaively(plan.pieces, text);
        const expected = texts && new Map([...texts].map(([slot, text]) => [slot, new TextEncoder().encode(text)]));
        expect(bothWays(plan, new TextEncoder().encode(text))).toEqual([expected, expected]);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throw on bytes that are no text, and find the same way by trying and by sweeping', () => {
    const byte = fc.oneof(fc.constantFrom(0x20, 0x31, 0x3d, 0x5b, 0x61, 0x80, 0xa9, 0xc3, 0xe2, 0x82, 0xf0, 0x9f, 0xff), fc.nat(255));
    fc.assert(
      fc.property(template, fc.array(byte, { maxLength: 12 }), (plan, all) => {
        const [tried, swept] = bothWays(plan, Uint8Array.from(all));
        expect(tried).toEqual(swept);
      }),
      { numRuns: 1000 },
    );
  });

  it('match however many pieces they have', () => {
    const pieces = Array.from({ length: 40 }, (_, slot): PiecePlan[] => [
      { kind: 'capture', type: { name: 'word' }, slot },
      { kind: 'optional', pieces: [{ kind: 'text', text: ' ' }] },
    ]);
    const plan = { pieces: pieces.flat(), literals: [] };
    const words = Array.from({ length: 40 }, (_, i) => `w${i}`);
    const expected = new Map(words.map((word, slot) => [slot, Buffer.from(word)]));
    const [tried, swept] = bothWays(plan, Buffer.from(words.join(' ')));
    expect(tried).toEqual(expected);
    expect(swept).toEqual(expected);
  });

  it('separate adjacent JSON values', () => {
    const json = (slot: number): PiecePlan => ({ kind: 'capture', type: { name: 'json' }, slot });
    const any: PiecePlan = { kind: 'capture', type: { name: 'text' } };
    const plan = { pieces: [any, json(0), json(1), json(2)], literals: [] };
    const expected = new Map(['{"a":[]}', '12', '[[3]]'].map((text, slot) => [slot, Buffer.from(text)]));
    const [tried, swept] = bothWays(plan, Buffer.from('[0] {"a":[]}12[[3]]'));
    expect(tried).toEqual(expected);
    expect(swept).toEqual(expected);
  });

  it('of more pieces than any compiler makes are refused', () => {
    const pieces = Array.from({ length: 1001 }, (): PiecePlan => ({ kind: 'text', text: 'a' }));
    expect(() => compileTemplate({ pieces, literals: [] }, types)).toThrow(RangeError);
  });
});
