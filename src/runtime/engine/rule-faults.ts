/** Errors of the program itself at rules. One at which they come again and again is disabled, so that the others go on. */

import type { Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { Runner } from './host.ts';

/** So many within {@link WITHIN} disable a rule. */
const MOST = 10;
/** Microseconds of event time. */
const WITHIN = 60_000_000;

/** A rule at which the program itself has failed. */
export interface FaultyRule {
  rule: string;
  /** How often, so far. */
  count: number;
  isDisabled: boolean;
}

/** Plain JSON. */
export type SavedFaults = (FaultyRule & { latest: number[] })[];

export type OnRuleFault = (error: unknown, rule: string, isDisabled: boolean) => void;

/** Lets rules work, one by one: what fails at one is no matter of the others. */
export class RuleFaults {
  /** Rules that are to be disabled as soon as the record or the deadline in hand is dealt with. */
  readonly doomed: Runner[] = [];
  private readonly all = new Map<string, SavedFaults[number]>();

  constructor(
    private readonly runners: readonly Runner[],
    /** The instant. */
    private readonly now: () => number,
    /** Absent: errors are thrown. */
    private readonly onFault: OnRuleFault | undefined,
  ) {}

  deliver(runner: Runner, event: LogEvent): void {
    try {
      runner.deliver(event);
    } catch (error) {
      this.add(runner.plan.name, error);
    }
  }

  /** A deadline that fails is still due, and is tried again, until its rule is disabled. Tells whether it falls away. */
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

  /** Anything else. */
  guard(runner: Runner, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.add(runner.plan.name, error);
    }
  }

  /** @throws Error the same, if nobody wants to be told. */
  add(rule: string, error: unknown): void {
    if (!this.onFault) throw error;
    const isDisabled = this.isLast(rule);
    if (isDisabled) this.doomed.push(...this.runners.filter(({ plan }) => plan.name === rule));
    this.onFault(error, rule, isDisabled);
  }

  /** Counts one more; tells whether it is the one that disables the rule. */
  private isLast(rule: string): boolean {
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
