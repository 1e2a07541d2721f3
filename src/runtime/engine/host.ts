import type { DurationPlan, EndingPlan, RulePlan, WindowPlan } from '../../dsl/plan.ts';
import type { PatternNode } from '../../dsl/sequence-plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Environment, Scope } from '../expression/scope.ts';
import type { Outcome, RecordLocation } from '../record.ts';
import type { Deadlines, Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { KeyValue } from './key-value.ts';
import type { UnpackedBounds } from './open-subjects.ts';
import type { RecentKeys } from './recent-keys.ts';
import type { Instance } from './transaction/instance.ts';
import type { WindowState } from './window/window-state.ts';

/**
 * How a transaction moves: a step takes a record, an ending applies, the time of a `within` is over, a wait or a `no`
 * has passed, a `without` or a `no` is violated.
 */
export type Motion = 'step' | 'ending' | 'within' | 'passed' | 'broken';

/** Observes the engine at work without changing anything. */
export interface Observer {
  /** Whether it knows a transaction by its object from one call to the next: it is then not packed. */
  follows?(instance: Instance): boolean;
  /** Called before and after a record, or an outcome as a record, is delivered to the rules. */
  delivering?(event: LogEvent): void;
  delivered?(event: LogEvent): void;
  /** Called before and after the work that a deadline triggers. */
  firing?(subject: Subject, at: number): void;
  fired?(subject: Subject, at: number): void;
  /** Called when a record that carries these values has reached nothing and opened nothing: at once, or after it was held. */
  orphaned?(rule: string, event: LogEvent, carried: readonly KeyValue[]): void;
  /** Called at the end of the input, before something open or held is reported. */
  closing?(subject: Subject): void;
  /**
   * Called when the condition that begins an episode of a window, or fires it, does not hold.
   * @param scope as the condition saw it
   * @param place of the record at which it was evaluated; absent if time has passed
   */
  unmet?(rule: WindowPlan, window: WindowState, scope: Scope, at: number, place?: RecordLocation): void;
  /** Called before an element of its pattern or an ending moves a transaction. */
  moving?(instance: Instance, motion: Motion, by: PatternNode | EndingPlan): void;
}

/** What a rule needs of the engine that runs it. */
export interface Host {
  /** The instant: the time of the record or deadline in hand; for a late record, the watermark. */
  readonly now: number;
  readonly environment: Environment;
  readonly deadlines: Deadlines;
  /** How many records an outcome lists at most. */
  readonly recordLimit: number;
  /** How many open transactions, or windows, of a rule are kept as objects; beyond that, those with the oldest records are packed. */
  readonly unpacked: UnpackedBounds;
  /** Affects only where keys lie in hash tables. */
  readonly hashSeed: number;
  /** Shared by all rules. */
  readonly recentKeys: RecentKeys;
  readonly observer: Observer | undefined;
  /** Chains an outcome and hands it out. */
  emit(outcome: Outcome): void;
  /** Reports an internal error at a rule, which continues. @throws Error the same, if nobody handles rule faults. */
  failed(rule: string, error: unknown): void;
  micros(duration: DurationPlan): number;
}

/** Why whatever a rule has open is given up: the input ends, or the rule stops. */
export type Stop = 'end_of_input' | 'changed' | 'fault';

export const STOPPED: Record<Stop, string> = {
  end_of_input: 'the input ended first',
  changed: 'its rule was changed or removed',
  fault: 'its rule was disabled, as the program itself failed at it',
};

/** One rule while it runs. */
export interface Runner {
  readonly plan: RulePlan;
  readonly counters: RuleCounters;
  /** Records that move the rule, or that its look-backs see. */
  readonly listens: Iterable<number>;
  deliver(event: LogEvent): void;
  /** Ends the open transactions with these ids. */
  expire?(ids: ReadonlySet<string>): void;
  /** Numbers what opens from now on from this number, so that its order can be compared with that of other runners. */
  numberFrom(number: number): void;
  /** Called before the first record of the input is handled, and when the run resumes from saved state. */
  begin?(at: number): void;
  /** Ends, in steps, whatever is open, and loses held records: at the end of the input, or because the rule stops. */
  close(at: number, why: Stop): Iterable<void>;
  /** All state, as plain JSON. */
  save(): unknown;
  restore(saved: unknown): void;
}
