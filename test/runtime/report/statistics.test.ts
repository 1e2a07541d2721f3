import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeWord } from '../../../src/dsl/plan.ts';
import type { Outcome } from '../../../src/runtime/record.ts';
import { type Period, Statistics } from '../../../src/runtime/report/statistics.ts';
import { NOON, outcomeOf, PLAN } from '../outputs/sample.ts';

const HOUR = 3_600_000_000;
const valid = new Ajv().compile(JSON.parse(readFileSync('schema/statistics.schema.json', 'utf8')));

interface Line {
  id: string;
  rule: string;
  begin: string;
  end: string;
  outcomes: Record<string, number>;
}

function bench(period: Period = 'hourly', zone = 'UTC', plan = PLAN) {
  const lines: Line[] = [];
  const tell = (text: string, id: string) => {
    const line = JSON.parse(text) as Line;
    expect(valid(line), JSON.stringify(valid.errors)).toBe(true);
    expect(line.id).toBe(id);
    lines.push(line);
  };
  return { lines, statistics: () => new Statistics(plan, { period, zone, write: tell }) };
}

const at = (end: number, rule = 'checkout', outcome: OutcomeWord = 'success'): Outcome => outcomeOf({ rule, outcome, end });

describe('statistics', () => {
  it('are reported when the hour is over, for each rule with outcomes', () => {
    const { lines, statistics } = bench();
    const counting = statistics();
    for (const outcome of [at(NOON), at(NOON + 1), at(NOON + HOUR - 1, 'checkout', 'failure'), at(NOON + 2, 'flaps', 'begin')])
      counting.add(outcome);
    counting.advance(NOON + HOUR - 1);
    expect(lines).toEqual([]);
    counting.advance(NOON + HOUR);
    const common = { schema: 'corr/statistics/1', period: 'hourly', begin: '2024-05-01T10:00:00Z', end: '2024-05-01T11:00:00Z' };
    expect(lines).toEqual([
      { ...common, id: 'hourly.checkout.2024-05-01T10:00:00Z', rule: 'checkout', outcomes: { success: 2, failure: 1 } },
      { ...common, id: 'hourly.flaps.2024-05-01T10:00:00Z', rule: 'flaps', outcomes: { begin: 1 } },
    ]);
    counting.close();
    expect(lines.length).toBe(2);
    // Late outcomes are counted in the next period: none is reported twice.
    counting.add(at(NOON + 5));
    counting.close();
    expect(lines.slice(2)).toMatchObject([{ begin: '2024-05-01T11:00:00Z', outcomes: { success: 1 } }]);
  });

  it('count an outcome at the end of a period in the next', () => {
    const { lines, statistics } = bench();
    const counting = statistics();
    counting.add(at(NOON));
    counting.add(at(NOON + HOUR));
    counting.close();
    expect(lines).toMatchObject([
      { begin: '2024-05-01T10:00:00Z', outcomes: { success: 1 } },
      { begin: '2024-05-01T11:00:00Z', outcomes: { success: 1 } },
    ]);
  });

  it('of days are those of the zone', () => {
    const { lines, statistics } = bench('daily', 'Europe/Paris');
    const counting = statistics();
    // The night in which clocks in Paris go forward: a day of 23 hours.
    counting.add(at(Date.UTC(2024, 2, 31, 12) * 1000));
    counting.close();
    expect(lines).toMatchObject([{ begin: '2024-03-30T23:00:00Z', end: '2024-03-31T22:00:00Z' }]);
  });

  it('have an id that fits in a header, whatever the rule is called', () => {
    const [rule] = PLAN.rules;
    const names = ['geöffnet €', 'a b>\u2028', 'a%b', 'a.b'];
    const { lines, statistics } = bench('hourly', 'UTC', { ...PLAN, rules: names.map((name) => ({ ...rule!, name })) });
    const counting = statistics();
    for (const name of names) counting.add(at(NOON, name));
    counting.close();
    for (const { id } of lines) expect(id).toMatch(/^[!-;?-~]+$/);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(names.length);
  });
});

describe('statistics after a restart', () => {
  it('tell what was counted of a rule that has been removed', () => {
    const before = bench().statistics();
    before.add(at(NOON));
    const { lines, statistics } = bench('hourly', 'UTC', { ...PLAN, rules: PLAN.rules.filter(({ name }) => name !== 'checkout') });
    const counting = statistics();
    counting.restore(JSON.parse(JSON.stringify(before.save())));
    counting.close();
    expect(lines).toMatchObject([{ rule: 'checkout', outcomes: { success: 1 } }]);
  });

  it('count every outcome once, in the period where time stands', () => {
    const step = fc.record({ by: fc.integer({ min: -HOUR, max: 3 * HOUR }), failed: fc.boolean(), restart: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { lines, statistics } = bench();
        let counting = statistics();
        let greatest = NOON;
        const expected = new Map<string, number>();
        for (const { by, failed, restart } of steps) {
          const end = greatest + by;
          greatest = Math.max(greatest, end);
          const hour = expected.size === 0 ? end : greatest;
          if (expected.size === 0) greatest = end;
          const outcome = failed ? 'failure' : 'success';
          const key = `${new Date(Math.floor(hour / HOUR) * (HOUR / 1000)).toISOString().replace('.000', '')} ${outcome}`;
          expected.set(key, (expected.get(key) ?? 0) + 1);
          counting.add(at(end, 'checkout', outcome));
          if (!restart) continue;
          const saved = JSON.parse(JSON.stringify(counting.save()));
          counting = statistics();
          counting.restore(saved);
        }
        counting.close();
        const told = lines.flatMap(({ begin, outcomes }) =>
          Object.entries(outcomes).map(([word, count]) => [`${begin} ${word}`, count] as const),
        );
        expect(new Map(told)).toEqual(expected);
        expect(told.length).toBe(expected.size);
      }),
    );
  });
});
