import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { createScan } from '../../../src/runtime/scan/create.ts';
import { jsonLines } from './json-logs.ts';
import { expectScanned, formatOf, matcherOf, planOf } from './scanned.ts';

const RECORDS: Record<string, string> = {
  'with one of some texts in a member': '{ placed = { event: "order.placed" } paid = { event: "order.paid", service: text } }',
  'with texts in several members': 'where service in ["x", ""] { placed = { event: "order.placed" } paid = { event: "order.paid" } }',
  'with texts in one member or another': '{ placed = { event: "order.placed" } other = { service: "order.paid", level: "x" } }',
  'with a text in a message': '{ failed = "Failed {*}" seen = "{*}Failed{*}" }',
  'with a text in a message, or in a member': '{ failed = "Failed {*}" placed = { event: "order.placed" } }',
  'with a text in a message and in a member': 'where event == "order.placed" { failed = "Failed {*}" }',
  'with a text in what may be a message': '{ placed = { msg: "order.placed" } paid = { message: "order.paid" } }',
  'with a member that also may be the time': '{ placed = { t: "order.placed" } }',
};

describe('a scan of JSON', () => {
  it.each(Object.entries(RECORDS))('passes over nothing but what is no record %s, and the same in each kernel', async (_, records) => {
    await expectScanned(planOf('json', records), jsonLines());
  });

  it('knows of a format with a time and a message of its own', async () => {
    const plan = planOf('own', '{ placed = { event: "order.placed" } failed = "Failed {*}" }', 'format own = json time at message said');
    await expectScanned(
      plan,
      jsonLines(['at']).map((lines) => lines.replaceAll('"msg"', '"said"')),
    );
  });

  it('does not skip a number too large for a time, or a line whose end is unknown', async () => {
    const line = (time: number, rest = '') => `{"ts":${time},"event":"x"${rest}}\n`;
    const odd = [line(9999999999), line(1704063592, ',"n":01'), line(1704063592, String.raw`,"s":"\u12g4"`)];
    const lines = odd.flatMap((odd) => [line(1704063590), line(1704063591), odd, line(1704063592)]);
    await expectScanned(planOf('json', '{ placed = { event: "order.placed" } }'), fc.constant(lines.join('')));
  });

  const scanFor = (records: string, format: Partial<Plan['formats'][number]> = {}) => {
    const plan = planOf('json', records);
    const info = { order: 0, name: '', context: { received: 0, zone: 'UTC' }, files: [], maxLine: 99 };
    return createScan(matcherOf(plan).hints, new SourceCursor({ ...info, format: { ...formatOf(plan), ...format } }));
  };

  it('is not made where any line may be a record', () => {
    expect(scanFor('{ placed = { event: "order.placed" } }')).toBeDefined();
    expect(scanFor('{ placed = { event: "order.placed" } any = {} }')).toBeUndefined();
    expect(scanFor('{ placed = { order.event: "order.placed" } }')).toBeUndefined();
    expect(scanFor('{ placed = { status: 500 } }')).toBeUndefined();
  });

  it.each([
    ['of a program', 'where app == "x" { failed = "Failed {*}" }'],
    ['of a program, or with one message', '{ placed = { app: "order.placed" } paid = { message: "order.paid" } }'],
    ['of a member by its own name', '{ placed = { SYSLOG_IDENTIFIER: "order.placed" } paid = { app: "order.paid" } }'],
  ])('passes over nothing of the journal but what is no record %s', async (_, records) => {
    const names = [
      ['event', 'SYSLOG_IDENTIFIER'],
      ['service', '_COMM'],
      ['level', 'app'],
      ['msg', 'MESSAGE'],
      ['at', '__REALTIME_TIMESTAMP'],
      ['ts', '_SOURCE_REALTIME_TIMESTAMP'],
    ];
    const lines = jsonLines(['at', 'at', 'at', 'ts']).map((lines) =>
      names.reduce((text, [from = '', to]) => text.replaceAll(`"${from}"`, `"${to}"`), lines),
    );
    await expectScanned(planOf('journal', records), lines);
  });

  it('is not made of severities of the journal, which are numbers there', () => {
    expect(scanFor('where severity == "error" { any = {} }', { base: 'journal' })).toBeUndefined();
  });
});
