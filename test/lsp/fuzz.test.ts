/**
 * Edits of any kind anywhere: the service answers every query, and whatever was not edited is still found. `CORR_EDITS`
 * is the number of edits; 1,200 by default; 100,000 take a quarter of an hour.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/dsl/edits.ts';
import { askAll } from './ask-all.ts';
import { JOB, open } from './editor.ts';

const EDITS = Number(process.env['CORR_EDITS'] ?? 1200);
const IN_A_RUN = 15;

const BEFORE = `param early = 5m
records web from json where kind == "web" {
  hit  = { path: text, status: int, user.id as user: text? }
  miss = "gone {path} {=a|b}" | /^lost (?<path>\\S+)$/ let user = lower(path)
}
`;
const BEHIND = `window behind {
  key path
  over every 1h zone "Europe/Paris"
  open when count(web.hit where status >= 500, 10m) > 3 and sum(status) > 1
  emit { worst = max(status), hits = count(web.hit) }
}
test "behind" {
  log json """
    {"path": "/"}
  """
  advance 1h
  expect behind.open { worst = 500 } at 06:00
}
`;
const PROGRAMS = [
  JOB.replace(/^.*\n/, ''),
  BEFORE.replaceAll('early', 'middle').replace('web', 'site'),
  BEHIND.replaceAll('behind', 'middle'),
  '',
];

/** Fragments that people type, and some that they should not. */
const FRAGMENTS = [
  '"', '"""', '/*', '*/', '//', '///', '{', '}', '(', ')', '[', ']', '.', ',', ':', '=', '|', '?', '`', '/', '\\', '\n', '\r\n', ' ', '\t',
  'where ', 'then ', 'as x', 'emit { ', 'count(', 'login.', 'sshd.', 'every ', 'not ', 'key ', 'import { a } from "std/sshd"\n', '{user:', '{?',
  'test "x" {', 'transaction y {\n', 'records z from ', 'param q = ', '10m', '900km', '06:00', '2023-02-30T00:00:00Z', '::1', '🚀', '\u2028', '\u0000',
  'é', 'timeout after 1h\n', 'success when ', 'key none\n', '=='.repeat(40), '('.repeat(80), 'previous.', 'any { ', '{3..5}', 'std/', '__proto__',
]; // biome-ignore format: one family a line

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  put: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
    fc.constant(''),
  ),
});

describe('edits of any kind', () => {
  it('leave a service that answers, and declarations around them that are found', { timeout: 60_000 + 100 * EDITS }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...PROGRAMS), fc.array(edit, { minLength: 1, maxLength: IN_A_RUN }), (program, edits) => {
        let middle = program;
        const { service, path } = open('');
        for (const { at, cut, put } of edits) {
          const offset = Math.floor(at * (middle.length + 1));
          middle = applyEdits(middle, [{ start: offset, end: Math.min(middle.length, offset + cut), text: put }]);
          const text = `${BEFORE}\n${middle}\n${BEHIND}`;
          service.workspace.update(path, text);
          expect(askAll(service, path, BEFORE.length + 1 + offset + put.length), text).toBeUndefined();
          const names = service.documentSymbols(path).map(({ name }) => name);
          expect(names.slice(0, 2), text).toEqual(['early', 'web']);
          expect(names.slice(-2), text).toEqual(['behind', 'behind']);
        }
      }),
      { numRuns: Math.ceil(EDITS / IN_A_RUN) },
    );
  });

  it('a file cut anywhere keeps what is in front of the cut', () => {
    const text = BEFORE + JOB + BEHIND;
    const { service, path } = open('');
    for (let end = 0; end <= text.length; end += 11) {
      service.workspace.update(path, text.slice(0, end));
      expect(askAll(service, path, end)).toBeUndefined();
      if (end > BEFORE.length)
        expect(service.documentSymbols(path).map(({ name }) => name)).toEqual(expect.arrayContaining(['early', 'web']));
    }
  });
});
