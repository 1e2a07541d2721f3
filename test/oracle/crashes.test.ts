/**
 * A live run over the log of a random pair that crashes at some disk operation, and is started again, writes the outcomes of
 * one that does not crash, each once.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withParams } from '../../src/dsl/meaning.ts';
import type { LiveOptions } from '../../src/runtime/live.ts';
import { temporaryFolder } from '../folder.ts';
import { afterCrash } from '../runtime/live/crashes.ts';
import { OUT, optionsFor, runToEnd } from '../runtime/live/runs.ts';
import { SimDisk } from '../runtime/state/sim-disk.ts';
import { givenOf } from './compare.ts';
import { bytesOf } from './generator/log.ts';
import { Random } from './generator/random.ts';
import { render } from './generator/text.ts';
import { type CompiledPair, pairs } from './pairs.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240305);
const PAIRS = Number(process.env.CORR_PAIRS ?? 150);

const log = join(temporaryFolder(), 'app.log');

function optionsOf({ plan, setting }: CompiledPair): (disk: SimDisk) => LiveOptions {
  const { lateness, late } = setting;
  const bound = withParams(plan, givenOf(plan, setting) as Parameters<typeof withParams>[1]);
  const follow = { logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250, part: 500 } };
  return (disk) => optionsFor(bound, disk, { ...follow, engine: { lateness, late } });
}

/** The outcomes of an undisturbed run, and of one that crashes. */
async function outcomesOf(pair: CompiledPair, disk: () => SimDisk): Promise<{ whole: string; crashed: string; crash: number }> {
  const isText = pair.plan.records.some(({ alternatives }) => alternatives[0]?.kind === 'template');
  const text = isText ? pair.plan.formats[0]?.name : undefined;
  writeFileSync(log, Buffer.concat(pair.lines.flatMap((line) => [bytesOf(line, text), Buffer.from('\n')])));
  const options = optionsOf(pair);
  const undisturbed = disk();
  await runToEnd(options(undisturbed));
  const crash = new Random(pair.seed).int(1, undisturbed.operations);
  return { whole: undisturbed.text(OUT), crashed: (await afterCrash(options, crash, disk())).text(OUT), crash };
}

it(`a crash changes no outcome of ${PAIRS} pairs of seed ${SEED}`, { timeout: 1_000_000 }, async () => {
  let told = 0;
  for (const pair of pairs(SEED, PAIRS)) {
    if (pair.plan.formats.length === 0) continue;
    const { whole, crashed, crash } = await outcomesOf(pair, () => new SimDisk());
    told += whole.split('\n').length - 1;
    expect(crashed, `crash at ${crash}\n${render(pair.program)}\n${JSON.stringify([pair.lines, pair.setting])}`).toBe(whole);
  }
  expect(told).toBeGreaterThan(PAIRS);
});

it('notices that outputs are not synchronized before a checkpoint', { timeout: 1_000_000 }, async () => {
  const broken = () => Object.assign(new SimDisk(), { ignoresSync: (path: string) => path === OUT });
  const differ = async (pair: CompiledPair) => {
    const { whole, crashed } = await outcomesOf(pair, broken).catch(() => ({ whole: '', crashed: 'refused' }));
    return whole !== crashed;
  };
  for (const pair of pairs(1, 200)) if (pair.plan.formats.length > 0 && (await differ(pair))) return;
  expect.fail('no pair shows it');
});
