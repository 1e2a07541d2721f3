/** The instances of a transaction from opening to end: each gets exactly one final outcome. */

import type { EndingPlan, OutcomeWord, PatternNode, TransactionPlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Evaluate } from '../expression/scope.ts';
import type { Match, ReasonCode } from '../record.ts';
import type { Bindings } from './bindings.ts';
import { countOutcome } from './counting.ts';
import type { Ending } from './endings.ts';
import { holds, type LogEvent } from './event.ts';
import { type Host, type Motion, STOPPED, type Stop } from './host.ts';
import { Ids } from './ids.ts';
import { Instance, type Keeper } from './instance.ts';
import { InstancePacking } from './instance-state.ts';
import type { KeyValue } from './key-value.ts';
import { OpenInstances } from './open-instances.ts';
import { OutcomeReporter } from './outcome-reporter.ts';
import { ConditionReason, timeReason } from './reasons.ts';
import type { RuleScope } from './scope.ts';
import type { Found, Steps } from './steps.ts';

export interface End {
  outcome: Exclude<OutcomeWord, 'warning'>;
  code: ReasonCode;
  reason: string;
  name?: string | undefined;
  /** The time of the end: that of the record or of the deadline. */
  at: number;
}

/** A compiled `success when`. */
interface Completion {
  when: Evaluate;
  reason: ConditionReason;
  otherwise: string | undefined;
}

/** Ends after which values do not linger: they belong to another instance, or memory is short. */
const NO_LINGER: ReadonlySet<ReasonCode> = new Set(['restart', 'overtaken', 'limit']);

export class Lifecycle implements Keeper {
  readonly open: OpenInstances;
  readonly ids: Ids;
  readonly reporter: OutcomeReporter;
  /** Number of instances opened and records held so far; numbers them in this order. */
  opened = 0;
  readonly captures: number;
  readonly gates: number;
  readonly isDated: boolean;
  readonly recordLimit: number;

  private readonly condition: Completion | undefined;

  constructor(
    private readonly plan: TransactionPlan,
    readonly order: number,
    private readonly host: Host,
    private readonly scope: RuleScope,
    private readonly steps: Steps,
    private readonly bindings: Bindings,
    private readonly counters: RuleCounters,
  ) {
    const packing = new InstancePacking(plan.keys, steps.machine, bindings.owners, (...of) => this.instance(...of));
    this.open = new OpenInstances(plan, order, host, packing);
    bindings.owners.others = this.open.packed;
    this.ids = new Ids(plan.name, host.hashSeed);
    this.captures = plan.captures.length;
    this.gates = steps.machine.gates.length;
    this.isDated = plan.endings.some(({ since }) => since !== undefined);
    this.recordLimit = host.recordLimit;
    this.reporter = new OutcomeReporter(plan, host, scope);
    this.condition = plan.complete && {
      when: compileExpression(plan.complete.when, host.environment),
      reason: new ConditionReason(plan.complete, plan, host),
      otherwise: plan.complete.otherwise,
    };
  }

  /** Creates an instance that has taken nothing yet; evicts the oldest if the limit is reached: several if it was lowered. */
  create(event: LogEvent, carried: readonly KeyValue[]): Instance {
    while (this.open.size >= this.plan.limit && this.evict(event.time));
    const id = this.ids.next(carried.map((value) => value.id).join(), event.time, this.host.now);
    const instance = this.instance(id, this.opened++, event.time, this.host.now);
    this.counters.started++;
    this.counters.live++;
    this.open.add(instance);
    return instance;
  }

  private instance(id: string, opened: number, begin: number, openedAt: number): Instance {
    const { steps } = this;
    return new Instance(this, opened, id, begin, openedAt, steps.machine.initial, steps.newSummaries());
  }

  /** Restores saved instances, in the order of their last records. */
  restore(saved: Iterable<unknown>): void {
    for (const one of saved) {
      this.refresh(this.open.restore(one));
      this.open.settle();
    }
  }

  private evict(at: number): boolean {
    const oldest = this.open.oldest();
    if (!oldest) return false;
    const reason = `more than ${this.plan.limit} were open`;
    this.scope.apart(() => this.end(oldest, { outcome: 'evicted', code: 'limit', reason, at }));
    return true;
  }

  /** Ends those with these ids by hand, in order of opening. */
  expire(ids: ReadonlySet<string>): void {
    const at = this.host.now;
    this.scope.point(at);
    for (const instance of this.open.inOrderOfOpening()) {
      if (ids.has(instance.id)) this.end(instance, { outcome: 'abandoned', code: 'expired', reason: 'it was ended by hand', at });
    }
  }

  /** Lets a step take a record, which may complete the pattern. */
  take(instance: Instance, found: Found, event: LogEvent): void {
    this.counters.taken++;
    this.moving(instance, 'step', found.move.take);
    this.steps.take(instance, found);
    this.open.touch(instance);
    if (instance.state.complete) this.complete(instance, event.time);
    else {
      this.refresh(instance);
      if (this.plan.restart.policy === 'overtake') this.overtake(instance, event.time);
    }
  }

  /** Must be called before the motion is carried out. */
  moving(instance: Instance, motion: Motion, by: PatternNode | EndingPlan): void {
    this.host.observer?.moving?.(instance, motion, by);
  }

  /** Of the instances that share a value and whose last record was taken by the same step, ends all but the newest. */
  private overtake(instance: Instance, at: number): void {
    const owners = instance.owned.flatMap(({ id }) => [...this.bindings.owners.all(id)]);
    const rivals = [...new Set(owners)].filter(({ lastTake }) => lastTake === instance.lastTake).sort((a, b) => a.opened - b.opened);
    const { name } = this.plan.restart;
    for (const older of rivals.slice(0, -1)) {
      this.scope.apart(() => this.end(older, { outcome: 'abandoned', code: 'overtaken', reason: 'a newer one has come as far', name, at }));
    }
  }

  private complete(instance: Instance, at: number): void {
    const { condition } = this;
    const broken = condition && this.brokenAt(condition, instance, at);
    if (broken === undefined) this.end(instance, { outcome: 'success', code: 'complete', reason: 'every step came', at });
    else this.end(instance, { outcome: 'failure', code: 'condition', reason: broken, name: condition?.otherwise, at });
  }

  /** Why `success when` does not hold; undefined if it holds. */
  private brokenAt({ when, reason }: Completion, instance: Instance, at: number): string | undefined {
    const { scope } = this;
    scope.subject = instance;
    scope.reported = { rule: this.plan.name, outcome: 'success', begin: instance.begin, end: at, awaited: [], fields: new Map() };
    const broken = holds(when, scope) ? undefined : reason.text(scope);
    scope.reported = undefined;
    return broken;
  }

  /** Handles a deadline of an instance. */
  fire(instance: Instance, at: number): void {
    this.scope.point(at);
    this.scope.subject = instance;
    this.doWhatIsDue(instance, at);
    this.open.settle();
  }

  private doWhatIsDue(instance: Instance, at: number): void {
    const clock = this.steps.earliest(instance);
    if (!clock || this.steps.dueOf(clock, instance) > at) {
      this.refresh(instance);
      return;
    }
    const reason = timeReason(clock, instance, this.host);
    if ('plan' in clock) this.endByTime(instance, clock, reason, at);
    else if ('to' in clock) {
      this.moving(instance, 'passed', clock.node);
      this.steps.pass(instance, clock, at);
      if (instance.state.complete) this.complete(instance, at);
      else this.refresh(instance);
    } else {
      this.moving(instance, 'within', clock.node);
      this.end(instance, { outcome: 'timeout', code: 'within', reason, at });
    }
  }

  private endByTime(instance: Instance, ending: Ending, reason: string, at: number): void {
    const { outcome, name, by, after } = ending.plan;
    const code = by ? 'by' : after?.idle ? 'idle' : 'after';
    this.moving(instance, 'ending', ending.plan);
    if (outcome === 'warning') this.warn(instance, ending, { code, reason, name, at });
    else this.end(instance, { outcome, code, reason, name, at });
  }

  /** Reports a warning unless it was reported before; the instance continues. */
  warn(instance: Instance, ending: Ending, end: Omit<End, 'outcome'>, match?: Match): void {
    if (ending.isReported(instance)) return;
    if (match && ending.plan.capture !== undefined) this.steps.capture(instance, ending.plan.capture, match);
    instance.warned = [...instance.warned, ending.warning];
    this.report(instance, 'warning', end);
    this.refresh(instance);
  }

  /** Updates the deadline of an instance after its clocks may have moved. */
  refresh(instance: Instance): void {
    const { steps } = this;
    const clock = steps.earliest(instance);
    instance.due = clock ? steps.dueOf(clock, instance) : Number.POSITIVE_INFINITY;
    this.host.deadlines.update(instance);
  }

  end(instance: Instance, end: End): void {
    instance.ended = true;
    instance.due = Number.POSITIVE_INFINITY;
    this.host.deadlines.update(instance);
    this.open.delete(instance);
    this.counters.live--;
    this.bindings.free(instance, !NO_LINGER.has(end.code));
    this.report(instance, end.outcome, end);
  }

  private report(instance: Instance, outcome: OutcomeWord, { code, reason, name, at }: Omit<End, 'outcome'>): void {
    countOutcome(this.counters, outcome);
    this.scope.subject = instance;
    this.reporter.report({
      id: `${instance.id}.${instance.reported++}`,
      outcome,
      name,
      code,
      reason,
      begin: instance.begin,
      end: at,
      lastStep: instance.lastStep,
      awaited: instance.state.complete ? [] : instance.state.awaited,
      records: [...instance.places],
      recordCount: instance.recordCount,
      owned: instance.owned,
    });
  }

  /** Ends the input: reports what is open as `open`, in order of opening. */
  close(at: number): Iterable<void> {
    return this.endAll({ outcome: 'open', code: 'end_of_input', reason: 'the input ended first', at });
  }

  /** Stops the rule: abandons what is open, in order of opening. */
  abandon(at: number, why: Stop): void {
    for (const _ of this.endAll({ outcome: 'abandoned', code: why, reason: STOPPED[why], at }));
  }

  private *endAll(end: End): Generator<void> {
    this.scope.point(end.at);
    for (const instance of this.open.inOrderOfOpening()) {
      this.host.observer?.closing?.(instance);
      this.end(instance, end);
      yield;
    }
  }
}
