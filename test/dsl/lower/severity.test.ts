import { expect, it } from 'vitest';
import { SEVERITIES } from '../../../src/dsl/plan.ts';
import { compiled, told } from '../programs.ts';
import { printPlan } from './print.ts';

const program = (where: string, format = 'syslog') => compiled(`/// As it is.\nrecords app from ${format} {\n  x = {} where ${where}\n}\n`);
const levels = (from: number, to: number) => JSON.stringify(SEVERITIES.slice(from, to));

it.each([
  ['severity >= "error"', levels(4, 8)],
  ['severity > "error"', levels(5, 8)],
  ['severity < "info"', levels(0, 1)],
  ['(severity) <= "info"', levels(0, 2)],
  ['"error" <= severity', levels(4, 8)],
  ['"error" > severity', levels(0, 4)],
  ['severity not < "error"', levels(4, 8)],
])('%s goes by how severe it is', (where, list) => {
  for (const format of ['syslog', 'journal', 'json']) {
    const { plan } = program(where, format);
    expect(/\(in [^[]*severity\)? (\[[^\]]*\])\)/.exec(plan ? printPlan(plan) : '')?.[1]).toBe(list);
  }
});

it.each([
  ['severity >= "eror"', "unknown-severity: There is no severity 'eror'."],
  ['severity >= host', "wrong-operands: '>=' cannot be applied to severity and a value that is not a severity."],
  ['host < severity', "wrong-operands: '<' cannot be applied to severity and a value that is not a severity."],
  ['severity == "err"', "unknown-severity: There is no severity 'err'."],
  ['severity not in ["error", "crit"]', "unknown-severity: There is no severity 'crit'."],
  ['"auth-priv" != facility', "unknown-facility: There is no facility 'auth-priv'."],
  ['facility == 4', "wrong-operands: '==' cannot be applied to text and int."],
])('%s is told', (where, message) => {
  expect(told(program(where))).toEqual([expect.stringContaining(message)]);
});

it('leaves what is no text as it is', () => {
  const { plan } = program('severity >= 3', 'json');
  expect(plan && printPlan(plan)).toContain('(ge (float severity) 3)');
});

it('is a field of any values where it is not that of syslog', () => {
  expect(told(program('severity == "err" and facility == "own"', 'json'))).toEqual([]);
  expect(told(compiled('/// As it is.\nrecords app from syslog {\n  x = "as {severity}" where severity == "err"\n}\n'))).toEqual([]);
});

it('is told in the fields of a pattern', () => {
  const { diagnostics } = compiled('/// As it is.\nrecords app from syslog {\n  x = { severity: "err", facility: "auth" }\n}\n');
  expect(diagnostics.map(({ code }) => code)).toContain('unknown-severity');
  expect(diagnostics.map(({ code }) => code)).not.toContain('unknown-facility');
});
