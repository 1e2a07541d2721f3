import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/dsl/parser.ts';
import { Source } from '../../../src/dsl/source.ts';
import { allWords } from '../../../src/dsl/tokens.ts';

const split = (text: string) => new Set(text.split(' '));
const OPERATORS = split('and or not in contains matches starts ends');
const RESERVED = new Set([...OPERATORS, ...split('true false none any all every as')]);
const LEADING = split(
  'import param table format records transaction window schedule test where let weight key start then next success failure abandoned ' +
    'timeout warning on linger emit labels limit message severity report over open close await log advance restart end expect fire ' +
    'release wait no',
);

const isRead = (text: string) => parse(new Source('main.corr', text)).diagnostics.length === 0;
const words = [...allWords];

describe('where the words of the language may be names', () => {
  it('knows the words', () => {
    for (const word of [...RESERVED, ...LEADING]) expect(words).toContain(word);
  });

  it.each(words)("'%s' after a dot, before ':' of a field and before '=' in a map", (word) => {
    expect(isRead(`param a = x.${word}`)).toBe(true);
    expect(isRead(`records a from json { b = { ${word}: text } }`)).toBe(true);
    expect(isRead(`window a { emit { ${word} = 1 } }`)).toBe(true);
  });

  it.each(words)("'%s' as a field and as a step", (word) => {
    const free = !RESERVED.has(word);
    expect(isRead(`window a { key ${word} }`)).toBe(free || word === 'none');
    expect(isRead(`transaction a { start a.b as ${word} }`)).toBe(free);
    if (word !== 'true' && word !== 'false' && word !== 'none') expect(isRead(`param a = ${word}`)).toBe(free);
  });

  it.each(words)("'%s' as the name of a rule, a group, a format or a table", (word) => {
    const free = !RESERVED.has(word) && !LEADING.has(word);
    expect(isRead(`window ${word} { over 5m }`)).toBe(free);
    expect(isRead(`records ${word} from line { a = "a" }`)).toBe(free);
    expect(isRead(`format ${word} = line`)).toBe(free);
    expect(isRead(`table ${word} (a: text) from "a"`)).toBe(free);
    expect(isRead(`transaction a { start ${word}.b }`)).toBe(free);
  });

  it.each(words)("'%s' as the name of a record", (word) => {
    expect(isRead(`records a from line { ${word} = "a" }`)).toBe(!OPERATORS.has(word));
  });

  it.each(words)("'%s' as the name of a param", (word) => {
    expect(isRead(`param ${word} = 1`)).toBe(false);
  });

  it.each(words)("'%s' anywhere in backquotes", (word) => {
    expect(isRead(`param \`${word}\` = 1 window \`${word}\` { key \`${word}\` } records \`${word}\` from line { \`${word}\` = "a" }`)).toBe(
      true,
    );
  });
});
