/**
 * Crashes at every disk operation, after which unsynchronized data is kept, lost or torn: nothing is lost or reported
 * twice.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../folder.ts';
import { enumerateCrashes } from '../../reliability/goals/crash-files.ts';
import { OUTCOMES, SimDisk } from '../state/sim-disk.ts';
import { CrashingRuns } from './crashes.ts';
import { visits } from './runs.ts';

const folder = temporaryFolder();

const log = join(folder, 'app.log');
writeFileSync(log, visits(9));
const runs = new CrashingRuns(log);

/** A disk on which synchronizing takes up to four turns of the event loop, so that later files may be safe before earlier ones. */
function slow(seed: number): SimDisk {
  let count = seed;
  const syncing = async () => {
    for (let turns = (count++ * 7) % 5; turns > 0; turns--) await new Promise(setImmediate);
  };
  return Object.assign(new SimDisk(), { syncing });
}

describe('a crash at any operation', () => {
  it('changes nothing, whether what was not synchronized is kept, lost or torn', async () => {
    const { figure, wrong } = await enumerateCrashes({ seconds: 0, seed: 1 }, () => new SimDisk());
    expect(wrong).toEqual([]);
    expect(figure['scenarios']).toBeGreaterThan(80);
  });

  it('changes nothing on a slow disk either', async () => {
    const { output, operations, summary } = await runs.undisturbed(slow(0));
    expect(summary.imbalances).toEqual([]);
    for (let crash = 1; crash <= operations; crash++) {
      const outcome = OUTCOMES[crash % OUTCOMES.length] ?? 'lost';
      const ended = await runs.disturbed(outcome, [crash], slow(crash));
      expect(ended.output, `crash at ${crash}, ${outcome}`).toBe(output);
      expect(ended.summary, `crash at ${crash}, ${outcome}`).toEqual(summary);
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
});
