import { expect, it } from 'vitest';
import { parseTemplate } from '../../../src/dsl/patterns/template.ts';

it.each([
  ['took (.*) ms', '(.*)'],
  ['user \\S+ logged in', '\\S+'],
  ['from .+ port {port:int}', '.+'],
  ['id (?<id>x)', '(?<'],
  ['{id} of [0-9]+', '[0-9]'],
  ['a{? of [a-f0-9]+}', undefined],
  ['a{? of [a-z]+ b}', '[a-z]'],
  ['user @ESTRING:user: @in', '@ESTRING:user: @'],
  ['%{user} logged in', '%'],
  ['{{"user": %{user}', '%'],
  ['user={user:/[a-z]+/} from {*}', undefined],
  ['%{facility}-{level:int}-{what}: {*}', undefined],
  ['disk at 95%{*}', undefined],
  ['disk at {n:int}%{? full}', undefined],
  ['copied C:\\data\\*.* to {to}', undefined],
  ['wait... {n:int}', undefined],
  ['mail from <{sender:text}> [{addr:ip}]', undefined],
])('%s', (text, foreign) => {
  const { problems } = parseTemplate(text);
  expect(problems.map(({ code, args }) => [code, ...args])).toEqual(foreign === undefined ? [] : [['foreign-pattern', foreign]]);
});
