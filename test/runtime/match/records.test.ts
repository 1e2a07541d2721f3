/** Record declarations, matched against lines. */

import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import { DecodedRecord } from '../../../src/runtime/decode/decoded-record.ts';
import { createDecoder } from '../../../src/runtime/decode/decoders.ts';
import { type FormatMatcher, Matcher } from '../../../src/runtime/match/matcher.ts';
import type { Value } from '../../../src/runtime/record.ts';

const RECEIVED = Date.UTC(2024, 5, 1) * 1000;

interface Found {
  name: string;
  fields: Record<string, Value | undefined>;
  weight: number;
}

/** The records that each line matches. */
function matchesOf(rules: string, format: string, ...lines: (string | Uint8Array)[]): Found[][] {
  const { plan, diagnostics } = compile({ read: () => rules }, ['rules.corr']);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const matcher = new Matcher(plan!, { records: plan!.records, params: new Map(), tables: plan!.tables }).forFormat(format);
  const formatPlan = plan!.formats.find(({ name }) => name === format)!;
  const decoder = createDecoder(formatPlan, { received: RECEIVED, zone: 'UTC' });
  const record = new DecodedRecord();
  return lines.map((line) => {
    const bytes = Buffer.from(line);
    decoder.decode(record, bytes, 0, bytes.length);
    return matcher.match(record, 0, 1).map((match) => {
      const { name, fields } = plan!.records[match.record]!;
      return { name, fields: Object.fromEntries(fields.map((field, slot) => [field.name, match.values[slot]])), weight: match.weight };
    });
  });
}

const namesOf = (found: Found[][]) => found.map((all) => all.map(({ name }) => name));
const syslog = (text: string) => `May  1 10:00:00 gw sshd[77]: ${text}`;

describe('records', () => {
  it('are matched in the order of the program, one line being several', () => {
    const rules = `
      records a from line { all = {} first = "x {n:int}" other = "y" }
      records b from line { again = "x {*}" | "z" }`;
    expect(namesOf(matchesOf(rules, 'line', 'x 1', 'y', 'z', 'x q', 'w'))).toEqual([
      ['a.all', 'a.first', 'b.again'],
      ['a.all', 'a.other'],
      ['a.all', 'b.again'],
      ['a.all', 'b.again'],
      ['a.all'],
    ]);
  });

  it('take their captures from the first alternative that matches', () => {
    const rules = 'records a from line { r = "x {n:int}{*}" | "x {m} {n:int}" | /^(?<m>[a-z]+)$/ }';
    expect(matchesOf(rules, 'line', 'x 1 2', 'x y 2', 'abc').map(([found]) => found?.fields)).toEqual([
      { n: 1, m: undefined },
      { n: 2, m: 'y' },
      { n: undefined, m: 'abc' },
    ]);
  });

  it('try the next alternative when a value is none of its type after all, not when a condition fails', () => {
    const rules = `records a from line {
      r = "{at:stamp('yyyy-MM-dd')}" | "{what}"
      s = "{n:int}" | "{m}" where n > 5
    }`;
    expect(matchesOf(rules, 'line', '2024-02-30', '7', '3')).toEqual([
      [{ name: 'a.r', fields: { at: undefined, what: '2024-02-30' }, weight: 1 }],
      [expect.objectContaining({ name: 'a.r' }), { name: 'a.s', fields: { n: 7, m: undefined }, weight: 1 }],
      [expect.objectContaining({ name: 'a.r' })],
    ]);
  });

  it('carry lets, the header fields that are used, and their weight', () => {
    const rules = `records a from syslog where app == "sshd" {
      failed = "Failed {what} from {addr:ip}" let pair = what + "@" + host where pair != "none@gw"
      sized  = "size {n:int}" weight n
    }
    transaction t { key host, pid start a.failed then a.sized timeout after 1m }`;
    const found = matchesOf(
      rules,
      'syslog',
      syslog('message repeated 3 times: [ Failed password from 10.0.0.1]'),
      syslog('Failed none from 10.0.0.1'),
      syslog('size 7'),
    );
    expect(found).toEqual([
      [
        {
          name: 'a.failed',
          fields: { what: 'password', addr: '10.0.0.1', pair: 'password@gw', app: 'sshd', host: 'gw', pid: '77' },
          weight: 3,
        },
      ],
      [],
      [{ name: 'a.sized', fields: expect.objectContaining({ n: 7 }), weight: 7 }],
    ]);
  });

  it('are matched whatever bytes a line has', () => {
    const rules = 'records a from line { r = "{x} {y:text}" }';
    expect(matchesOf(rules, 'line', Uint8Array.of(0xff, 0x20, 0xc3))).toEqual([
      [{ name: 'a.r', fields: { x: '\ufffd', y: '\ufffd' }, weight: 1 }],
    ]);
  });

  it('date stamps without a year near their record', () => {
    const rules = `records a from syslog { r = "due {at:stamp('MMM d')}" }`;
    const [[found]] = matchesOf(rules, 'syslog', syslog('due Apr 30')) as [[Found]];
    expect(found.fields['at']).toBe(Date.UTC(2024, 3, 30) * 1000);
  });

  it('of a line that is not one cost nothing: the empty list is shared', () => {
    const { plan } = compile({ read: () => 'records a from line { r = "x {y}" }' }, ['rules.corr']);
    const matcher: FormatMatcher = new Matcher(plan!, { records: plan!.records, params: new Map(), tables: [] }).forFormat('line');
    const record = new DecodedRecord();
    const empty = ['x', 'y', ''].map((line) => {
      record.begin({ field: () => undefined }, Buffer.from(line), 0, line.length);
      return matcher.match(record, 0, 1);
    });
    expect(new Set(empty).size).toBe(1);
    expect(empty[0]).toEqual([]);
  });
});

describe('fields that every record has', () => {
  it('may be captured or replaced by a record, whose conditions then judge what it has', () => {
    const rules = `
      records a from syslog {
        r = "at {time:stamp('iso')}" where hour(time) == 3
        s = "as {who}" let host = upper(host), pid = int(pid) where host == "GW" and pid > 70
      }`;
    expect(matchesOf(rules, 'syslog', syslog('at 2024-05-01T03:00:00Z'), syslog('at 2024-05-01T04:00:00Z'), syslog('as x'))).toMatchObject([
      [{ name: 'a.r' }],
      [],
      [{ name: 'a.s', fields: { who: 'x', host: 'GW', pid: 77 } }],
    ]);
  });
});

describe('patterns over fields', () => {
  const rules = `records shop from json where service == "checkout" {
    placed = { event: "placed", order: text, amount: float, customer.id as customer: text? }
    failed = { status: 500, retry: true, error: none }
    slow   = { took: int, path: /^\\/api/ }
  }`;

  it.each<[object, string[]]>([
    [{ service: 'checkout', event: 'placed', order: 'A', amount: 1 }, ['shop.placed']],
    [{ service: 'checkout', event: 'placed', order: 'A', amount: '1.5' }, ['shop.placed']],
    [{ service: 'checkout', event: 'placed', order: 7, amount: 1 }, []],
    [{ service: 'checkout', event: 'placed', amount: 1 }, []],
    [{ service: 'checkout', event: 'placed', order: 'A', amount: 'much' }, []],
    [{ service: 'checkout', event: 'placed', order: 'A', amount: 1, customer: { id: 7 } }, []],
    [{ service: 'checkout', event: 'placed', order: 'A', amount: 1, customer: { id: null } }, ['shop.placed']],
    [{ service: 'other', event: 'placed', order: 'A', amount: 1 }, []],
    [{ service: 'checkout', status: 500, retry: true }, ['shop.failed']],
    [{ service: 'checkout', status: '500', retry: 'true', error: null }, ['shop.failed']],
    [{ service: 'checkout', status: 500, retry: true, error: 'x' }, []],
    [{ service: 'checkout', status: 501, retry: true }, []],
    [{ service: 'checkout', took: 5, path: '/api/x' }, ['shop.slow']],
    [{ service: 'checkout', took: 5.5, path: '/api/x' }, []],
    [{ service: 'checkout', took: 5, path: '/x' }, []],
  ])('%j', (record, expected) => {
    expect(namesOf(matchesOf(rules, 'json', JSON.stringify(record)))).toEqual([expected]);
  });

  it('keep what they capture', () => {
    const line = { service: 'checkout', event: 'placed', order: 'A', amount: '1.5', customer: { id: 'c7' } };
    expect(matchesOf(rules, 'json', JSON.stringify(line))).toEqual([
      [{ name: 'shop.placed', fields: expect.objectContaining({ order: 'A', amount: 1.5, customer: 'c7' }), weight: 1 }],
    ]);
  });

  it('ask text formats for numbers, addresses and durations', () => {
    const rules = 'records a from logfmt { r = { status: 200, took: duration, from as addr: ip } }';
    expect(matchesOf(rules, 'logfmt', 'status=200 took=1.5s from=::ffff:10.0.0.1', 'status=200 took=fast from=10.0.0.1')).toEqual([
      [{ name: 'a.r', fields: expect.objectContaining({ took: 1_500_000, addr: '10.0.0.1' }), weight: 1 }],
      [],
    ]);
  });
});
