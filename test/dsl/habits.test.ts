/** What people write who come from other languages is told as what it is, with the way it is said here. */

import { expect, it } from 'vitest';
import { around } from '../../src/dsl/catalogue/spec.ts';
import { compile } from '../../src/dsl/compiler.ts';

const transaction = (clauses: string) => around(`key id\nstart app.begin\nthen app.done\n${clauses}\ntimeout after 1h`);

it.each([
  [transaction('emit { a: 1 }'), /^A name and its value/],
  [around('key: id\nstart app.begin\nthen app.done\ntimeout after 1h'), /^No colon/],
  [transaction('success when id = "x"'), /^Values are compared by '=='/],
  [transaction('timeout "late" after 5 minutes'), /^A duration has its unit/],
  [transaction('timeout "late" 5m'), /^What comes with time/],
  [transaction('failure "late" when app.begin'), /^'on' takes a record/],
  [transaction('success where id == "x"'), /^'on' takes a record/],
  [transaction('then app.begin or app.done'), /^One of several records/],
  [transaction('then app.begin, app.done'), /^One of several records/],
  [transaction('then app.begin -> app.done'), /'then' or 'next'/],
  [around('key id host\nstart app.begin\nthen app.done\ntimeout after 1h'), /^A clause begins with its word/],
  [transaction('emit { a = 1 b = 2 }'), /parted by commas/],
  [transaction('then any { app.begin app.done }'), /parted by commas/],
  [transaction('success when id in ["a" "b"]'), /parted by commas/],
  [transaction('then not app.begin'), /^What must not come/],
  [transaction('then no app.begin within 10s'), /^Say how long/],
  [around('key id\nstart app.begin\nthen app.done\ntimeout after 1h').replace('transaction', 'rule'), /^Rules are called/],
  [transaction('emit { n = count(app.begin 5m) }'), /parted by commas/],
])('%s', (text, help) => {
  const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
  const told = diagnostics.filter(({ code }) => code === 'unexpected-text');
  expect(told).toHaveLength(1);
  expect(told[0]?.help).toMatch(help);
});
