/** Diagnostics about the syntax of a program. */

import { didYouMean } from '../suggest.ts';
import { around, spec } from './spec.ts';

const whole = around('key id\nstart app.begin\nthen app.done\ntimeout after 1h');

export const syntax = {
  'unexpected-text': spec(
    'error',
    (expected: string, found: string, meant?: string) =>
      `Expected ${expected}, found ${found}.${meant === undefined ? '' : ` ${didYouMean(meant)}`}`,
    {
      help: 'The reference shows each declaration and clause: docs/reference/language.md.',
      bad: around('key id\nstart app.begin\nthn app.done\ntimeout after 1h'),
      good: whole,
    },
  ),
  'unknown-character': spec('error', (text: string) => `Unexpected ${text}.`, {
    help: 'Put text in double quotes, and names with special characters in backquotes.',
    bad: around('key id;\nstart app.begin\nthen app.done\ntimeout after 1h'),
    good: whole,
  }),
  'reordered-text': spec('warning', (number: string) => `${number} makes editors show what follows in another order than it is read.`, {
    help: 'Remove it, as nobody can see it; in a regular expression, write its number, as in \\u202E. Log lines between """ may have it.',
    bad: '',
    good: '',
  }),
  'malformed-number': spec('error', (text: string) => `'${text}' is not a valid number, duration or size.`, {
    help: 'Units of durations are us ms s m h d w (1h30m), units of sizes B KB KiB MB MiB GB GiB.',
    bad: around('key id\nstart app.begin\nthen app.done\ntimeout after 10sec'),
    good: whole,
  }),
  'number-too-large': spec('error', (text: string) => `'${text}' is too large to be represented exactly.`, {
    help: 'Whole numbers, bytes and microseconds go up to 9,007,199,254,740,991.',
    bad: around('key id\nstart app.begin\nthen app.done\ntimeout after 99999999999d'),
    good: whole,
  }),
  'malformed-date': spec('error', (text: string) => `'${text}' is not a valid date and time.`, {
    help: 'Write it as 2024-02-29T06:00:00Z, with Z or an offset such as +01:00, and at most six digits after the decimal point.',
    bad: 'test "t" {\n  advance to 2023-02-30T00:00:00Z\n  expect nothing else\n}\n',
    good: 'test "t" {\n  advance to 2023-02-28T00:00:00Z\n  expect nothing else\n}\n',
  }),
  'malformed-time': spec('error', (text: string) => `'${text}' is not a valid time of day.`, {
    help: 'Write it as 06:00 or 23:59:59.',
    bad: around('key id\nstart app.begin\nthen app.done\ntimeout by 24:30'),
    good: around('key id\nstart app.begin\nthen app.done\ntimeout by 06:30'),
  }),
  'malformed-address': spec('error', (text: string) => `'${text}' is not a valid address or network.`, {
    help: 'Write addresses as 10.0.0.1 or 2001:db8::1, networks as 10.0.0.0/8.',
    bad: 'records app from syslog where ip(host) in 10.0.0.0/40 {\n  one = "one"\n}\n',
    good: 'records app from syslog where ip(host) in 10.0.0.0/8 {\n  one = "one"\n}\n',
  }),
  'unclosed-text': spec('error', (what: string) => `This ${what} is not closed.`, {
    help: 'Text must end on the line it starts on; put longer text between """ and """.',
    bad: 'records app from syslog {\n  one = "one\n}\n',
    good: 'records app from syslog {\n  one = "one"\n}\n',
  }),
  'unclosed-block': spec('error', (what: string) => `This ${what} is not closed.`, {
    help: "Add the missing '}'.",
    bad: 'records app from syslog {\n  one = "one"\n',
    good: 'records app from syslog {\n  one = "one"\n}\n',
  }),
  'file-too-large': spec('error', (found: number) => `The file is too large: it has ${found} characters, and the limit is 1,048,576.`, {
    help: 'Split it, and import one part into the other.',
    bad: '',
    good: '',
  }),
  /** No example: a page could not show it. */
  'not-text': spec('error', (file: string, what: string) => `${file} is ${what}, not UTF-8.`, {
    help: 'Files of rules and values must be UTF-8. Convert a file in UTF-16 with: iconv -f UTF-16 -t UTF-8 FILE.',
    bad: '',
    good: '',
  }),
  'not-utf8': spec('warning', (file: string) => `${file} has bytes that are not UTF-8; each is read as U+FFFD.`, {
    help: 'Convert it with: iconv -f LATIN1 -t UTF-8 FILE. If you do mean U+FFFD, write \\uFFFD in a regular expression.',
    bad: `// caf\uFFFD\n${whole}`,
    good: `// café\n${whole}`,
  }),
  'nesting-too-deep': spec('error', () => 'Brackets are nested more than 64 deep.', {
    help: 'Give parts of it names: with `let` in a record, or as a group of steps.',
    bad: `records app from syslog where ${'('.repeat(70)}true${')'.repeat(70)} {\n  one = "one"\n}\n`,
    good: 'records app from syslog where (true) {\n  one = "one"\n}\n',
  }),
  'expression-too-long': spec('error', (most: number) => `This expression chains more than ${most} operations.`, {
    help: 'Use a list with `in`, or give parts of it names with `let`.',
    bad: around(
      `key id\nstart app.begin\nthen app.load where n == 0${Array.from({ length: 300 }, (_, i) => ` or n == ${i}`).join('')}\nthen app.done\ntimeout after 1h`,
    ),
    good: around('key id\nstart app.begin\nthen app.load where n in [0, 1, 2, 3]\nthen app.done\ntimeout after 1h'),
  }),
} as const;
