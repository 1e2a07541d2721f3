import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { createScan } from '../../../src/runtime/scan/create.ts';
import { jsonLines } from './json-logs.ts';
import { expectScanned, formatOf, matcherOf, planOf } from './scanned.ts';

const RECORDS: Record<string, string> = {
  'with one of some texts in a member': '{ placed = { event: "order.placed" } paid = { event: "order.paid", service: text } }',
  'with texts in one member or another': '{ placed = { event: "order.placed" } other = { service: "order.paid", level: "x" } }',
  'with a text in a message': '{ failed = "Failed {*}" seen = "{*}Failed{*}" }',
  'with a text in a message and in a member': 'where event == "order.placed" { failed = "Failed {*}" }',
  'with a text in a member whose name has a point': '{ placed = { extra.a: "order.placed" } paid = { level: "order.paid" } }',
};

/** JSON lines converted to logfmt; in every other one only what requires quotes is quoted. */
const logfmtLines = jsonLines().map((log) =>
  log
    .split('\n')
    .map((line) =>
      line
        .replace(/[{}]/g, '')
        .replace(/"extra":/g, '"extra.a":')
        .replace(/"([^"\\]*)" ?: ?/g, '$1=')
        .replace(/,(?=\S+=)/g, ' '),
    )
    .map((line, i) => (i % 2 === 0 ? line : line.replace(/"([\w.:+-]+)"/g, '$1')))
    .join('\n'),
);

describe('a scan of logfmt', () => {
  it.each(Object.entries(RECORDS))('passes over nothing but what is no record %s, and the same in each kernel', async (_, records) => {
    await expectScanned(planOf('logfmt', records), logfmtLines);
  });

  it.each([
    ['a value that is not closed', 'ts=1704063590 event="order.placed\r'],
    ['a name without a value', 'ts=1704063590 event'],
    ['a value without a name', 'ts=1704063590 ="order.placed" event=order.placed'],
    ['a name that comes again', 'ts=1704063590 event=x event=order.placed'],
    ['a PRI before it', '<13>event=order.placed ts=1704063590'],
    ['commas between pairs', 'ts=1704063590,event=order.placed,level=x'],
    ['commas between pairs, and pairs within a value', 'a=1,ts=1704063590,b="x ts=1704063590 event=y",event=order.placed'],
    ['a comma between the first pairs only', 'ts=1704063590,x=1 event=order.placed'],
    ['a byte order mark', '\xef\xbb\xbfevent=order.placed ts=1704063590'],
  ])('takes no line for another for %s', async (_, line) => {
    const lines = [line, 'ts=1704063590 event=x', 'ts=1704063590 event=y z', line, 'ts=1704063590 event=x'].join('\n');
    await expectScanned(planOf('logfmt', '{ placed = { event: "order.placed" } }'), fc.constant(`${lines}\n`));
  });

  it('takes no stamp without the zone beside it', async () => {
    const at = (second: number, rest: string) => `ts="2024-01-01 10:00:0${second}" ${rest}`;
    const lines = [
      at(0, 'event=order.placed'),
      at(1, 'event=x'),
      at(2, 'event=x tz=+0200'),
      at(3, 'event=order.placed'),
      at(4, 'event=x tz=+0200'),
      at(5, 'event=x'),
      at(6, 'event=y'),
      at(7, 'event=y'),
    ];
    await expectScanned(planOf('logfmt', '{ placed = { event: "order.placed" } }'), fc.constant(`${lines.join('\n')}\n`));
  });

  it('is not made of a format that says itself where its time is', () => {
    const plan = planOf('own', '{ placed = { event: "order.placed" } }', 'format own = logfmt time at');
    const info = { order: 0, name: '', context: { received: 0, zone: 'UTC' }, files: [], maxLine: 99 };
    expect(createScan(matcherOf(plan).hints, new SourceCursor({ ...info, format: formatOf(plan) }))).toBeUndefined();
  });
});
