import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedRecord } from '../../../../src/runtime/decode/decoded-record.ts';
import { LogfmtDecoder } from '../../../../src/runtime/decode/formats/logfmt.ts';
import { builtin, decode, NOON, plain } from '../decoding.ts';

const LOGFMT = builtin('logfmt');

function fieldsOf(text: string): unknown {
  const decoder = new LogfmtDecoder({ received: NOON, zone: 'UTC' });
  const record = new DecodedRecord();
  const bytes = Buffer.from(text);
  decoder.decode(record, bytes, 0, bytes.length);
  return plain(decoder.fields());
}

describe('logfmt', () => {
  it.each<[string, unknown]>([
    ['a=1 b=two', { a: '1', b: 'two' }],
    ['a="two words" b=1', { a: 'two words', b: '1' }],
    ['a="say \\"x\\"\\n\\t\\\\" b=1', { a: 'say "x"\n\t\\', b: '1' }],
    ['a="\\u00fc\\xc3\\xbc"', { a: 'üü' }],
    ['a="\\U0001f600\\U00110000"', { a: '😀U00110000' }],
    ['retry a=1 final', { retry: true, a: '1', final: true }],
    ['a= b=1', { a: '', b: '1' }],
    ['a="" b=1', { a: '', b: '1' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=x"y b=1', { a: 'x"y', b: '1' }],
    ['a="x"b=1', { a: 'x', b: '1' }],
    ['a="not closed b=1', { a: 'not closed b=1' }],
    ['a="ends in \\', { a: 'ends in \\' }],
    ['a=1 a=2', { a: '2' }],
    ['=x a=1', { x: true, a: '1' }],
    ['<189>a=1 b=2', { a: '1', b: '2' }],
    ['<189> a=1 b=2', { a: '1', b: '2' }],
    ['<192>a=1 b=2', { '<192>a': '1', b: '2' }],
    ['größe=5 __proto__=1', { größe: '5', ['__proto__']: '1' }],
    ['a=1\tb=2\nc=3', { a: '1', b: '2', c: '3' }],
    ['a=1,b=two words,c="x, y=\\"z\\"",d=e=f,g,h="",,i=', { a: '1', b: 'two words', c: 'x, y="z"', d: 'e=f', g: true, h: '', i: '' }],
    ['<189>a=1,b="x"y,c="not closed, d=1', { a: '1', b: 'x', c: 'not closed, d=1' }],
    ['a=1,b=2 c=3', { a: '1,b=2', c: '3' }],
    ['a=1,b="x y=1",c=GUI (10.0.0.1),d=2', { a: '1', b: 'x y=1', c: 'GUI (10.0.0.1)', d: '2' }],
    ['a=1,2 b=3,c=4', { a: '1,2', b: '3,c=4' }],
    ['a=1,"b"=2', { a: '1,"b"=2' }],
    ['a=x=1,b=2', { a: 'x=1,b=2' }],
  ])('%j', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  it('has names with points, which a path spells out', () => {
    const { field } = decode(LOGFMT, 'http.status=200 a=1', {}, [['http', 'status'], ['http'], ['a', 'b']]);
    expect([field('http', 'status'), field('http'), field('a', 'b')]).toEqual(['200', undefined, undefined]);
  });

  it('reads back what is written', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'é', '_'), minLength: 1, maxLength: 5 });
    const value = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '=', '\n', 'é', '😀', '\t'), maxLength: 8 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, minLength: 1, maxLength: 6 }), (pairs) => {
        const text = pairs.map(([key, of]) => `${key}=${/^[aé😀]+$/u.test(of) ? of : JSON.stringify(of)}`).join(' ');
        expect(fieldsOf(text)).toEqual(Object.fromEntries(pairs));
      }),
    );
  });
});

describe('a record of logfmt', () => {
  it.each<[string, string, string[]]>([
    ['time=2024-02-29T10:00:00Z a=1', '2024-02-29T10:00:00.000Z', []],
    ['ts=1709200800.5 a=1', '2024-02-29T10:00:00.500Z', []],
    ['t=1709200800123 a=1', '2024-02-29T10:00:00.123Z', []],
    ['t=12 ts="2024-02-29 10:00:00" a=1', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['time=soon timestamp=2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z', []],
    ['date=2024-02-29 time=10:00:00 devname="fg"', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['date=2024-02-29,time=10:00:00,devname="fg",tz="-0500"', '2024-02-29T15:00:00.000Z', []],
    ['<189>date=2024-02-29 time=10:00:00', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['time="10:00:00" date="2024-02-29" tz="-0500"', '2024-02-29T15:00:00.000Z', []],
    ['date=2024-02-29 time=10:00:00 timezone="CET"', '2024-02-29T09:00:00.000Z', []],
    ['date=2024-02-29 time=10:00:00 timezone="IST"', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['date=2024-02-29 ts=2024-02-29T11:00:00Z time=10:00:00', '2024-02-29T11:00:00.000Z', []],
    ['id=firewall time="2024-02-29 12:00:00" tz=+0200 startime="2024-02-29 11:59:59"', '2024-02-29T10:00:00.000Z', []],
    ['time=2024-02-29T10:00:00Z tz=+0200', '2024-02-29T10:00:00.000Z', []],
    ['time=1709200800 tz=+0200', '2024-02-29T10:00:00.000Z', []],
    ['time="2024-02-29 10:00:00" tz=home', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['time="2024-02-29 12:00:00.5 +0200 CEST m=+0.000012" msg=up', '2024-02-29T10:00:00.500Z', []],
    ['time="2024-02-29 13:00:00 +0300 +03" msg=up', '2024-02-29T10:00:00.000Z', []],
    ['time="2024-02-29 13:00:00 +0300 +03 m=x" msg=up', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['date=2024-02-30 time=10:00:00', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['date time=10:00:00', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['time=1970-01-01T00:00:01Z', '1970-01-01T00:00:01.000Z', []],
    ['t=12 a=1', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['no pairs at all', '2024-03-01T12:00:00.000Z', ['badTime', 'undecodable']],
  ])('%s is of %s', (text, time, flags) => {
    expect(decode(LOGFMT, text)).toMatchObject({ time, flags });
  });

  it.each<[string, string]>([
    ['msg=up a=1', 'up'],
    ['msg="is up" a=1', 'is up'],
    ['msg="say \\"x\\" " a=1', 'say "x"'],
    ['message="better" msg="good"', 'better'],
    ['a=1 b=2 ', 'a=1 b=2'],
    ['a=1 msg', 'a=1 msg'],
  ])('the message of %s', (text, message) => {
    expect(decode(LOGFMT, text).message).toBe(message);
  });
});
