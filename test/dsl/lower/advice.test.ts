import { expect, it } from 'vitest';
import { around } from '../../../src/dsl/catalogue/spec.ts';
import { compile } from '../../../src/dsl/compiler.ts';

it.each([
  ['n in 5', /^Give a list after in/],
  ['n > none', /== none/],
  ['id == 10.0.0.1', /^Make it an address/],
  ['count > 3', /^It is a function: write count\(…\)\.$/],
  ['lower(n) == "a"', /^Convert it to a text/],
  ['round(id) == 3', /^Capture it as a number/],
  ['private(id)', /^Make it an address/],
  ['substring(id, 1.5) == "a"', /^Make it whole/],
])('a value of another type: %s', (condition, help) => {
  const { diagnostics } = compile(
    { read: () => around(`key id\nstart app.begin\nthen app.load where ${condition}\nthen app.done\ntimeout after 1h`) },
    ['rules.corr'],
  );
  const told = diagnostics.filter(({ severity }) => severity === 'error');
  expect(told.map((one) => one.help)).toEqual([expect.stringMatching(help)]);
});

it.each([
  ['duration', '5', /^Write the unit/, undefined],
  ['duration', '"5s"', /^Write a duration without quotes/, undefined],
  ['time', '"2024-03-01"', /^Write a time without quotes/, undefined],
  ['int', '"5"', /^Write 5\.$/, '5'],
  ['text', '5', /^Write "5"\.$/, '"5"'],
  ['bool', '5', /^Write a value of that type/, undefined],
])('a constant that should be %s: %s', (type, value, help, fixed) => {
  const { diagnostics } = compile({ read: () => `param a: ${type} = ${value}` }, ['rules.corr']);
  const told = diagnostics.filter(({ severity }) => severity === 'error');
  expect(told.map((one) => one.help)).toEqual([expect.stringMatching(help)]);
  expect(told[0]?.fixes?.[0]?.edits[0]?.text).toBe(fixed);
});
