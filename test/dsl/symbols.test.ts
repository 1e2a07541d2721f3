import { describe, expect, it } from 'vitest';
import { compiled, told } from './programs.ts';

const library = `records app from syslog where app == "app" {
  begin = "begin {id}"
}
window many {
  key id
  over 5m
  open when count(app.begin) > 3
}
window again {
  key id
  over 1h
  open when count(many.begin) > 3
}
`;
const own = `window many {
  key id
  over 1m
  open when count(app.begin) > 9
}
`;

describe('names of rules', () => {
  it('may be those of rules in a library that do not run', () => {
    const program = compiled(`import { app } from "lib"\n${own}`, { 'lib.corr': library });
    expect(told(program)).toEqual([]);
    expect(program.plan?.rules.map(({ origin }) => origin.file)).toEqual(['main.corr']);
  });

  it('are reported as duplicates when both rules run, even if one is only used by a chained rule', () => {
    const program = compiled(`import { app, again } from "lib"\n${own}`, { 'lib.corr': library });
    expect(told(program)).toEqual(["main.corr:2:8 duplicate-name: 'many' is declared twice."]);
  });
});
