/**
 * Engine and oracle produce the same outcomes, byte for byte, for random programs and logs, and for earlier
 * disagreements; and would not if the engine had any of the planted faults.
 */

import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/dsl/plan.ts';
import { engineLines, firstDifference, type Lines, oracleLines } from './compare.ts';
import { faults, misreadLog, misreadPlan } from './faults.ts';
import { type CompiledPair, type Drawn, pairOf, pairs, shrunk } from './pairs.ts';
import { printed, regressions } from './regressions.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240301);
const PAIRS = Number(process.env.CORR_PAIRS ?? 2_000);
const COUNTED = { counts: true };

function differ({ plan, log, setting }: CompiledPair) {
  return firstDifference(oracleLines(plan, log, setting), engineLines(plan, log, setting, COUNTED));
}

async function report(pair: CompiledPair, nth: number): Promise<string> {
  const smallest = await shrunk(pair, (smaller) => differ(smaller) !== undefined);
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

/** The faults that no pair has shown yet. */
class PlantedFaults {
  private readonly left = new Map(Object.entries(faults));
  private plan: Plan | undefined;
  /** The plan as engines with the faults that are left would read it; undefined where they would read all of it right. */
  private misread = new Map<string, Plan | undefined>();

  get unnoticed(): string[] {
    return [...this.left.keys()];
  }

  /** @param right the outcomes of the pair */
  seek({ plan, log, setting }: CompiledPair, right: Lines): void {
    if (plan !== this.plan) this.misread = new Map([...this.left].map(([name, fault]) => [name, misreadPlan(fault, plan)]));
    this.plan = plan;
    for (const [name, fault] of this.left) {
      const misread = this.misread.get(name);
      if (!misread) continue;
      const wrongSetting = fault.setting?.(setting) ?? setting;
      const found = engineLines(misread, misreadLog(fault, log, setting.lateness), wrongSetting, COUNTED);
      if (firstDifference(right, found)) this.left.delete(name);
    }
  }
}

describe('engine and oracle agree', () => {
  it.each(regressions())('on $name', ({ pair }) => {
    const known = pairOf(pair);
    expect(known && differ(known)).toBeUndefined();
    expect(known).toBeDefined();
  });

  it(`on ${PAIRS} pairs of seed ${SEED}, where every planted fault is noticed`, { timeout: 1_000_000 }, async () => {
    const drawn: Drawn = { programs: 0, refused: 0 };
    const planted = new PlantedFaults();
    let nth = 0;
    let outcomes = 0;
    for (const pair of pairs(SEED, PAIRS, drawn)) {
      nth++;
      const right = oracleLines(pair.plan, pair.log, pair.setting);
      if (firstDifference(right, engineLines(pair.plan, pair.log, pair.setting, COUNTED))) expect.fail(await report(pair, nth));
      outcomes += right.length;
      planted.seek(pair, right);
    }
    expect(planted.unnoticed).toEqual([]);
    // The comparison is meaningful: most programs compile, and logs have outcomes.
    expect(drawn.refused).toBeLessThan(drawn.programs * 0.2);
    expect(outcomes).toBeGreaterThan(PAIRS);
  });
});
