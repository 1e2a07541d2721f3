/** A test, a chained rule and a message understand the name of a field of outcomes alike. */

import { describe, expect, it } from 'vitest';
import { compile } from '../../src/dsl/compiler.ts';
import { runTest } from '../../src/runtime/rule-tests.ts';

/** @param clauses of a rule whose success has the field `name` of this value */
function program(clauses: string, name: string, value: string): string {
  return `records job from json { said = { event: "said", id: text, end: text?, level: int? } }

transaction first {
  ${clauses}
  start job.said
  then job.said
  timeout after 1m
  message = "{${name}}"
}

window second {
  over 1d
  fire when count(first.success) >= 1
  emit { count = count(first.success.${name}), seen = last(first.success.${name}) }
}

test "the fields" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"said","id":"a","end":"z"}
    {"time":"2024-03-01T08:00:01Z","event":"said","id":"a","end":"z"}
  """
  expect first.success { ${name} = ${value} }
  expect second.fired { count = ${value === 'none' ? 0 : 1}, seen = ${value} }
}
`;
}

describe('a field of outcomes', () => {
  it.each([
    ['is what is emitted', 'key end emit { end = last(job.said.id) }', 'end', '"a"', 'a'],
    ['is what is emitted, also if that is missing', 'key end emit { end = last(job.said.level) }', 'end', 'none', ''],
    ['may be emitted in place of the reason, and be missing', 'key id emit { reason = last(job.said.level) }', 'reason', 'none', ''],
    ['is a part of a key', 'key both = id, end', 'end', '"z"', 'z'],
    ['is a key of one part', 'key reason = id', 'reason', '"a"', 'a'],
    ['is the part of that name, not the key', 'key end = id key last = end', 'end', '"z"', 'z'],
    ['is otherwise what every outcome has', 'key id', 'duration', '1s', '1s'],
    ['is otherwise what every outcome has, if that is missing', 'key id', 'name', 'none', ''],
  ])('%s', (_, clauses, name, value, text) => {
    const { plan, tests, diagnostics } = compile({ read: () => program(clauses, name, value) }, ['jobs.corr']);
    const [test] = tests;
    if (!plan || !test) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    const { failures, outcomes } = runTest(plan, test, () => undefined);
    expect(failures).toEqual([]);
    expect(outcomes.find(({ rule }) => rule === 'first')?.message).toBe(text);
  });
});
