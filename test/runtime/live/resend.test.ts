/** Dead letters that are handed back: sent again under their ids, and none is lost, whatever crashes when. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLetter } from '../../../src/runtime/live/dead-letters.ts';
import type { Destination } from '../../../src/runtime/live/deliveries.ts';
import { DryRun } from '../../../src/runtime/outputs/senders/dry-run.ts';
import type { Delivery, Parcel } from '../../../src/runtime/outputs/senders/sender.ts';
import { DiskOutbox } from '../../../src/runtime/state/outbox.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { Crash, fullFrom, OUTCOMES, type Outcome, type SimDisk } from '../state/sim-disk.ts';
import { Accepts, deliver, LETTERS, lettersOf, linesOf, parcelsOf, REFUSES, resent, start, turns, withLetters } from './letters.ts';
import { insist, NOBODY, STATE, watched } from './runs.ts';

it('dead letters go out again as they were, and the others stay', async () => {
  const disk = await withLetters();
  const [hook, pager] = [lettersOf(disk, 'hook'), lettersOf(disk, 'pager')];
  expect(hook.length).toBeGreaterThan(3);
  const taken: Parcel[] = [];
  const live = await start(
    disk,
    ['hook', 'pager'].map((name) => ({ name, sender: new Accepts(taken) })),
  );
  expect(await resent(live, { output: 'hook' })).toEqual({ resent: hook.length, left: [] });
  expect(linesOf(disk)).toEqual(pager);
  await deliver(live);
  expect(taken).toEqual(parcelsOf(hook));
  expect(live.status().outputs).toMatchObject([
    { name: 'hook', sent: hook.length, resent: hook.length, dead: 0, waiting: 0 },
    { name: 'pager', sent: 0, resent: 0 },
  ]);
  expect(disk.opened).toBe(0);
  expect(disk.list(STATE).filter((name) => name.startsWith('dead-letters'))).toEqual(['dead-letters.ndjson']);
});

it('dead letters leave no file if all go, and can be picked one by one', async () => {
  const disk = await withLetters();
  const all = linesOf(disk);
  const live = await start(
    disk,
    ['hook', 'pager'].map((name) => ({ name, sender: new Accepts() })),
  );
  const [first] = parcelsOf(all);
  expect(await resent(live, { id: first?.id ?? '', output: 'hook' })).toMatchObject({ resent: 1 });
  expect(linesOf(disk)).toHaveLength(all.length - 1);
  expect(await resent(live, { rule: 'busy' })).toMatchObject({ resent: all.filter((line) => line.includes('"rule":"busy"')).length });
  await resent(live, {});
  expect(disk.stats(LETTERS)).toBeUndefined();
  expect(await resent(live, {})).toEqual({ resent: 0, left: [] });
  await deliver(live);
  expect(disk.opened).toBe(0);
});

it('dead letters that come back are dead letters once more, and in the file once', async () => {
  const disk = await withLetters();
  const all = linesOf(disk);
  for (const whole of [all, all]) {
    const live = await start(
      disk,
      ['hook', 'pager'].map((name) => ({ name, sender: REFUSES })),
    );
    live.rules.deliveries.start({ clock: new FakeClock(), note: () => {}, fail: () => {} });
    const done = live.resend({});
    // They are refused while others are still handed back.
    for (let i = 0; i < 300; i++) {
      await live.turn();
      await new Promise(setImmediate);
    }
    expect((await done).resent).toBe(whole.length);
    await live.close();
    expect(linesOf(disk).sort()).toEqual([...whole].sort());
  }
});

it('dead letters stay if their output is gone, sends nothing, sends something else, or has no room; and if they cannot be read', async () => {
  const disk = await withLetters();
  const broken = '{"output":"hook","why":"x"\0\0\n';
  disk.set(LETTERS, Buffer.from(disk.text(LETTERS) + broken));
  const all = linesOf(disk);
  const count = (all.length - 1) / 2;
  const leftWith = async (deliveries: readonly Destination[]) => {
    const live = await start(disk, deliveries);
    const result = await resent(live, {});
    await live.close();
    expect(linesOf(disk)).toEqual(all);
    expect(result.resent).toBe(0);
    expect(disk.stats(join(STATE, 'dead-letters.rest'))).toBeUndefined();
    return result.left.map(({ output, count, why }) => [output, count, why]);
  };
  const unreadable = [undefined, 1, 'They are not as Corr writes them.'];
  expect(await leftWith([{ name: 'pager', sender: new DryRun('pager', NOBODY, () => {}) }])).toEqual([
    ['hook', count, 'There is no such output.'],
    ['pager', count, 'The output is a dry run, and would send nothing.'],
    unreadable,
  ]);
  const counting = ['hook', 'pager'].map((name) => ({ name, sender: NOBODY, statistics: 'daily' as const }));
  expect(await leftWith(counting)).toMatchObject([['hook', count, expect.stringContaining('counts')], ['pager', count, /./], unreadable]);
  const room = Object.getOwnPropertyDescriptor(DiskOutbox.prototype, 'hasRoom')!;
  Object.defineProperty(DiskOutbox.prototype, 'hasRoom', { get: () => false, configurable: true });
  expect(await leftWith(['hook', 'pager'].map((name) => ({ name, sender: NOBODY })))).toMatchObject([
    ['hook', count, 'The outbox is full.'],
    ['pager', count, 'The outbox is full.'],
    unreadable,
  ]);
  Object.defineProperty(DiskOutbox.prototype, 'hasRoom', room);
});

it('dead letters are handed back piece by piece, and input is read meanwhile', async () => {
  const disk = await withLetters();
  const [letter] = lettersOf(disk, 'hook');
  const many = Array.from({ length: 2000 }, (_, i) => letter?.replace(/"id":"[^"]*"/, `"id":"n${i}"`));
  disk.set(LETTERS, Buffer.from(many.join('')));
  const taken: Parcel[] = [];
  const live = await start(disk, [{ name: 'hook', sender: new Accepts(taken) }]);
  const done = live.resend({ output: 'hook' });
  let count = 0;
  while (await live.turn()) count++;
  expect(count).toBeGreaterThan(2);
  expect((await done).resent).toBe(many.length);
  await deliver(live);
  expect(taken.map(({ id }) => id)).toEqual(many.map((_, i) => `n${i}`));
});

it('dead letters moved away meanwhile stay where they are', async () => {
  const disk = await withLetters();
  const all = linesOf(disk);
  const live = await start(disk, [{ name: 'hook', sender: new Accepts() }]);
  disk.syncing = async () => {
    if (disk.stats(join(STATE, 'dead-letters.rest'))) disk.moveAway(LETTERS, `${LETTERS}.1`);
  };
  expect((await resent(live, { output: 'hook' })).resent).toBe(all.length / 2);
  disk.syncing = async () => {};
  await deliver(live);
  expect(linesOf(disk, `${LETTERS}.1`)).toEqual(all);
  expect(disk.stats(LETTERS)).toBeUndefined();
  expect(disk.opened).toBe(0);
});

/** Hands the letters of one output back, unless that was done, and delivers; the letters and parcels in the end. */
async function play(disk: SimDisk, taken: Parcel[], story: { isOver: boolean }): Promise<void> {
  const live = await start(disk, [
    { name: 'hook', sender: new Accepts(taken) },
    { name: 'pager', sender: REFUSES },
  ]);
  await turns(live);
  if (!story.isOver) await resent(live, { output: 'hook' });
  story.isOver = true;
  await deliver(live);
}

describe('dead letters that are handed back', () => {
  const selected = { output: 'hook' };

  /** What is wrong on a disk, given the letters at the beginning. */
  function wrongOn(disk: SimDisk, letters: readonly string[], taken: readonly Parcel[]): string[] {
    const [there, ids] = [linesOf(disk), new Set(taken.map(({ line }) => line))];
    return letters.filter((line) => {
      const { output, parcel } = readLetter(line.trimEnd())!;
      const isThere = there.filter((one) => one === line).length;
      return output === selected.output ? !ids.has(parcel.line) || isThere > 0 : isThere !== 1;
    });
  }

  async function crashed(crash: number, outcome: Outcome, ignoresSync = (_: string) => false): Promise<string[]> {
    let disk = await withLetters();
    const letters = linesOf(disk);
    const taken: Parcel[] = [];
    const story = { isOver: false };
    disk.ignoresSync = ignoresSync;
    disk.crashAt = crash;
    try {
      await play(disk, taken, story);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      disk = disk.after(outcome);
      await play(disk, taken, story);
    }
    return wrongOn(disk, letters, taken);
  }

  async function operations(): Promise<number> {
    const disk = await withLetters();
    await play(disk, [], { isOver: false });
    return disk.operations;
  }

  it.each(OUTCOMES)('are not lost by a crash at any operation, when what was not synchronized is %s', async (outcome) => {
    const count = await operations();
    for (let crash = 1; crash <= count; crash++) expect(await crashed(crash, outcome), `crash at ${crash}`).toEqual([]);
  });

  it('are not lost where the disk is full for a while', async () => {
    const count = await operations();
    for (let from = 1; from < count; from++) {
      const disk = await withLetters();
      const letters = linesOf(disk);
      disk.fails = fullFrom(from, 3);
      const taken: Parcel[] = [];
      await play(disk, taken, { isOver: false });
      expect(wrongOn(disk, letters, taken), `full from ${from}`).toEqual([]);
    }
  });

  it('would be found lost if the file of those that stay was not synchronized', async () => {
    const count = await operations();
    const wrong: string[] = [];
    for (let crash = 1; crash <= count; crash++) wrong.push(...(await crashed(crash, 'lost', (path) => path.endsWith('.rest'))));
    expect(wrong.length).toBeGreaterThan(0);
  });
});

/** Accepts only visits, each after some turns of the event loop. */
class AcceptsVisits extends Accepts {
  constructor(
    taken: Parcel[],
    private readonly pause: number,
  ) {
    super(taken);
  }

  override async deliver(parcel: Parcel): Promise<Delivery> {
    for (let i = 0; i < this.pause; i++) await new Promise(setImmediate);
    return parcel.line.includes('"rule":"visit"') ? super.deliver(parcel) : REFUSES.deliver(parcel, new AbortController().signal);
  }
}

/** Hands all letters back while they are sent, and some of them given up again. */
async function playWhileSending(disk: SimDisk, taken: Parcel[], pause = 0): Promise<void> {
  const live = await start(
    disk,
    ['hook', 'pager'].map((name) => ({ name, sender: new AcceptsVisits(taken, pause), policy: { concurrency: 2 } })),
  );
  // Something is given up while the file is replaced.
  disk.syncing = () => new Promise(setImmediate);
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
  };
  const clock = new FakeClock();
  live.rules.deliveries.start({ clock, note: () => {}, fail });
  const { change, isOver } = watched(live.resend({}));
  for (let i = 0; i < 500 && !isOver(); i++) {
    await insist(() => live.turn());
    // Those that wait for room on the disk are woken.
    clock.advance(1000);
    await new Promise(setImmediate);
  }
  await change;
  for (let i = 0; i < 100; i++) {
    clock.advance(1000);
    await new Promise(setImmediate);
  }
  await insist(() => live.close());
  if (failure !== undefined) throw failure;
}

describe('dead letters of which some are given up again meanwhile', () => {
  const lost = (disk: SimDisk, letters: readonly string[], taken: readonly Parcel[]) => {
    const [there, ids] = [new Set(linesOf(disk)), new Set(taken.map(({ line }) => line))];
    return letters.filter((line) => !there.has(line) && !ids.has(readLetter(line.trimEnd())?.parcel.line ?? ''));
  };

  it('are not lost whenever that is', async () => {
    for (let pause = 0; pause < 30; pause++) {
      const disk = await withLetters();
      const letters = linesOf(disk);
      const taken: Parcel[] = [];
      await playWhileSending(disk, taken, pause);
      expect(lost(disk, letters, taken), `after ${pause} turns`).toEqual([]);
    }
  });

  it.each(OUTCOMES)('are not lost by a crash at any operation, when what was not synchronized is %s', async (outcome) => {
    const undisturbed = await withLetters();
    await playWhileSending(undisturbed, []);
    expect(linesOf(undisturbed).length).toBeGreaterThan(0);
    for (let crash = 1; crash <= undisturbed.operations; crash++) {
      let disk = await withLetters();
      const letters = linesOf(disk);
      const taken: Parcel[] = [];
      disk.crashAt = crash;
      await playWhileSending(disk, taken).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      disk = disk.after(outcome);
      // What waits is sent, and what is then given up is a letter.
      await playWhileSending(disk, taken);
      expect(lost(disk, letters, taken), `crash at ${crash}`).toEqual([]);
    }
  });

  it('are not lost where the disk is full for a while', async () => {
    const undisturbed = await withLetters();
    await playWhileSending(undisturbed, []);
    for (let from = 1; from < undisturbed.operations; from++) {
      const disk = await withLetters();
      const letters = linesOf(disk);
      disk.fails = fullFrom(from, 3);
      const taken: Parcel[] = [];
      await playWhileSending(disk, taken);
      expect(lost(disk, letters, taken), `full from ${from}`).toEqual([]);
    }
  });
});
