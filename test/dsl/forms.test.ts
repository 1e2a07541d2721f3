/** The forms of clauses that error messages suggest are valid. */

import { describe, expect, it } from 'vitest';
import { around } from '../../src/dsl/catalogue/spec.ts';
import { compile } from '../../src/dsl/compiler.ts';
import { DECLARATION_FORMS, SCHEDULE_FORMS, TEST_FORMS, TRANSACTION_FORMS, WINDOW_FORMS } from '../../src/dsl/forms.ts';
import { parse } from '../../src/dsl/parser.ts';
import { Source } from '../../src/dsl/source.ts';
import { SCHEDULE_WORDS, TEST_WORDS, TRANSACTION_WORDS, WINDOW_WORDS } from '../../src/dsl/tokens.ts';

describe.each([
  ['transaction job', TRANSACTION_FORMS, TRANSACTION_WORDS],
  ['window many', WINDOW_FORMS, WINDOW_WORDS],
  ['schedule nightly', SCHEDULE_FORMS, SCHEDULE_WORDS],
  ['test "one"', TEST_FORMS, TEST_WORDS],
])('the forms of a %s', (head, forms, words) => {
  it('are there for every word that begins a clause', () => expect([...forms.keys()].sort()).toEqual([...words].sort()));

  it.each([...forms].flatMap(([word, written]) => written.map((form) => ({ word, form }))))('$form', ({ word, form }) => {
    expect(form.split(' ')[0]).toBe(word);
    expect(parse(new Source('a.corr', `${head} {\n  ${form}\n}\n`)).diagnostics).toEqual([]);
  });
});

it.each([...DECLARATION_FORMS].flatMap(([word, written]) => written.map((form) => ({ word, form }))))('$form', ({ word, form }) => {
  expect(form.split(' ')[0]).toBe(word);
  expect(parse(new Source('a.corr', form)).diagnostics).toEqual([]);
});

it.each([
  ['param span = 5 minutes', 'param span: duration = 5m'],
  ['param span: duration := 5m', 'param span: duration = 5m'],
  ['table hosts { host: text } from "hosts.csv"', 'table assets (host'],
  ['format own = json timestamp ts', 'json time ts'],
  ['format own = json time=ts', 'json time ts'],
  ['format own = line multiline start /^x/', 'starts /'],
  ['import { a } from "a" as b', 'sshd as ssh'],
])('%s is answered with the form of its declaration', (text, form) => {
  const told = parse(new Source('a.corr', text)).diagnostics;
  expect(told.map(({ help }) => help)).toEqual([expect.stringContaining(form)]);
});

it.each([
  ['key id\nstart app.begin\nthen app.work as step +\nthen app.done\ntimeout after 1h', /is: then app/],
  ['key id\nstart app.begin\nthen app.done\ntimeout after 1h "late"', /is: timeout "name"/],
  ['key id\nstart app.begin\nthen app.done\ntimeout after 1h\nlinger all 2s', /is: linger 2s all/],
  ['key id\nstart app.begin\nthen app.done\ntimeout after 1h\nwhatever', /^A clause begins with a keyword/],
])('%j', (clauses, help) => {
  const { diagnostics } = compile({ read: () => around(clauses) }, ['rules.corr']);
  expect(diagnostics.map(({ code }) => code)).toEqual(['unexpected-text']);
  expect(diagnostics[0]?.help).toMatch(help);
});
