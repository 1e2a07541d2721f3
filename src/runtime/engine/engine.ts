/**
 * The engine: event time, the watermark, the order of things, and the rules. It does no I/O and knows no clock but the
 * times of records. What a plan means is defined by the oracle in `test/oracle`, which the engine is held against.
 */

import type { DurationPlan, Plan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match, Outcome, Value } from '../record.ts';
import { Deadlines, type Subject } from './deadlines.ts';
import { finite, type SavedEngine } from './engine-state.ts';
import type { LogEvent } from './event.ts';
import type { Host, Observer, Runner, Stop } from './host.ts';
import { Listeners } from './listeners.ts';
import type { AtHandBounds } from './open-subjects.ts';
import { OutcomeRecords } from './outcome-records.ts';
import { microsOf, paramValues } from './params.ts';
import { Pending } from './pending.ts';
import { RecentKeys } from './recent-keys.ts';
import { type FaultyRule, type OnRuleFault, RuleFaults } from './rule-faults.ts';
import { runnerOf } from './runner-of.ts';
import { Succession, takeUp, type Version } from './succession.ts';

/** A kilobyte each. */
const AT_HAND: AtHandBounds = { least: 4_800, most: 32_768 };

export interface EngineOptions {
  /** Values for `param`s, by name; what is absent has its default. */
  params?: ReadonlyMap<string, Value>;
  /** Microseconds by which records may be out of order; 0 for one file. */
  lateness?: number;
  /** What becomes of a record before the watermark; `deliver` by default. */
  late?: 'deliver' | 'drop';
  /** How many records an outcome lists; 100 by default. */
  recordLimit?: number;
  /** How many open transactions, or windows, of a rule are kept as objects; others are packed, which changes no outcome. */
  atHand?: AtHandBounds;
  /** A number that nobody can guess, where keys are a stranger's choice: it changes no outcome, but where they lie in tables. */
  hashSeed?: number;
  onOutcome: (outcome: Outcome) => void;
  /**
   * Told of an error of the program itself at a rule, which costs this rule what it was at, and no other rule anything;
   * and of one after which the rule is disabled. Absent: it is thrown.
   */
  onRuleFault?: OnRuleFault;
}

export class Engine {
  /** In order of stage and name. */
  readonly runners: Runner[];
  readonly environment: Environment;
  late = 0;
  lateDropped = 0;
  overflows = 0;
  observer: Observer | undefined;

  private readonly deadlines = new Deadlines();
  private readonly pending = new Pending();
  private readonly recentKeys = new RecentKeys();
  private readonly outcomes: OutcomeRecords;
  private readonly faults: RuleFaults;
  private readonly listeners: Listeners;
  /** Outcomes that have arisen and are not yet delivered. */
  private chained: LogEvent[] = [];
  private now = Number.NEGATIVE_INFINITY;
  private greatest = Number.NEGATIVE_INFINITY;
  /** The least time of a record that is not late, until the watermark has come to it: the run begins there. */
  private earliest = Number.POSITIVE_INFINITY;
  private begun = false;
  private readonly lateness: number;

  constructor(
    readonly plan: Plan,
    private readonly options: EngineOptions,
  ) {
    this.lateness = options.lateness ?? 0;
    this.environment = this.environmentOf(plan);
    this.outcomes = new OutcomeRecords(plan);
    const host = this.host(this.environment);
    this.runners = plan.rules.map((rule, order) => runnerOf(rule, order, host));
    this.faults = new RuleFaults(this.runners, () => this.now, options.onRuleFault);
    this.listeners = new Listeners(this.runners, this.faults, plan.records.length);
  }

  private environmentOf({ records, params, tables }: Plan): Environment {
    const onOverflow = () => {
      this.overflows++;
    };
    return { records, params: paramValues({ params }, this.options.params), tables, onOverflow };
  }

  private host(environment: Environment): Host {
    const engine = this;
    return {
      get now() {
        return engine.now;
      },
      get observer() {
        return engine.observer;
      },
      environment,
      deadlines: this.deadlines,
      recordLimit: this.options.recordLimit ?? 100,
      atHand: this.options.atHand ?? AT_HAND,
      hashSeed: this.options.hashSeed ?? 0,
      recentKeys: this.recentKeys,
      emit: (outcome) => this.emit(outcome),
      failed: (rule, error) => this.faults.add(rule, error),
      micros: (duration) => microsOf(duration, environment),
    };
  }

  /** A duration of the plan, which may be a param. */
  micros(duration: DurationPlan): number {
    return microsOf(duration, this.environment);
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.runners.reduce((sum, { counters }) => sum + counters.live, 0);
  }

  /** What each rule did, in the order of the plan. */
  get rules(): RuleCounters[] {
    return this.runners.map(({ counters }) => counters);
  }

  /** The greatest time seen; -Infinity before the first record. */
  get lastTime(): number {
    return this.greatest;
  }

  /** Whether time alone can bring something about. */
  get isWaiting(): boolean {
    return this.pending.first !== undefined || this.deadlines.peek() !== undefined;
  }

  /** No record with a time before it is expected. */
  get watermark(): number {
    return this.greatest - this.lateness;
  }

  /**
   * A log record was read: `matches` are the named records that it is, if any. One whose stamp lies too far in the
   * future to be believed does not move the clock (`moves`).
   */
  accept(time: number, matches: readonly Match[], moves = true): void {
    // Most records are nobody's, and of the same stamp as the one before: they change nothing.
    if (matches.length === 0 && time === this.greatest && this.begun) return;
    if (time < this.watermark) {
      this.acceptLate({ time, matches });
      return;
    }
    if (matches.length > 0) this.pending.add({ time, matches });
    if (!moves) return;
    if (!this.begun) this.earliest = Math.min(this.earliest, time);
    this.advance(time);
  }

  /** Counted, and delivered at once, ahead of those still waiting. */
  private acceptLate(event: LogEvent): void {
    this.late++;
    if (this.options.late === 'drop') {
      this.lateDropped++;
      return;
    }
    if (!this.begun) this.begin(this.watermark);
    this.deliver(event);
  }

  /** Moves the clock without a record: `advance` in a test, the wall clock of a silent live input. */
  advance(to: number): void {
    this.greatest = Math.max(this.greatest, to);
    this.drain(this.watermark);
  }

  /** Takes records up to the watermark and deadlines before it, in order of time; at one time records go first. */
  private drain(watermark: number): void {
    if (!this.begun && this.earliest <= watermark) this.begin(this.earliest);
    while (this.doNext(watermark));
    this.now = Math.max(this.now, watermark);
  }

  /** The first record or deadline up to the watermark; false: there is none. */
  private doNext(watermark: number): boolean {
    const { first } = this.pending;
    const event = first && first.time <= watermark ? first : undefined;
    if (this.fireNext(event ? event.time : watermark)) return true;
    if (!event) return false;
    this.pending.shift();
    this.now = Math.max(this.now, event.time);
    this.deliver(event);
    return true;
  }

  /**
   * Does one thing of all that comes before a record of this time is taken; false: there is none left. {@link accept} does
   * all of it at once: whoever calls this before has what is told in between.
   */
  step(time: number): boolean {
    return this.begun && this.doNext(Math.max(this.greatest, time) - this.lateness);
  }

  /** The first record is about to be delivered. */
  private begin(at: number): void {
    this.begun = true;
    this.now = at;
    for (const runner of this.runners) this.faults.guard(runner, () => runner.begin?.(at));
  }

  /** The first deadline before a time; false: there is none. */
  private fireNext(before: number): boolean {
    const subject = this.deadlines.peek();
    if (!subject || subject.due >= before) return false;
    this.now = Math.max(this.now, subject.due);
    this.fire(subject, subject.due);
    return true;
  }

  private fire(subject: Subject, at: number): void {
    this.observer?.firing?.(subject, at);
    if (this.faults.fire(subject, at)) this.dropDeadline(subject);
    this.observer?.fired?.(subject, at);
    this.chain();
  }

  /** To every rule first; then its outcomes, in the order they arose, each to every rule. */
  private deliver(event: LogEvent): void {
    this.toRules(event);
    this.chain();
  }

  private toRules(event: LogEvent): void {
    this.observer?.delivering?.(event);
    this.listeners.deliver(event);
    this.observer?.delivered?.(event);
  }

  /** Nothing comes to them any more, and what they have open is given up, one by one where that fails, too. */
  private disableDoomed(): void {
    for (const runner of this.faults.doomed.splice(0)) {
      for (let live = Number.POSITIVE_INFINITY; runner.counters.live < live; ) {
        live = runner.counters.live;
        this.faults.guard(runner, () => this.stop(runner, 'fault'));
      }
    }
    this.listeners.renew();
  }

  private dropDeadline(subject: Subject): void {
    subject.due = Number.POSITIVE_INFINITY;
    this.deadlines.update(subject);
  }

  private stop(runner: Runner, why: Stop): void {
    if (runner.abandon) runner.abandon(this.now, why);
    else runner.close(this.now);
  }

  /** Rules at which the program itself has failed since they began. */
  get faultyRules(): FaultyRule[] {
    return this.faults.list();
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

  private emit(outcome: Outcome): void {
    this.options.onOutcome(outcome);
    const match = this.outcomes.matchOf(outcome);
    if (match) this.chained.push({ time: outcome.end, matches: [match] });
  }

  /** Ends open transactions by hand, at this instant. Ids of others say nothing. Its outcomes go to the rules as all do. */
  expire(ids: ReadonlySet<string>): void {
    for (const runner of this.runners) {
      this.faults.guard(runner, () => runner.expire?.(ids));
      this.chain();
    }
  }

  /**
   * The input has ended. Rule by rule, stage by stage, what is held is an orphan, and what is open is told as `open` at
   * the greatest time seen; its outcomes reach later stages before those are closed. `expire`: all deadlines left are
   * fired first.
   */
  end(atEnd: 'open' | 'expire' = 'open'): void {
    for (const _ of this.finish(atEnd));
    for (let rule = 0; rule < this.runners.length; rule++) this.closeRule(rule);
  }

  /** What the end of the input brings about before rules are closed. Goes on after each thing when it is asked to. */
  *finish(atEnd: 'open' | 'expire'): Generator<void> {
    if (this.greatest === Number.NEGATIVE_INFINITY) return;
    while (this.step(this.greatest + this.lateness)) yield;
    this.drain(this.greatest);
    for (let event = this.pending.first; event; event = this.pending.first) {
      this.pending.shift();
      this.deliver(event);
      yield;
    }
    if (atEnd !== 'expire') return;
    for (const runner of this.runners) if (runner.plan.kind === 'schedule') this.faults.guard(runner, () => runner.close(this.now));
    while (this.fireNext(Number.POSITIVE_INFINITY)) yield;
  }

  /** Closes one of the rules, to be called for each in turn after {@link finish}. */
  closeRule(rule: number): void {
    const runner = this.runners[rule];
    if (!runner || this.greatest === Number.NEGATIVE_INFINITY) return;
    this.faults.guard(runner, () => runner.close(this.now));
    this.chain();
  }

  /**
   * Gives up what is open of some rules, in order of stage and name: they go on no more. With a plan it is asked about
   * what is open by a rule as it was there.
   */
  abandon(isOver: (rule: string, plan?: Plan) => boolean): void {
    if (!this.begun) return;
    for (const runner of this.runners) {
      const { name } = runner.plan;
      this.faults.guard(runner, () => {
        if (isOver(name)) this.stop(runner, 'changed');
        else if (runner instanceof Succession) runner.abandonThose((plan) => isOver(name, plan), this.now);
      });
      this.chain();
    }
  }

  /** All state as plain JSON, or that of `kept` rules; {@link Engine.restore} of an engine of the same plan goes on from it. */
  save(kept?: ReadonlySet<string>): unknown {
    const { late, lateDropped, overflows, begun } = this;
    return {
      ...{ late, lateDropped, overflows, begun },
      now: finite(this.now),
      greatest: finite(this.greatest),
      earliest: finite(this.earliest),
      pending: this.pending.save(),
      // Under another program each rule may try again.
      faults: kept ? [] : this.faults.save(),
      rules: this.runners.flatMap((runner) => (!kept || kept.has(runner.plan.name) ? [[runner.plan.name, runner.save()]] : [])),
    } satisfies SavedEngine;
  }

  /** To be called before the first record. */
  restore(saved: unknown): void {
    const { late, lateDropped, overflows, begun, now, greatest, earliest, pending, faults = [], rules } = saved as SavedEngine;
    Object.assign(this, { late, lateDropped, overflows, begun });
    this.now = now ?? Number.NEGATIVE_INFINITY;
    this.greatest = greatest ?? Number.NEGATIVE_INFINITY;
    this.earliest = earliest ?? Number.POSITIVE_INFINITY;
    this.pending.restore(pending);
    const states = new Map(rules);
    this.faults.restore(faults);
    for (const runner of this.runners) {
      const state = states.get(runner.plan.name);
      if (state !== undefined) runner.restore(state);
      if (begun) this.faults.guard(runner, () => runner.begin?.(this.now));
    }
    this.listeners.renew();
  }

  /** To be called after {@link Engine.restore}: transactions that were open as rules were changed go on by the rules as they were. */
  resume(versions: readonly Version[]): void {
    for (const version of versions) takeUp(this.runners, version, this.plan, this.host(this.environmentOf(version.plan)));
    this.listeners.renew();
  }

  /** Rules as they are, to go on beside what they become. */
  versionsOf(rules: ReadonlySet<string>): Version[] {
    const { plan } = this;
    const changed = this.runners.filter((runner) => rules.has(runner.plan.name));
    return changed.map((runner) => ({ plan, rule: runner.plan.name, state: runner.save() }));
  }

  /** Rules as they were, of which something is open still. */
  get versions(): Version[] {
    return this.runners.flatMap((runner) => (runner instanceof Succession ? runner.versions() : []));
  }
}
