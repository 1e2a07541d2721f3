import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeWord } from '../../../src/dsl/plan.ts';
import type { Outcome } from '../../../src/runtime/record.ts';
import type { Summary } from '../../../src/runtime/report/summary.ts';
import { Totals } from '../../../src/runtime/report/totals.ts';
import { NOON, outcomeOf, PLAN, SOURCES } from '../outputs/sample.ts';
import { ruleCounters, runCounters } from './sample.ts';

const ENDS: readonly OutcomeWord[] = ['success', 'failure', 'timeout', 'open', 'abandoned', 'evicted'];
const OTHERS: readonly OutcomeWord[] = ['warning', 'orphan'];

const anyOutcome = fc
  .record({
    outcome: fc.constantFrom(...ENDS, ...OTHERS),
    name: fc.option(fc.constantFrom('denied', 'slow'), { nil: undefined }),
    duration: fc.integer({ min: 0, max: 1000 }),
    isReported: fc.boolean(),
  })
  .map(({ outcome, name, duration, isReported }) => outcomeOf({ outcome, ...(name ? { name } : {}), end: NOON + duration, isReported }));

function summaryOf(outcomes: readonly Outcome[], started: number, live = 0): Summary {
  const totals = new Totals(PLAN, SOURCES);
  for (const outcome of outcomes) totals.add(outcome);
  return totals.summarize(runCounters([ruleCounters('checkout', 'transaction', { started, live }), ruleCounters('flaps', 'window')]));
}

const isEnd = ({ outcome }: Outcome) => ENDS.includes(outcome);

describe('the books', () => {
  it('balance when every start has one end or is live', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome), fc.nat(5), (outcomes, live) => {
        expect(summaryOf(outcomes, outcomes.filter(isEnd).length + live, live).imbalances).toEqual([]);
      }),
    );
  });

  it('do not balance when an end is lost, or reported twice', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome, { minLength: 1 }), fc.nat(), (outcomes, which) => {
        const ends = outcomes.filter(isEnd);
        fc.pre(ends.length > 0);
        const one = ends[which % ends.length] as Outcome;
        const lost = outcomes.filter((outcome) => outcome !== one);
        expect(summaryOf(lost, ends.length).imbalances).toEqual([
          { rule: 'checkout', started: ends.length, ended: ends.length - 1, live: 0 },
        ]);
        expect(summaryOf([...outcomes, one], ends.length).imbalances.length).toBe(1);
      }),
    );
  });

  it('of windows count ends and what is open, not begins', () => {
    const totals = new Totals(PLAN, SOURCES);
    for (const outcome of ['begin', 'end', 'begin', 'open', 'fired'] as const) totals.add(outcomeOf({ rule: 'flaps', outcome }));
    const { imbalances } = totals.summarize(runCounters([ruleCounters('flaps', 'window', { started: 3, live: 1 })]));
    expect(imbalances).toEqual([]);
  });
});

describe('the totals of an outcome', () => {
  it('are those of a plain count', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome), (outcomes) => {
        const [{ outcomes: totals } = { outcomes: [] }] = summaryOf(outcomes, 0).rules;
        for (const word of [...ENDS, ...OTHERS]) {
          const own = outcomes.filter(({ outcome }) => outcome === word);
          const found = totals.find(({ outcome }) => outcome === word);
          if (own.length === 0) {
            expect(found).toBeUndefined();
            continue;
          }
          const durations = own.map(({ begin, end }) => end - begin).sort((a, b) => a - b);
          const rank = (percent: number) => durations[Math.ceil((percent * durations.length) / 100) - 1];
          expect(found?.count).toBe(own.length);
          expect(found?.suppressed).toBe(own.filter(({ isReported }) => !isReported).length);
          expect(found?.durations).toEqual({ p50: rank(50), p95: rank(95), p99: rank(99), max: durations.at(-1) });
          const named = found?.names.map(({ name, count }) => [name, count]);
          const counts = ['denied', 'slow', undefined].map((name) => [name, own.filter((one) => one.name === name).length] as const);
          expect(new Map(named as [string, number][])).toEqual(new Map(counts.filter(([, count]) => count > 0)));
        }
      }),
    );
  });
});

describe('the slowest', () => {
  it('are the five that took longest of what a record ended, the first of equals first', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome), (outcomes) => {
        const timed = outcomes.map((outcome, i) => ({ ...outcome, keys: [{ name: 'order', parts: ['order'], values: [[`${i}`]] }] }));
        const expected = timed
          .filter(({ outcome }) => outcome === 'success' || outcome === 'failure')
          .sort((a, b) => b.end - a.end)
          .slice(0, 5)
          .map(({ keys, end }) => [keys[0]?.values[0]?.[0], end - NOON]);
        expect(summaryOf(timed, 0).slowest.map(({ key, duration }) => [key, duration])).toEqual(expected);
      }),
    );
  });

  it('are told with the line where they began', () => {
    expect(summaryOf([outcomeOf({ name: 'declined' })], 1).slowest).toEqual([
      { rule: 'checkout', outcome: 'failure', name: 'declined', key: 'A-1', duration: 32_000_000, place: { file: 'app.jsonl', line: 3 } },
    ]);
  });
});

describe('failures', () => {
  it('are one when only the values of their condition differ', () => {
    const reason = (paid: number) => `paid.amount == placed.amount does not hold: paid.amount is ${paid}, placed.amount is 6`;
    const outcomes = [
      outcomeOf({ outcome: 'timeout', code: 'within', reason: 'shop.paid did not come within 30s' }),
      outcomeOf({ code: 'condition', name: 'wrong amount', reason: reason(5) }),
      outcomeOf({ code: 'condition', name: 'wrong amount', reason: reason(4) }),
      outcomeOf({ outcome: 'success', code: 'complete', reason: 'every step came' }),
    ];
    expect(summaryOf(outcomes, 4).failures).toEqual([
      {
        rule: 'checkout',
        outcome: 'failure',
        name: 'wrong amount',
        code: 'condition',
        reason: 'paid.amount == placed.amount does not hold',
        count: 2,
        example: { file: 'other app.jsonl', line: 7 },
      },
      {
        rule: 'checkout',
        outcome: 'timeout',
        code: 'within',
        reason: 'shop.paid did not come within 30s',
        count: 1,
        example: { file: 'other app.jsonl', line: 7 },
      },
    ]);
  });
});

describe('kinds of failures', () => {
  it('are one when only the time that a record told differs', () => {
    const reasons = ['after ack.lease has passed: 30s', 'after ack.lease has passed: 45.5s', 'after 1h has passed'];
    const failures = reasons.flatMap((reason) =>
      (['after', 'idle'] as const).map((code) => outcomeOf({ outcome: 'timeout', code, reason })),
    );
    expect(summaryOf(failures, 6).failures.map(({ code, reason, count }) => `${count} ${code}: ${reason}`)).toEqual([
      '2 after: after ack.lease has passed',
      '2 idle: after ack.lease has passed',
      '1 after: after 1h has passed',
      '1 idle: after 1h has passed',
    ]);
  });

  it('are no more than some thousands, whatever was awaited: the rest are one', () => {
    const outcomes = Array.from({ length: 10_000 }, (_, i) => outcomeOf({ code: 'unexpected', reason: `x came, while ${i} was awaited` }));
    const totals = new Totals(PLAN, SOURCES);
    for (const outcome of [...outcomes, ...outcomes]) totals.add(outcome);
    const { failures } = totals.summarize(runCounters([]));
    expect(failures.slice(0, 2).map(({ reason, count }) => [reason, count])).toEqual([
      ['…', 2 * (10_000 - 4_096)],
      ['x came, while 0 was awaited', 2],
    ]);
  });
});

describe('what nothing came to', () => {
  it('is named', () => {
    const counters = runCounters([ruleCounters('checkout', 'transaction'), ruleCounters('flaps', 'window', { seen: 0 })], {
      perRecord: [7, 0],
    });
    const { unmatched, silent } = new Totals(PLAN, SOURCES).summarize(counters);
    expect(unmatched).toEqual(['shop.paid']);
    expect(silent).toEqual(['flaps']);
  });

  it('is not the outcome of a rule that is used as a record', () => {
    const chained = { ...PLAN.records[1], outcome: { rule: 'flaps', outcome: 'begin' } } as (typeof PLAN.records)[number];
    const plan = { ...PLAN, records: [...PLAN.records, chained] };
    expect(new Totals(plan, SOURCES).summarize(runCounters([])).unmatched).toEqual([]);
  });
});

it('the books continue from where they were saved', () => {
  fc.assert(
    fc.property(fc.array(anyOutcome), fc.array(anyOutcome), (before, after) => {
      const whole = new Totals(PLAN, SOURCES);
      for (const outcome of [...before, ...after]) whole.add(outcome);
      const first = new Totals(PLAN, SOURCES);
      for (const outcome of before) first.add(outcome);
      const second = new Totals(PLAN, SOURCES);
      second.restore(JSON.parse(JSON.stringify(first.save())));
      for (const outcome of after) second.add(outcome);
      const counters = runCounters([ruleCounters('checkout', 'transaction'), ruleCounters('flaps', 'window')]);
      expect(second.summarize(counters)).toEqual(whole.summarize(counters));
    }),
  );
});

it('the books of some rules continue without what went wrong, and what took long, in others', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyOutcome, fc.constantFrom('checkout', 'flaps'))), (made) => {
      const before = made.map(([outcome, rule]) => ({ ...outcome, rule }));
      const [first, own, second] = [1, 2, 3].map(() => new Totals(PLAN, SOURCES)) as [Totals, Totals, Totals];
      for (const outcome of before) first.add(outcome);
      for (const outcome of before) if (outcome.rule === 'checkout') own.add(outcome);
      second.restore(first.save(), new Set(['checkout']));
      const [found, expected] = [second, own].map((totals) => totals.summarize(runCounters([])));
      expect(found?.failures).toEqual(expected?.failures);
      for (const { rule } of found?.slowest ?? []) expect(rule).toBe('checkout');
    }),
  );
});
