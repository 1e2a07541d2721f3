import type { DurationPlan, RulePlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Environment } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
import type { Deadlines } from './deadlines.ts';
import type { LogEvent } from './event.ts';

/** What a rule needs of the engine that runs it. */
export interface Host {
  /** The instant: the watermark, as it stands while a record or a deadline is dealt with. */
  readonly now: number;
  readonly environment: Environment;
  readonly deadlines: Deadlines;
  /** How many records an outcome lists at most. */
  readonly recordLimit: number;
  /** Chains an outcome and hands it out. */
  emit(outcome: Outcome): void;
  micros(duration: DurationPlan): number;
}

/** One rule while it runs. */
export interface Runner {
  readonly plan: RulePlan;
  readonly counters: RuleCounters;
  /** Records that the rule is moved by, or that its look-backs see. */
  readonly listens: Iterable<number>;
  deliver(event: LogEvent): void;
  /** The first record of the input is about to be dealt with. */
  begin?(at: number): void;
  /** The input is at its end: whatever is open is told as `open`, at the greatest time seen. */
  close(at: number): void;
  /** All state, as plain JSON. */
  save(): unknown;
  restore(saved: unknown): void;
}
