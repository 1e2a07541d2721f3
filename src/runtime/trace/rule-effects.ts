/** What each rule did with one record. */

import type { RuleCounters } from '../counters.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogEvent } from '../engine/event.ts';
import type { Observer, Runner } from '../engine/host.ts';
import type { Instance } from '../engine/transaction/instance.ts';
import type { State } from '../engine/transaction/machine.ts';
import { TransactionRunner } from '../engine/transaction/transaction.ts';
import type { Match, Outcome } from '../record.ts';
import { keyValueText } from './expression-text.ts';
import { outcomeText } from './names.ts';
import { refusals } from './refusals.ts';

export interface RuleEffect {
  rule: string;
  /** Empty if the rule is not about such a record. */
  effects: string[];
}

interface Before {
  counters: RuleCounters;
  owners: { instance: Instance; state: State; records: number; key: string }[];
}

export class RuleEffects implements Observer {
  effects: RuleEffect[] = [];
  private readonly before = new Map<Runner, Before>();
  private outcomes: Outcome[] = [];
  private isNow = false;

  /** @param matches identifies the record, as the very list of its matches */
  constructor(
    private readonly engine: Engine,
    private readonly matches: readonly Match[],
  ) {
    this.effects = engine.plan.rules.map(({ name }) => ({ rule: name, effects: [] }));
  }

  onOutcome(outcome: Outcome): void {
    if (this.isNow) this.outcomes.push(outcome);
  }

  delivering(event: LogEvent): void {
    if (event.matches !== this.matches) return;
    this.isNow = true;
    for (const runner of this.engine.runners)
      this.before.set(runner, { counters: { ...runner.counters }, owners: ownersOf(runner, event) });
  }

  delivered(event: LogEvent): void {
    if (event.matches !== this.matches) return;
    this.isNow = false;
    this.effects = this.engine.runners.map((runner) => ({ rule: runner.plan.name, effects: this.effectsOn(runner, event) }));
  }

  private effectsOn(runner: Runner, event: LogEvent): string[] {
    const before = this.before.get(runner);
    if (!before || runner.counters.seen === before.counters.seen) return [];
    const moved = runner instanceof TransactionRunner ? before.owners.map((owner) => this.movedText(runner, owner, event)) : [];
    const reported = this.outcomes.filter(({ rule }) => rule === runner.plan.name).map(outcomeText);
    return [...moved, ...reported, ...countedTexts(runner, before.counters)];
  }

  private movedText(runner: TransactionRunner, { instance, state, records, key }: Before['owners'][number], event: LogEvent): string {
    if (instance.recordCount > records) return instance.ended ? `ends ${key}` : `is a step of ${key}: ${instance.lastStep ?? ''}`;
    if (instance.ended) return `ends ${key}, but is not part of it`;
    const why = refusals(runner, instance, state, event, this.engine.environment);
    const awaited = state.awaited.join(', ');
    return `reaches ${key}, which does not take it: ${why.length > 0 ? why.join('; ') : `it awaits ${awaited === '' ? 'nothing' : awaited}`}`;
  }
}

function ownersOf(runner: Runner, event: LogEvent): Before['owners'] {
  if (!(runner instanceof TransactionRunner)) return [];
  const owners = new Set(runner.keys.carried(event).flatMap(({ id }) => [...runner.bindings.owners.all(id)]));
  return Array.from(owners, (instance) => {
    const [first] = instance.owned;
    const key = first ? keyValueText(first, runner.plan.keys) : runner.plan.name;
    return { instance, state: instance.state, records: instance.recordCount, key };
  });
}

/** What the counters show in addition to the outcomes. */
function countedTexts({ counters, plan }: Runner, before: RuleCounters): string[] {
  const texts: string[] = [];
  const grew = (name: 'started' | 'noKey' | 'orphans' | 'absorbed' | 'ignored' | 'tooLate') => counters[name] > before[name];
  if (plan.kind === 'transaction' && grew('started')) texts.push('opens a transaction');
  if (plan.kind === 'window' && counters.taken > before.taken) texts.push('is counted');
  if (plan.kind === 'schedule' && counters.taken > before.taken) texts.push('is the awaited record');
  if (grew('noKey')) texts.push(`carries no key: ${plan.keys.map(({ name }) => name).join(' or ')} is missing`);
  if (grew('orphans')) texts.push('belongs to no open transaction, and cannot open one');
  if (grew('absorbed')) texts.push('belongs to a transaction that has ended but still lingers');
  if (grew('ignored')) texts.push('is ignored: what it would open is already open');
  if (grew('tooLate')) texts.push('is too late for its window or period');
  return texts;
}
