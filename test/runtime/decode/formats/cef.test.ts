import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedRecord } from '../../../../src/runtime/decode/decoded-record.ts';
import { CefDecoder } from '../../../../src/runtime/decode/formats/cef.ts';
import { builtin, decode, NOON, plain } from '../decoding.ts';

const CEF = builtin('cef');
const HEAD = 'CEF:0|Security|threatmanager|1.0|100|worm successfully stopped|10|';

function fieldsOf(text: string): Record<string, unknown> {
  const decoder = new CefDecoder({ received: NOON, zone: 'UTC' });
  const record = new DecodedRecord();
  const bytes = Buffer.from(text);
  decoder.decode(record, bytes, 0, bytes.length);
  return plain(decoder.fields()) as Record<string, unknown>;
}

describe('CEF', () => {
  it('has a header and an extension', () => {
    expect(fieldsOf(`${HEAD}src=10.0.0.1 dst=2.1.2.2 spt=1232`)).toEqual({
      cefVersion: '0',
      deviceVendor: 'Security',
      deviceProduct: 'threatmanager',
      deviceVersion: '1.0',
      signatureId: '100',
      name: 'worm successfully stopped',
      severity: '10',
      src: '10.0.0.1',
      dst: '2.1.2.2',
      spt: '1232',
    });
  });

  it.each<[string, Record<string, string>]>([
    ['msg=two words and more act=blocked', { msg: 'two words and more', act: 'blocked' }],
    ['msg=a \\= b act=x', { msg: 'a = b', act: 'x' }],
    ['msg=line\\none\\\\two act=x', { msg: 'line\none\\two', act: 'x' }],
    ['filePath=C:\\temp\\file act=x', { filePath: 'C:\\temp\\file', act: 'x' }],
    ['request=http://h/p?a=b&c=d act=x', { request: 'http://h/p?a=b&c=d', act: 'x' }],
    ['a=b=c', { a: 'b=c' }],
    ['act= src=10.0.0.1', { act: '', src: '10.0.0.1' }],
    ['act=x   src=y  ', { act: 'x', src: 'y' }],
    ['ad.cust[0]=x cs1Label=y', { 'ad.cust[0]': 'x', cs1Label: 'y' }],
    ['words before act=x', { act: 'x' }],
    ['', {}],
    ['__proto__=x', { ['__proto__']: 'x' }],
  ])('%j', (extension, fields) => {
    expect(Object.entries(fieldsOf(HEAD + extension)).slice(7)).toEqual(Object.entries(fields));
  });

  it('has escapes in its header', () => {
    expect(fieldsOf('CEF:0|a\\|b|c\\\\|1|2|3|4|')).toMatchObject({ deviceVendor: 'a|b', deviceProduct: 'c\\', severity: '4' });
  });

  it('may do without the last bar', () => {
    expect(fieldsOf('CEF:0|a|b|c|d|e|5')).toMatchObject({ name: 'e', severity: '5' });
  });

  it.each<[string, string | undefined, string, string[]]>([
    [`<134>1 2024-02-29T10:00:00Z fw app - - - ${HEAD}act=x`, 'fw', '2024-02-29T10:00:00.000Z', []],
    [`Feb 29 10:00:00 fw ${HEAD}act=x`, 'fw', '2024-02-29T10:00:00.000Z', ['yearGuessed', 'zoneAssumed']],
    [`Feb 29 10:00:00 fw CEF: ${HEAD.slice(4)}act=x`, 'fw', '2024-02-29T10:00:00.000Z', ['yearGuessed', 'zoneAssumed']],
    [`Feb 29 10:00:00 fw ${HEAD}rt=1709200800123`, 'fw', '2024-02-29T10:00:00.123Z', []],
    [`${HEAD}rt=Feb 29 2024 10:00:00 end=1709200800123`, undefined, '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    [`${HEAD}rt=Feb 29 2024 10:00:00.5 UTC act=x`, undefined, '2024-02-29T10:00:00.500Z', []],
    [`${HEAD}rt=Feb 29 2024 10:00:00 dtz=+02:00 act=x`, undefined, '2024-02-29T08:00:00.000Z', []],
    [`${HEAD}dtz=Europe/Paris rt=Jul 29 2024 10:00:00.250`, undefined, '2024-07-29T08:00:00.250Z', []],
    [`${HEAD}rt=Feb 29 2024 10:00:00 dtz=GMT+02:00`, undefined, '2024-02-29T08:00:00.000Z', []],
    [`${HEAD}rt=Feb 29 2024 10:00:00 UTC dtz=+02:00`, undefined, '2024-02-29T10:00:00.000Z', []],
    [`${HEAD}rt=1709200800123 dtz=+02:00`, undefined, '2024-02-29T10:00:00.123Z', []],
    [`${HEAD}rt=Feb 29 2024 10:00:00 dtz=here`, undefined, '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    [`${HEAD}end=1709200800123 start=1`, undefined, '2024-02-29T10:00:00.123Z', []],
    [`${HEAD}act=x`, undefined, '2024-03-01T12:00:00.000Z', ['badTime']],
  ])('comes alone or in syslog: %s', (text, host, time, flags) => {
    const decoded = decode(CEF, text, {}, [['host'], ['name']]);
    expect(decoded).toMatchObject({ time, flags });
    expect([decoded.field('host'), decoded.field('name')]).toEqual([host, 'worm successfully stopped']);
  });
});

describe('LEEF', () => {
  const LEEF_HEAD = 'LEEF:1.0|Microsoft|MSExchange|2013 SP1|15345|';
  const BEGINNING = ['leefVersion', 'deviceVendor', 'deviceProduct', 'deviceVersion', 'eventId'];

  it.each<[string, Record<string, string>]>([
    [
      `${LEEF_HEAD}src=10.0.0.1\tdst=2.1.2.2\tmsg=two words  \t usrName=a=b\tpath=C:\\new\t`,
      { src: '10.0.0.1', dst: '2.1.2.2', msg: 'two words', usrName: 'a=b', path: 'C:\\new' },
    ],
    [`${LEEF_HEAD}src=10.0.0.1 msg=two words sev=5`, { src: '10.0.0.1', msg: 'two words', sev: '5' }],
    [LEEF_HEAD, {}],
    [LEEF_HEAD.slice(0, -1), {}],
    ['LEEF:2.0|a|b|c|d|^|src=x^dst=y z^', { src: 'x', dst: 'y z' }],
    ['LEEF:2.0|a|b|c|d|0x5E|src=x^dst=y', { src: 'x', dst: 'y' }],
    ['LEEF:2.0|a|b|c|d|x7c|src=x|dst=y', { src: 'x', dst: 'y' }],
    ['LEEF:2.0|a|b|c|d||src=x\tdst=y', { src: 'x', dst: 'y' }],
    ['LEEF:2.0|a|b|c|d|src=x\tdst=y|z', { src: 'x', dst: 'y|z' }],
    ['LEEF:2.0|a|b|c|d|a=1|2\tdst=y', { a: '1|2', dst: 'y' }],
  ])('%j', (text, fields) => {
    const all = Object.entries(fieldsOf(text));
    expect(all.slice(0, 5).map(([name]) => name)).toEqual(BEGINNING);
    expect(all.slice(5)).toEqual(Object.entries(fields));
  });

  it.each<[string, string | undefined, string, string, string[]]>([
    [`Feb 29 10:00:00 fw ${LEEF_HEAD}src=x`, 'fw', '2024-02-29T10:00:00.000Z', '15345', ['yearGuessed', 'zoneAssumed']],
    [`<13>1 2024-02-29T10:00:00Z fw a - - - ${LEEF_HEAD}msg=CEF:0 is up\tsrc=x`, 'fw', '2024-02-29T10:00:00.000Z', 'CEF:0 is up', []],
    [`${LEEF_HEAD}devTime=1709200800123\tmsg=a\\n`, undefined, '2024-02-29T10:00:00.123Z', 'a\\n', []],
    [`${LEEF_HEAD}devTime=Feb 29 2024 10:00:00.500 UTC\tsrc=x`, undefined, '2024-02-29T10:00:00.500Z', '15345', []],
    ...(
      [
        ['29/02/2024 10:00:00', 'dd/MM/yyyy HH:mm:ss', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
        ['03.02.2024 10:00', 'MM.dd.yyyy HH:mm', '2024-03-02T10:00:00.000Z', ['zoneAssumed']],
        ['2/3/24 1:00:00 PM +0200', 'M/d/yy h:mm:ss a Z', '2024-02-03T11:00:00.000Z', []],
        ['2024-29-02T10:00:00.250+0200', "yyyy-dd-MM'T'HH:mm:ss.SSSZ", '2024-02-29T08:00:00.250Z', []],
        ["29 o'clock 02 2024 10:00:00 Europe/Paris", "dd 'o''clock' MM yyyy HH:mm:ss z", '2024-02-29T09:00:00.000Z', []],
        ['Jan 28 2015 02:00:36 GMT+01:00', 'MMM dd yyyy HH:mm:ss z', '2015-01-28T01:00:36.000Z', []],
        ['29/02/2024 10:00:00', 'dd/MM/yyyy', '2024-03-01T12:00:00.000Z', ['badTime']],
        ['2024-02-29 10:00:00Z', 'dd/MM/yyyy HH:mm:ss', '2024-02-29T10:00:00.000Z', []],
        ['1709200800123', 'epoch', '2024-02-29T10:00:00.123Z', []],
      ] as const
    ).map(([stamp, form, time, flags]): [string, undefined, string, string, string[]] => [
      `${LEEF_HEAD}devTime=${stamp}\tdevTimeFormat=${form}`,
      undefined,
      time,
      '15345',
      [...flags],
    ]),
  ])('comes alone or in syslog: %j', (text, host, time, message, flags) => {
    const decoded = decode(CEF, text, {}, [['host']]);
    expect(decoded).toMatchObject({ time, message, flags });
    expect(decoded.field('host')).toBe(host);
  });

  it.each(['LEEF:1.0|a|b|c', 'LEEF:', 'LEEF:x|a|b|c|d|', 'BEEF:1.0|a|b|c|d|', 'EF:1.0|a|b|c|d|'])('is not this: %s', (text) => {
    expect(decode(CEF, text)).toMatchObject({ message: text, flags: ['badTime', 'undecodable'] });
  });
});

describe('a record of CEF', () => {
  it('has a message, or else its name', () => {
    expect(decode(CEF, `${HEAD}msg=a \\= b act=x`).message).toBe('a = b');
    expect(decode(CEF, `${HEAD}msg=two words act=x`).message).toBe('two words');
    expect(decode(CEF, `${HEAD}act=x`).message).toBe('worm successfully stopped');
  });

  it('knows the id of the event by both its names', () => {
    const { field } = decode(CEF, HEAD, {}, [['signatureId'], ['deviceEventClassId'], ['a', 'b']]);
    expect([field('signatureId'), field('deviceEventClassId'), field('a', 'b')]).toEqual(['100', '100', undefined]);
  });

  it.each(['some text', 'CEF:0|a|b|c|d|e', 'CEF:x|a|b|c|d|e|f|', 'CEF:', 'xCEF'])('is not this: %s', (text) => {
    expect(decode(CEF, text)).toMatchObject({ message: text, flags: ['badTime', 'undecodable'] });
  });

  it('keeps what syslog says of a line that is none', () => {
    expect(decode(CEF, 'Feb 29 10:00:00 fw app: text')).toMatchObject({
      message: 'text',
      time: '2024-02-29T10:00:00.000Z',
      flags: ['undecodable', 'yearGuessed', 'zoneAssumed'],
    });
  });

  it('reads back what is written', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '7', '_', '.'), minLength: 1, maxLength: 4 });
    const value = fc.string({ unit: fc.constantFrom('a', ' ', '=', '\\', '|', '\n', 'é'), maxLength: 8 }).map((text) => text.trim());
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 6 }), (pairs) => {
        const written = pairs.map(([name, of]) => `${name}=${of.replaceAll(/[\\=]/g, '\\$&').replaceAll('\n', '\\n')}`).join(' ');
        expect(
          Object.fromEntries(Object.entries(fieldsOf(HEAD + written)).filter(([name]) => pairs.some(([key]) => key === name))),
        ).toEqual(Object.fromEntries(pairs));
      }),
    );
  });
});
