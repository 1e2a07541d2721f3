/**
 * Crashes at every disk operation, after which unsynchronized data is kept, lost or torn: nothing is lost or reported
 * twice.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../folder.ts';
import { OUTCOMES, type Outcome, SimDisk } from '../state/sim-disk.ts';
import { CrashingRuns } from './crashes.ts';
import { OUT, visits } from './runs.ts';

const folder = temporaryFolder();

const log = join(folder, 'app.log');
writeFileSync(log, visits(9));
const runs = new CrashingRuns(log);

/** The crash outcomes for which a crash at some operation makes a difference, in the order of {@link OUTCOMES}. */
async function changed(makeDisk: () => SimDisk): Promise<Outcome[]> {
  const { output, operations } = await runs.undisturbed(makeDisk());
  const found: Outcome[] = [];
  for (const outcome of OUTCOMES) {
    for (let crash = 1; crash <= operations; crash++) {
      const ended = await runs.disturbed(outcome, [crash], makeDisk()).catch(() => undefined);
      if (ended?.output === output && ended.summary.imbalances.length === 0) continue;
      found.push(outcome);
      break;
    }
  }
  return found;
}

/** A disk on which synchronizing takes up to four turns of the event loop, so that later files may be safe before earlier ones. */
function slow(seed: number): SimDisk {
  let count = seed;
  const syncing = async () => {
    for (let turns = (count++ * 7) % 5; turns > 0; turns--) await new Promise(setImmediate);
  };
  return Object.assign(new SimDisk(), { syncing });
}

describe('a crash at any operation', () => {
  it.each(OUTCOMES)('changes nothing, when what was not synchronized is %s', async (outcome) => {
    const { output, operations, summary } = await runs.undisturbed();
    expect(output.split('\n').length).toBeGreaterThan(10);
    expect(operations).toBeGreaterThan(50);
    for (let crash = 1; crash <= operations; crash++) {
      const ended = await runs.disturbed(outcome, [crash]);
      expect(ended.output, `crash at ${crash}`).toBe(output);
      expect(ended.outbox, `crash at ${crash}`).toBe(output);
      expect(ended.summary, `crash at ${crash}`).toEqual(summary);
    }
  });

  it.each(OUTCOMES)('changes nothing on a slow disk either, when what was not synchronized is %s', async (outcome) => {
    const { output, operations, summary } = await runs.undisturbed(slow(0));
    expect(summary.imbalances).toEqual([]);
    for (let crash = 1; crash <= operations; crash++) {
      const ended = await runs.disturbed(outcome, [crash], slow(crash));
      expect(ended.output, `crash at ${crash}`).toBe(output);
      expect(ended.summary, `crash at ${crash}`).toEqual(summary);
    }
  });

  it.each(OUTCOMES)('and another one on the way back change nothing, when what was not synchronized is %s', async (outcome) => {
    const { output, operations } = await runs.undisturbed();
    for (let first = 2; first <= operations; first += 11) {
      for (let second = 1; second <= 40; second += 13) {
        const ended = await runs.disturbed(outcome, [first, second, second + 4]);
        expect(ended.output, `crashes at ${first}, ${second}`).toBe(output);
      }
    }
  });

  it('is noticed where the outputs are not synchronized before a checkpoint', async () => {
    const broken = () => Object.assign(new SimDisk(), { ignoresSync: (path: string) => path === OUT });
    expect(await changed(broken)).toEqual(['lost', 'torn']);
  });
});
