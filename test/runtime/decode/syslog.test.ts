import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedRecord } from '../../../src/runtime/decode/decoded-record.ts';
import { SyslogDecoder } from '../../../src/runtime/decode/syslog.ts';
import { SYSLOG_ROWS } from './conformance.ts';
import { RECEIVED } from './conformance-row.ts';
import { builtin, decode, isoOf, plain } from './decoding.ts';

const FIELDS = ['host', 'app', 'pid', 'msgid', 'facility', 'severity', 'sd'];
const received = Date.parse(RECEIVED) * 1000;

describe('syslog', () => {
  it('has rows enough, each of a name of its own', () => {
    expect(new Set(SYSLOG_ROWS.map(({ name }) => name)).size).toBe(SYSLOG_ROWS.length);
    expect(SYSLOG_ROWS.length).toBeGreaterThanOrEqual(170);
  });

  it.each(SYSLOG_ROWS.map((row) => [row.name, row] as const))('%s', (_, { record, from, fields, message, time, flags, weight }) => {
    const decoded = decode(
      builtin('syslog'),
      record,
      { received, live: from === 'wire' },
      FIELDS.map((name) => [name]),
    );
    const found = FIELDS.map((name) => [name, plain(decoded.field(name))]).filter(([, value]) => value !== undefined);
    expect(found.sort()).toEqual(Object.entries(fields).sort());
    expect({ message: decoded.message, time: decoded.time, flags: decoded.flags, weight: decoded.weight }).toEqual({
      message,
      time: time ?? RECEIVED,
      flags: [...flags].sort(),
      weight: weight ?? 1,
    });
  });
});

describe('fields of syslog', () => {
  it('are read by path', () => {
    const text = '<34>1 - h - - - [a x="1"] y';
    const { field } = decode(builtin('syslog'), text, {}, [
      ['sd', 'a', 'x'],
      ['sd', 'a'],
      ['sd', 'b', 'x'],
      ['sd', 'a', 'x', 'y'],
      ['host', 'x'],
      ['nope'],
      [],
    ]);
    expect(field('sd', 'a', 'x')).toBe('1');
    expect(plain(field('sd', 'a'))).toEqual({ x: '1' });
    for (const path of [['sd', 'b', 'x'], ['sd', 'a', 'x', 'y'], ['host', 'x'], ['nope'], []]) expect(field(...path)).toBeUndefined();
  });

  it('come from nowhere but their line, whatever is in it', () => {
    const words = [
      '<13>',
      '<192>',
      '1 ',
      '2024-02-29T10:00:00Z',
      'Feb 29 10:00:00',
      ' ',
      ' - ',
      ' h ',
      'a[7]: ',
      '[id a="b"]',
      '[',
      '"',
      '\\',
      '=',
      ']',
      ':',
      '%',
      'x',
      '\uFEFF',
      'message repeated 3 times: [ x]',
      '29: *',
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: 12 })
      .map((parts) => parts.join(''));
    const around = fc.constantFrom('', ' ', '0', ':', '[', '>13', ' 2024 ', '"] x', '\\');
    fc.assert(
      fc.property(text, around, around, fc.boolean(), (line, before, after, live) => {
        expect(seen(line, before, after, live)).toEqual(seen(line, '', '', live));
      }),
      { numRuns: 3000 },
    );
  });
});

/** All of a record that stands between other bytes. */
function seen(line: string, before: string, after: string, live: boolean): unknown {
  const bytes = Buffer.from(before + line + after);
  const start = Buffer.byteLength(before);
  const end = bytes.length - Buffer.byteLength(after);
  const decoder = new SyslogDecoder({ received, zone: 'UTC', live });
  const record = new DecodedRecord();
  decoder.decode(record, bytes, start, end);
  const { time, flags, weight, messageStart, messageEnd } = record;
  return { time: isoOf(time), flags, weight, fields: [...decoder.fields(record)], message: [messageStart - start, messageEnd - start] };
}
