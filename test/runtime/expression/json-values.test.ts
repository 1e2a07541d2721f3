/** Conditions on values whose type is known at run time only. */

import { expect, it } from 'vitest';
import { explainTest } from '../../../src/runtime/rule-tests.ts';
import { compiled } from '../../dsl/programs.ts';

/** The ids of the records that a condition takes. */
function taken(condition: string, records: readonly object[]): string[] {
  const { plan, tests, diagnostics } = compiled(`records app from json { a = { id: int } }
transaction job { key id start app.a where ${condition} }
test "all" {
  log json """
    ${records.map((record, id) => JSON.stringify({ id, ...record })).join('\n    ')}
  """
  end
  expect job.success
}
`);
  expect(diagnostics).toEqual([]);
  const { outcomes } = explainTest(plan!, tests[0]!, () => undefined);
  return outcomes.filter(({ outcome }) => outcome === 'success').map(({ keys }) => String(keys[0]?.values[0]));
}

const TAGGED = [{ tags: ['prod', 'eu'] }, { tags: 'eu, prod' }, { tags: ['production'] }, { tags: 7 }, { tags: { prod: 1 } }, {}];

it.each([
  ['tags contains "prod"', ['0', '1']],
  ['tags not contains "prod"', ['2', '3', '4']],
  ['tags contains "7"', ['3']],
  ['tags contains 7', []],
  ['length(tags) == 2', ['0']],
  ['length(tags) == 1', ['2', '3']],
])('%s is asked of a list, and otherwise of a text', (condition, expected) => {
  expect(taken(condition, TAGGED)).toEqual(expected);
});

it('a number is compared as seconds with a duration, and as itself with a number', () => {
  expect(taken('took > 5s and took < 10', [{ took: 4 }, { took: 7 }, { took: 11 }])).toEqual(['1']);
});

it('a number in a list keeps its fraction', () => {
  expect(taken('1.5 in [load, 2]', [{ load: 1 }, { load: 1.5 }])).toEqual(['1']);
});

it.each([
  ['"5" in w', ['0', '1', '2', '4']],
  ['5 in w', ['0', '1', '2', '4']],
  ['5 not in w', ['3', '5', '6']],
  ['true in w', ['5']],
  ['"1.5" in w', ['6']],
  ['1.5 in w', ['6']],
  ['w contains "5"', ['0', '1', '2', '4']],
  ['w contains 5', ['0', '1', '2', '4']],
  ['w not contains 5', ['3', '5', '6']],
  ['w contains true', ['5']],
  ['w contains 1.5', ['6']],
  ['"5" in [`w`[0]]', ['0', '1', '2', '4']],
  ['[w[0], w[1]] contains "5"', ['0', '1', '2', '4']],
  ['[w[0], w[1]] contains 5', ['0', '1', '2', '4']],
])('%s reads each element of JSON as == does, and one that cannot be read hides no other', (condition, expected) => {
  const lists = [[5], ['5'], [null, 5], ['x'], [5, 'x', { y: 1 }], [true], [1.5]];
  expect(
    taken(
      condition,
      lists.map((w) => ({ w })),
    ),
  ).toEqual(expected);
});
