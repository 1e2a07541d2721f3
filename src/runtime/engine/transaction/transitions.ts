/** What a record does to an instance that it reaches. */

import type { TransactionPlan } from '../../../dsl/plan.ts';
import type { Match } from '../../record.ts';
import type { BaseRunner } from '../base-runner.ts';
import { countUnexpected } from '../counting.ts';
import { type LogEvent, Trigger } from '../event.ts';
import type { ScopeSubject } from '../scope.ts';
import type { Ending } from './endings.ts';
import type { Instance } from './instance.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Gate, Pause, State } from './machine.ts';
import type { Found, Steps } from './steps.ts';

interface EndingFound {
  ending: Ending;
  match: Match;
}

/** The one transition that a record drives. */
type Action = ({ kind: 'ending' } & EndingFound) | { kind: 'forbidden'; by: Gate | Pause; match: Match } | Found;

/** A compiled `release`. */
interface Release {
  /** Undefined if it frees the values of every key. */
  key: number | undefined;
  on: Trigger;
}

/** What a record would do; making the decision changes nothing. */
export interface Decision {
  /** Warnings take nothing: the record goes on. */
  warnings: readonly EndingFound[];
  action: Action | undefined;
}

const NO_WARNINGS: readonly EndingFound[] = [];

export class Transitions {
  readonly releases: readonly Release[];
  /** Triggers that may affect an instance in any state. */
  private readonly anywhere: readonly Trigger[];
  /** Endings that the opening record itself can trigger: at that time no step has taken an earlier record. */
  private readonly atOpening: readonly Ending[];

  constructor(
    private readonly rule: BaseRunner<TransactionPlan>,
    private readonly steps: Steps,
    private readonly lifecycle: Lifecycle,
  ) {
    const { plan, environment } = rule;
    this.atOpening = steps.endings.on.filter(({ plan: { since } }) => since === undefined);
    this.releases = plan.releases.map(({ key, on }) => ({ key, on: new Trigger(on, environment) }));
    this.anywhere = [...steps.endings.on.flatMap(({ trigger }) => trigger ?? []), ...this.releases.map(({ on }) => on)];
  }

  /** Whether a record may affect an instance in a state other than by being unexpected, whatever conditions say. */
  concerns(state: State, event: LogEvent): boolean {
    return this.anywhere.some((trigger) => trigger.knows(event)) || this.steps.concerns(state, event);
  }

  /** Decides in the order: endings `on`, `without` and `no`, a step. */
  decide(instance: Instance, event: LogEvent): Decision {
    const decision = this.endingsOf(this.steps.endings.on, instance, event);
    if (decision.action) return decision;
    const forbidden = this.steps.forbidden(instance, event);
    decision.action = forbidden ? { kind: 'forbidden', ...forbidden } : this.steps.find(instance.state, event);
    return decision;
  }

  /** The endings `on` that the opening record triggers, too. */
  decideAtOpening(instance: Instance, event: LogEvent): Decision {
    return this.endingsOf(this.atOpening, instance, event);
  }

  /** The endings `all` that a record triggers. */
  decideAll(instance: Instance, event: LogEvent): Decision {
    return this.endingsOf(this.steps.endings.all, instance, event);
  }

  private endingsOf(endings: readonly Ending[], instance: Instance, event: LogEvent): Decision {
    const { scope } = this.rule;
    scope.subject = instance;
    let warnings = NO_WARNINGS;
    for (const ending of endings) {
      if (!ending.applies(instance)) continue;
      const match = ending.trigger?.find(event, scope);
      if (!match) continue;
      if (ending.plan.outcome !== 'warning') return { warnings, action: { kind: 'ending', ending, match } };
      warnings = [...warnings, { ending, match }];
    }
    return { warnings, action: undefined };
  }

  /** Reports warnings and carries out the action. `opening` is true if the record has opened the instance. */
  act(instance: Instance, { warnings, action }: Decision, event: LogEvent, opening = false): void {
    for (const warning of warnings) this.warn(instance, warning, event.time);
    if (action?.kind === 'step') this.lifecycle.take(instance, action, event);
    else if (action?.kind === 'ending') this.end(instance, action, event.time, opening);
    else if (action) this.fail(instance, action.by, action.match, event.time);
  }

  private warn(instance: Instance, { ending, match }: EndingFound, at: number): void {
    if (!ending.isReported(instance)) this.lifecycle.moving(instance, 'ending', ending.plan);
    this.lifecycle.warn(instance, ending, { code: 'on', reason: this.came(match), name: ending.plan.name, at }, match);
  }

  private end(instance: Instance, { ending, match }: EndingFound, at: number, opening: boolean): void {
    const { outcome, name, capture } = ending.plan;
    if (outcome === 'warning') return;
    if (!opening) this.rule.counters.taken++;
    this.lifecycle.moving(instance, 'ending', ending.plan);
    this.steps.gather(instance, match, capture === undefined ? [] : [capture], opening);
    this.lifecycle.end(instance, { outcome, code: 'on', reason: this.came(match), name, at });
  }

  /** A `without` in force, or a running `no`, ends the instance. */
  private fail(instance: Instance, by: Gate | Pause, match: Match, at: number): void {
    this.lifecycle.moving(instance, 'broken', by.node);
    this.rule.counters.taken++;
    this.steps.gather(instance, match, []);
    const isNo = by.kind === 'pause';
    const reason = isNo ? this.came(match) : `${this.came(match)} before ${by.node.label}`;
    this.lifecycle.end(instance, { outcome: 'failure', code: isNo ? 'no' : 'without', reason, at });
  }

  private came(match: Match): string {
    return `${this.rule.recordName(match)} came`;
  }

  /** Handles an unexpected record: counts it by state, and closes every way through `next`. */
  unexpected(instance: Instance, event: LogEvent): void {
    this.countUnexpected(instance.state);
    const { policy, name } = this.rule.plan.unexpected;
    const { afterUnexpected } = instance.state;
    if (policy === 'count' && afterUnexpected) {
      this.steps.enter(instance, afterUnexpected);
      return;
    }
    const [match] = event.matches;
    const reason = match ? `${this.came(match)}, while ${instance.state.awaitedText || 'nothing'} was awaited` : '';
    if (match) this.steps.gather(instance, match, []);
    const how = policy === 'fail' ? ({ code: 'unexpected', name } as const) : ({ code: 'next' } as const);
    this.lifecycle.end(instance, { outcome: 'failure', reason, at: event.time, ...how });
  }

  /** Whether a state only counts unexpected records and is not changed by them. */
  ignores(state: State): boolean {
    return this.rule.plan.unexpected.policy === 'count' && state.afterUnexpected === state;
  }

  /** @param count number of instances */
  countUnexpected({ awaitedText }: State, count = 1): void {
    countUnexpected(this.rule.counters, awaitedText, count);
  }

  /** The `release` clauses that take a record, which is then not unexpected. */
  releasesAt(subject: ScopeSubject, event: LogEvent): readonly Release[] {
    const { scope } = this.rule;
    scope.subject = subject;
    return this.releases.filter(({ on }) => on.find(event, scope) !== undefined);
  }
}
