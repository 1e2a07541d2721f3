/** The harness must notice programs that are broken in ways in which such programs have been. */

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { yearOf } from '../../src/runtime/decode/stamps/calendar.ts';
import { RecordClock } from '../../src/runtime/decode/stamps/clock.ts';
import { TextReader } from '../../src/runtime/decode/text.ts';
import { OutputFile } from '../../src/runtime/outputs/output-file.ts';
import { engineLines } from '../oracle/compare.ts';
import type { Random } from '../oracle/generator/random.ts';
import { BROKEN_FRAMERS, frameStream } from '../runtime/inputs/net/framing.ts';
import { OUT } from '../runtime/live/runs.ts';
import { SimDisk } from '../runtime/state/sim-disk.ts';
import { type Goal, prove, shareOut } from './goal.ts';
import { fuzzed } from './goals/bad-input.ts';
import { conforming } from './goals/conformance.ts';
import { enumerateCrashes } from './goals/crash-files.ts';
import { forcedBurst } from './goals/datagrams.ts';
import { keptText } from './goals/memory-bound.ts';
import { agreement } from './goals/oracle.ts';
import { bounded } from './goals/time-bound.ts';
import { inFolder } from './program.ts';

/** The smallest task of a goal. */
const TASK = { seconds: 0, seed: 1 };

/** Replaces a method, even a private one, while something runs. */
async function withMethod<T>(of: object, name: string, method: (...args: never[]) => unknown, work: () => T | Promise<T>): Promise<T> {
  const before: unknown = Reflect.get(of, name);
  Reflect.set(of, name, method);
  try {
    return await work();
  } finally {
    Reflect.set(of, name, before);
  }
}

describe('what is as it should be', () => {
  it('passes', async () => {
    expect((await conforming(frameStream, new Map())).wrong).toEqual([]);
    expect(keptText().wrong).toEqual([]);
  });
});

describe('the harness notices', () => {
  it('outputs that are not cut when state is restored', async () => {
    const { wrong } = await withMethod(
      OutputFile.prototype,
      'restore',
      () => true,
      () => enumerateCrashes(TASK, () => new SimDisk()),
    );
    expect(wrong).not.toEqual([]);
  });

  it('outputs that are not synchronized before a checkpoint', async () => {
    const disk = () => Object.assign(new SimDisk(), { ignoresSync: (path: string) => path === OUT });
    const { wrong } = await enumerateCrashes(TASK, disk);
    expect(wrong).not.toEqual([]);
    expect(wrong.join()).not.toContain('bytes kept');
  });

  it('a message that is split where it is too long', async () => {
    const splits = BROKEN_FRAMERS.get('makes messages of the rest of one that is too long');
    expect(splits && (await conforming(splits, new Map())).wrong).not.toEqual([]);
  });

  it('years that are taken from the clock', async () => {
    const thisYear = function (this: RecordClock, limit: number) {
      return (Reflect.get(this, 'inYear') as (year: number) => number).call(this, yearOf(limit));
    };
    const { wrong } = await withMethod(RecordClock.prototype, 'latestBefore', thisYear, () => conforming(frameStream, new Map()));
    expect(wrong).not.toEqual([]);
  });

  it('text that keeps the line alive that it was in', async () => {
    const sliced = (bytes: Uint8Array, start: number, end: number) => Buffer.from(bytes).toString('latin1').slice(start, end);
    expect((await withMethod(TextReader.prototype, 'text', sliced, keptText)).wrong).not.toEqual([]);
  });

  it('an engine that forgets an outcome', async () => {
    const { wrong } = await agreement({ seconds: 60, seed: 1 }, ({ plan, log, setting }) =>
      engineLines(plan, log, setting, { counts: true }).slice(1),
    );
    expect(wrong).not.toEqual([]);
  });

  it('a matcher whose time grows with the square of the line', async () => {
    // Fake time: the real one is affected by other work on the machine.
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const match = (line: Buffer) => {
      vi.advanceTimersByTime((line.length / 16_384) ** 2);
      return false;
    };
    const lines = [16, 32, 64].map((kib) => Buffer.alloc(kib * 1024));
    expect((await bounded([{ pattern: '/a/', compiled: 0, lines, match }], { passed: [], taken: [] }, TASK)).wrong.join()).toContain(
      'twice the length',
    );
  });

  it('input that ends the program, and tries it again in the next run', () =>
    inFolder(async (folder) => {
      const fails = (input: Buffer) => (input[0] === 7 ? Promise.reject(new Error('seven')) : Promise.resolve(undefined));
      const broken = { name: 'broken', sample: (random: Random) => Buffer.of(random.int(0, 9)), faultOf: fails };
      expect((await fuzzed([broken], TASK, folder)).wrong.join()).toContain('seven');
      const { figure, wrong } = await fuzzed([{ ...broken, sample: () => Buffer.of(0) }], TASK, folder);
      expect({ figure, wrong }).toEqual({ figure: { broken: 201 }, wrong: [expect.stringContaining('seven')] });
    }));

  it('a burst of which nothing is lost: it shows nothing about counting', async () => {
    expect((await forcedBurst(1)).wrong).toEqual([expect.stringContaining('none was lost')]);
  });
});

describe('a goal', () => {
  const goal = (share: number, prove: Goal['prove']): Goal => ({ id: 'G0', name: 'a goal', what: '', share, prove });

  it('is missed when its proof throws', async () => {
    const result = await prove(
      goal(1, () => Promise.reject(new Error('no disk'))),
      TASK,
    );
    expect(result).toMatchObject({ pass: false, wrong: [expect.stringContaining('no disk')] });
  });

  it('is given its share of the budget', () => {
    const goals = [3, 0, 1].map((share) => goal(share, async () => ({ figure: {}, wrong: [] })));
    expect(shareOut(20, goals)).toEqual([15, 0, 5]);
  });
});
