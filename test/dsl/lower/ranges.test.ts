import { expect, it } from 'vitest';
import { compiled } from '../programs.ts';

/** What is told of a record with a condition. */
const problems = (where: string) =>
  compiled(`records app from json {
  x = { a: int, b: float, c: text, d: duration, at: time } where ${where}
}
transaction t { key c start app.x }
`).diagnostics.map(({ code, message }) => `${code}: ${message}`);

it.each([
  ['a > 5 and a < 3', 'a > 5 and a < 3'],
  ['3 > a and 5 < a', '3 > a and 5 < a'],
  ['a > 3 and a < 4', 'a > 3 and a < 4'],
  ['b >= 3 and b < 3', 'b >= 3 and b < 3'],
  ['a > 1 and b > 2 and a == 1', 'a > 1 and a == 1'],
  ['b > 2 and (a > 1 and a < 1)', 'a > 1 and a < 1'],
  ['a == 1 and (b == 2 and a == 2 and c == "x")', 'a == 1 and a == 2'],
  ['c == "x" and c == "y"', 'c == "x" and c == "y"'],
  ['d < 5s and d > 1m', 'd < 5s and d > 1m'],
  ['c in ["x", "y"] and c == "z"', 'c in ["x", "y"] and c == "z"'],
  ['c in ["x", "y"] and c in ["y", "z"] and c == "x"', 'c in ["y", "z"] and c == "x"'],
  ['a in [1, 3] and a > 3', 'a in [1, 3] and a > 3'],
  ['not (a > 5) and a > 7', 'not a > 5 and a > 7'],
  ['b > 2 and not (a != 1 or a > 3 and b > 5) and a > 2', 'not a != 1 and a > 2'],
  ['weekday(at) == 0', 'weekday(at) == 0'],
  ['hour(at, "Europe/Paris") >= 24', 'hour(at, "Europe/Paris") >= 24'],
  ['60 == minute(at)', '60 == minute(at)'],
  ['"a" == "b"', '"a" == "b"'],
  ['1 > 2', '1 > 2'],
  ['a in []', 'a in []'],
])('%s is never true', (where, condition) => {
  expect(problems(where)).toEqual([`never-true: '${condition}' is never true.`]);
});

it.each([
  ['c != "x" or c != "y"', 'c != "x" or c != "y"'],
  ['a > 3 or a < 5', 'a > 3 or a < 5'],
  ['a > 3 or a <= 3', 'a > 3 or a <= 3'],
  ['c not in ["x"] or c != "y"', 'c not in ["x"] or c != "y"'],
  ['hour(at) <= 23', 'hour(at) <= 23'],
  ['weekday(at) != 8', 'weekday(at) != 8'],
])('%s is always true', (where, condition) => {
  expect(problems(where)).toEqual([`always-true: '${condition}' is true of every value.`]);
});

it.each([
  '1 == 1',
  '"a" != "b"',
  '1 <= 1',
  'a not in []',
  'a > 3 and a < 5',
  'b > 3 and b < 4',
  'b >= 3 and b <= 3',
  'a > 5 or a < 3',
  'a > 5 and b < 3',
  'c == "x" or c == "y"',
  'c != "x" and c != "y"',
  'c in ["x", "y"] and c == "y"',
  'c in ["x", "y"] and c not in ["x"]',
  'a in [1, 3] and a > 2',
  'e == "3" and e == 3',
  'weekday(at) <= 5 and hour(at) >= 22',
  'weekday(at) > 5 or hour(at) < 6',
  'hour(at) != hour(at, "Europe/Paris")',
  'length(c) == 0 and a == 0',
])('%s may be true or not', (where) => {
  expect(problems(where)).toEqual([]);
});

it.each([
  ['{ kind: "a", kind: "b" }', '', 'kind: "a" and kind: "b"'],
  ['{ kind: "a" } where kind == "b"', '', 'kind: "a" and kind == "b"'],
  ['{ kind as what: "a" } where what in ["b", "c"]', '', 'kind as what: "a" and what in ["b", "c"]'],
  ['{ n: 3 } where n > 3', '', 'n: 3 and n > 3'],
  ['{ kind: "a", user.id: "7" }', 'where user.id == "8"', 'user.id == "8" and user.id: "7"'],
])('%s of records %s is no record', (pattern, group, condition) => {
  const { diagnostics } = compiled(`records app from json ${group} {\n  x = ${pattern}\n}\ntransaction t { key none start app.x }\n`);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([`never-true: '${condition}' is never true.`]);
});

it('a record with several patterns may have one that fits', () => {
  const { diagnostics } = compiled(
    'records app from json where kind == "b" {\n  x = { kind: "a" } | { kind: "b" }\n}\ntransaction t { key none start app.x }\n',
  );
  expect(diagnostics).toEqual([]);
});
