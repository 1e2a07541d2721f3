/** Saving and restoring all state changes nothing, wherever it is done. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { expectBalance, planOf, Run } from './harness.ts';
import { log, RULES } from './programs.ts';

const cases = RULES.map((rules) => ({ rules: rules.replace(/\s+/g, ' ').slice(0, 70), plan: planOf(rules) }));
const options = fc.constantFrom(
  { lateness: 0 },
  { lateness: 2_000_000, unpacked: { initial: 0, most: 0 } },
  { lateness: 0, recordLimit: 2, unpacked: { initial: 0, most: 1 } },
);
const places = fc.array(fc.nat(60), { maxLength: 4 });
const ends = fc.constantFrom('end', 'expire');

/** The results of a run. */
const fate = ({ outcomes, engine }: Run) => ({ outcomes, counters: engine.runners.map(({ counters }) => counters), late: engine.late });

describe('a restart', () => {
  it.each(cases)('of $rules … changes nothing', ({ plan }) => {
    fc.assert(
      fc.property(log, options, places, ends, (lines, settings, restarts, end) => {
        const whole = new Run(plan, settings).feed([...lines, end].join('\n'));
        const parts = new Run(plan, settings);
        for (const [i, text] of [...lines, end].entries()) parts.feed(restarts.includes(i) ? `restart\n${text}` : text);
        expect(fate(parts)).toEqual(fate(whole));
        expectBalance(parts);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps values that JSON does not know: maps and missing ones', () => {
    const plan = planOf('transaction t { key k start g.a as x then g.b timeout after 1h emit { pairs = x.took } }');
    const record = plan.records.findIndex(({ name }) => name === 'g.a');
    const fields = plan.records[record]?.fields ?? [];
    const run = new Run(plan);
    const values = fields.map(({ name }) => (name === 'k' ? '1' : name === 'took' ? new Map([['__proto__', 'x']]) : undefined));
    run.engine.accept(0, [{ record, time: 0, weight: 1, values, source: 0, line: 1 }]);
    run.feed('restart\n1 b k=1');
    expect(run.outcomes[0]?.fields.get('pairs')).toEqual(new Map([['__proto__', 'x']]));
  });

  it('continues from saved state, which later records do not change', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), log, options, log, ({ plan }, before, settings, after) => {
        const run = new Run(plan, settings).feed(before.join('\n'));
        const saved = run.engine.save();
        const text = JSON.stringify(saved);
        run.feed([...after, 'end'].join('\n'));
        expect(JSON.stringify(saved)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('is possible before the first record', () => {
    const plan = cases[0]?.plan as Plan;
    expect(new Run(plan).feed('restart\n0 a k=1\nend').told).toHaveLength(1);
  });
});
