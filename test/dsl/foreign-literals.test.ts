/** Literals of other languages are recognised, and what they are here is suggested. */

import { describe, expect, it } from 'vitest';
import { around } from '../../src/dsl/catalogue/spec.ts';
import { compile } from '../../src/dsl/compiler.ts';

const steps = (clauses: string) => around(`key id\nstart app.begin\n${clauses}\nthen app.done\ntimeout after 1h`);

describe('literals of other languages', () => {
  const told = (text: string) => compile({ read: () => text }, ['rules.corr']).diagnostics.filter(({ severity }) => severity === 'error');
  const replaced = (text: string) => {
    const [first, ...rest] = told(text);
    expect(rest).toEqual([]);
    return first?.fixes?.flatMap(({ edits }) => edits.map((edit) => edit.text));
  };

  it.each([
    ['10min', '10m'],
    ['2hours', '2h'],
    ['1.5sec', '1.5s'],
    ['1D', '1d'],
    ['500millis', '500ms'],
    ['5µs', '5us'],
    ['1.5μs', '1.5us'],
    ['1_000', '1000'],
  ])('%s', (written, meant) => expect(replaced(`param a = ${written}\n`)).toEqual([meant]));

  it.each([
    ['where id == "a" AND n == 1', 'and'],
    ['where id NOT in ["a"]', 'not'],
    ['where (id == "a" OR n == 1)', 'or'],
  ])('words of the language in capitals: %s', (condition, meant) => {
    expect(replaced(steps(`then app.load ${condition}`))).toEqual([meant]);
  });

  it.each(['1mo', '10M', '2y'])('%s, which may be a month', (written) => {
    expect(told(`param a = ${written}\n`)[0]?.help).toMatch(/write months and years in days/);
  });

  it.each([
    ["'it {id}'", '"it {id}"'],
    ['“it {id}”', '"it {id}"'],
    ['‘say "it"’', `"say 'it'"`],
    ["'''\n  it {id}\n  '''", '"""\n  it {id}\n  """'],
  ])('text in %s', (written, meant) => expect(replaced(`records app from line { a = ${written} }\n`)).toEqual([meant]));

  it.each(["'C:\\'", '“C:\\”', `'''a"""b'''`])('text that its quotes alone would not keep whole is only told: %s', (written) => {
    expect(told(`records app from line { a = ${written} }\n`).map(({ code, fixes }) => [code, fixes])).toEqual([['unexpected-text', []]]);
  });

  it.each([
    ['id ~ /a b/', /x matches/],
    ['id !~ /a b/', /x not matches/],
    ['id =~ /a b/', /x matches/],
  ])('regular expressions behind %s', (condition, help) => {
    expect(told(steps(`then app.load where ${condition}`)).map((one) => one.help)).toEqual([expect.stringMatching(help)]);
  });

  it('names of groups of regular expressions', () => {
    expect(replaced('records app from line { a = /(?P<id>[a-z]+)/ }\n')).toEqual(['(?<']);
  });

  it.each([
    ['/\\Ait/', '^'],
    ['/it\\Z/', '$'],
    ['/it\\z/', '$'],
  ])('ends of the text in %s', (regex, meant) => expect(replaced(`records app from line { a = ${regex} }\n`)).toEqual([meant]));

  it('a bracket that hides the end of a regular expression', () => {
    expect(told('records app from line { a = /[0-9/ }\n').map(({ help }) => help)).toContain(
      "Close the bracket in it with ']', or write it as \\[.",
    );
    expect(told('records app from line { a = /[0-9]+ }\n').map(({ help }) => help)).toContain(
      "End it with '/'; write a '/' inside it as \\/.",
    );
  });

  it('leaves the remainder of a division alone', () => {
    expect(told(steps('then app.load where 10 % n == 1 and 10%n == 1 and 10% n == 1'))).toEqual([]);
  });
});
