/** Changes of a program or a log that must not change its outcomes. */

import { expect, it, onTestFinished, vi } from 'vitest';
import { Engine } from '../../src/runtime/engine/engine.ts';
import { Intake } from '../../src/runtime/intake.ts';
import { firstDifference } from './compare.ts';
import { costlyLaws, type Law, lawFor, laws } from './laws.ts';
import { type CompiledPair, pairOf, pairs, shrunk } from './pairs.ts';
import { printed, regressions } from './regressions.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240302);
const PAIRS = Number(process.env.CORR_PAIRS ?? 1_500);

function broken(law: Law, pair: CompiledPair) {
  const lines = law(pair);
  return lines && firstDifference(lines.expected, lines.found);
}

async function check(law: Law, name: string, pair: CompiledPair): Promise<void> {
  if (!broken(law, pair)) return;
  const smallest = await shrunk(pair, (smaller) => broken(law, smaller) !== undefined);
  const known = pairOf(smallest);
  const difference = known && broken(law, known);
  expect.fail(
    `${name} changed the outcomes, seed ${SEED}\n${printed(smallest)}\nexpected ${difference?.expected}\nfound ${difference?.found}`,
  );
}

it.each(regressions())('hold on $name', async ({ pair }) => {
  const known = pairOf(pair);
  for (const [name, law] of Object.entries({ ...laws, ...costlyLaws })) if (known) await check(law, name, known);
});

it(`hold on ${PAIRS} pairs of seed ${SEED}`, { timeout: 1_000_000 }, async () => {
  let nth = 0;
  for (const pair of pairs(SEED, PAIRS)) {
    const [name, law] = lawFor(pair, nth++ % 16 === 0 ? costlyLaws : laws);
    await check(law, name, pair);
  }
});

const { recognise } = Intake.prototype;
const faults: Record<string, [law: string, () => { mockRestore(): void }]> = {
  'versions that drain are lost': ['draining', () => vi.spyOn(Engine.prototype, 'resume').mockImplementation(() => {})],
  'a line is one record only': [
    'reading',
    () =>
      vi.spyOn(Intake.prototype, 'recognise').mockImplementation(function (this: Intake, ...of) {
        return recognise.apply(this, of)?.slice(0, 1);
      }),
  ],
};

it.each(Object.entries(faults))('notice that %s', (_, [name, plant]) => {
  const planted = plant();
  onTestFinished(() => planted.mockRestore());
  const law = laws[name] as Law;
  expect([...pairs(1, 200)].some((pair) => broken(law, pair))).toBe(true);
});
