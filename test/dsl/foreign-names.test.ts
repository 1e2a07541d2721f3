/** Functions, types and other names of other systems are recognised, and their equivalent is suggested. */

import { describe, expect, it } from 'vitest';
import { around } from '../../src/dsl/catalogue/spec.ts';
import { compile } from '../../src/dsl/compiler.ts';
import { applyEdits } from '../../src/dsl/edits.ts';

const transaction = (clauses: string) => around(`key id\nstart app.begin\nthen app.done\n${clauses}\ntimeout after 1h`);

describe('functions of other languages', () => {
  it.each([
    ['mean(duration)', /avg/],
    ['count_distinct(id)', /distinct/],
    ['startsWith(id, "x")', /starts with/],
    ['isNull(id)', /== none/],
    ['now()', /only clock/],
    ['lag(id)', /previous/],
    ['IF(true, 1, 2)', /no conditional expression/],
  ])('%s', (call, help) => {
    const { diagnostics } = compile({ read: () => transaction(`emit { x = ${call} }`) }, ['rules.corr']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-function']);
    expect(diagnostics[0]?.help).toMatch(help);
  });
});

describe('types of other languages', () => {
  it.each([
    ['param a: string = "x"', "Did you mean 'text'?"],
    ['param a: boolean = true', "Did you mean 'bool'?"],
    ['records a from json { b = { c: integer } }', "Did you mean 'int'?"],
    ['records a from json { b = { c: number } }', "Did you mean 'float'?"],
    ['records a from json { b = { c: uuid } }', "Did you mean 'text'?"],
    ['param a: list = ["x"]', "Did you mean 'list(text)'?"],
    ['param a: array = ["x"]', "Did you mean 'list(text)'?"],
    ['param a: list(string) = ["x"]', "Did you mean 'text'?"],
  ])('%s', (text, help) => {
    const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
    expect(diagnostics.find(({ code }) => code === 'unknown-type')?.help).toBe(help);
  });

  it.each([
    ['param a: array = ["x"]', 'param a: list(text) = ["x"]'],
    ['param a: list(list(string)) = []', 'param a: list(list(text)) = []'],
    ['records a from json { b = { c: array } }', 'records a from json { b = { c: list(text) } }'],
    ['records a from syslog { b = "{c:integer}" }', 'records a from syslog { b = "{c:int}" }'],
    ['records a from syslog { b = "{c:epoch}" }', `records a from syslog { b = "{c:stamp('epoch')}" }`],
  ])('%s is mended', (text, mended) => {
    const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
    const fix = diagnostics.find(({ code }) => code.startsWith('unknown-'))?.fixes?.[0];
    expect(applyEdits(text, fix?.edits ?? [])).toBe(mended);
  });

  it('in templates', () => {
    const { diagnostics } = compile({ read: () => 'records a from syslog { b = "{c:string}" }' }, ['rules.corr']);
    expect(diagnostics.find(({ code }) => code === 'unknown-capture-type')?.help).toBe("Did you mean 'text'?");
  });
});

it.each([
  ['records a from apache { b = {} }', 'clf'],
  ['format own = ndjson\nrecords a from own { b = {} }', 'json'],
  ['records a from syslog where programname == "x" { b = "x" }', 'app'],
  [transaction('emit { machine = first.hostname }').replace('app.begin', 'app.begin as first'), 'host'],
  [around('key hostname\nstart app.begin\nthen app.done\ntimeout after 1h'), 'host'],
  [transaction('message failed = "x"'), 'failure'],
  [`${transaction('')}test "x" {\n  expect job.succeeded\n}\n`, 'success'],
  [`${transaction('')}window w {\n  key none\n  fire on job.failed when true\n}\n`, 'failure'],
])('a name of other systems: %s', (text, meant) => {
  const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
  const told = diagnostics.filter(({ severity }) => severity === 'error');
  expect(told.map(({ fixes }) => fixes?.[0]?.edits[0]?.text)).toEqual([meant]);
});
