/** JSON written piece by piece, compared with strings that are added up. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonString } from '../../../src/runtime/outputs/escape.ts';
import { jsonList, jsonValue } from '../../../src/runtime/outputs/json-text.ts';
import { JsonWriter } from '../../../src/runtime/outputs/json-writer.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ minLength: 3000, maxLength: 60_000 }));
const members = fc.uniqueArray(fc.tuple(text, fc.integer()), { selector: ([name]) => name, maxLength: 3 });

type Piece = [write: (out: JsonWriter) => unknown, text: string];

const piece: fc.Arbitrary<Piece> = fc.oneof(
  text.map((one): Piece => [(out) => out.string(one), jsonString(one)]),
  text.map((one): Piece => [(out) => out.raw(JSON.stringify(one)), Buffer.from(JSON.stringify(one)).toString()]),
  fc.array(text, { maxLength: 3 }).map((list): Piece => [(out) => out.strings(list), jsonList(list, jsonString)]),
  members.map((list): Piece => {
    const object = list.map(([name, value]) => `${jsonString(name)}:${value}`).join();
    const write = (out: JsonWriter) => {
      out.raw('{');
      for (const [name, value] of list) out.member(name).value(value, 'int');
      out.raw('}');
    };
    return [write, `{${object}}`];
  }),
  fc.double().map((one): Piece => [(out) => out.value(one, 'duration'), jsonValue(one, 'duration')]),
);

describe('a JSON writer', () => {
  it('writes what the pieces are as strings, again and again', () => {
    const out = new JsonWriter();
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        out.begin();
        for (const [write] of pieces) write(out);
        expect(out.text).toBe(pieces.map(([, one]) => one).join(''));
      }),
      { numRuns: 500 },
    );
  });
});
