/** Disks that fill up, become read-only, or cannot keep what was written. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LiveOptions } from '../../../src/runtime/live.ts';
import { isFull } from '../../../src/runtime/state/disk.ts';
import { temporaryFolder } from '../../folder.ts';
import { Crash, fullFrom, OUTCOMES, SimDisk } from '../state/sim-disk.ts';
import { diskAfter, insist, NOBODY, OUT, opened, optionsFor, runToEnd, VISITS, visits } from './runs.ts';

const log = join(temporaryFolder(), 'app.log');
const withLog: Partial<LiveOptions> = { logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250 } };
writeFileSync(log, visits(9));

const undisturbed = () => diskAfter(VISITS, withLog);

it('a disk that is full at any operation, and has room one or three operations later, costs nothing', async () => {
  const whole = await undisturbed();
  for (let from = 1; from <= whole.operations; from++) {
    const disk = new SimDisk();
    disk.fails = fullFrom(from, from % 2 === 0 ? 1 : 3);
    const live = await insist(() => opened(optionsFor(VISITS, disk, withLog)));
    while (await insist(() => live.turn()));
    await insist(() => live.close());
    expect(disk.text(OUT), `full from operation ${from}`).toBe(whole.text(OUT));
    expect(live.rules.summary.imbalances).toEqual([]);
  }
});

it('a start on a disk that is full leaves no file open, at any operation, and the next one goes on', async () => {
  const whole = await undisturbed();
  const options = (disk: SimDisk) => optionsFor(VISITS, disk, { ...withLog, deliveries: [{ name: 'hook', sender: NOBODY }] });
  // Nothing is there, or what a crash has left.
  for (const crash of [0, 30, 60]) {
    for (let from = 1, isOver = false; !isOver; from++) {
      let disk = new SimDisk();
      if (crash > 0) {
        disk.crashAt = crash;
        await expect(runToEnd(options(disk))).rejects.toBeInstanceOf(Crash);
        disk = disk.after('kept');
      }
      disk.fails = fullFrom(from, 1);
      const live = await opened(options(disk)).catch((error: unknown) => {
        expect(isFull(error)).toBe(true);
        return undefined;
      });
      isOver = live !== undefined;
      await live?.abandon();
      expect(disk.opened, `full at operation ${from} after a crash at ${crash}`).toBe(0);
      await runToEnd(options(disk));
      expect(disk.text(OUT)).toBe(whole.text(OUT));
    }
  }
});

it('a disk that takes nothing any more, from any operation on, ends the run, and costs nothing', async () => {
  const whole = await undisturbed();
  for (let from = 1; from <= whole.operations; from++) {
    const disk = new SimDisk();
    const code = from % 2 === 0 ? 'EROFS' : 'EIO';
    disk.fails = (operation) => (operation >= from ? code : undefined);
    await expect(runToEnd(optionsFor(VISITS, disk, withLog)), `from operation ${from}`).rejects.toMatchObject({ code });
    expect(disk.opened, `from operation ${from}`).toBe(0);
    const outcome = OUTCOMES[from % OUTCOMES.length] ?? 'lost';
    const after = disk.after(outcome);
    await runToEnd(optionsFor(VISITS, after, withLog));
    expect(after.text(OUT), `from operation ${from}, ${outcome}`).toBe(whole.text(OUT));
  }
});

describe('bytes that could not be synchronized', () => {
  const options = (disk: SimDisk) => optionsFor(VISITS, disk, { ...withLog, deliveries: [{ name: 'hook', sender: NOBODY }] });

  /** The operations that synchronize, of a run on a sound disk. */
  async function syncs(): Promise<number[]> {
    const disk = new SimDisk();
    const found: number[] = [];
    disk.fails = (operation, syscall) => {
      if (syscall.endsWith('sync')) found.push(operation);
      return undefined;
    };
    await runToEnd(options(disk));
    return found;
  }

  /** A disk on which this operation fails, which ends the run. */
  async function failed(at: number, code: string): Promise<SimDisk> {
    const disk = new SimDisk();
    disk.fails = (operation) => (operation === at ? code : undefined);
    await expect(runToEnd(options(disk)), `at ${at}`).rejects.toMatchObject({ code });
    return disk;
  }

  it('end the run, and are not taken for safe by anything after it', async () => {
    const whole = await undisturbed();
    for (const [nth, at] of (await syncs()).entries()) {
      for (const [mth, crash] of [0, 1, 5, 12].entries()) {
        const disk = await failed(at, (nth + mth) % 2 === 0 ? 'ENOSPC' : 'EIO');
        // The next start finds everything in memory, until the power fails.
        if (crash > 0) {
          disk.crashAt = disk.operations + crash;
          await runToEnd(optionsFor(VISITS, disk, withLog)).catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error;
          });
        }
        const after = disk.after('lost');
        await runToEnd(optionsFor(VISITS, after, withLog));
        expect(after.text(OUT), `at ${at}, ${crash} before the power failed`).toBe(whole.text(OUT));
      }
    }
  });
});
