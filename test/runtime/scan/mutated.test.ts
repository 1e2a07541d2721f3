import fc from 'fast-check';
import { describe, it } from 'vitest';
import { jsonLines } from './json-logs.ts';
import { syslogLines } from './logs.ts';
import { expectScanned, planOf } from './scanned.ts';
import { TEMPLATES, templateLines } from './template-logs.ts';

/** Text that needs care from decoders, wherever it occurs. */
const BITS = [
  ...[
    '',
    '',
    '\0',
    '\r',
    '\n',
    '\t',
    ' ',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '=',
    '.',
    '-',
    '+',
    '<',
    '>',
    '%',
    '0',
    'Z',
    '\x1e',
    '\x7f',
  ],
  ...['\xff', '\xc3', '\xef\xbb\xbf', '\xc2\xa0', '\\u0000', '\\ud800', '\\"', '1e999', '99999999999999999999', 'null', 'true', '{}', '[]'],
  ...[
    ' PM',
    ' UTC',
    '+01:00',
    ':123',
    '2023 ',
    '<4.6> ',
    '[ID 7 auth.info] ',
    'Failed ',
    '{"a":'.repeat(40),
    '['.repeat(70),
    '\\'.repeat(33),
  ],
  ...[
    '"ts":1704063600,',
    '"event":"order.placed",',
    ' event=order.placed ',
    ',"msg":"Failed x"',
    ' msg="Failed x" ',
    '[a b="c"]',
    '"date":"2023-12-31",',
  ],
];

/** The same with some bytes changed, removed, or inserted. */
function mutated(lines: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(), cut: fc.constantFrom(0, 0, 1, 2, 9), put: fc.constantFrom(...BITS) });
  return fc.tuple(lines, fc.array(edit, { maxLength: 4 })).map(([log, edits]) =>
    edits.reduce((text, { at, cut, put }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + cut);
    }, log),
  );
}

const JSON_RECORDS = '{ failed = "Failed {*}" placed = { event: "order.placed" } }';
const LOGS: [string, string, fc.Arbitrary<string>][] = [
  ['json', JSON_RECORDS, jsonLines()],
  [
    'logfmt',
    JSON_RECORDS,
    jsonLines().map((log) =>
      log
        .replace(/[{}]/g, '')
        .replace(/"([^"\\]*)" ?: ?/g, '$1=')
        .replace(/,(?=\S+=)/g, ' '),
    ),
  ],
  [
    'journal',
    JSON_RECORDS,
    jsonLines(['at']).map((log) => log.replaceAll('"at"', '"__REALTIME_TIMESTAMP"').replaceAll('"msg"', '"MESSAGE"')),
  ],
  ['syslog', 'where app == "sshd" { failed = "Failed {*}" }', syslogLines],
];
const OWN = Object.entries(TEMPLATES);

describe('a scan of lines that were damaged', () => {
  it.each(LOGS)('passes over nothing of %s but what is no record, and the same in each kernel', async (format, records, lines) => {
    await expectScanned(planOf(format, records), mutated(lines));
  });

  it.each(OWN)('passes over nothing with %s but what is no record, and the same in each kernel', async (_, one) => {
    await expectScanned(planOf('own', one.records, `format own = ${one.format}`), mutated(templateLines(one)));
  });
});
