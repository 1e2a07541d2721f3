/**
 * Engine and oracle produce the same outcomes, byte for byte, for random programs and logs, and for earlier
 * disagreements.
 */

import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/dsl/plan.ts';
import { engineLines, firstDifference, type Lines, oracleLines } from './compare.ts';
import { faults, misreadLog, misreadPlan } from './faults.ts';
import { type CompiledPair, type Drawn, pairOf, pairs, shrunk } from './pairs.ts';
import { printed, regressions } from './regressions.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240301);
const PAIRS = Number(process.env.CORR_PAIRS ?? 11_000);
const COUNTED = { counts: true };

function differ({ plan, log, setting }: CompiledPair) {
  return firstDifference(oracleLines(plan, log, setting), engineLines(plan, log, setting, COUNTED));
}

function report(pair: CompiledPair, nth: number): string {
  const smallest = shrunk(pair, (smaller) => differ(smaller) !== undefined);
  const known = pairOf(smallest);
  const difference = known && differ(known);
  const lines = [
    `pair ${nth} of seed ${SEED}`,
    printed(smallest),
    `at ${difference?.at}`,
    `oracle ${difference?.expected}`,
    `engine ${difference?.found}`,
  ];
  return lines.join('\n');
}

describe('engine and oracle agree', () => {
  it.each(regressions())('on $name', ({ pair }) => {
    const known = pairOf(pair);
    expect(known && differ(known)).toBeUndefined();
    expect(known).toBeDefined();
  });

  it(`on ${PAIRS} pairs of seed ${SEED}`, { timeout: 1_000_000 }, () => {
    const drawn: Drawn = { programs: 0, refused: 0 };
    let nth = 0;
    let outcomes = 0;
    for (const pair of pairs(SEED, PAIRS, drawn)) {
      nth++;
      const found = engineLines(pair.plan, pair.log, pair.setting, COUNTED);
      outcomes += found.length;
      if (firstDifference(oracleLines(pair.plan, pair.log, pair.setting), found)) expect.fail(report(pair, nth));
    }
    // The comparison is meaningful: most programs compile, and logs have outcomes.
    expect(drawn.refused).toBeLessThan(drawn.programs * 0.2);
    expect(outcomes).toBeGreaterThan(PAIRS);
  });
});

/** The planted faults that the comparison notices in one of several thousand pairs. */
function noticed(): string[] {
  const left = new Map(Object.entries(faults));
  const wrong = new Map<string, Plan | undefined>();
  let known: Plan | undefined;
  for (const { plan, log, setting } of pairs(1, 10_000)) {
    if (plan !== known) for (const [name, fault] of left) wrong.set(name, misreadPlan(fault, plan));
    known = plan;
    let right: Lines | undefined;
    for (const [name, fault] of left) {
      const misread = wrong.get(name);
      if (!misread) continue;
      right ??= oracleLines(plan, log, setting);
      const wrongSetting = fault.setting?.(setting) ?? setting;
      if (firstDifference(right, engineLines(misread, misreadLog(fault, log, setting.lateness), wrongSetting, COUNTED))) left.delete(name);
    }
    if (left.size === 0) break;
  }
  return Object.keys(faults).filter((name) => !left.has(name));
}

it('the comparison notices every planted fault', { timeout: 1_000_000 }, () => {
  expect(noticed()).toEqual(Object.keys(faults));
});
