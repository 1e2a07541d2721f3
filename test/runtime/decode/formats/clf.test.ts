import { describe, expect, it } from 'vitest';
import { DecodedRecord } from '../../../../src/runtime/decode/decoded-record.ts';
import { ClfDecoder } from '../../../../src/runtime/decode/formats/clf.ts';
import { builtin, decode, decodeAll, NOON, plain } from '../decoding.ts';

const CLF = builtin('clf');
const STAMP = '[10/Oct/2000:13:55:36 -0700]';

function fieldsOf(text: string): unknown {
  const decoder = new ClfDecoder({ received: NOON, zone: 'UTC' });
  const record = new DecodedRecord();
  const bytes = Buffer.from(text);
  decoder.decode(record, bytes, 0, bytes.length);
  return plain(decoder.fields(record));
}

describe('an access log', () => {
  it.each<[string, string, unknown]>([
    [
      'common',
      `127.0.0.1 - frank ${STAMP} "GET /apache_pb.gif HTTP/1.0" 200 2326`,
      { host: '127.0.0.1', user: 'frank', method: 'GET', path: '/apache_pb.gif', protocol: 'HTTP/1.0', status: 200, bytes: 2326 },
    ],
    [
      'combined',
      `h i u ${STAMP} "GET / HTTP/1.1" 200 1 "http://x/" "Mozilla/4.08 [en] (Win98; I ;Nav)"`,
      {
        host: 'h',
        ident: 'i',
        user: 'u',
        method: 'GET',
        path: '/',
        protocol: 'HTTP/1.1',
        status: 200,
        bytes: 1,
        referer: 'http://x/',
        agent: 'Mozilla/4.08 [en] (Win98; I ;Nav)',
      },
    ],
    [
      'with more behind',
      `h - - ${STAMP} "GET / HTTP/1.1" 200 1 "-" "-" "10.0.0.1" 0.003`,
      { host: 'h', method: 'GET', path: '/', protocol: 'HTTP/1.1', status: 200, bytes: 1 },
    ],
    ['nothing sent', `h - - ${STAMP} "HEAD / HTTP/1.1" 304 -`, { host: 'h', method: 'HEAD', path: '/', protocol: 'HTTP/1.1', status: 304 }],
    ['cut off', `h - - ${STAMP} "GET / HTTP/1.1" - 0`, { host: 'h', method: 'GET', path: '/', protocol: 'HTTP/1.1', bytes: 0 }],
    ['HTTP 0.9', `h - - ${STAMP} "GET /" 200 1`, { host: 'h', method: 'GET', path: '/', status: 200, bytes: 1 }],
    [
      'a path with blanks',
      `h - - ${STAMP} "GET /a b HTTP/1.1" 400 1`,
      { host: 'h', method: 'GET', path: '/a b', protocol: 'HTTP/1.1', status: 400, bytes: 1 },
    ],
    ['no request', `h - - ${STAMP} "-" 408 0`, { host: 'h', status: 408, bytes: 0 }],
    ['TLS in its place', `h - - ${STAMP} "\\x16\\x03\\x01" 400 226`, { host: 'h', status: 400, bytes: 226 }],
    ['an empty request', `h - - ${STAMP} "" 400 226`, { host: 'h', status: 400, bytes: 226 }],
    [
      'escapes',
      `h - - ${STAMP} "GET /\\"x\\xc3\\xbc HTTP/1.1" 200 1 "-" "a\\\\b"`,
      { host: 'h', method: 'GET', path: '/"xü', protocol: 'HTTP/1.1', status: 200, bytes: 1, agent: 'a\\b' },
    ],
    [
      'a user with blanks and brackets',
      `h - a [b] c ${STAMP} "GET / HTTP/1.1" 401 1`,
      { host: 'h', user: 'a [b] c', method: 'GET', path: '/', protocol: 'HTTP/1.1', status: 401, bytes: 1 },
    ],
    [
      'IPv6',
      `2001:db8::1 - - ${STAMP} "GET / HTTP/1.1" 200 1`,
      { host: '2001:db8::1', method: 'GET', path: '/', protocol: 'HTTP/1.1', status: 200, bytes: 1 },
    ],
    [
      'an agent that is not closed',
      `h - - ${STAMP} "GET / HTTP/1.1" 200 1 "-" "Mozilla`,
      { host: 'h', method: 'GET', path: '/', protocol: 'HTTP/1.1', status: 200, bytes: 1 },
    ],
  ])('%s', (_, text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
    expect(decode(CLF, text)).toMatchObject({ message: text, time: '2000-10-10T20:55:36.000Z', flags: [] });
  });
});

describe('who asked, in an access log', () => {
  it.each<[string, string, unknown]>([
    ['a virtual host before it', 'a.example:443 10.0.0.1 - bob', { vhost: 'a.example:443', host: '10.0.0.1', user: 'bob' }],
    ['several hosts', '10.0.0.1, 10.0.0.2 - bob', { host: '10.0.0.1, 10.0.0.2', user: 'bob' }],
    ['a virtual host and several hosts', 'a.example 10.0.0.1, ::1 - bob', { vhost: 'a.example', host: '10.0.0.1, ::1', user: 'bob' }],
    ['a virtual host, and no user', 'a.example 10.0.0.1 - -', { vhost: 'a.example', host: '10.0.0.1' }],
    ['a user of two words', '10.0.0.1 - bob jones', { host: '10.0.0.1', user: 'bob jones' }],
    ['an ident', '10.0.0.1 bob -', { host: '10.0.0.1', ident: 'bob' }],
  ])('%s', (_, who, fields) => {
    const answer = { method: 'GET', path: '/', protocol: 'HTTP/1.1', status: 200, bytes: 1 };
    expect(fieldsOf(`${who} ${STAMP} "GET / HTTP/1.1" 200 1`)).toEqual({ ...answer, ...(fields as object) });
  });
});

describe('a line of an access log that is not whole', () => {
  it.each<[string, string[]]>([
    ['some text', ['badTime', 'undecodable']],
    ['h - - [10/Oct/2000:13:55:36 -0700]', ['undecodable']],
    [`h - - ${STAMP} "GET / HTTP/1.1`, ['undecodable']],
    [`h - - ${STAMP} "GET / HTTP/1.1" two 1`, ['undecodable']],
    [`h - - ${STAMP} "GET / HTTP/1.1" 200`, ['undecodable']],
    ['h - - [30/Feb/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1', ['badTime']],
    ['h - - [10/Oct/2000:13:55:36] "GET / HTTP/1.1" 200 1', ['zoneAssumed']],
    [`h ${STAMP} "GET / HTTP/1.1" 200 1`, ['badTime', 'undecodable']],
    [`Feb 29 10:00:00 web nginx: h - - ${STAMP} "GET / HTTP/1.1" 200 1`, ['badTime', 'undecodable']],
  ])('%s', (text, flags) => {
    expect(decode(CLF, text)).toMatchObject({ message: text, flags });
  });

  it('has no fields but its own', () => {
    const { field } = decode(CLF, `h - - ${STAMP} "GET / HTTP/1.1" 200 1`, {}, [['__proto__'], ['host', 'x'], []]);
    expect([field('__proto__'), field('host', 'x'), field()]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the stamp of a request', () => {
  const line = (stamp: string) => `h - - [${stamp}] "GET / HTTP/1.1" 200 1`;

  it('means in a log what it means alone, whichever precedes it', () => {
    const stamps = [
      '10/Oct/2000:13:55:36 -0700',
      '10/Oct/2000:13:55:37 -0700',
      '10/Oct/2000:00:00:00 -0700',
      '10/Oct/2000:24:00:00 -0700',
      '10/Oct/2000:13:55:37 -0800',
      '10/Oct/2000:16:59:60 -0700',
      '11/Oct/2000:13:55:37 -0700',
      '11/Oct/2000:13:55:38',
      '11/Oct/2000:13:55:39 -0700',
      '2000-10-11T13:55:40-07:00',
      '11/Oct/2000:13:55:41.5 -0700',
      '11/Oct/2000:13:55:42 -0700',
    ];
    const alone = stamps
      .map((stamp) => decode(CLF, line(stamp)))
      .map(({ time, flags }) => (flags.includes('badTime') ? '' : [time, flags]));
    const all = decodeAll(CLF, stamps.map((stamp) => `${line(stamp)}\n`).join(''));
    expect(all.map(({ time, flags }) => (flags.includes('badTime') ? '' : [time, flags]))).toEqual(alone);
    expect(alone.filter((one) => one === '')).toHaveLength(1);
  });
});
