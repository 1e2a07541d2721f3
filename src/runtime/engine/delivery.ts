/** Delivers records and deadlines to the rules, and the outcomes of each before the next. */

import type { Plan } from '../../dsl/plan.ts';
import type { Match, Outcome } from '../record.ts';
import type { Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { Host, Observer, Runner, Stop } from './host.ts';
import { OutcomeRecords } from './outcome-records.ts';
import type { RuleFaults } from './rule-faults.ts';

const NOBODY: readonly number[] = [];

export class Delivery {
  observer: Observer | undefined;
  /** By record: indexes of the rules that listen to it, in order of stage and name. */
  private listeners: number[][] = [];
  private readonly outcomes: OutcomeRecords;
  /** Outcomes that have arisen and are not yet delivered. */
  private chained: LogEvent[] = [];

  constructor(
    private readonly runners: readonly Runner[],
    private readonly faults: RuleFaults,
    private readonly clock: Pick<Host, 'now' | 'deadlines'>,
    private readonly plan: Plan,
  ) {
    this.renew();
    this.outcomes = new OutcomeRecords(plan);
  }

  /** Must be called when rules listen to other records than before, and when one is disabled. */
  renew(): void {
    this.listeners = this.plan.records.map(() => []);
    for (const [index, runner] of this.runners.entries()) {
      if (this.faults.isDisabled(runner.plan.name)) continue;
      for (const record of runner.listens) this.listeners[record]?.push(index);
    }
  }

  /** Delivers a record to every rule, then its outcomes, in the order in which they arose, each to every rule. */
  deliver(event: LogEvent): void {
    this.toRules(event);
    this.chain();
  }

  private toRules(event: LogEvent): void {
    this.observer?.delivering?.(event);
    this.toListeners(event);
    this.observer?.delivered?.(event);
  }

  /** Delivers an event to each rule at most once, however many names the record has. */
  private toListeners(event: LogEvent): void {
    const { matches } = event;
    const [only] = matches;
    const wanted = only && matches.length === 1 ? this.listenersOf(only) : ascending(matches.flatMap((match) => this.listenersOf(match)));
    for (const index of wanted) this.faults.deliver(this.runners[index] as Runner, event);
  }

  private listenersOf({ record }: Match): readonly number[] {
    return this.listeners[record] ?? NOBODY;
  }

  fire(subject: Subject, at: number): void {
    this.observer?.firing?.(subject, at);
    if (this.faults.fire(subject, at)) {
      subject.due = Number.POSITIVE_INFINITY;
      this.clock.deadlines.update(subject);
    }
    this.observer?.fired?.(subject, at);
    this.chain();
  }

  /** Lets each rule do some work, and delivers its outcomes to all rules before the next one works. */
  each(work: (runner: Runner) => void): void {
    for (const runner of this.runners) {
      this.faults.guard(runner, () => work(runner));
      this.chain();
    }
  }

  /** Lets one rule do work step by step, so that the caller can pause; outcomes are delivered to all rules after the last step. */
  *letAll(runner: Runner, things: Iterable<void>): Generator<void> {
    const rest = things[Symbol.iterator]();
    for (let isDone: boolean | undefined = false; !isDone; ) {
      this.faults.guard(runner, () => {
        isDone = rest.next().done;
      });
      yield;
    }
    this.chain();
  }

  /** Queues an outcome for delivery to the rules that are chained to it. */
  add(outcome: Outcome): void {
    const match = this.outcomes.matchOf(outcome);
    if (match) this.chained.push({ time: outcome.end, matches: [match] });
  }

  /** Delivering an outcome may append more to the list. */
  private chain(): void {
    if (this.faults.toDisable.length > 0) this.disableFaulty();
    if (this.chained.length === 0) return;
    for (const event of this.chained) {
      this.toRules(event);
      if (this.faults.toDisable.length > 0) this.disableFaulty();
    }
    this.chained = [];
  }

  /** Stops delivery to doomed rules and abandons what they have open, one by one where that fails, too. */
  private disableFaulty(): void {
    for (const runner of this.faults.toDisable.splice(0)) {
      for (let live = Number.POSITIVE_INFINITY; runner.counters.live < live; ) {
        live = runner.counters.live;
        this.faults.guard(runner, () => this.stop(runner, 'fault'));
      }
    }
    this.renew();
  }

  /** Stops a rule and abandons what it has open. */
  stop(runner: Runner, why: Stop): void {
    for (const _ of runner.close(this.clock.now, why));
  }
}

/** Without duplicates. */
function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
