/** What the fixes of a comparison that may be with a missing value make of it. */

import { expect, it } from 'vitest';
import { applyEdits } from '../../../src/dsl/edits.ts';
import { explainTest } from '../../../src/runtime/rule-tests.ts';
import { compiled } from '../../dsl/programs.ts';

/** Ids of the records that a condition takes; of 1 the state is missing, of 2 it is bad, of 3 it is good. */
function taken(condition: string): string[] {
  const { plan, tests, diagnostics } = compiled(program(condition));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [one] = tests;
  if (!plan || !one) throw new Error('no plan');
  const { outcomes } = explainTest(plan, one, () => undefined);
  return outcomes.filter(({ outcome }) => outcome === 'success').map(({ keys }) => String(keys[0]?.values[0]));
}

const program = (condition: string) => `records app from json {
  a = { id: int, state: text? }
}
transaction job { key id start app.a where ${condition} }
test "all" {
  log json """
    {"id":1}
    {"id":2,"state":"bad"}
    {"id":3,"state":"good"}
  """
  end
  expect job.success
}
`;

it.each([
  ['state != "bad"', ['3'], ['1', '3']],
  ['not state != "bad"', ['1', '2'], ['2']],
  ['id > 0 and state not in ["bad"] or id == 2', ['2', '3'], ['1', '2', '3']],
])('%s', (condition, before, including) => {
  expect(taken(condition)).toEqual(before);
  const text = program(condition);
  const [{ code, fixes = [] } = {}, ...others] = compiled(text).diagnostics;
  expect([code, others.length]).toEqual(['possibly-missing', 0]);
  const fixed = fixes.map(({ edits }) => {
    const after = applyEdits(text, edits);
    expect(compiled(after).diagnostics).toEqual([]);
    return taken(/where (.*) \}\n/.exec(after)?.[1] ?? '');
  });
  expect(fixed).toEqual([before, including]);
});
