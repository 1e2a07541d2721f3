import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParcelFields } from '../../../../src/runtime/outputs/senders/parcel-fields.ts';
import { Template } from '../../../../src/runtime/outputs/senders/template.ts';
import { PAYLOADS } from '../payloads.ts';
import { hostile, parcelOf } from './parcels.ts';

const asIs = (value: string) => value;
const fields = new Map<string, string | number>([
  ['text', 'hello'],
  ['int', 3],
  ['a.b', 'dotted'],
  ['rule', 'mine'],
]);
const FIELDS = new ParcelFields(parcelOf({ fields, labels: new Map([['pause', 1_500_000]]) }));

const rendered = (text: string) => Template.of(text).render(FIELDS, asIs);

describe('a template', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['{rule} {outcome}', 'checkout failure'],
    ['{text}, {fields.text}', 'hello, hello'],
    ['{order} {key.order}', 'A-1 A-1'],
    ['{fields.rule}', 'mine'],
    ['{fields.`a.b`} {`a.b`}', 'dotted dotted'],
    ['{labels.pause}', '1.5'],
    ['{duration} {int}', '32 3'],
    ['{awaited}', 'shop.paid'],
    ['{awaited.0}', 'shop.paid'],
    ['{ message ?? reason }', 'shop.declined came'],
    ['{message ?? nobody ?? "none"}', 'none'],
    ['{message}|{nobody.at.all}|{constructor}|{text.length}|{toString}', '||||'],
    ['{{rule}} }}{{', '{rule} }{'],
    ['{"}"}{`}`}', '}'],
  ])('%s', (text, expected) => {
    expect(rendered(text)).toBe(expected);
  });

  it.each([
    ['{rule', 1, 'not closed'],
    ['ab } c', 4, 'closes nothing'],
    ['x{}', 2, 'is not a field'],
    ['x{ }', 2, 'is not a field'],
    ['{a b}', 1, 'is not a field'],
    ['{a ??}', 1, 'is not a field'],
    ['{a..b}', 1, 'is not a field'],
    ['{.a}', 1, 'is not a field'],
    ['{a ? b}', 1, 'is not a field'],
    ['{{{', 3, 'not closed'],
    ['{"open}', 1, 'not closed'],
  ])('%s is wrong at column %i: %s', (text, column, message) => {
    expect(Template.parse(text)).toEqual({ column, message: expect.stringContaining(message) });
  });

  it('writes a list as its items, as messages do, and what is in it as JSON', () => {
    const lists = new ParcelFields({ id: '1', line: '{"fields":{"many":["a",2,{"b":[1]}],"none":[],"map":{"c":[1,2]}}}' });
    expect(Template.of('{many}|{many.1}|{none}|{map}|{map.c}').render(lists, asIs)).toBe('a, 2, {"b":[1]}|2||{"c":[1,2]}|1, 2');
  });

  it('never reads a value again', () => {
    for (const value of ['{rule}', '{{', '}}', '{message ?? "x"}']) {
      expect(Template.of('{text}').render(new ParcelFields(hostile(value)), asIs)).toBe(value);
    }
  });

  it('gives values as they are', () => {
    for (const payload of PAYLOADS)
      expect(Template.of('<{`__proto__`}>').render(new ParcelFields(hostile(payload)), asIs)).toBe(`<${payload}>`);
  });

  it('is what was written, when braces are doubled', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(rendered(text.replace(/[{}]/g, '$&$&'))).toBe(text)));
  });

  it('never throws', () => {
    const piece = fc.constantFrom('{', '}', '{{', '`', '"', '.', '??', ' ', 'rule', 'x', '\n');
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => void Template.parse(pieces.join(''))));
  });
});
