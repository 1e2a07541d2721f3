/** Internal errors at rules. A rule where they recur is disabled, so that the others continue. */

import type { Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { Runner } from './host.ts';

/** This many errors within {@link WITHIN} disable a rule. */
const MOST = 10;
/** Microseconds of event time. */
const WITHIN = 60_000_000;

/** A rule that has had internal errors. */
export interface FaultyRule {
  rule: string;
  /** Number of errors so far. */
  count: number;
  isDisabled: boolean;
}

/** Plain JSON. */
export type SavedFaults = (FaultyRule & { latest: number[] })[];

export type OnRuleFault = (error: unknown, rule: string, isDisabled: boolean) => void;

/** Runs the work of rules and isolates its errors: a failing rule does not affect the others. */
export class RuleFaults {
  /** Rules to disable once the record or deadline in hand is done with. */
  readonly toDisable: Runner[] = [];
  private readonly all = new Map<string, SavedFaults[number]>();

  constructor(
    private readonly runners: readonly Runner[],
    /** The current instant. */
    private readonly now: () => number,
    /** If absent, errors are thrown. */
    private readonly onFault: OnRuleFault | undefined,
  ) {}

  deliver(runner: Runner, event: LogEvent): void {
    try {
      runner.deliver(event);
    } catch (error) {
      this.add(runner.plan.name, error);
    }
  }

  /** Fires a deadline. One that fails stays due and is retried until its rule is disabled; returns whether it must be dropped. */
  fire(subject: Subject, at: number): boolean {
    try {
      subject.fire(at);
      return false;
    } catch (error) {
      const rule = this.runners[subject.rule]?.plan.name ?? '';
      this.add(rule, error);
      return this.isDisabled(rule);
    }
  }

  /** Runs any other work of a rule. */
  guard(runner: Runner, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.add(runner.plan.name, error);
    }
  }

  /** @throws Error the same, if there is no handler. */
  add(rule: string, error: unknown): void {
    if (!this.onFault) throw error;
    const isDisabled = this.count(rule);
    if (isDisabled) this.toDisable.push(...this.runners.filter(({ plan }) => plan.name === rule));
    this.onFault(error, rule, isDisabled);
  }

  /** Counts an error; returns whether it disables the rule. */
  private count(rule: string): boolean {
    const at = this.now();
    const faulty = this.all.get(rule) ?? { rule, count: 0, isDisabled: false, latest: [] };
    this.all.set(rule, faulty);
    faulty.count++;
    if (faulty.isDisabled) return false;
    faulty.latest = [...faulty.latest.filter((time) => at - time < WITHIN), at];
    faulty.isDisabled = faulty.latest.length >= MOST;
    return faulty.isDisabled;
  }

  isDisabled(rule: string): boolean {
    return this.all.get(rule)?.isDisabled ?? false;
  }

  list(): FaultyRule[] {
    return Array.from(this.all.values(), ({ rule, count, isDisabled }) => ({ rule, count, isDisabled }));
  }

  save(): SavedFaults {
    return Array.from(this.all.values(), (faulty) => ({ ...faulty, latest: [...faulty.latest] }));
  }

  restore(saved: SavedFaults): void {
    for (const faulty of saved) this.all.set(faulty.rule, { ...faulty, latest: [...faulty.latest] });
  }
}
