/** Live runs over a log that crash at disk operations, and are restarted until one completes. */

import type { LiveOptions } from '../../../src/runtime/live.ts';
import type { Summary } from '../../../src/runtime/report/summary.ts';
import { Crash, OUTCOMES, type Outcome, SimDisk } from '../state/sim-disk.ts';
import { NOBODY, OUT, optionsFor, runToEnd, VISITS } from './runs.ts';

export interface Ended {
  output: string;
  /** The parcels waiting to be sent. */
  outbox: string;
  summary: Summary;
  operations: number;
}

/** A disk after a crash, and how far the scenario was by then. */
export interface Crashed<S> {
  crash: string;
  disk: SimDisk;
  story: S;
}

/**
 * What crashes at each operation of a run would leave. It runs once, and its disk is copied meanwhile; of equal copies
 * only one is returned, since the same would follow.
 */
export async function crashesOf<S extends object>(
  disk: SimDisk,
  story: S,
  run: () => Promise<unknown>,
  outcomes = OUTCOMES,
): Promise<Crashed<S>[]> {
  const crashed = new Map<string, Crashed<S>>();
  disk.atOperation = (operation) => {
    for (const outcome of outcomes) {
      const left = disk.after(outcome);
      const crash = `crash at ${operation}, what was not synchronized is ${outcome}`;
      crashed.set(JSON.stringify([story, left.content()]), { crash, disk: left, story: { ...story } });
    }
  };
  await run();
  return [...crashed.values()];
}

/** The disks that crashes at each operation of a run would leave, each after another run that continues. */
export async function afterCrashes(
  options: (disk: SimDisk) => LiveOptions,
  disk = new SimDisk(),
  outcomes: readonly Outcome[] = ['lost'],
): Promise<Crashed<object>[]> {
  const crashed = await crashesOf(disk, {}, () => runToEnd(options(disk)), outcomes);
  for (const { disk } of crashed) await runToEnd(options(disk));
  return crashed;
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
