/** Frames of a capture brought to rules, by the same code as in the live run: its order, its times of receipt, its ticks. */

import type { Plan } from '../../dsl/plan.ts';
import type { RunCounters } from '../counters.ts';
import { Intake, type IntakeOptions } from '../intake.ts';
import { Applier, type ApplierOptions, type Wants } from './applier.ts';
import { RecordFilter, type RecordFilterPlan } from './record-filter.ts';

export interface ReplayOptions extends Omit<IntakeOptions, 'onRuleFault'>, Pick<ApplierOptions, 'maxSkew' | 'onFault'> {
  /** Lines, or messages, from one to another number in their source; all if absent. */
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
        // A capture keeps which program ran, not the program: the rules that were given run from its beginning to its end.
        onPlan: () => {},
      },
    );
  }

  /** Names of sources, by `Location.source`. It grows while frames are taken. */
  get sources(): readonly string[] {
    return this.applier.names;
  }

  /** Those whose format the rules know nothing of: none of their records is one of the program's. */
  get strangers(): { name: string; format: string }[] {
    return this.applier.sources.filter(({ format }) => !this.plan.formats.some(({ name }) => name === format));
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.intake.open;
  }

  /** Whether time alone can bring something about. */
  get isWaiting(): boolean {
    return this.intake.engine.isWaiting;
  }

  /** What was read so far, and what became of it. */
  get counters(): RunCounters {
    return this.intake.counters(this.applier.bytes);
  }

  /** What follows is another capture. */
  begin(): void {
    this.applier.beginSegment();
  }

  /** @throws Error for a frame that is none of ours. */
  take(frame: Buffer): void {
    this.applier.apply(frame);
  }

  /** Tells what is open. A live run does not, as it goes on later. */
  end(atEnd: 'open' | 'expire' = 'open'): void {
    this.intake.engine.end(atEnd);
  }
}
