/** The instances of a transaction from opening to end: each gets exactly one final outcome. */

import type { EndingPlan, OutcomeWord, TransactionPlan } from '../../../dsl/plan.ts';
import type { PatternNode } from '../../../dsl/sequence-plan.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Evaluate } from '../../expression/scope.ts';
import type { Match, ReasonCode } from '../../record.ts';
import type { BaseRunner } from '../base-runner.ts';
import { holds, type LogEvent } from '../event.ts';
import { type Motion, STOPPED, type Stop } from '../host.ts';
import { firstKeyOf, type KeyValue } from '../key-value.ts';
import type { Bindings } from './bindings.ts';
import type { Ending } from './endings.ts';
import { Instance, type Keeper } from './instance.ts';
import { InstancePacking } from './instance-state.ts';
import { OpenInstances } from './open-instances.ts';
import { ConditionReason, timeReason } from './reasons.ts';
import type { Found, Steps } from './steps.ts';

interface End {
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
  readonly order: number;
  readonly captures: number;
  readonly gates: number;
  readonly isDated: boolean;
  readonly recordLimit: number;

  private readonly condition: Completion | undefined;

  constructor(
    private readonly rule: BaseRunner<TransactionPlan>,
    private readonly steps: Steps,
    private readonly bindings: Bindings,
  ) {
    const { plan, host, environment } = rule;
    const packing = new InstancePacking(plan.keys, steps.machine, bindings.owners, (...of) => this.instance(...of), host);
    this.open = new OpenInstances(rule, packing);
    bindings.owners.others = this.open.packed;
    this.order = rule.order;
    this.captures = plan.captures.length;
    this.gates = steps.machine.gates.length;
    this.isDated = plan.endings.some(({ since }) => since !== undefined);
    this.recordLimit = host.recordLimit;
    this.condition = plan.complete && {
      when: compileExpression(plan.complete.when, environment),
      reason: new ConditionReason(plan.complete, plan, host),
      otherwise: plan.complete.otherwise,
    };
  }

  /** Creates an instance that has taken nothing yet; evicts the oldest if the limit is reached: several if it was lowered. */
  create(event: LogEvent, carried: readonly KeyValue[]): Instance {
    const { plan, host, reporter, counters } = this.rule;
    while (this.open.size >= plan.limit && this.evict(event.time));
    const id = reporter.newId(idsOf(carried), event.time);
    const instance = this.instance(id, this.rule.opened++, event.time, host.now);
    counters.started++;
    counters.live++;
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
    const { plan, scope } = this.rule;
    const reason = `more than ${plan.limit} were open`;
    scope.apart(() => this.end(oldest, { outcome: 'evicted', code: 'limit', reason, at }));
    return true;
  }

  /** Ends those with these ids by hand, in order of opening. */
  expire(ids: ReadonlySet<string>): void {
    const at = this.rule.host.now;
    this.rule.scope.point(at);
    for (const instance of this.open.inOrderOfOpening()) {
      if (ids.has(instance.id)) this.end(instance, { outcome: 'abandoned', code: 'expired', reason: 'it was ended by hand', at });
    }
  }

  /** Lets a step take a record, which may complete the pattern. */
  take(instance: Instance, found: Found, event: LogEvent): void {
    this.rule.counters.taken++;
    this.moving(instance, 'step', found.move.take);
    this.open.touch(instance);
    this.steps.take(instance, found);
    if (instance.state.complete) this.complete(instance, event.time);
    else {
      this.refresh(instance);
      if (this.rule.plan.restart.policy === 'overtake') this.overtake(instance, event.time);
    }
  }

  /** Must be called before the motion is carried out. */
  moving(instance: Instance, motion: Motion, by: PatternNode | EndingPlan): void {
    this.rule.host.observer?.moving?.(instance, motion, by);
  }

  /** Of the instances that share a value and whose last record was taken by the same step, ends all but the newest. */
  private overtake(instance: Instance, at: number): void {
    const owners = instance.owned.flatMap(({ id }) => [...this.bindings.owners.all(id)]);
    const rivals = [...new Set(owners)].filter(({ lastTake }) => lastTake === instance.lastTake).sort((a, b) => a.opened - b.opened);
    const { plan, scope } = this.rule;
    const { name } = plan.restart;
    for (const older of rivals.slice(0, -1)) {
      scope.apart(() => this.end(older, { outcome: 'abandoned', code: 'overtaken', reason: 'a newer one has come as far', name, at }));
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
    const { scope, plan } = this.rule;
    scope.subject = instance;
    scope.reported = { rule: plan.name, outcome: 'success', begin: instance.begin, end: at, awaited: [], fields: new Map() };
    const broken = holds(when, scope) ? undefined : reason.text(scope);
    scope.reported = undefined;
    return broken;
  }

  /** Handles a deadline of an instance. */
  fire(instance: Instance, at: number): void {
    const { scope } = this.rule;
    scope.point(at);
    scope.subject = instance;
    this.doWhatIsDue(instance, at);
    this.open.settle();
  }

  private doWhatIsDue(instance: Instance, at: number): void {
    const due = this.steps.earliest(instance);
    if (!due) return;
    const { clock } = due;
    const reason = timeReason(clock, instance, this.rule.host);
    if (clock.kind === 'ending') this.endByTime(instance, clock, reason, at);
    else if (clock.kind === 'pause') {
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
    instance.due = this.steps.earliest(instance)?.at ?? Number.POSITIVE_INFINITY;
    this.rule.host.deadlines.update(instance);
  }

  end(instance: Instance, end: End): void {
    const { host, counters } = this.rule;
    instance.ended = true;
    instance.due = Number.POSITIVE_INFINITY;
    host.deadlines.update(instance);
    this.open.delete(instance);
    counters.live--;
    this.bindings.free(instance, !NO_LINGER.has(end.code));
    this.report(instance, end.outcome, end);
  }

  private report(instance: Instance, outcome: OutcomeWord, { code, reason, name, at }: Omit<End, 'outcome'>): void {
    this.rule.reporter.report(instance, {
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
    });
  }

  /**
   * Counts a record that belongs to no open transaction and cannot open one, and reports it if the rule asks for it:
   * expressions then see only its keys.
   * @param at the time of the record, or that until which it was held
   */
  orphan(event: LogEvent, carried: readonly KeyValue[], at: number): void {
    const { plan, reporter, counters, host } = this.rule;
    const [match] = event.matches;
    counters.orphans++;
    host.observer?.orphaned?.(plan.name, event, carried);
    if (plan.orphan !== 'report' || !match) return;
    const place = this.rule.placeOf(match);
    reporter.report(
      { ...this.steps.blank, owned: carried, lookbackKey: firstKeyOf(carried) },
      {
        id: `${reporter.newId(`orphan${idsOf(carried)}`, match.time)}.0`,
        outcome: 'orphan',
        code: 'orphan',
        reason: `${place.record} belongs to no open transaction`,
        begin: match.time,
        end: at,
        records: [place],
        recordCount: 1,
      },
    );
  }

  /** Ends what is open, in steps, in order of opening: as `open` at the end of the input, otherwise as `abandoned`. */
  *close(at: number, why: Stop): Generator<void> {
    const { scope, host } = this.rule;
    const end: End = { outcome: why === 'end_of_input' ? 'open' : 'abandoned', code: why, reason: STOPPED[why], at };
    scope.point(at);
    for (const instance of this.open.inOrderOfOpening()) {
      host.observer?.closing?.(instance);
      this.end(instance, end);
      yield;
    }
  }
}

function idsOf(carried: readonly KeyValue[]): string {
  return carried.map(({ id }) => id).join();
}
