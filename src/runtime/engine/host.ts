import type { DurationPlan, EndingPlan, PatternNode, RulePlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Environment } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
import type { Deadlines, Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { Instance } from './instance.ts';
import type { AtHandBounds } from './open-subjects.ts';
import type { RecentKeys } from './recent-keys.ts';

/**
 * How a transaction is moved: a step takes a record, an ending comes about, the time of a `within` is over, a wait or a
 * `no` has passed, a `without` or a `no` is broken.
 */
export type Motion = 'step' | 'ending' | 'within' | 'passed' | 'broken';

/** Looks on while the engine works, and changes nothing. */
export interface Observer {
  /** A record, or an outcome as a record, is about to go to the rules; then it has been there. */
  delivering?(event: LogEvent): void;
  delivered?(event: LogEvent): void;
  /** A deadline has come; then what was due is done. */
  firing?(subject: Subject, at: number): void;
  fired?(subject: Subject, at: number): void;
  /** The input has ended, and what is still open or held is about to be told of. */
  closing?(subject: Subject): void;
  /** A transaction is about to be moved, by an element of its pattern or by an ending. */
  moving?(instance: Instance, motion: Motion, by: PatternNode | EndingPlan): void;
}

/** What a rule needs of the engine that runs it. */
export interface Host {
  /** The instant: the watermark, as it stands while a record or a deadline is dealt with. */
  readonly now: number;
  readonly environment: Environment;
  readonly deadlines: Deadlines;
  /** How many records an outcome lists at most. */
  readonly recordLimit: number;
  /** How many open transactions, or windows, of a rule are kept as objects; of more those with older records are packed. */
  readonly atHand: AtHandBounds;
  /** Changes nothing but where keys lie in tables. */
  readonly hashSeed: number;
  /** Of all rules. */
  readonly recentKeys: RecentKeys;
  readonly observer: Observer | undefined;
  /** Chains an outcome and hands it out. */
  emit(outcome: Outcome): void;
  /** The program itself failed at a rule, which goes on. @throws Error that one, if nobody wants to be told. */
  failed(rule: string, error: unknown): void;
  micros(duration: DurationPlan): number;
}

/** Why a rule goes on no more. */
export type Stop = 'changed' | 'fault';

export const STOPPED: Record<Stop, string> = {
  changed: 'its rule was changed or removed',
  fault: 'its rule was disabled, as the program itself failed at it',
};

/** One rule while it runs. */
export interface Runner {
  readonly plan: RulePlan;
  readonly counters: RuleCounters;
  /** Records that the rule is moved by, or that its look-backs see. */
  readonly listens: Iterable<number>;
  deliver(event: LogEvent): void;
  /** Ends the open transactions with these ids. */
  expire?(ids: ReadonlySet<string>): void;
  /** What opens from now on has this number or a greater one, so that it can be compared with what others open. */
  numberFrom(number: number): void;
  /** The first record of the input is about to be dealt with, or the run goes on from saved state. */
  begin?(at: number): void;
  /**
   * The input is at its end: what is held is lost, and whatever is open is told as `open`, at the greatest time seen. Goes on
   * after each when it is asked to.
   */
  close(at: number): Iterable<void>;
  /** The rule goes on no more: whatever is open is given up. Absent: as at the end of the input. */
  abandon?(at: number, why: Stop): void;
  /** All state, as plain JSON. */
  save(): unknown;
  restore(saved: unknown): void;
}
