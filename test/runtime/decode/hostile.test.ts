/** Corrupt or hostile lines: whatever their content, they are decoded independently of surrounding bytes. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormatPlan } from '../../../src/dsl/plan.ts';
import { DecodedRecord } from '../../../src/runtime/decode/decoded-record.ts';
import { createDecoder } from '../../../src/runtime/decode/decoders.ts';
import { RecordFlag } from '../../../src/runtime/record.ts';
import { expectEqual } from '../../equal.ts';
import { builtin, NOON, own, plain } from './decoding.ts';

const FORMATS: [string, FormatPlan][] = [
  ...(['syslog', 'json', 'logfmt', 'cef', 'clf', 'journal', 'container', 'line'] as const).map((name): [string, FormatPlan] => [
    name,
    builtin(name),
  ]),
  ['own', own("{time:stamp('yyMMdd HHmmss')} {pid:int}{? {key}=}{message:rest}")],
  ['refined', builtin('syslog', { time: [['sd', 'id', 'a']], message: ['sd', 'id', 'b'] })],
];

const WORDS = [
  '<13>', '<192>', '1 ', '2024-02-29T10:00:00Z', 'Feb 29 10:00:00', 'Feb 30 10:00:00', '[10/Oct/2000:13:55:36 -0700]', '081109 203518', '1709200800.123',
  ' ', ' - ', ' h ', 'a[7]: ', '[id a="b"]', '[', ']', '"', '\\', '\\"', '=', '|', ':', '%', '{', '}', ',', 'x', 'é', '\uFEFF', '\n', '\0',
  'time=', 'msg="', '{"time":', '{"message":"', '"MESSAGE":[1,2]', 'CEF:0|a|b|c|d|e|5|', 'LEEF:2.0|a|b|c|d|', '^|', '\t', '"GET / HTTP/1.1" 200 1', 'message repeated 3 times: [ x]', '29: *',
]; // biome-ignore format: words of all formats

const line = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...WORDS).map((word) => Buffer.from(word)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map(Buffer.from) },
    ),
    { maxLength: 14 },
  )
  .map((words) => Buffer.concat(words));
const around = fc.constantFrom(
  ...['', ' ', '0', ':', '[', '>13', ' 2024 ', '"] x', '\\', '=', '|x', '"', '}'].map((text) => Buffer.from(text)),
);

/** Everything that is decoded from a line between other bytes. */
function seen(format: FormatPlan, text: Buffer, before: Buffer, after: Buffer, live: boolean) {
  const bytes = Buffer.concat([before, text, after]);
  const start = before.length;
  const record = new DecodedRecord();
  const decoder = createDecoder(format, { received: NOON, zone: 'Europe/Paris', live });
  decoder.decode(record, bytes, start, start + text.length);
  const { time, flags, weight } = record;
  const message = Buffer.from(record.bytes).toString('latin1', record.messageStart, record.messageEnd);
  const whole = Buffer.from(record.bytes).toString('latin1', record.start, record.end);
  return { time, flags, weight, message, whole, fields: plain(decoder.fields(record)) };
}

describe('any line', () => {
  it.each(FORMATS)('of %s is decoded, whatever stands beside it', (_, format) => {
    fc.assert(
      fc.property(line, around, around, fc.boolean(), (text, before, after, live) => {
        const alone = seen(format, text, Buffer.alloc(0), Buffer.alloc(0), live);
        expectEqual(seen(format, text, before, after, live), alone);
        expect(alone.whole).toBe(text.toString('latin1'));
      }),
      { numRuns: 1500 },
    );
  });

  it.each(FORMATS)('of %s has a time, its own or that of another', (_, format) => {
    const decoder = createDecoder(format, { received: NOON, zone: 'UTC' });
    const record = new DecodedRecord();
    let before = NOON;
    fc.assert(
      fc.property(line, (text) => {
        decoder.decode(record, text, 0, text.length);
        expect(Number.isSafeInteger(record.time)).toBe(true);
        if ((record.flags & RecordFlag.badTime) !== 0) expect(record.time).toBe(before);
        before = record.time;
      }),
      { numRuns: 1500 },
    );
  });

  it.each(FORMATS)('of %s may be as long as a line can be', (_, format) => {
    const record = new DecodedRecord();
    for (const word of WORDS) {
      const text = Buffer.from(word.repeat(Math.ceil((64 * 1024) / word.length)));
      createDecoder(format, { received: NOON, zone: 'UTC' }).decode(record, text, 0, text.length);
      expect(record.end - record.start).toBe(text.length);
    }
  });
});
