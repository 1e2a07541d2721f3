/** Faults of the program itself in a rule: they cost that rule what it was working on, and nothing else. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeWord } from '../../../src/dsl/plan.ts';
import { Engine } from '../../../src/runtime/engine/engine.ts';
import { TransactionRunner } from '../../../src/runtime/engine/transaction/transaction.ts';
import type { Match } from '../../../src/runtime/record.ts';
import { expectBalance, planOf, Run } from './harness.ts';
import { log, RULES } from './programs.ts';

const ENDS: ReadonlySet<OutcomeWord> = new Set(['success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'end']);
const NEIGHBOUR = 'window zz { over 6s fire when count(g.a) + count(g.d) >= 2 emit { n = count(g.a) } }';
const cases = RULES.map((rules) => ({ rules: rules.replace(/\s+/g, ' ').slice(0, 70), plan: planOf(`${rules}\n${NEIGHBOUR}`) }));

/** A record with its fields, which throw when a rule of these records reads one. */
function poisoned(match: Match, isPoison: () => boolean): Match {
  const values = new Proxy(match.values, {
    get(target, name, receiver) {
      if (isPoison()) throw new Error('planned');
      return Reflect.get(target, name, receiver);
    },
  });
  return { ...match, values };
}

/** A run in which some records fail all rules except `zz` and those that count without reading fields. */
function failing(run: Run, poison: readonly number[]): Run {
  const { accept } = run.engine;
  const atNeighbour = run.engine.runners.find(({ plan }) => plan.name === 'zz');
  let isNeighbour = false;
  if (atNeighbour) {
    const { deliver } = atNeighbour;
    atNeighbour.deliver = (event) => {
      isNeighbour = true;
      deliver.call(atNeighbour, event);
      isNeighbour = false;
    };
  }
  let line = 0;
  run.engine.accept = (time, matches, moves) => {
    const isPoisoned = poison.includes(line++);
    const given = isPoisoned ? matches.map((match) => poisoned(match, () => !isNeighbour)) : matches;
    accept.call(run.engine, time, given, moves);
  };
  return run;
}

describe('a rule at which the program itself fails', () => {
  it.each(cases)('$rules … keeps its books, and its neighbours theirs', ({ plan }) => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(60)), fc.constantFrom('end', 'expire'), (lines, poison, end) => {
        const whole = new Run(plan).feed([...lines, end].join('\n'));
        const faults: string[] = [];
        const options = { onRuleFault: (_: unknown, rule: string) => faults.push(rule) };
        const run = failing(new Run(plan, options), poison).feed([...lines, end].join('\n'));
        const of = ({ told }: Run) => told.filter((text) => text.includes(' zz.'));
        expect(of(run)).toEqual(of(whole));
        expect(faults).not.toContain('zz');
        expectBalance(run);
        for (const { counters, plan: rule } of run.engine.runners) {
          if (rule.kind === 'schedule') continue;
          const told = run.outcomes.filter(({ rule: name, outcome }) => name === rule.name && ENDS.has(outcome));
          expect(told.length + counters.live).toBe(counters.started);
        }
      }),
      { numRuns: 60 },
    );
  });

  const RULE = 'transaction t { key k start g.a then g.b where n > 0 timeout after 1h }';
  const FOLLOWS = 'transaction u { key k start t.abandoned }';
  /** Nine records that fail within a minute, and a tenth at the given time. */
  const tenTimes = (tenth: number) => {
    const faults: [rule: string, isDisabled: boolean][] = [];
    const options = { onRuleFault: (_: unknown, rule: string, isDisabled: boolean) => faults.push([rule, isDisabled]) };
    const run = new Run(planOf(`${RULE}\n${FOLLOWS}`), options);
    const nine = Array.from({ length: 9 }, (_, i) => `${i + 1} b k=1 n=1`);
    failing(run, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).feed(['0 a k=1', ...nine, `${tenth} b k=1 n=1`].join('\n'));
    return { run, faults };
  };

  it('is disabled at the tenth failure within a minute: what it has open is reported, and it gets no more records', () => {
    const { run, faults } = tenTimes(60.9);
    expect(faults).toEqual([...Array.from({ length: 9 }, () => ['t', false]), ['t', true]]);
    expect(run.told).toEqual(['60.9 t.abandoned fault k=1', '60.9 u.success complete k=1']);
    run.feed('61 a k=2\nrestart\n62 a k=3\n63 b k=3 n=1\nend');
    expect(run.told).toHaveLength(2);
    expect(run.engine.faultyRules).toEqual([{ rule: 't', count: 10, isDisabled: true }]);
    expectBalance(run);
  });

  it('continues if the tenth failure is later than that', () => {
    const { run, faults } = tenTimes(61);
    expect(faults).toHaveLength(10);
    expect(run.feed('62 b k=1 n=1').told).toEqual(['62 t.success complete k=1']);
  });

  it('is disabled by a deadline that fails again and again, and others fire', () => {
    const run = new Run(planOf(`${RULE.replace('1h', '5s')}\ntransaction v { key k start g.a then g.b timeout after 6s }`), {
      onRuleFault: () => {},
    });
    for (const runner of run.engine.runners)
      if (runner instanceof TransactionRunner && runner.plan.name === 't') runner.lifecycle.fire = fails;
    run.feed('0 a k=1\n1 a k=2\nadvance 20');
    expect(run.told).toEqual(['5 t.abandoned fault k=1', '5 t.abandoned fault k=2', '6 v.timeout after k=1', '7 v.timeout after k=2']);
    expectBalance(run);
  });

  it('starts with no failures under another program, and throws where nobody listens to failures', () => {
    const { run } = tenTimes(11);
    const engine = new Engine(planOf(RULE), { onOutcome: () => {} });
    engine.restore(run.engine.save(new Set()));
    expect(engine.faultyRules).toEqual([]);
    expect(() => failing(new Run(planOf(RULE)), [1]).feed('0 a k=1\n1 b k=1 n=1')).toThrow('planned');
  });
});

function fails(): never {
  throw new Error('planned');
}
