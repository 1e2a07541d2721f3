import { expect, it } from 'vitest';
import { applyEdits } from '../../../src/dsl/edits.ts';
import { compiled } from '../programs.ts';

const program = (format: string, template: string) => `records app from ${format} { paid = ${template} }\n`;
const reported = (wanted: string, text: string) => compiled(text).diagnostics.filter(({ code }) => code === wanted);
const blanks = (text: string) => reported('leading-blank', text);

it.each(['" paid {n:int}"', '"  paid {n:int}"', '"\tpaid {n:int}"'])(
  'blanks before a message of syslog are told, and taken away: %s',
  (template) => {
    const text = program('syslog', template);
    const [only, ...others] = blanks(text);
    expect(others).toEqual([]);
    expect(applyEdits(text, only?.fixes?.[0]?.edits ?? [])).toBe(program('syslog', '"paid {n:int}"'));
  },
);

it.each([
  ['syslog', '"paid {n:int} "'],
  ['line', '" paid {n:int}"'],
  ['json', '" paid {n:int}"'],
  ['logfmt', '" paid {n:int}"'],
])('blanks elsewhere count: %s %s', (format, template) => {
  expect(blanks(program(format, template))).toEqual([]);
});

it.each([
  ['/^ paid/', '/^paid/'],
  ['/^ +?paid/', '/^paid/'],
  ['/^ {2}\\s{1,}?paid/', '/^paid/'],
  ['/^\\s+\\t paid/i', '/^paid/i'],
  ['/^ \\s*paid/', '/^\\s*paid/'],
])('a regular expression that requires them: %s', (regex, without) => {
  const text = program('syslog', regex);
  const [only, ...others] = blanks(text);
  expect(others).toEqual([]);
  expect(applyEdits(text, only?.fixes?.[0]?.edits ?? [])).toBe(program('syslog', without));
});

it.each(['/^\\s*paid/', '/^ ?paid/', '/^ {0,2}paid/', '/^ {0}paid/', '/ paid/', '/\\^ paid/', '/^ paid|^sent/'])(
  'one that does not, or not at the beginning: %s',
  (regex) => {
    expect(blanks(program('syslog', regex))).toEqual([]);
  },
);

it.each([
  ['syslog', '/paid $/', '/paid$/'],
  ['line', '/paid \\d\\s+$/i', '/paid \\d$/i'],
  ['json', '/^paid {2}\\t$/', '/^paid$/'],
  ['logfmt', '/paid\\\\ $/', '/paid\\\\$/'],
])('blanks that a regular expression requires after a message of any format: %s %s', (format, regex, without) => {
  const text = program(format, regex);
  const [only, ...others] = reported('trailing-blank', text);
  expect(others).toEqual([]);
  expect(applyEdits(text, only?.fixes?.[0]?.edits ?? [])).toBe(program(format, without));
});

it.each(['/paid *$/', '/paid ?$/', '/paid {0,2}$/', '/paid /', '/paid \\$/', '/paid\\\\s$/', '/paid $|sent/', '/paid( |$)/', '"paid "'])(
  'one that does not, or not at the end: %s',
  (regex) => {
    expect(reported('trailing-blank', program('line', regex))).toEqual([]);
  },
);
