/** A rule that changes while transactions are open: these finish under the old version. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Engine } from '../../../src/runtime/engine/engine.ts';
import { isDrainable } from '../../../src/runtime/live/changed-plan.ts';
import { expectBalance, planOf, Run } from './harness.ts';
import { log } from './programs.ts';

const RULES = [
  'start g.a + as x then any { g.b, g.c } then g.d within 3s failure all "boot" on g.e warning "slow" after 2s timeout after 8s idle linger 2s on orphan report',
  'start g.a + as x then g.b where n != x.n then g.c timeout after 8s linger 3s all',
  'key j start g.a as x then g.b as y then g.c on restart ignore failure "no" on g.d before y timeout after 8s',
  'key j start any { g.a, g.d } as x then g.b ? then g.c on unexpected fail "odd" timeout by 00:00 timeout after 9s since x',
  'start g.a as x next g.b * then all { g.b + where n == previous.n or previous.n == none, g.c } then no g.d for 2s then wait 1s then g.d release on g.e timeout after 20s',
  'key j start g.a as x then g.b then g.c release on g.a where n != x.n timeout after 8s',
];
const FIELDS = 'emit { n = count(g.a), ns = list(x.n), sum = sum(x.n), who = distinct(x.s) }';
/** Versions with formally different meanings, and the same behaviour. */
const versionsOf = (rule: string): Plan[] =>
  ['one', 'two', 'three'].map((name) =>
    planOf(
      `transaction t { key k ${rule} ${FIELDS} labels { version = "${name}" } } transaction u { key k start t.timeout then g.a timeout after 3s }`,
    ),
  );

/** Everything that can be packed is. */
const PACKED = { unpacked: { initial: 0, most: 0 } };

/**
 * Runs a log; at some points the rule is replaced with another version of itself, or all state is saved and restored.
 */
class Changing extends Run {
  private running = this.plan;

  change(to: Plan): void {
    if (to === this.running) return;
    const { engine } = this;
    const drained = new Set(['t']);
    const versions = [...engine.versions, ...engine.versionsOf(drained)];
    this.goOn(to, JSON.stringify(engine.save(new Set(['u']))), JSON.stringify(versions));
  }

  reopen(): void {
    this.goOn(this.running, JSON.stringify(this.engine.save()), JSON.stringify(this.engine.versions));
  }

  private goOn(plan: Plan, state: string, versions: string): void {
    this.running = plan;
    this.engine = new Engine(plan, { ...PACKED, onOutcome: (outcome) => this.outcomes.push(outcome) });
    this.engine.restore(JSON.parse(state));
    this.engine.resume(JSON.parse(versions));
  }
}

/** The outcomes of a run, regardless of the version that reported them. */
const fate = ({ outcomes, engine }: Run) => ({
  outcomes: outcomes.map((outcome) => ({ ...outcome, labels: outcome.rule === 't' ? undefined : outcome.labels })),
  counters: engine.runners.map(({ counters }) => counters),
});
const event = fc.constantFrom('one', 'two', 'three', 'reopen');
const events = fc.array(fc.tuple(fc.nat(40), event), { maxLength: 5 });

describe.each(RULES)('a rule with open transactions: %s', (rule) => {
  const plans = versionsOf(rule);
  const [first] = plans as [Plan, ...Plan[]];

  it('drains, and that changes only what the versions differ in', () => {
    for (const to of plans) expect(isDrainable(first, to, 't')).toBe(true);
    fc.assert(
      fc.property(log, events, fc.constantFrom('end', 'expire'), (lines, changes, end) => {
        const whole = new Run(first).feed([...lines, end].join('\n'));
        const parts = new Changing(first, PACKED);
        for (const [i, line] of lines.entries()) {
          for (const [at, what] of changes) {
            if (at !== i) continue;
            if (what === 'reopen') parts.reopen();
            else parts.change(plans[['one', 'two', 'three'].indexOf(what)] ?? first);
          }
          parts.feed(line);
        }
        parts.feed(end);
        expect(fate(parts)).toEqual(fate(whole));
        expectBalance(parts);
      }),
      { numRuns: 150 },
    );
  });
});

const TWO_KEYS = 'key j start g.a then g.b then g.c release on g.d linger 3s timeout after 8s on orphan report';

it.each([
  ['is freed by a record that another one takes', ['0 a j=1'], '1 a k=2\n2 d k=2 j=1\n3 b j=1\n4 b k=2'],
  ['lingers until a record that the former ones leave is done with', ['0 a k=9'], '1 a k=1\n1 b k=1\n1 c k=1\n2 d k=1\n3 d k=1'],
  ['lingers no more once another one binds it', ['0 a k=1 j=1\n0 b k=1\n0 c k=1', '0 a k=9'], '1 a k=2\n1 b k=2 j=1\n2 a k=2\n2 c j=1'],
])('a value of one version %s', (_, before, after) => {
  const [first, second] = versionsOf(TWO_KEYS) as [Plan, Plan];
  const whole = new Run(first).feed([...before, after, 'end'].join('\n'));
  const parts = new Changing(first);
  parts.feed(before.join('\n'));
  parts.change(second);
  expect(fate(parts.feed(`${after}\nend`))).toEqual(fate(whole));
});

it.each(['the rule', 'a former version'])('nothing lingers of what is abandoned with %s', (what) => {
  const [first, second] = versionsOf(TWO_KEYS) as [Plan, Plan];
  const run = new Changing(first);
  run.feed('0 a k=1\n0 b k=1\n0 c k=1\n0 a k=2');
  run.change(second);
  expect(run.engine.versions).toHaveLength(1);
  run.engine.abandon((_, version) => version !== undefined || what === 'the rule');
  expect(run.outcomes.map(({ code }) => code)).toEqual(['complete', 'changed']);
  expect(run.engine.versions).toEqual([]);
});
