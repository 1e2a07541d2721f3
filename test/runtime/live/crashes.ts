/** Live runs over a log that crash at disk operations, and are restarted until one completes. */

import type { LiveOptions } from '../../../src/runtime/live.ts';
import type { Summary } from '../../../src/runtime/report/summary.ts';
import { Crash, type Outcome, SimDisk } from '../state/sim-disk.ts';
import { NOBODY, OUT, optionsFor, runToEnd, VISITS } from './runs.ts';

export interface Ended {
  output: string;
  /** The parcels waiting to be sent. */
  outbox: string;
  summary: Summary;
  operations: number;
}

/** The disk after a run that crashes at an operation and loses unsynchronized data, and another run that continues. */
export async function afterCrash(options: (disk: SimDisk) => LiveOptions, crash: number): Promise<SimDisk> {
  const first = new SimDisk();
  first.crashAt = crash;
  await runToEnd(options(first)).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  const disk = first.after('lost');
  await runToEnd(options(disk));
  return disk;
}

export class CrashingRuns {
  private readonly follow: Partial<LiveOptions>;

  constructor(log: string) {
    this.follow = {
      deliveries: [{ name: 'hook', sender: NOBODY }],
      logs: [{ name: log, files: [log] }],
      // Checkpoints, their parts, segments and turns are so small that there are many of each.
      pace: { segment: 700, turn: 250, part: 500 },
    };
  }

  options(disk: SimDisk): LiveOptions {
    return optionsFor(VISITS, disk, this.follow);
  }

  async undisturbed(disk = new SimDisk()): Promise<Ended> {
    const live = await runToEnd(this.options(disk));
    return {
      output: disk.text(OUT),
      outbox: disk.text('/state/outbox-hook-000000'),
      summary: live.rules.summary,
      operations: disk.operations,
    };
  }

  /** The run crashes at an operation, and the next one at another, until one completes. */
  async disturbed(outcome: Outcome, crashes: readonly number[], first = new SimDisk()): Promise<Ended> {
    let disk = first;
    for (const crash of crashes) {
      disk.crashAt = crash;
      try {
        return await this.undisturbed(disk);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        disk = disk.after(outcome);
      }
    }
    return this.undisturbed(disk);
  }
}
