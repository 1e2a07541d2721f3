/** In the condition of a step its own name denotes the current record: no earlier one was taken. */

import { describe, expect, it } from 'vitest';
import { library } from '../cases.ts';
import { compiled, told } from '../programs.ts';

/** The lowered condition in a step, a repetition, a set, a group and an ending. */
function lowered(field: (step: string) => string): unknown {
  const { plan, ...result } = compiled(
    `import { app } from "app"
transaction job {
  key id
  start app.begin as first where ${field('first')} != "x"
  then app.load + as more where ${field('more')} != (previous.id ?? "")
  then any { app.work, app.move } as either where ${field('either')} == first.id
  then ( app.load next app.work ) as both where ${field('both')} == "y"
  then app.done as last
  failure on app.bad as bad where ${field('bad')} != "z"
  timeout after 1h
}
`,
    library,
  );
  expect(told(result).filter((line) => !line.includes('possibly-missing'))).toEqual([]);
  const rule = plan?.rules[0];
  if (rule?.kind !== 'transaction') throw new Error('There is one transaction.');
  return [rule.pattern, rule.endings.map(({ on }) => on)];
}

describe('the name of a step in its own condition', () => {
  it('is the record in hand', () => {
    expect(lowered((step) => `${step}.id`)).toEqual(lowered(() => 'id'));
  });

  it('has the fields of the current record, and no others', () => {
    const text = `import { app } from "app"
transaction job {
  key id
  start app.begin
  then any { app.load, app.done } as end where end.n > 1
  timeout after 1h
}
`;
    expect(told(compiled(text, library))).toEqual(["main.corr:5:52 unknown-field: 'end' has no field 'n'."]);
  });
});
