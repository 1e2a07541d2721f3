/** Captures brought to rules again, by the same code as in the live run: its order, its times of receipt, its ticks. */

import type { Plan } from '../../dsl/plan.ts';
import type { RunCounters } from '../counters.ts';
import { Intake, type IntakeOptions } from '../intake.ts';
import type { RecordEntry } from '../state/entry.ts';
import { framesOf } from '../state/journal.ts';
import { Applier } from './applier.ts';

export interface ReplayOptions extends IntakeOptions {
  /** How far beyond its receipt a stamp is believed, microseconds. */
  maxSkew: number;
  /** Which records are taken; all if absent. */
  wants?: (entry: RecordEntry) => boolean;
  /** Told of an entry at which the program itself failed: it is passed over, and the replay goes on. */
  onFault(error: unknown, place: string): void;
}

export class Replay {
  private readonly intake: Intake;
  private readonly applier: Applier;

  constructor(plan: Plan, options: ReplayOptions) {
    const { maxSkew, wants, onFault } = options;
    this.intake = new Intake(plan, options);
    // A capture keeps which program ran, not the program: the rules that were given run from its beginning to its end.
    const onPlan = () => {};
    this.applier = new Applier({ plan, intake: this.intake }, { maxSkew, onFault, onPlan, ...(wants ? { wants } : {}) });
  }

  /** Names of sources, by `Location.source`. It grows while captures are taken. */
  get sources(): readonly string[] {
    return this.applier.names;
  }

  /** What was read so far, and what became of it. */
  get counters(): RunCounters {
    return this.intake.counters(this.applier.bytes);
  }

  /** Takes all of a capture; answers how many bytes behind its last good frame were left out. */
  take(capture: Buffer): number {
    let left = 0;
    this.applier.beginSegment();
    const frames = framesOf(capture, (torn) => {
      left = torn;
    });
    for (const frame of frames) this.applier.apply(frame);
    return left;
  }

  /** Tells what is open. A live run does not, as it goes on later. */
  end(atEnd: 'open' | 'expire'): void {
    this.intake.engine.end(atEnd);
  }
}
