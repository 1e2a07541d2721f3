/** Brings records and deadlines to the rules, and the outcomes that arise from each before the next. */

import type { Plan } from '../../dsl/plan.ts';
import type { Outcome } from '../record.ts';
import type { Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { Host, Observer, Runner, Stop } from './host.ts';
import { Listeners } from './listeners.ts';
import { OutcomeRecords } from './outcome-records.ts';
import type { RuleFaults } from './rule-faults.ts';

export class Delivery {
  observer: Observer | undefined;
  private readonly listeners: Listeners;
  private readonly outcomes: OutcomeRecords;
  /** Outcomes that have arisen and are not yet delivered. */
  private chained: LogEvent[] = [];

  constructor(
    private readonly runners: readonly Runner[],
    private readonly faults: RuleFaults,
    private readonly clock: Pick<Host, 'now' | 'deadlines'>,
    plan: Plan,
  ) {
    this.listeners = new Listeners(runners, faults, plan.records.length);
    this.outcomes = new OutcomeRecords(plan);
  }

  /** To be called when rules listen to other records than before. */
  renew(): void {
    this.listeners.renew();
  }

  /** To every rule first; then its outcomes, in the order they arose, each to every rule. */
  deliver(event: LogEvent): void {
    this.toRules(event);
    this.chain();
  }

  private toRules(event: LogEvent): void {
    this.observer?.delivering?.(event);
    this.listeners.deliver(event);
    this.observer?.delivered?.(event);
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

  /** Lets each rule do something, and brings what arises from it to all of them before the next one does. */
  each(work: (runner: Runner) => void): void {
    for (const runner of this.runners) this.let(runner, () => work(runner));
  }

  /** Lets one rule do several things, going on after each when it is asked to; what arises from them is brought to all rules in the end. */
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

  /** Lets one rule do something, and brings what arises from it to all of them. */
  let(runner: Runner, work: () => void): void {
    this.faults.guard(runner, work);
    this.chain();
  }

  /** An outcome has arisen: rules that are chained to it get it, in its turn. */
  add(outcome: Outcome): void {
    const match = this.outcomes.matchOf(outcome);
    if (match) this.chained.push({ time: outcome.end, matches: [match] });
  }

  /** More outcomes may arise meanwhile. */
  private chain(): void {
    if (this.faults.doomed.length > 0) this.disableDoomed();
    if (this.chained.length === 0) return;
    for (const event of this.chained) {
      this.toRules(event);
      if (this.faults.doomed.length > 0) this.disableDoomed();
    }
    this.chained = [];
  }

  /** Nothing comes to them any more, and what they have open is given up, one by one where that fails, too. */
  private disableDoomed(): void {
    for (const runner of this.faults.doomed.splice(0)) {
      for (let live = Number.POSITIVE_INFINITY; runner.counters.live < live; ) {
        live = runner.counters.live;
        this.faults.guard(runner, () => this.stop(runner, 'fault'));
      }
    }
    this.renew();
  }

  /** A rule goes on no more. */
  stop(runner: Runner, why: Stop): void {
    const { now } = this.clock;
    if (runner.abandon) runner.abandon(now, why);
    else for (const _ of runner.close(now));
  }
}
