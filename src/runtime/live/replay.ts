/** Applies frames of a capture to rules, by the same code as the live run: in its order, with its times of receipt and ticks. */

import type { Plan } from '../../dsl/plan.ts';
import type { RunCounters } from '../counters.ts';
import { Intake, type IntakeOptions } from '../intake.ts';
import { Applier, type ApplierOptions, type Wants } from './applier.ts';
import { RecordFilter, type RecordFilterPlan } from './record-filter.ts';

export interface ReplayOptions extends Omit<IntakeOptions, 'onRuleFault'>, Pick<ApplierOptions, 'maxSkew' | 'onFault'> {
  /** Numbers of the first and last line, or message, of each source; all if absent. */
  lines?: readonly [first: number, last: number];
  /** Which records the rules see; all if absent. */
  where?: RecordFilterPlan;
}

export class Replay {
  private readonly intake: Intake;
  private readonly applier: Applier;

  constructor(
    private readonly plan: Plan,
    { lines, where, ...options }: ReplayOptions,
  ) {
    const onRuleFault = (error: unknown, rule: string) => options.onFault(error, `rule '${rule}'`);
    this.intake = new Intake(plan, { ...options, onRuleFault });
    const filter = where && new RecordFilter(where, this.intake.engine.environment);
    const [first, last] = lines ?? [0, Number.POSITIVE_INFINITY];
    const wants: Wants = (record, entry, origin) =>
      entry.line >= first && entry.line <= last && filter?.accepts(record, entry, origin) !== false;
    this.applier = new Applier(
      { plan, intake: this.intake },
      {
        ...options,
        ...(lines || filter ? { wants } : {}),
        // A capture names the program that ran but does not contain it: the given rules run from beginning to end.
        onPlan: () => {},
      },
    );
  }

  /** Names of sources, by `Location.source`. Grows while frames are taken. */
  get sources(): readonly string[] {
    return this.applier.names;
  }

  /** Sources in a format that the rules do not use: none of their records is one of the program's. */
  get unused(): { name: string; format: string }[] {
    return this.applier.sources.filter(({ format }) => !this.plan.formats.some(({ name }) => name === format));
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.intake.open;
  }

  /** Whether anything waits for time to pass. */
  get isWaiting(): boolean {
    return this.intake.engine.isWaiting;
  }

  /** What was read so far, and what happened to it. */
  get counters(): RunCounters {
    return this.intake.counters(this.applier.bytes);
  }

  /** Must be called before the frames of another capture. */
  begin(): void {
    this.applier.beginSegment();
  }

  /** @throws Error for a malformed frame */
  take(frame: Buffer): void {
    this.applier.apply(frame);
  }

  /** Reports what is open. A live run does not, as it resumes later. */
  end(atEnd: 'open' | 'expire' = 'open'): void {
    this.intake.engine.end(atEnd);
  }
}
