import { expect, it } from 'vitest';
import { applyEdits } from '../../../src/dsl/edits.ts';
import { compiled } from '../programs.ts';

const program = (format: string, template: string) => `records app from ${format} { paid = ${template} }\n`;
const blanks = (text: string) => compiled(text).diagnostics.filter(({ code }) => code === 'leading-blank');

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
