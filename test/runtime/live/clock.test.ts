/** The wall clock: deadlines that it fires, and what follows when somebody sets it. */

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LiveOptions } from '../../../src/runtime/live.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { OUT, opened, optionsFor, VISITS, visits } from './runs.ts';

const log = join(temporaryFolder(), 'app.log');
const withLog: Partial<LiveOptions> = { logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250 } };
const start = Date.UTC(2024, 4, 1, 12) * 1000;

describe('the wall clock', () => {
  async function told(move: (clock: FakeClock) => void): Promise<number> {
    const [opens = ''] = visits(1).split(/(?<=\n)/);
    writeFileSync(log, opens);
    const disk = new SimDisk();
    const clock = new FakeClock(start);
    const live = await opened(optionsFor(VISITS, disk, { ...withLog, clock }));
    while (await live.turn());
    move(clock);
    for (let tick = 0; tick < 3; tick++) {
      await live.turn();
      clock.advance(1000);
    }
    await live.close();
    return disk.text(OUT).split('\n').length - 1;
  }

  it('fires what is due when nothing comes', async () => {
    expect(await told((clock) => clock.advance(27_000))).toBe(0);
    expect(await told((clock) => clock.advance(40_000))).toBe(1);
  });

  it.each([true, false])('does not tick before what waits is received, after a full disk (%s) or a pause', async (isFull) => {
    writeFileSync(log, visits(2));
    const disk = new SimDisk();
    let isFullNow = isFull;
    const { create } = disk;
    disk.create = (path) => {
      const file = create.call(disk, path);
      const { write } = file;
      file.write = (...given) => {
        if (isFullNow && path === OUT) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        return write.apply(file, given);
      };
      return file;
    };
    const clock = new FakeClock(start);
    const live = await opened(optionsFor(VISITS, disk, { ...withLog, clock }));
    for (let isMore = true; isMore; ) isMore = await live.turn().catch(() => false);
    const stop = new AbortController();
    const running = live.run(stop.signal);
    const pass = async (milliseconds: number) => {
      clock.advance(milliseconds);
      for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
      return disk.text(OUT).split('\n').length - 1;
    };
    await pass(0);
    for (let second = 0; isFullNow && second < 60; second++) await pass(1000);
    isFullNow = false;
    const before = await pass(isFull ? 1000 : 60_000);
    for (let at = 0; at < 19; at++) expect(await pass(100)).toBe(before);
    expect(await pass(100)).toBeGreaterThan(before);
    stop.abort();
    await running;
    await live.close();
  });

  it('fires nothing early or late when somebody sets it', async () => {
    const year = 365 * 86_400_000_000;
    expect(await told((clock) => clock.set(start + year))).toBe(0);
    for (const jump of [-year, year]) {
      expect(
        await told((clock) => {
          clock.set(start + jump);
          clock.advance(40_000);
        }),
      ).toBe(1);
    }
  });
});

it('is told when something comes after the wall clock was set back by more than a minute, and only then', async () => {
  const clock = new FakeClock(start);
  const notes: string[] = [];
  writeFileSync(log, '');
  const live = await opened(optionsFor(VISITS, new SimDisk(), { ...withLog, clock, note: (text) => notes.push(text) }));
  const minute = 60_000_000;
  for (const moved of [0, -minute, 30 * minute, -61.5 * minute, 0]) {
    clock.set(clock.now() + moved);
    for (let second = 0; second < 90; second++) {
      clock.advance(1000);
      await live.turn();
    }
    appendFileSync(log, visits(1));
    while (await live.turn());
  }
  await live.close();
  expect(notes).toEqual([expect.stringMatching(/^The machine's clock was set back by 1h1m30s\. /)]);
});

it.each([
  [-6 * 60, []],
  [-6 * 60 - 1, [expect.stringMatching(/^The machine's clock is 6m1s behind the newest time in the state: it was set back since\. /)]],
])('is told at a start when the wall clock is more than a minute and the skew behind what was read: by %i s', async (seconds, expected) => {
  const [newest = ''] = visits(1).split(/(?<=\n)/);
  writeFileSync(log, newest);
  const disk = new SimDisk();
  const notes: string[] = [];
  const run = async (now: number) => {
    const options = { ...withLog, clock: new FakeClock(now), note: (text: string) => notes.push(text) };
    const live = await opened(optionsFor(VISITS, disk, options));
    while (await live.turn());
    await live.close();
  };
  await run(start);
  await run(start + seconds * 1_000_000);
  expect(notes).toEqual(expected);
});
