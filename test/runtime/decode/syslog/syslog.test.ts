import { describe, expect, it } from 'vitest';
import { builtin, decode, plain } from '../decoding.ts';
import { SYSLOG_ROWS } from './conformance.ts';
import { RECEIVED } from './conformance-row.ts';

const FIELDS = ['host', 'app', 'pid', 'msgid', 'facility', 'severity', 'sd'];
const received = Date.parse(RECEIVED) * 1000;

describe('syslog', () => {
  it('has enough rows, each with its own name', () => {
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
  it.each([
    ['<34>1 - h - - - -  x ', ' x'],
    ['<34>1 - h - - - -   ', ''],
    ['<34>1 - h - - - -  message repeated 3 times: [ x]', 'x'],
    ['Feb 29 12:00:00 h a:  x', 'x'],
  ])('hold all of the message of %j, also what templates do not see', (record, message) => {
    expect(decode(builtin('syslog'), record, {}, [['message']]).field('message')).toBe(message);
  });

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
});
