import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextReader, TextWriter } from '../../../../src/runtime/engine/packed/text.ts';
import type { Value } from '../../../../src/runtime/record.ts';

/** Any 16-bit units, unpaired surrogates among them. */
const text = fc.oneof(
  fc.string(),
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc.string({ minLength: 60, maxLength: 200 }),
);
const number = fc.oneof(fc.nat(), fc.maxSafeInteger(), fc.double(), fc.constantFrom(0, -0, 63, 64, 4095, 4096, 2 ** 53 - 1, 2 ** 53));
const scalar: fc.Arbitrary<Value> = fc.oneof(text, number, fc.boolean());
const map = fc.array(fc.tuple(fc.string(), scalar), { maxLength: 4 }).map((entries) => new Map<string, Value>(entries));
const nested: fc.Arbitrary<Value> = fc.oneof(fc.array(fc.oneof(scalar, map), { maxLength: 4 }), map);
const value = fc.oneof(scalar, nested, fc.constant(undefined));

type Item = { kind: 'number'; of: number } | { kind: 'text'; of: string } | { kind: 'value'; of: Value | undefined };
const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), of: number }),
  fc.record({ kind: fc.constant('text' as const), of: text }),
  fc.record({ kind: fc.constant('value' as const), of: value }),
);

function written(writer: TextWriter, items: readonly Item[]): string {
  for (const one of items) {
    if (one.kind === 'number') writer.number(one.of);
    else if (one.kind === 'text') writer.text(one.of);
    else writer.value(one.of);
  }
  return writer.take();
}

describe('numbers, texts and values as one text', () => {
  it('are read as they were written, one text after the other', () => {
    const writer = new TextWriter();
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items) => {
        const reader = new TextReader(written(writer, items));
        for (const { kind, of } of items) expect(reader[kind]()).toEqual(of);
      }),
      { numRuns: 1000 },
    );
  });

  it('take a byte a unit where all of theirs do', () => {
    const text = written(new TextWriter(), [
      { kind: 'number', of: 1_700_000_000_000_000 },
      { kind: 'text', of: 'Zoë' },
      { kind: 'value', of: -1.5 },
    ]);
    expect([...text].every((unit) => unit.charCodeAt(0) < 256)).toBe(true);
    expect(text).toHaveLength(9 + 4 + 6);
  });
});
