import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src/runtime/live/turns.ts';
import { FakeClock } from '../state/fake-clock.ts';

const POLL = 100;
const RETRY = 1000;

/** The results of turns: whether something had arrived, or an error. */
class Scripted {
  readonly clock = new FakeClock();
  readonly stop = new AbortController();
  readonly log: string[] = [];
  /** When they began to listen, or did so anew. */
  readonly heard: number[] = [];
  readonly turns = new Turns({
    clock: this.clock,
    pace: { poll: POLL, retry: RETRY },
    gathering: {
      pause: () => void this.log.push('pause'),
      resume: () => void this.log.push('resume'),
      listenAnew: () => void this.heard.push(this.clock.elapsed()),
    },
    turn: async () => this.turn(),
    note: (text) => void this.log.push(text),
  });

  constructor(private readonly script: (boolean | Error)[]) {}

  private turn(): boolean {
    const next = this.script.shift() ?? false;
    this.log.push(`turn at ${this.clock.elapsed()}`);
    if (next instanceof Error) throw next;
    return next;
  }

  /** Waits for everything that does not depend on the clock. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  }
}

const full = (): Error => Object.assign(new Error('full'), { code: 'ENOSPC' });

describe('turns', () => {
  it('follow at once while something arrives, and then from poll to poll', async () => {
    const scripted = new Scripted([true, true, false]);
    const run = scripted.turns.run(scripted.stop.signal);
    await scripted.settle();
    scripted.clock.advance(POLL);
    await scripted.settle();
    expect(scripted.log.filter((text) => text.startsWith('turn'))).toEqual(['turn at 0', 'turn at 0', 'turn at 0', 'turn at 100']);
    scripted.stop.abort();
    await run;
  });

  it('do not wait when something comes, before they rest or while they do', async () => {
    const scripted = new Scripted([]);
    const run = scripted.turns.run(scripted.stop.signal);
    scripted.turns.wake();
    await scripted.settle();
    expect(scripted.log.filter((text) => text.startsWith('turn'))).toHaveLength(2);
    scripted.turns.wake();
    await scripted.settle();
    expect(scripted.log.filter((text) => text.startsWith('turn'))).toHaveLength(3);
    scripted.stop.abort();
    await run;
  });

  it('wait for a disk that is full, and say so once', async () => {
    const scripted = new Scripted([full(), full(), true]);
    const run = scripted.turns.run(scripted.stop.signal);
    for (let i = 0; i < 3; i++) {
      await scripted.settle();
      scripted.clock.advance(RETRY);
    }
    await scripted.settle();
    expect(scripted.log.slice(0, 7)).toEqual([
      ...['turn at 0', 'The disk is full: nothing is read until there is space.', 'pause', 'turn at 1000', 'pause'],
      ...['turn at 2000', 'There is space on the disk again: reading continues.'],
    ]);
    expect(scripted.turns.isFull).toBe(false);
    scripted.stop.abort();
    await run;
  });

  it('end with any other error, and with one reported to them', async () => {
    const broken = new Scripted([true, new Error('broken')]);
    await expect(broken.turns.run(broken.stop.signal)).rejects.toThrow('broken');
    const failed = new Scripted([]);
    const run = failed.turns.run(failed.stop.signal);
    failed.turns.fail(new Error('no sync'));
    await expect(run).rejects.toThrow('no sync');
  });

  it('continue until something has happened, and then once more', async () => {
    const scripted = new Scripted([]);
    let happen = () => {};
    const until = scripted.turns.until(new Promise<void>((resolve) => (happen = resolve)));
    await scripted.settle();
    happen();
    await scripted.settle();
    const count = scripted.log.length;
    await until;
    expect(scripted.log).toHaveLength(count);
    // Senders that were made to wait are read again.
    expect(scripted.log.slice(-2)).toEqual(['turn at 0', 'resume']);
    await expect(scripted.turns.until(Promise.reject(new Error('not closed')))).rejects.toThrow('not closed');
  });
});

it('turns say that the process did not run for a while', async () => {
  const scripted = new Scripted([]);
  const run = scripted.turns.run(scripted.stop.signal);
  for (const passed of [POLL, 10 * POLL + 1, POLL]) {
    await scripted.settle();
    scripted.clock.advance(passed);
  }
  await scripted.settle();
  expect(scripted.heard).toEqual([0, 11 * POLL + 1]);
  scripted.stop.abort();
  await run;
});

it('turns end with an error reported to them also where a stop comes at the same time, or later', async () => {
  const failed = new Scripted([]);
  const run = failed.turns.run(failed.stop.signal);
  await failed.settle();
  failed.stop.abort();
  failed.turns.fail(new Error('no sync'));
  await expect(run).rejects.toThrow('no sync');
  await expect(failed.turns.until(Promise.resolve())).rejects.toThrow('no sync');
});
