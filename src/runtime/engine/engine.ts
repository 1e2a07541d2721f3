/**
 * The engine: event time, the watermark, ordering, and the rules. It does no I/O and knows no clock but the times of
 * records. The oracle in `test/oracle`, against which the engine is tested, defines what a plan means.
 */

import type { DurationPlan, Plan, RulePlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match, Outcome, Value } from '../record.ts';
import { Delivery } from './delivery.ts';
import { EventTime, type SavedEventTime } from './event-time.ts';
import type { Host, Observer, Runner } from './host.ts';
import type { UnpackedBounds } from './open-subjects.ts';
import { microsOf, paramValues } from './params.ts';
import { RecentKeys } from './recent-keys.ts';
import { type FaultyRule, type OnRuleFault, RuleFaults, type SavedFaults } from './rule-faults.ts';
import { ScheduleRunner } from './schedule/schedule.ts';
import { resumeVersion, type Version, VersionedRule } from './transaction/rule-versions.ts';
import { TransactionRunner } from './transaction/transaction.ts';
import { WindowRunner } from './window/window.ts';

/** Counts of objects, about a kilobyte each. */
const UNPACKED: UnpackedBounds = { initial: 4_800, most: 32_768 };

export interface EngineOptions {
  /** Values of `param`s, by name; an absent one has its default. */
  params?: ReadonlyMap<string, Value>;
  /** Microseconds by which records may be out of order; 0 for one file. */
  lateness?: number;
  /** What happens to a record before the watermark; `deliver` by default. */
  late?: 'deliver' | 'drop';
  /** How many records an outcome lists at most; 100 by default. */
  recordLimit?: number;
  /** How many open transactions, or windows, of a rule are kept as objects; the others are packed. This changes no outcome. */
  unpacked?: UnpackedBounds;
  /** An unpredictable number if untrusted parties choose the keys. It affects only where keys lie in hash tables, no outcome. */
  hashSeed?: number;
  onOutcome: (outcome: Outcome) => void;
  /**
   * Called for an internal error at a rule, which costs this rule the work in hand and affects no other rule, and for
   * one after which the rule is disabled. If absent, the error is thrown.
   */
  onRuleFault?: OnRuleFault;
}

export class Engine {
  /** In order of stage and name. */
  readonly runners: Runner[];
  readonly environment: Environment;
  overflows = 0;

  private readonly time: EventTime;
  private readonly delivery: Delivery;
  private readonly faults: RuleFaults;
  private readonly recentKeys = new RecentKeys();

  constructor(
    readonly plan: Plan,
    private readonly options: EngineOptions,
  ) {
    this.time = new EventTime(options.lateness ?? 0, options.late === 'drop', {
      begin: (at) => this.delivery.each((runner) => runner.begin?.(at)),
      deliver: (event) => this.delivery.deliver(event),
      fire: (subject, at) => this.delivery.fire(subject, at),
    });
    this.environment = this.environmentOf(plan);
    const host = this.host(this.environment);
    this.runners = plan.rules.map((rule, order) => runnerOf(rule, order, host));
    this.faults = new RuleFaults(this.runners, () => this.time.now, options.onRuleFault);
    this.delivery = new Delivery(this.runners, this.faults, host, plan);
  }

  private environmentOf({ records, params, tables }: Plan): Environment {
    const onOverflow = () => {
      this.overflows++;
    };
    return { records, params: paramValues({ params }, this.options.params), tables, onOverflow };
  }

  private host(environment: Environment): Host {
    const engine = this;
    const { time } = this;
    return {
      get now() {
        return time.now;
      },
      get observer() {
        return engine.delivery.observer;
      },
      environment,
      deadlines: time.deadlines,
      recordLimit: this.options.recordLimit ?? 100,
      unpacked: this.options.unpacked ?? UNPACKED,
      hashSeed: this.options.hashSeed ?? 0,
      recentKeys: this.recentKeys,
      emit: (outcome) => this.emit(outcome),
      failed: (rule, error) => this.faults.add(rule, error),
      micros: (duration) => microsOf(duration, environment),
    };
  }

  private emit(outcome: Outcome): void {
    this.options.onOutcome(outcome);
    this.delivery.add(outcome);
  }

  get observer(): Observer | undefined {
    return this.delivery.observer;
  }

  set observer(observer: Observer | undefined) {
    this.delivery.observer = observer;
  }

  /** A duration of the plan, which may be a param, in microseconds. */
  micros(duration: DurationPlan): number {
    return microsOf(duration, this.environment);
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.runners.reduce((sum, { counters }) => sum + counters.live, 0);
  }

  /** Counters of each rule, in the order of the plan. */
  get rules(): RuleCounters[] {
    return this.runners.map(({ counters }) => counters);
  }

  /** Rules that have had internal errors. */
  get faultyRules(): FaultyRule[] {
    return this.faults.list();
  }

  /** Number of records with a time before the watermark. */
  get late(): number {
    return this.time.late;
  }

  get lateDropped(): number {
    return this.time.lateDropped;
  }

  /** Number of records from the future that were dropped because too many were waiting. */
  get futureDropped(): number {
    return this.time.futureDropped;
  }

  /** The greatest time seen; -Infinity before the first record. */
  get lastTime(): number {
    return this.time.lastTime;
  }

  /** No record with an earlier time is expected. */
  get watermark(): number {
    return this.time.watermark;
  }

  /** Whether anything waits for time to pass. */
  get isWaiting(): boolean {
    return this.time.isWaiting;
  }

  /**
   * Accepts a log record: `matches` are the named records that it is, if any. `moves` is false if its stamp lies too far
   * in the future to be believed: it then does not move the clock.
   */
  accept(time: number, matches: readonly Match[], moves = true): void {
    this.time.accept(time, matches, moves);
  }

  /** Moves the clock without a record: `advance` in a test, the wall clock of a silent live input. */
  advance(to: number): void {
    this.time.advance(to);
  }

  /**
   * Takes one step of what must happen before a record of this time is accepted; returns false if none is left. {@link
   * accept} takes all steps at once: calling this first lets the caller receive the outcomes in between.
   */
  step(time: number): boolean {
    return this.time.step(time);
  }

  /** Ends open transactions by hand, at this instant. Unknown ids are ignored. The outcomes reach the rules like all others. */
  expire(ids: ReadonlySet<string>): void {
    this.delivery.each((runner) => runner.expire?.(ids));
  }

  /**
   * Ends the input. Rule by rule, stage by stage, held records become orphans, and what is open is reported as `open` at
   * the greatest time seen; its outcomes reach later stages before those are closed. `expire` first fires all remaining
   * deadlines except those of schedules, which would never run out.
   */
  end(atEnd: 'open' | 'expire' = 'open'): void {
    for (const _ of this.ending(atEnd));
  }

  /** Does the same in steps, so that the outcomes of much open state need not all be held at once. */
  *ending(atEnd: 'open' | 'expire' = 'open'): Generator<void> {
    yield* this.finish(atEnd);
    for (let rule = 0; rule < this.runners.length; rule++) yield* this.closeRule(rule);
  }

  /** Does, in steps, what the end of the input entails before rules are closed. */
  *finish(atEnd: 'open' | 'expire'): Generator<void> {
    const { time, delivery } = this;
    yield* time.finish();
    if (atEnd !== 'expire' || time.lastTime === Number.NEGATIVE_INFINITY) return;
    delivery.each((runner) => {
      if (runner.plan.kind === 'schedule') delivery.stop(runner, 'end_of_input');
    });
    while (time.fireNext(Number.POSITIVE_INFINITY)) yield;
  }

  /** Closes one of the rules, in steps; must be called for each in turn after {@link finish}. */
  *closeRule(rule: number): Generator<void> {
    const { time } = this;
    const runner = this.runners[rule];
    if (!runner || time.lastTime === Number.NEGATIVE_INFINITY) return;
    yield* this.delivery.letAll(runner, runner.close(time.now, 'end_of_input'));
  }

  /**
   * Abandons what some rules have open, in order of stage and name, and stops these rules. If `plan` is given, `isOver`
   * is asked about what a former version of the rule, from that plan, has open.
   */
  abandon(isOver: (rule: string, plan?: Plan) => boolean): void {
    const { time, delivery } = this;
    if (!time.begun) return;
    delivery.each((runner) => {
      const { name } = runner.plan;
      if (isOver(name)) delivery.stop(runner, 'changed');
      else if (runner instanceof VersionedRule) runner.abandonThose((plan) => isOver(name, plan), time.now);
    });
  }

  /** All state as plain JSON, or that of the `kept` rules; {@link Engine.restore} of an engine with the same plan resumes it. */
  save(kept?: ReadonlySet<string>): unknown {
    return {
      ...this.time.save(),
      overflows: this.overflows,
      // Under another program, each rule starts without faults.
      faults: kept ? [] : this.faults.save(),
      rules: this.runners.flatMap((runner) => (!kept || kept.has(runner.plan.name) ? [[runner.plan.name, runner.save()]] : [])),
    } satisfies SavedEngine;
  }

  /** Must be called before the first record. */
  restore(saved: unknown): void {
    const { overflows, faults, rules, ...time } = saved as SavedEngine;
    this.overflows = overflows;
    this.time.restore(time);
    this.faults.restore(faults);
    const states = new Map(rules);
    for (const runner of this.runners) {
      const state = states.get(runner.plan.name);
      if (state !== undefined) runner.restore(state);
      if (time.begun) this.faults.guard(runner, () => runner.begin?.(this.time.now));
    }
    this.delivery.renew();
  }

  /** Must be called after {@link Engine.restore}: transactions that were open when their rules changed continue by the former rules. */
  resume(versions: readonly Version[]): void {
    for (const version of versions) resumeVersion(this.runners, version, this.plan, this.host(this.environmentOf(version.plan)));
    this.delivery.renew();
  }

  /** The current versions of rules, to continue beside their successors. */
  versionsOf(rules: ReadonlySet<string>): Version[] {
    const { plan } = this;
    const changed = this.runners.filter((runner) => rules.has(runner.plan.name));
    return changed.map((runner) => ({ plan, rule: runner.plan.name, state: runner.save() }));
  }

  /** Former versions of rules that still have something open. */
  get versions(): Version[] {
    return this.runners.flatMap((runner) => (runner instanceof VersionedRule ? runner.versions() : []));
  }
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

interface SavedEngine extends SavedEventTime {
  overflows: number;
  faults: SavedFaults;
  rules: [rule: string, state: unknown][];
}
