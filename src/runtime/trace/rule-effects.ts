/** What each rule did with a record. */

import type { RuleCounters } from '../counters.ts';
import type { Subject } from '../engine/deadlines.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogEvent } from '../engine/event.ts';
import type { Observer, Runner } from '../engine/host.ts';
import type { KeyValue } from '../engine/key-value.ts';
import { HeldRecord } from '../engine/transaction/held.ts';
import { TransactionRunner } from '../engine/transaction/transaction.ts';
import type { Environment } from '../expression/scope.ts';
import type { Outcome } from '../record.ts';
import { renderValue } from '../values/render.ts';
import { keyValueText } from './expression-text.ts';
import { LastEnds } from './last-ends.ts';
import { outcomeText } from './names.ts';
import { missingParts } from './near-misses.ts';
import { RecordInHand } from './record-in-hand.ts';
import { openingRefusals, refusals, type Standpoint, standpointOf } from './refusals.ts';

export interface RuleEffect {
  rule: string;
  /** Empty if the rule is not about such a record. */
  effects: string[];
  /** Whether a transaction, a window or a schedule has taken it, may still take it, or expects such a record after its end. */
  isTaken: boolean;
  /** Whether it is an orphan, and no transaction with a value that it carries has ended before. */
  isFirst: boolean;
  /** Ids of the instances that own what it carries. */
  reached: string[];
  /** The values that it carries. */
  carried: readonly KeyValue[];
}

interface Before {
  counters: RuleCounters;
  owners: (Standpoint & { records: number; key: string })[];
}

export class RuleEffects implements Observer {
  private readonly before = new Map<Runner, Before>();
  private readonly ends: LastEnds;
  private outcomes: Outcome[] = [];
  private readonly inHand = new RecordInHand();
  private isNow = false;

  constructor(
    private readonly engine: Engine,
    private readonly isAsked: (event: LogEvent) => boolean,
    private readonly onEffects: (event: LogEvent, effects: readonly RuleEffect[]) => void,
  ) {
    this.ends = new LastEnds(engine.plan);
  }

  onOutcome(outcome: Outcome): void {
    this.ends.add(outcome);
    if (this.isNow) this.outcomes.push(outcome);
  }

  delivering(event: LogEvent): void {
    this.inHand.begin(event);
    if (!this.isAsked(event)) return;
    this.isNow = true;
    this.outcomes = [];
    for (const runner of this.engine.runners)
      this.before.set(runner, { counters: { ...runner.counters }, owners: ownersOf(runner, event) });
  }

  delivered(event: LogEvent): void {
    this.inHand.end();
    if (!this.isNow || !this.isAsked(event)) return;
    this.isNow = false;
    this.onEffects(
      event,
      this.engine.runners.map((runner) => this.effectOn(runner, event)),
    );
  }

  firing(subject: Subject): void {
    this.closing(subject);
  }

  /** Handles a record that was held for its key in vain. */
  closing(subject: Subject): void {
    if (!(subject instanceof HeldRecord) || !this.isAsked(subject.content.event)) return;
    const runner = this.engine.runners[subject.rule];
    if (!(runner instanceof TransactionRunner) || subject.content.taken) return;
    const { event, carried } = subject.content;
    this.tellHeld(runner, event, carried, subject.due);
  }

  /** Handles the record in hand, or one that it has freed although it ended what that was held for. */
  orphaned(rule: string, event: LogEvent, carried: readonly KeyValue[]): void {
    const { time } = this.inHand;
    if (time === undefined || this.inHand.miss(rule, event) || !this.isAsked(event)) return;
    const runner = this.engine.runners.find(({ plan }) => plan.name === rule);
    if (runner instanceof TransactionRunner) this.tellHeld(runner, event, carried, time);
  }

  private tellHeld(runner: TransactionRunner, event: LogEvent, carried: readonly KeyValue[], until: number): void {
    const rule = runner.plan.name;
    const effects = [`was held for its key until ${renderValue(until, 'time')}`, ...this.orphanTexts(runner, event, carried)];
    const isFirst = this.ends.textFor(rule, event.time, carried) === undefined;
    this.onEffects(event, [{ rule, effects, isTaken: false, isFirst, reached: [], carried }]);
  }

  private effectOn(runner: Runner, event: LogEvent): RuleEffect {
    const rule = runner.plan.name;
    const before = this.before.get(runner);
    if (!before || runner.counters.seen === before.counters.seen) return untouched(rule);
    const moved = runner instanceof TransactionRunner ? before.owners.map((owner) => this.movedText(runner, owner, event)) : [];
    const reported = this.outcomes.filter((outcome) => outcome.rule === rule && outcome.code !== 'orphan').map(outcomeText);
    const carried = runner instanceof TransactionRunner ? runner.keys.carried(event) : [];
    const effects = [...moved, ...reported, ...this.countedTexts(runner, before.counters, event)];
    // Only an ending `all` knows a record that does nothing, and is not counted either.
    if (effects.length === 0 && runner instanceof TransactionRunner) effects.push('ends no transaction');
    return {
      rule,
      effects,
      isFirst: this.inHand.hasMissed(rule) && this.ends.textFor(rule, event.time, carried) === undefined,
      isTaken:
        reported.length > 0 ||
        (['taken', 'started', 'absorbed'] as const).some((name) => runner.counters[name] > before.counters[name]) ||
        isHeld(runner, event),
      reached: before.owners.map(({ instance }) => instance.id),
      carried,
    };
  }

  private movedText(runner: TransactionRunner, owner: Before['owners'][number], event: LogEvent): string {
    const { instance, records, key } = owner;
    if (instance.recordCount > records) return instance.ended ? `ends ${key}` : `is a step of ${key}: ${instance.lastStep ?? ''}`;
    if (instance.ended) return `ends ${key}, but is not part of it`;
    const why = refusals(runner, owner, event, this.engine.environment).join('; ');
    return owner.rival ? `carries a value of ${key}, but ${why}` : `reaches ${key}, which does not take it: ${why}`;
  }

  /** What the counters show in addition to the outcomes. */
  private countedTexts(runner: Runner, before: RuleCounters, event: LogEvent): string[] {
    const { counters, plan } = runner;
    const texts: string[] = [];
    const grew = (name: 'started' | 'noKey' | 'absorbed' | 'tooLate') => counters[name] > before[name];
    if (plan.kind === 'transaction' && grew('started')) texts.push('opens a transaction');
    if (plan.kind === 'window' && counters.taken > before.taken) texts.push('is counted');
    if (plan.kind === 'schedule' && counters.taken > before.taken) texts.push('is the awaited record');
    if (grew('noKey')) texts.push(noKeyText(runner, event, this.engine.environment));
    if (this.inHand.hasMissed(plan.name) && runner instanceof TransactionRunner) texts.push(...this.orphanTexts(runner, event));
    if (isHeld(runner, event)) texts.push('is held until a transaction has its key');
    if (grew('absorbed')) texts.push('belongs to a transaction that has ended but still lingers');
    if (grew('tooLate')) texts.push('is too late for its window or period');
    return texts;
  }

  /** Why a record reaches no transaction, and opens none. */
  private orphanTexts(runner: TransactionRunner, event: LogEvent, carried: readonly KeyValue[] = runner.keys.carried(event)): string[] {
    const { name } = runner.plan;
    const known = runner.knownOf(event) ?? event;
    const last = this.ends.textFor(name, event.time, carried);
    const refused = openingRefusals(runner, known, this.engine.environment);
    if (last !== undefined) return [`belongs to no open transaction: ${last}`, ...refused];
    const { awaited } = runner.steps.machine.initial;
    return [
      'belongs to no open transaction',
      ...(refused.length > 0 ? refused : [`cannot open one, which begins with ${awaited.join(' or ')}`]),
    ];
  }
}

function isHeld(runner: Runner, { matches }: LogEvent): boolean {
  return (
    runner instanceof TransactionRunner &&
    runner.bindings.held.list().some(({ content }) => content.event.matches.some((one) => matches.includes(one)))
  );
}

/** Of a rule that is not about the record. */
export function untouched(rule: string): RuleEffect {
  return { rule, effects: [], isTaken: false, isFirst: false, reached: [], carried: [] };
}

function ownersOf(runner: Runner, event: LogEvent): Before['owners'] {
  if (!(runner instanceof TransactionRunner)) return [];
  const carried = runner.keys.carried(event);
  const owners = new Set(carried.flatMap(({ id }) => [...runner.bindings.owners.all(id)]));
  return Array.from(owners, (instance) => {
    const [first] = instance.owned;
    const key = first ? keyValueText(first, runner.plan.keys) : runner.plan.name;
    return { ...standpointOf(runner, instance, carried), records: instance.recordCount, key };
  });
}

function noKeyText({ plan }: Runner, { matches }: LogEvent, environment: Environment): string {
  for (const match of matches) {
    const missing = missingParts(plan, match, environment);
    if (missing !== undefined) return missing;
  }
  return `carries no key: ${plan.keys.map(({ name }) => name).join(' or ')} is missing`;
}
