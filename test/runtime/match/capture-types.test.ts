import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../src/dsl/patterns/template.ts';
import { RecordClock } from '../../../src/runtime/decode/stamps/clock.ts';
import { CaptureTypes } from '../../../src/runtime/match/capture-types.ts';
import { compileTemplate } from '../../../src/runtime/match/template/template.ts';
import type { Value } from '../../../src/runtime/record.ts';

const RECEIVED = Date.UTC(2024, 4, 20, 12) * 1000;
const types = new CaptureTypes(new RecordClock({ received: RECEIVED, zone: 'Europe/Paris', live: true }, undefined));

/** The captures by name; undefined if the text does not match the template. */
function read(template: string, text: string): Record<string, Value | undefined> | undefined {
  const parsed = parseTemplate(template);
  expect(parsed.problems).toEqual([]);
  const compiled = compileTemplate(parsed.template, types);
  const bytes = Buffer.from(text);
  const values: (Value | undefined)[] = [];
  if (!compiled.match(bytes, 0, bytes.length) || !compiled.read(values)) return undefined;
  return Object.fromEntries(parsed.captures.map(({ name, slot }) => [name, values[slot]]));
}

describe('templates of the language page', () => {
  const failed = 'Failed {method} for {?invalid user }{user:text} from {addr:ip} port {port:int} ssh2';

  it.each<[string, string, object | undefined]>([
    [failed, 'Failed password for root from 10.0.0.1 port 22 ssh2', { method: 'password', user: 'root', addr: '10.0.0.1', port: 22 }],
    [failed, 'Failed none for invalid user  from ::FFFF:10.0.0.1 port 22 ssh2', { method: 'none', user: '', addr: '10.0.0.1', port: 22 }],
    [
      failed,
      'Failed password for a from b from 2001:DB8::0:1 port 1 ssh2',
      { method: 'password', user: 'a from b', addr: '2001:db8::1', port: 1 },
    ],
    [failed, 'Failed password for root from 10.0.0.256 port 22 ssh2', undefined],
    [failed, 'Failed password for root from 10.0.0.1 port 22 ssh2 ', undefined],
    ['{a:int}{b:word}', '12ab', { a: 12, b: 'ab' }],
    ['{a:int}{b:word}', '123', { a: 12, b: '3' }],
    ['{a}-{b}', 'x-y-z', { a: 'x-y', b: 'z' }],
    ['{a:text}-{b}', 'x-y-z', { a: 'x', b: 'y-z' }],
    ['{how=get|get all|put}{*}', 'get all of it', { how: 'get all' }],
    ['{=a|b}{{{n:int}}}', 'b{7}', { n: 7 }],
    ['{name}{? ({n:int})}', 'x', { name: 'x', n: undefined }],
    ['{name}{? ({n:int})}', 'x (3)', { name: 'x', n: 3 }],
    ['{a:text}', '', { a: '' }],
    ['{a}', '', undefined],
    ['', '', {}],
    ['', 'x', undefined],
    ['{a:rest}', 'x y ', { a: 'x y ' }],
    ['é{a}ü', 'é😀ü', { a: '😀' }],
  ])('%s on %s', (template, text, expected) => {
    expect(read(template, text)).toEqual(expected);
  });
});

/** Type, text, and the value; undefined if the text is not of the type. */
const CAPTURES: [string, string, Value | undefined][] = [
  ['int', '-0012', -12],
  ['int', '+9007199254740992', 2 ** 53],
  ['int', '9007199254740993', undefined],
  ['int', '-0', 0],
  ['float', '.5', 0.5],
  ['float', '-1.5e-3', -0.0015],
  ['float', '1e999', undefined],
  ['float', 'NaN', undefined],
  ['hex', '0xdeadBEEF', '0xdeadBEEF'],
  ['ip', '01.2.3.4', undefined],
  ['mac', '00-1A-2b-3c-4d-5e', '00-1A-2b-3c-4d-5e'],
  ['mac', '00:1A-2b:3c-4d:5e', undefined],
  ['mac', '001a.2b3c.4d5e', '001a.2b3c.4d5e'],
  ['host', 'db-1.example_x.org', 'db-1.example_x.org'],
  ['host', 'fe80::1', 'fe80::1'],
  ['host', 'fe80::1%eth0', 'fe80::1%eth0'],
  ['ip', 'FE80::1%eth0', 'fe80::1%eth0'],
  ['host', 'a..b', undefined],
  ['uuid', '01234567-89ab-CDEF-0123-456789abcdef', '01234567-89ab-CDEF-0123-456789abcdef'],
  ['path', '/var/log/a b', undefined],
  ['path', 'C:\\Windows\\x', 'C:\\Windows\\x'],
  ['url', 'https://example.org:8080/a?b=c#d', 'https://example.org:8080/a?b=c#d'],
  ['email', 'ann+x@mail.example.org', 'ann+x@mail.example.org'],
  ['quoted', '"a \\"b\\" c"', 'a "b" c'],
  ['quoted', "'it is'", 'it is'],
  ['quoted', '"a ""b"" c"', 'a "b" c'],
  ['quoted', '"""', undefined],
  ['quoted', '""""', '"'],
  ['quoted', '""', ''],
  ['quoted', "'it''s \\'\\'' '", undefined],
  ['quoted', "'it''s \\' \"\"'", 'it\'s \' ""'],
  ['quoted', '"open', undefined],
  ['duration', '1h30m', 5_400_000_000],
  ['duration', '00:01:02.5', 62_500_000],
  ['duration', '-90.5s', -90_500_000],
  ['duration', '-26:03:04', -93_784_000_000],
  ['duration', '+5s', undefined],
  ['duration', '99999999999w', undefined],
  ["stamp('iso')", '2024-05-01T10:00:00.25+02:00', Date.UTC(2024, 4, 1, 8) * 1000 + 250_000],
  ["stamp('iso')", '2024-05-01 10:00:00', Date.UTC(2024, 4, 1, 8) * 1000],
  ["stamp('epoch')", '1714550400.5', 1_714_550_400_500_000],
  ["stamp('epoch_ms')", '-1.5', -1500],
  ["stamp('epoch')", '99999999999999999999', undefined],
  ["stamp('yyMMdd HHmmss')", '240501 100000', Date.UTC(2024, 4, 1, 8) * 1000],
  ["stamp('yyMMdd HHmmss')", '240230 100000', undefined],
  ["stamp('yyyy-DDD''T''HH:mm:ss Z')", '2012-025T10:22:40 Z', Date.UTC(2012, 0, 25, 10, 22, 40) * 1000],
  ["stamp('yyDDD HH:mm:ss Z')", '24060 10:22:40 Z', Date.UTC(2024, 1, 29, 10, 22, 40) * 1000],
  ["stamp('yyDDD HH:mm:ss Z')", '23060 10:22:40 Z', Date.UTC(2023, 2, 1, 10, 22, 40) * 1000],
  ["stamp('yyDDD HH:mm:ss Z')", '24366 10:22:40 Z', Date.UTC(2024, 11, 31, 10, 22, 40) * 1000],
  ["stamp('yyDDD HH:mm:ss Z')", '23365 10:22:40 Z', Date.UTC(2023, 11, 31, 10, 22, 40) * 1000],
  ["stamp('yyDDD HH:mm:ss Z')", '23366 10:22:40 Z', undefined],
  ["stamp('yyDDD HH:mm:ss Z')", '24367 10:22:40 Z', undefined],
  ["stamp('yyDDD HH:mm:ss Z')", '24000 10:22:40 Z', undefined],
  ["stamp('yyDDD HH:mm:ss Z')", '2412 10:22:40 Z', undefined],
  ["stamp('yy.DDD')", '24.122', Date.UTC(2024, 3, 30, 22) * 1000],
  ["stamp('dd/MMM/yyyy:HH:mm:ss Z')", '01/May/2024:10:00:00 -0130', Date.UTC(2024, 4, 1, 11, 30) * 1000],
  ["stamp('dd/MMM/yyyy:HH:mm:ss Z')", '01/May/2024:10:00:00 -2430', undefined],
  ["stamp('EEE MMM d HH:mm:ss Z yyyy')", 'Wed May  1 10:00:00 UTC 2024', Date.UTC(2024, 4, 1, 10) * 1000],
  ["stamp('M/d/yy H:mm:ss:SSS Z')", '3/1/24 10:00:05:001 CET', Date.UTC(2024, 2, 1, 9, 0, 5, 1) * 1000],
  ["stamp('M/d/yy H:mm:ss:SSS Z')", '7/1/24 10:00:05:001 PDT', Date.UTC(2024, 6, 1, 17, 0, 5, 1) * 1000],
  // It may be central time in America or in China: the time is in the zone of the record.
  ["stamp('M/d/yy H:mm:ss:SSS Z')", '3/1/24 10:00:05:001 CST', Date.UTC(2024, 2, 1, 9, 0, 5, 1) * 1000],
  ["stamp('M/d/yy H:mm:ss:SSS Z')", '3/1/24 10:00:05:001 CAT', undefined],
  ["stamp('M/d/yyyy h:mm:ss a Z')", '5/1/2024 12:00:01 AM Z', Date.UTC(2024, 4, 1, 0, 0, 1) * 1000],
  ["stamp('a hh:mm M/d/yyyy Z')", 'PM 12:30 5/1/2024 GMT', Date.UTC(2024, 4, 1, 12, 30) * 1000],
  ["stamp('a hh:mm M/d/yyyy Z')", 'PM 13:30 5/1/2024 GMT', undefined],
  ["stamp('yyyy-MM-ddTHH:mm:ss.SSS')", '2024-05-01T10:00:00.007', Date.UTC(2024, 4, 1, 8) * 1000 + 7000],
  ["stamp('yyyy-MM-dd HH:mm:ss,SSSSSSSSSZ')", '2024-05-01 10:00:00,123456789Z', Date.UTC(2024, 4, 1, 10) * 1000 + 123_456],
  ["stamp('yyyy-MM-dd'' time=''HH:mm:ss')", '2024-05-01 time=10:00:00', Date.UTC(2024, 4, 1, 8) * 1000],
  ["stamp('yyyy-MM-dd''T''HH:mm:ss''''Z')", "2024-05-01T10:00:00'Z", Date.UTC(2024, 4, 1, 10) * 1000],
  ["stamp('MMM d')", 'May 21', Date.UTC(2024, 4, 20, 22) * 1000],
  ["stamp('MMM d')", 'may 22', Date.UTC(2023, 4, 21, 22) * 1000],
  [
    'json',
    '{"a":[1,{"b":null}],"__proto__":"x"}',
    new Map<string, Value>([
      ['a', [1, new Map()]],
      ['__proto__', 'x'],
    ]),
  ],
  ['json', '"a\\u00e9"', 'aé'],
  ['json', 'null', undefined],
  ['json', '{"a":}', undefined],
  ['list(word)', 'a, b  c', ['a', 'b', 'c']],
  ['list(int)', '1,2,3', [1, 2, 3]],
  ['list(int)', '1,,3', undefined],
  ['list(quoted)', '"a ""b""", "",\'c\'', ['a "b"', '', 'c']],
  ['list(quoted)', '"a, b",\'c\'', ['a, b', 'c']],
  ['list(ip)', '10.0.0.1 ::1', ['10.0.0.1', '::1']],
  ['/[ab]+/', 'abba', 'abba'],
  ['/[ab]+/', 'abc', undefined],
];

describe('a capture', () => {
  it.each(CAPTURES)('of type %s, %s', (type, text, expected) => {
    expect(read(`<{x:${type}}>`, `<${text}>`)?.['x']).toEqual(expected);
  });

  it('of JSON may be null, which is no mismatch', () => {
    expect(read('{x:json}', 'null')).toEqual({ x: undefined });
  });

  it('of names with values is a map', () => {
    expect(read('failure; {pairs:kv}', 'failure; logname= uid=0 tty=ssh rhost=10.0.0.1  user=root')).toEqual({
      pairs: new Map([
        ['logname', ''],
        ['uid', '0'],
        ['tty', 'ssh'],
        ['rhost', '10.0.0.1'],
        ['user', 'root'],
      ]),
    });
  });

  it('does not change values captured before', () => {
    const bytes = Buffer.from('ann');
    const compiled = compileTemplate(parseTemplate('{x}').template, types);
    const values: (Value | undefined)[] = [];
    compiled.match(bytes, 0, 3);
    compiled.read(values);
    bytes.fill('z');
    expect(values).toEqual(['ann']);
  });
});
