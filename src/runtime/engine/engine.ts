/**
 * The engine: event time, the watermark, the order of things, and the rules. It does no I/O and knows no clock but the
 * times of records. What a plan means is defined by the oracle in `test/oracle`, which the engine is held against.
 */

import type { DurationPlan, Plan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match, Outcome, Value } from '../record.ts';
import { Delivery } from './delivery.ts';
import { EventTime, type SavedEventTime } from './event-time.ts';
import type { Host, Observer, Runner } from './host.ts';
import type { AtHandBounds } from './open-subjects.ts';
import { microsOf, paramValues } from './params.ts';
import { RecentKeys } from './recent-keys.ts';
import { type FaultyRule, type OnRuleFault, RuleFaults, type SavedFaults } from './rule-faults.ts';
import { runnerOf } from './runner-of.ts';
import { Succession, takeUp, type Version } from './succession.ts';

/** Of objects, which take a kilobyte each. */
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
      atHand: this.options.atHand ?? AT_HAND,
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

  /** Rules at which the program itself has failed since they began. */
  get faultyRules(): FaultyRule[] {
    return this.faults.list();
  }

  /** Records with a time before the watermark. */
  get late(): number {
    return this.time.late;
  }

  get lateDropped(): number {
    return this.time.lateDropped;
  }

  /** Records from the future that were dropped, as too many waited for their time. */
  get futureDropped(): number {
    return this.time.futureDropped;
  }

  /** The greatest time seen; -Infinity before the first record. */
  get lastTime(): number {
    return this.time.lastTime;
  }

  /** No record with a time before it is expected. */
  get watermark(): number {
    return this.time.watermark;
  }

  /** Whether time alone can bring something about. */
  get isWaiting(): boolean {
    return this.time.isWaiting;
  }

  /**
   * A log record was read: `matches` are the named records that it is, if any. One whose stamp lies too far in the
   * future to be believed does not move the clock (`moves`).
   */
  accept(time: number, matches: readonly Match[], moves = true): void {
    this.time.accept(time, matches, moves);
  }

  /** Moves the clock without a record: `advance` in a test, the wall clock of a silent live input. */
  advance(to: number): void {
    this.time.advance(to);
  }

  /**
   * Does one thing of all that comes before a record of this time is taken; false: there is none left. {@link accept} does
   * all of it at once: whoever calls this before has what is told in between.
   */
  step(time: number): boolean {
    return this.time.step(time);
  }

  /** Ends open transactions by hand, at this instant. Ids of others say nothing. Its outcomes go to the rules as all do. */
  expire(ids: ReadonlySet<string>): void {
    this.delivery.each((runner) => runner.expire?.(ids));
  }

  /**
   * The input has ended. Rule by rule, stage by stage, what is held is an orphan, and what is open is told as `open` at
   * the greatest time seen; its outcomes reach later stages before those are closed. `expire`: all deadlines left are
   * fired first, but for those of schedules, which would be due for ever.
   */
  end(atEnd: 'open' | 'expire' = 'open'): void {
    for (const _ of this.ending(atEnd));
  }

  /** The same, which goes on after each thing when it is asked to: of much that is open, never all is told at once. */
  *ending(atEnd: 'open' | 'expire' = 'open'): Generator<void> {
    yield* this.finish(atEnd);
    for (let rule = 0; rule < this.runners.length; rule++) yield* this.closeRule(rule);
  }

  /** What the end of the input brings about before rules are closed, thing by thing. */
  *finish(atEnd: 'open' | 'expire'): Generator<void> {
    const { time, delivery } = this;
    if (time.lastTime === Number.NEGATIVE_INFINITY) return;
    yield* time.finish();
    if (atEnd !== 'expire') return;
    delivery.each((runner) => {
      if (runner.plan.kind === 'schedule') for (const _ of runner.close(time.now));
    });
    while (time.fireNext(Number.POSITIVE_INFINITY)) yield;
  }

  /** Closes one of the rules, thing by thing; to be called for each in turn after {@link finish}. */
  *closeRule(rule: number): Generator<void> {
    const { time } = this;
    const runner = this.runners[rule];
    if (!runner || time.lastTime === Number.NEGATIVE_INFINITY) return;
    yield* this.delivery.letAll(runner, runner.close(time.now));
  }

  /**
   * Gives up what is open of some rules, in order of stage and name: they go on no more. With a plan it is asked about
   * what is open by a rule as it was there.
   */
  abandon(isOver: (rule: string, plan?: Plan) => boolean): void {
    const { time, delivery } = this;
    if (!time.begun) return;
    delivery.each((runner) => {
      const { name } = runner.plan;
      if (isOver(name)) delivery.stop(runner, 'changed');
      else if (runner instanceof Succession) runner.abandonThose((plan) => isOver(name, plan), time.now);
    });
  }

  /** All state as plain JSON, or that of `kept` rules; {@link Engine.restore} of an engine of the same plan goes on from it. */
  save(kept?: ReadonlySet<string>): unknown {
    return {
      ...this.time.save(),
      overflows: this.overflows,
      // Under another program each rule may try again.
      faults: kept ? [] : this.faults.save(),
      rules: this.runners.flatMap((runner) => (!kept || kept.has(runner.plan.name) ? [[runner.plan.name, runner.save()]] : [])),
    } satisfies SavedEngine;
  }

  /** To be called before the first record. */
  restore(saved: unknown): void {
    const { overflows, faults = [], rules, ...time } = saved as SavedEngine;
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

  /** To be called after {@link Engine.restore}: transactions that were open as rules were changed go on by the rules as they were. */
  resume(versions: readonly Version[]): void {
    for (const version of versions) takeUp(this.runners, version, this.plan, this.host(this.environmentOf(version.plan)));
    this.delivery.renew();
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

interface SavedEngine extends SavedEventTime {
  overflows: number;
  faults?: SavedFaults;
  rules: [rule: string, state: unknown][];
}
