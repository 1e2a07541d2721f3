/** Characters that are not what they look like, and those that change the order in which text is shown. */

import { describe, expect, it } from 'vitest';
import { around } from '../../src/dsl/catalogue/spec.ts';
import { compile } from '../../src/dsl/compiler.ts';
import { applyEdits } from '../../src/dsl/edits.ts';

it.each([
  'transaction job { key \u0456d start app.a }',
  'transaction job { k\u0456y id start app.a }',
  'tr\u0456nsaction job { key id start app.a }',
])('a character that looks like a letter is told by its number, and nothing else is: %s', (rule) => {
  const text = `records app from line { a = "a {id}" }\n${rule}\n`;
  const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
  const [only, ...others] = diagnostics.filter(({ severity }) => severity === 'error');
  expect([only?.code, only?.start]).toEqual(['unknown-character', text.indexOf('\u0456')]);
  expect(only?.help).toMatch(/^This is U\+0456, whatever it looks like\. Put text in double quotes/);
  expect(others).toEqual([]);
});

it.each(['"a\\\u2028 b"', '/a\\\u2029 b/', '/[\\\u2028]/'])(
  'a backslash may precede what Unicode alone takes for the end of a line: %j',
  (pattern) => {
    const { diagnostics } = compile({ read: () => `records app from line { a = ${pattern} }` }, ['rules.corr']);
    expect(diagnostics.map(({ code }) => code)).not.toContain('unclosed-text');
  },
);

it('a text is cut between characters, not within one', () => {
  const { diagnostics } = compile({ read: () => `param "${'x'.repeat(38)}💡💡" = 1` }, ['rules.corr']);
  expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining('💡…')]);
});

describe('a character that changes the order in which text is shown', () => {
  const problems = (text: string) =>
    compile({ read: () => text }, ['rules.corr']).diagnostics.filter(({ code }) => code === 'reordered-text');
  const program = around('key id\nstart app.begin\nthen app.done\ntimeout after 1h');

  it.each([
    ['in a comment', `// as it \u202Eis\n${program}`],
    ['in a text', program.replace('begin {id}', 'begin \u2066{id}')],
    ['in a text with several', program.replace('begin {id}', 'be\u2066gi\u2069n {id}')],
    ['in a name in backquotes', program.replace('bad   ', '`b\u2069d` ')],
  ])('is told %s, and removed', (_, text) => {
    const [only, ...others] = problems(text);
    const strange = text.search(/[\u2000-\u20ff]/);
    expect([only?.start, only?.end, others]).toEqual([strange, strange + 1, []]);
    expect(problems(applyEdits(text, only?.fixes?.[0]?.edits ?? []))).toEqual([]);
  });

  it('may be in the lines of a log', () => {
    expect(problems(`${program}test "t" {\n  log syslog """\n    \u202Eabc\n  """\n  expect nothing else\n}\n`)).toEqual([]);
  });
});
