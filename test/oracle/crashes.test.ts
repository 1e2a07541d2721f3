/**
 * A live run over the log of a random pair that crashes at some disk operation, and is started again, writes the outcomes of
 * one that does not crash, each once. Where the program changes, the run is stopped, and started with the other one: the
 * crash comes before that, meanwhile or later.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withParams } from '../../src/dsl/meaning.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import type { ChangePolicy } from '../../src/runtime/live/changed-plan.ts';
import type { LiveOptions } from '../../src/runtime/live.ts';
import { temporaryFolder } from '../folder.ts';
import { OUT, optionsFor, runToEnd } from '../runtime/live/runs.ts';
import { Crash, OUTCOMES, SimDisk } from '../runtime/state/sim-disk.ts';
import { givenOf } from './compare.ts';
import { bytesOf } from './generator/log.ts';
import { Random } from './generator/random.ts';
import { type CompiledPair, pairs } from './pairs.ts';
import { printed } from './regressions.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240305);
const PAIRS = Number(process.env.CORR_PAIRS ?? 100);

const log = join(temporaryFolder(), 'app.log');

/** A run of one program over the log as far as it is written by then. */
interface Part {
  written: Buffer;
  options(disk: SimDisk): LiveOptions;
}

function partsOf({ plan, otherPlan, lines, setting }: CompiledPair): Part[] {
  const { lateness, late } = setting;
  const follow = { logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250, part: 500 } };
  const written: Buffer[] = [];
  const parts: Part[] = [];
  let [running, next] = [plan, otherPlan ?? plan];
  let onChange: ChangePolicy = 'abandon';
  const add = (program: Plan, policy: ChangePolicy) => {
    const bound = withParams(program, givenOf(program, setting) as Parameters<typeof withParams>[1]);
    const options = { ...follow, onChange: policy, engine: { lateness, late } };
    parts.push({ written: Buffer.concat(written), options: (disk) => optionsFor(bound, disk, options) });
  };
  for (const line of lines) {
    if (line.reload) {
      add(running, onChange);
      [running, next, onChange] = [next, running, line.reload];
    }
    written.push(bytesOf(plan, line));
  }
  add(running, onChange);
  return parts;
}

/** The disk after all parts, one of which crashes. */
async function after(parts: readonly Part[], disk: SimDisk, crash = Number.POSITIVE_INFINITY, lost = OUTCOMES[0]): Promise<SimDisk> {
  let found = disk;
  found.crashAt = crash;
  for (const { written, options } of parts) {
    writeFileSync(log, written);
    try {
      await runToEnd(options(found));
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      found = found.after(lost ?? 'lost');
      await runToEnd(options(found));
    }
  }
  return found;
}

/** The outcomes of an undisturbed run, and of one that crashes. */
async function outcomesOf(pair: CompiledPair, disk: () => SimDisk): Promise<{ whole: string; crashed: string; crash: string }> {
  const parts = partsOf(pair);
  const random = new Random(pair.seed);
  const whole = await after(parts, disk());
  const [crash, lost] = [random.int(1, whole.operations), random.pick(OUTCOMES)];
  const crashed = await after(parts, disk(), crash, lost);
  return { whole: whole.text(OUT), crashed: crashed.text(OUT), crash: `crash at ${crash}, what was not synchronized is ${lost}` };
}

/** Of programs that read a log, and all change in it, or none. */
function* chosen(seed: number, count: number, change: boolean): Generator<CompiledPair> {
  let left = count;
  for (const pair of pairs(seed, Number.POSITIVE_INFINITY, undefined, change ? 1 : 0)) {
    if (left === 0) return;
    if (pair.plan.formats.length === 0 || pair.lines.some(({ reload }) => reload) !== change) continue;
    left--;
    yield pair;
  }
}

it.each([
  ['', PAIRS, false],
  [' whose programs change', PAIRS / 2, true],
])('a crash changes no outcome of pairs%s', { timeout: 1_000_000 }, async (_, count, change) => {
  let told = 0;
  for (const pair of chosen(SEED, count, change)) {
    const { whole, crashed, crash } = await outcomesOf(pair, () => new SimDisk());
    told += whole.split('\n').length - 1;
    expect(crashed, `seed ${SEED}, ${crash}\n${printed(pair)}`).toBe(whole);
  }
  expect(told).toBeGreaterThan(count);
});

it('notices that outputs are not synchronized before a checkpoint', { timeout: 1_000_000 }, async () => {
  const broken = () => Object.assign(new SimDisk(), { ignoresSync: (path: string) => path === OUT });
  const differ = async (pair: CompiledPair) => {
    const { whole, crashed } = await outcomesOf(pair, broken).catch(() => ({ whole: '', crashed: 'refused' }));
    return whole !== crashed;
  };
  for (const pair of chosen(1, 300, false)) if (await differ(pair)) return;
  expect.fail('no pair shows it');
});
