/** Every operation on the disk is the last one, and what was not synchronized is kept, lost or torn: nothing is lost or told twice. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LiveOptions } from '../../../src/runtime/live.ts';
import { Crash, OUTCOMES, type Outcome, SimDisk } from '../state/sim-disk.ts';
import { NOBODY, OUT, optionsFor, runToEnd, VISITS, visits } from './runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'corr-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const log = join(folder, 'app.log');
writeFileSync(log, visits(9));
const follow: Partial<LiveOptions> = {
  deliveries: [{ name: 'hook', sender: NOBODY }],
  logs: [{ name: log, files: [log] }],
  // Checkpoints, segments and turns are so small that there are many of each.
  pace: { segment: 700, turn: 250 },
};

interface Ended {
  output: string;
  /** What waits to be sent. */
  outbox: string;
  imbalances: unknown[];
  operations: number;
}

async function undisturbed(disk = new SimDisk()): Promise<Ended> {
  const live = await runToEnd(optionsFor(VISITS, disk, follow));
  return {
    output: disk.text(OUT),
    outbox: disk.text('/state/outbox-hook-000000'),
    imbalances: live.rules.summary.imbalances,
    operations: disk.operations,
  };
}

/** The run crashes at an operation, and the next one at another, until one comes to its end. */
async function disturbed(outcome: Outcome, crashes: readonly number[], first = new SimDisk()): Promise<Ended> {
  let disk = first;
  for (const crash of crashes) {
    disk.crashAt = crash;
    try {
      return await undisturbed(disk);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      disk = disk.after(outcome);
    }
  }
  return undisturbed(disk);
}

/** The outcomes of a disk whose crashes at every operation change something, in the order of {@link OUTCOMES}. */
async function changed(makeDisk: () => SimDisk): Promise<Outcome[]> {
  const { output, operations } = await undisturbed(makeDisk());
  const found: Outcome[] = [];
  for (const outcome of OUTCOMES) {
    for (let crash = 1; crash <= operations; crash++) {
      const ended = await disturbed(outcome, [crash], makeDisk()).catch(() => undefined);
      if (ended?.output === output && ended.imbalances.length === 0) continue;
      found.push(outcome);
      break;
    }
  }
  return found;
}

describe('a crash at any operation', () => {
  it.each(OUTCOMES)('changes nothing, when what was not synchronized is %s', async (outcome) => {
    const { output, operations } = await undisturbed();
    expect(output.split('\n').length).toBeGreaterThan(10);
    expect(operations).toBeGreaterThan(50);
    for (let crash = 1; crash <= operations; crash++) {
      const ended = await disturbed(outcome, [crash]);
      expect(ended.output, `crash at ${crash}`).toBe(output);
      expect(ended.outbox, `crash at ${crash}`).toBe(output);
      expect(ended.imbalances, `crash at ${crash}`).toEqual([]);
    }
  });

  it.each(OUTCOMES)('and another one on the way back change nothing, when what was not synchronized is %s', async (outcome) => {
    const { output, operations } = await undisturbed();
    for (let first = 2; first <= operations; first += 11) {
      for (let second = 1; second <= 40; second += 13) {
        const ended = await disturbed(outcome, [first, second, second + 4]);
        expect(ended.output, `crashes at ${first}, ${second}`).toBe(output);
      }
    }
  });

  it('is noticed where the outputs are not synchronized before a checkpoint', async () => {
    const broken = () => Object.assign(new SimDisk(), { ignoresSync: (path: string) => path === OUT });
    expect(await changed(broken)).toEqual(['lost', 'torn']);
  });
});
