/** The stories of `corr explain` agree with the run, for random programs and logs. */

import { expect, it, onTestFinished, vi } from 'vitest';
import { Orphans } from '../../src/runtime/trace/orphans.ts';
import { Watch } from '../../src/runtime/trace/watch.ts';
import { type CompiledPair, pairOf, pairs, shrunk } from './pairs.ts';
import { printed, regressions } from './regressions.ts';
import { disagreements } from './stories.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240303);
const PAIRS = Number(process.env.CORR_PAIRS ?? 100);
/** A log that is read does not change its program. */
const NEVER = 0;

async function report(pair: CompiledPair, nth: number): Promise<string> {
  const smallest = await shrunk(pair, async (smaller) => (await disagreements(smaller)).length > 0);
  const known = pairOf(smallest);
  const found = known ? await disagreements(known) : [];
  return [`pair ${nth} of seed ${SEED}`, printed(smallest), ...found].join('\n');
}

it.each(regressions().filter(({ pair }) => !pair.other))('agree on $name', async ({ pair }) => {
  const known = pairOf(pair);
  expect(known && (await disagreements(known))).toEqual([]);
});

it(`agree on ${PAIRS} pairs of seed ${SEED}`, { timeout: 1_000_000 }, async () => {
  let nth = 0;
  for (const pair of pairs(SEED, PAIRS, undefined, NEVER)) {
    nth++;
    const found = await disagreements(pair);
    if (found.length > 0) expect.fail(await report(pair, nth));
  }
});

const faults: Record<string, () => { mockRestore(): void }> = {
  'the passing of time is not seen': () => vi.spyOn(Watch.prototype, 'fired').mockImplementation(() => undefined),
  'a record that reaches nothing is not told': () => vi.spyOn(Orphans.prototype, 'add').mockImplementation(() => undefined),
};

it.each(Object.entries(faults))('notices that %s', async (_, plant) => {
  const planted = plant();
  onTestFinished(() => planted.mockRestore());
  let isNoticed = false;
  for (const pair of pairs(1, 100, undefined, NEVER)) isNoticed ||= (await disagreements(pair)).length > 0;
  expect(isNoticed).toBe(true);
});
