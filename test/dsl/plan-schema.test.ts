import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import schema from '../../schema/plan.schema.json' with { type: 'json' };
import { FORMATS, SUMMARY_NAMES } from '../../src/dsl/builtins.ts';
import { FUNCTION_NAMES, OUTCOME_WORDS, PLAN_VERSION, type Plan, SEVERITIES } from '../../src/dsl/plan.ts';
import { loadPlan } from '../../src/dsl/plan-schema.ts';
import { compileStory, stories } from './stories.ts';

const plans = [...stories.values()].map((text) => compileStory(text).plan as Plan);
const copyOf = (plan: Plan) => JSON.parse(JSON.stringify(plan)) as Plan;

/** Optional properties of a plan. */
const OPTIONAL = new Set(
  (
    'after before by canonical capture captures close complete daily doc equals every field fields fire for format from hold key learn limit ' +
    'linger matches max message multiline name next of on oncePer open otherwise outcome over param peak record regex report since slot ' +
    'stamp template type value weight where within without zone'
  ).split(' '),
);

type Node = Record<string, unknown>;

/** All objects in a plan, except those of its constants. */
function objectsIn(plan: Plan): Node[] {
  const found: Node[] = [];
  const open: unknown[] = [plan];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || typeof node !== 'object') continue;
    if (!Array.isArray(node)) found.push(node as Node);
    for (const child of Object.values(node)) if (child !== undefined) open.push(child);
  }
  return found;
}

/** A copy of some plan, one of its objects, and the name of one of its properties. */
const places = fc.constantFrom(...plans).chain((plan) => {
  const copy = copyOf(plan);
  return fc.constantFrom(...objectsIn(copy)).chain((node) => {
    const names = Object.keys(node);
    return fc.record({ copy: fc.constant(copy), node: fc.constant(node), name: fc.constantFrom(...(names.length > 0 ? names : [''])) });
  });
});

function rejects({ copy }: { copy: Plan }, change: () => void, undo: () => void): boolean {
  change();
  try {
    return Array.isArray(loadPlan(copy));
  } finally {
    undo();
  }
}

describe('the schema of plans', () => {
  it('accepts what the compiler writes', () => {
    for (const plan of plans) expect(loadPlan(copyOf(plan))).toEqual(plan);
  });

  it('accepts no unknown property', () => {
    fc.assert(
      fc.property(places, ({ copy, node }) => {
        expect(
          rejects(
            { copy },
            () => (node['unknown'] = 1),
            () => delete node['unknown'],
          ),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('rejects a plan with a missing member', () => {
    fc.assert(
      fc.property(places, ({ copy, node, name }) => {
        fc.pre(name !== '' && !OPTIONAL.has(name));
        const value = node[name];
        expect(
          rejects(
            { copy },
            () => delete node[name],
            () => (node[name] = value),
          ),
          name,
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('accepts no value of another kind', () => {
    fc.assert(
      fc.property(places, ({ copy, node, name }) => {
        fc.pre(name !== '');
        const value = node[name];
        expect(
          rejects(
            { copy },
            () => (node[name] = { strange: true }),
            () => (node[name] = value),
          ),
          name,
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.entries({ FUNCTION_NAMES, OUTCOME_WORDS, SEVERITIES, SUMMARY_NAMES, FORMATS: [...Object.keys(FORMATS), 'template'] }))(
    'knows %s',
    (_, names) => {
      const lists: unknown[] = [];
      JSON.stringify(schema, (key, value) => {
        if (key === 'enum') lists.push([...value].sort());
        return value;
      });
      expect(lists).toContainEqual([...names].sort());
    },
  );
});

describe('what is no plan of this version', () => {
  it.each([
    [null, 'This is not a plan: it has no field "plan" with a version.'],
    [[], 'This is not a plan: it has no field "plan" with a version.'],
    [
      { plan: PLAN_VERSION + 1 },
      `The plan has version ${PLAN_VERSION + 1}; this engine reads version ${PLAN_VERSION}. Compile the rules again.`,
    ],
  ])('%j', (json, message) => {
    expect(loadPlan(json)).toEqual([message]);
  });

  it('requires a feature that the engine does not know', () => {
    const [plan] = plans;
    expect(loadPlan({ ...plan, requires: ['magic'] })).toEqual(['The plan requires magic, which this engine does not know.']);
  });

  const [first] = plans as [Plan];
  it.each<[string, (plan: Plan) => unknown, string]>([
    ['a record', ({ rules: [rule] }) => rule?.known.push(999), `The rule '${first.rules[0]?.name}' has no known 999.`],
    [
      'a slot',
      ({ records: [record] }) => record?.lets.push({ slot: 99, value: { op: 'const', value: 1 } }),
      `The record '${first.records[0]?.name}' has no slot 99.`,
    ],
    [
      'a capture',
      ({ rules: [rule] }) => rule?.reporting.emit.push({ name: 'x', type: 'text', value: { op: 'capture', capture: 99, field: 'x' } }),
      `The rule '${first.rules[0]?.name}' has no capture 99.`,
    ],
    [
      'a param',
      ({ rules: [rule] }) => rule?.reporting.emit.push({ name: 'x', type: 'text', value: { op: 'param', name: 'x' } }),
      `The rule '${first.rules[0]?.name}' names a param 'x' that the plan does not have.`,
    ],
    [
      'a format',
      ({ records: [record] }) => Object.assign(record ?? {}, { format: 'x' }),
      `The record '${first.records[0]?.name}' names a format 'x' that the plan does not have.`,
    ],
  ])('refers to %s that is not there', (_, change, message) => {
    const plan = copyOf(first);
    change(plan);
    expect(loadPlan(plan)).toEqual([message]);
  });

  it('awaits nothing', () => {
    const plan = copyOf(first);
    for (const rule of plan.rules) if (rule.kind === 'transaction') rule.pattern.items = [];
    expect(loadPlan(plan)).toEqual([expect.stringMatching(/items must NOT have fewer than 1 items$/)]);
  });

  it('is nested without end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(loadPlan({ plan: PLAN_VERSION, deep })).toEqual(['The plan is nested more than 2000 deep.']);
  });
});

describe('a plan whose regular expression', () => {
  const [first] = plans as [Plan];
  const loaded = (node: object) => {
    const plan = copyOf(first);
    const starts = { node, groups: 0, literals: [], anchored: true, backtracks: false };
    Object.assign(plan.formats[0] ?? {}, { multiline: { starts, idle: 1, maxLines: 2 } });
    return loadPlan(plan);
  };

  const chars = (ranges: unknown) => ({ kind: 'chars', ranges });

  it.each(['[[98,97]]', '[[97,99],[99,100]]', '[[120,122],[97,99]]'])('has characters that are not in order: %s', (ranges) => {
    const message = `The format '${first.formats[0]?.name}' has a set of characters whose ranges are not ascending.`;
    expect(loaded(chars(JSON.parse(ranges)))).toEqual([message]);
  });

  it('has characters beyond those of Unicode', () => {
    expect(loaded(chars([[97, 0x110000]]))).toEqual([expect.stringMatching(/ranges\/0\/1 must be <= 1114111$/)]);
  });

  const repeat = (body: object, min: number, max: number | null) => ({ kind: 'repeat', body, min, max, greedy: true });
  const letter = chars([[97, 97]]);

  it('repeats a part of a regular expression more often than an engine can', () => {
    expect(loaded(repeat(letter, 1, 1e300))).toContainEqual(expect.stringMatching(/max must be <= 1000$/));
  });

  it.each([
    [repeat(repeat(letter, 0, 1000), 11, 11)],
    [repeat(repeat(letter, 1000, null), 11, null)],
    [repeat({ kind: 'choice', options: Array(6).fill(letter) }, 0, 1000)],
  ])('has a regular expression that is larger than the compiler permits', (node) => {
    expect(loaded(node)).toEqual([`The format '${first.formats[0]?.name}' has a regular expression that is too large.`]);
  });
});
