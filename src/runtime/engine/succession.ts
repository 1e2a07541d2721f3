/** A transaction rule that was changed while some of its transactions were open: they go on by the rule as it was. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { Plan } from '../../dsl/plan.ts';
import type { Match } from '../record.ts';
import type { LogEvent } from './event.ts';
import type { Host, Runner, Stop } from './host.ts';
import { type Drained, TransactionRunner } from './transaction.ts';

/** A rule as it was in another program, and what is open of it. */
export interface Version {
  plan: Plan;
  rule: string;
  /** As {@link Runner.save} of it. */
  state: unknown;
}

interface Former {
  plan: Plan;
  runner: TransactionRunner;
  terms: Terms;
}

/** The rule as it is, behind it as it was, oldest first. Together they count as one. */
export class Succession implements Runner {
  private former: Former[] = [];

  constructor(readonly current: TransactionRunner) {}

  get plan() {
    return this.current.plan;
  }

  get counters() {
    return this.current.counters;
  }

  get listens(): Iterable<number> {
    return new Set([...this.current.listens, ...this.former.flatMap(({ runner, terms }) => terms.hereOf(runner.listens))]);
  }

  /** @param records those of the program that runs */
  add(plan: Plan, runner: TransactionRunner, state: unknown, records: readonly RecordPlan[]): void {
    runner.restore(state);
    this.current.follow(runner);
    this.former.push({ plan, runner, terms: new Terms(records, plan.records) });
    for (const one of this.all)
      one.bindings.isElsewhere = (id) => this.all.some((other) => other !== one && other.bindings.owners.isOwned(id));
  }

  versions(): Version[] {
    this.former = this.former.filter(({ runner }) => !runner.isDrained);
    return this.former.map(({ plan, runner }) => ({ plan, rule: runner.plan.name, state: runner.save() }));
  }

  get all(): TransactionRunner[] {
    return [...this.former.map(({ runner }) => runner), this.current];
  }

  /** What was open first goes first, and what it takes is nobody else's. */
  deliver(event: LogEvent): void {
    let drained: Drained = 'left';
    for (const { runner, terms } of this.former) {
      const there = { ...event, matches: terms.of(event.matches) };
      if (drained === 'left') drained = runner.drain(there);
      else runner.pass(there);
    }
    if (drained === 'taken') this.current.pass(event);
    else this.current.deliver(event, drained === 'restarts');
  }

  expire(ids: ReadonlySet<string>): void {
    for (const runner of this.all) runner.expire(ids);
  }

  numberFrom(number: number): void {
    this.current.numberFrom(number);
  }

  *close(at: number): Generator<void> {
    for (const runner of this.all) yield* runner.close(at);
  }

  abandon(at: number, why: Stop): void {
    for (const runner of this.all) runner.abandon(at, why);
  }

  /** Gives up what is open by the rule as it was in some programs. */
  abandonThose(isOver: (plan: Plan) => boolean, at: number): void {
    for (const { plan, runner } of this.former) if (isOver(plan)) runner.abandon(at, 'changed');
  }

  /** Of the rule as it is; the rest is in {@link versions}. */
  save(): unknown {
    return this.current.save();
  }

  restore(saved: unknown): void {
    this.current.restore(saved);
  }
}

/** Lets what a version has open go on beside the rule as it is; does nothing for what is no transaction now. */
export function takeUp(runners: Runner[], { plan, rule, state }: Version, { records }: Plan, host: Host): void {
  const order = runners.findIndex((runner) => runner.plan.name === rule);
  const runner = runners[order];
  const succession = runner instanceof TransactionRunner ? new Succession(runner) : runner;
  const before = plan.rules.find(({ name }) => name === rule);
  if (!(succession instanceof Succession) || before?.kind !== 'transaction') return;
  runners[order] = succession;
  succession.add(plan, new TransactionRunner(before, order, host, succession.current), state, records);
}

/** All transactions that may be open: of a rule that was changed as it was and as it is. */
export function transactionsOf(runners: readonly Runner[]): TransactionRunner[] {
  return runners.flatMap((runner) => (runner instanceof Succession ? runner.all : runner instanceof TransactionRunner ? runner : []));
}

/** Records in the terms of another program: by name, and so are their fields. */
class Terms {
  /** By record here: its number there, and for each of its slots there the one here. */
  private readonly table: readonly ({ record: number; slots: readonly number[] } | undefined)[];

  constructor(here: readonly RecordPlan[], there: readonly RecordPlan[]) {
    this.table = here.map(({ name, fields }) => {
      const record = there.findIndex((one) => one.name === name);
      const slots = there[record]?.fields.map((field) => fields.findIndex((one) => one.name === field.name));
      return slots && { record, slots };
    });
  }

  /** What is no record there is left out. */
  of(matches: readonly Match[]): Match[] {
    return matches.flatMap((match) => {
      const terms = this.table[match.record];
      return terms ? { ...match, record: terms.record, values: terms.slots.map((slot) => match.values[slot]) } : [];
    });
  }

  hereOf(there: Iterable<number>): number[] {
    const wanted = new Set(there);
    return this.table.flatMap((terms, here) => (terms && wanted.has(terms.record) ? here : []));
  }
}
