/**
 * The plain engine: event time, the watermark, the order of things, and the rules. It is the definition of
 * what a plan means; it does no I/O and knows no clock but the times of records.
 */

import type { DurationPlan, Plan, RulePlan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match, Outcome, Value } from '../record.ts';
import { Deadlines } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import type { Host, Runner } from './host.ts';
import { OutcomeRecords } from './outcome-records.ts';
import { Pending } from './pending.ts';
import { ScheduleRunner } from './schedule.ts';
import { TransactionRunner } from './transaction.ts';
import { WindowRunner } from './window.ts';

export interface EngineOptions {
  /** Values for `param`s, by name; what is absent has its default. */
  params?: ReadonlyMap<string, Value>;
  /** Microseconds by which records may be out of order; 0 for one file. */
  lateness?: number;
  /** What becomes of a record before the watermark; `deliver` by default. */
  late?: 'deliver' | 'drop';
  /** How many records an outcome lists; 100 by default. */
  recordLimit?: number;
  onOutcome: (outcome: Outcome) => void;
}

export class Engine {
  readonly runners: Runner[];
  readonly environment: Environment;
  late = 0;
  lateDropped = 0;
  overflows = 0;

  private readonly deadlines = new Deadlines();
  private readonly pending = new Pending();
  private readonly outcomes: OutcomeRecords;
  /** By record: the rules that listen to it, in order of stage and name. */
  private readonly listeners: Runner[][];
  /** Outcomes that have arisen and are not yet delivered. */
  private chained: LogEvent[] = [];
  private now = Number.NEGATIVE_INFINITY;
  private greatest = Number.NEGATIVE_INFINITY;
  private arrivals = 0;
  private readonly lateness: number;

  constructor(
    readonly plan: Plan,
    private readonly options: EngineOptions,
  ) {
    this.lateness = options.lateness ?? 0;
    this.environment = {
      records: plan.records,
      params: paramValues(plan, options.params),
      tables: plan.tables,
      onOverflow: () => {
        this.overflows++;
      },
    };
    this.outcomes = new OutcomeRecords(plan);
    const host = this.host();
    this.runners = plan.rules.map((rule, order) => runnerOf(rule, order, host));
    this.listeners = plan.records.map(() => []);
    for (const runner of this.runners) for (const record of runner.listens) this.listeners[record]?.push(runner);
  }

  private host(): Host {
    const engine = this;
    return {
      get now() {
        return engine.now;
      },
      environment: this.environment,
      deadlines: this.deadlines,
      recordLimit: this.options.recordLimit ?? 100,
      emit: (outcome) => this.emit(outcome),
      micros: (duration) => micros(duration, this.environment),
    };
  }

  /** A duration of the plan in this run, in microseconds. */
  micros(duration: DurationPlan): number {
    return micros(duration, this.environment);
  }

  /** The greatest time seen; -Infinity before the first record. */
  get lastTime(): number {
    return this.greatest;
  }

  /** No record with a time before it is expected. */
  get watermark(): number {
    return this.greatest - this.lateness;
  }

  /** A log record was read: `matches` are the named records that it is, if any. */
  accept(time: number, matches: readonly Match[]): void {
    if (matches.length === 0) {
      if (time > this.greatest) this.advance(time);
      return;
    }
    if (this.greatest === Number.NEGATIVE_INFINITY) for (const runner of this.runners) runner.begin?.(time);
    const event = { time, matches, arrival: this.arrivals++ };
    if (time < this.watermark) this.acceptLate(event);
    else this.pending.add(event);
    if (time > this.greatest) this.greatest = time;
    this.drain();
  }

  /** Counted, and delivered at once, ahead of those still waiting. */
  private acceptLate(event: LogEvent): void {
    this.late++;
    if (this.options.late === 'drop') this.lateDropped++;
    else this.deliver(event);
  }

  /** Moves the clock without a record: `advance` in a test, the wall clock of a silent live input. */
  advance(to: number): void {
    if (this.greatest === Number.NEGATIVE_INFINITY) for (const runner of this.runners) runner.begin?.(to);
    this.greatest = Math.max(this.greatest, to);
    this.drain();
  }

  /** Takes records up to the watermark and deadlines before it, in order of time; at one time records go first. */
  private drain(): void {
    const { watermark } = this;
    for (;;) {
      const event = this.pending.first;
      const subject = this.deadlines.peek();
      const ready = event !== undefined && event.time <= watermark;
      if (subject && subject.due < watermark && !(ready && event.time <= subject.due)) this.fireNext();
      else if (ready) {
        this.pending.shift();
        this.now = Math.max(this.now, event.time);
        this.deliver(event);
      } else break;
    }
    this.now = Math.max(this.now, watermark);
  }

  private fireNext(): void {
    const subject = this.deadlines.peek();
    if (!subject) return;
    const at = subject.due;
    this.deadlines.take(subject);
    this.now = Math.max(this.now, at);
    subject.fire(at);
    this.chain();
  }

  /** To every rule first; then its outcomes, in the order they arose, each to every rule. */
  private deliver(event: LogEvent): void {
    this.toRules(event);
    this.chain();
  }

  private toRules(event: LogEvent): void {
    const [first, second] = event.matches;
    if (!first) return;
    if (!second) {
      for (const runner of this.listeners[first.record] ?? []) runner.deliver(event);
      return;
    }
    const wanted = new Set(event.matches.flatMap((match) => this.listeners[match.record] ?? []));
    for (const runner of this.runners) if (wanted.has(runner)) runner.deliver(event);
  }

  private chain(): void {
    for (let next = this.chained.shift(); next; next = this.chained.shift()) this.toRules(next);
  }

  private emit(outcome: Outcome): void {
    this.options.onOutcome(outcome);
    const match = this.outcomes.matchOf(outcome);
    if (match) this.chained.push({ time: outcome.end, matches: [match], arrival: this.arrivals++ });
  }

  /**
   * The input has ended. What is open is told as `open` at the greatest time seen, stage by stage, and its
   * outcomes reach later stages before those are closed. `expire`: all deadlines left are fired first.
   */
  end(atEnd: 'open' | 'expire' = 'open'): void {
    const at = this.greatest;
    if (at === Number.NEGATIVE_INFINITY) return;
    for (let event = this.pending.first; event; event = this.pending.first) {
      this.fireBefore(event.time);
      this.pending.shift();
      this.now = Math.max(this.now, event.time);
      this.deliver(event);
    }
    this.fireBefore(at);
    if (atEnd === 'expire') {
      for (const runner of this.runners) if (runner.plan.kind === 'schedule') runner.close(at);
      this.fireBefore(Number.POSITIVE_INFINITY);
    }
    for (const runner of this.runners) {
      runner.close(Math.max(at, atEnd === 'expire' ? this.now : at));
      this.chain();
    }
  }

  private fireBefore(time: number): void {
    for (let subject = this.deadlines.peek(); subject && subject.due < time; subject = this.deadlines.peek()) this.fireNext();
  }

  /** All state as plain JSON; {@link Engine.restore} of an engine of the same plan goes on from it. */
  save(): unknown {
    return {
      now: finite(this.now),
      greatest: finite(this.greatest),
      arrivals: this.arrivals,
      pending: this.pending.save(),
      rules: Object.fromEntries(this.runners.map((runner) => [runner.plan.name, runner.save()])),
    };
  }

  restore(saved: unknown): void {
    const { now, greatest, arrivals, pending, rules } = saved as {
      now: number | null;
      greatest: number | null;
      arrivals: number;
      pending: unknown;
      rules: Record<string, unknown>;
    };
    this.now = now ?? Number.NEGATIVE_INFINITY;
    this.greatest = greatest ?? Number.NEGATIVE_INFINITY;
    this.arrivals = arrivals;
    this.pending.restore(pending);
    for (const runner of this.runners) runner.restore(rules[runner.plan.name]);
  }
}

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

function runnerOf(rule: RulePlan, order: number, host: Host): Runner {
  switch (rule.kind) {
    case 'transaction':
      return new TransactionRunner(rule, order, host);
    case 'window':
      return new WindowRunner(rule, order, host);
    case 'schedule':
      return new ScheduleRunner(rule, order, host);
  }
}

/** The values of a program's params for one run. */
export function paramValues(plan: Plan, given: ReadonlyMap<string, Value> | undefined): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { name, value } of plan.params) {
    const chosen = given?.get(name) ?? value;
    if (chosen !== null) values.set(name, chosen as Value);
  }
  return values;
}

function micros(duration: DurationPlan, environment: Environment): number {
  if (typeof duration === 'number') return duration;
  const value = environment.params.get(duration.param);
  return typeof value === 'number' ? value : 0;
}
