/** A transaction rule that was changed while some of its transactions were open: these continue by the former rule. */

import type { RecordPlan } from '../../../dsl/pattern-plan.ts';
import type { Plan } from '../../../dsl/plan.ts';
import type { Match } from '../../record.ts';
import type { LogEvent } from '../event.ts';
import type { Host, Runner, Stop } from '../host.ts';
import { type Arrival, TransactionRunner } from './transaction.ts';

/** A former version of a rule, from another program, and what it has open. */
export interface Version {
  plan: Plan;
  rule: string;
  /** As saved by {@link Runner.save}. */
  state: unknown;
}

interface Former {
  plan: Plan;
  runner: TransactionRunner;
  translation: RecordTranslation;
}

/** The current version of a rule and its former ones, oldest first. Together they count as one rule. */
export class VersionedRule implements Runner {
  private former: Former[] = [];

  constructor(readonly current: TransactionRunner) {}

  get plan() {
    return this.current.plan;
  }

  get counters() {
    return this.current.counters;
  }

  get listens(): Iterable<number> {
    return new Set([...this.current.listens, ...this.former.flatMap(({ runner, translation }) => translation.numbersHere(runner.listens))]);
  }

  /** @param records those of the program that runs */
  add(plan: Plan, runner: TransactionRunner, state: unknown, records: readonly RecordPlan[]): void {
    runner.restore(state);
    this.current.follow(runner);
    this.former.push({ plan, runner, translation: new RecordTranslation(records, plan.records) });
    const all = this.all.map(({ bindings }) => bindings);
    for (const one of all) one.otherVersions = all.filter((other) => other !== one);
  }

  versions(): Version[] {
    this.former = this.former.filter(({ runner }) => !runner.isDrained);
    return this.former.map(({ plan, runner }) => ({ plan, rule: runner.plan.name, state: runner.save() }));
  }

  get all(): TransactionRunner[] {
    return [...this.former.map(({ runner }) => runner), this.current];
  }

  /** Former versions go first, oldest first; a record that one of them takes is not offered to later ones. */
  deliver(event: LogEvent): void {
    const arrivals = this.former.map(({ runner, translation }) => ({
      runner,
      arrival: runner.arrivalOf({ ...event, matches: translation.of(event.matches) }),
    }));
    const own = this.current.arrivalOf(event);
    for (const { runner, arrival } of arrivals) {
      const drained = arrival ? runner.drain(arrival) : 'left';
      if (!arrival || drained === 'left') continue;
      if (drained === 'restarts') this.restart(runner, arrival, own);
      return;
    }
    if (own) this.current.move(own);
  }

  /** An instance of a former version has given way to a record: what that releases is judged by both. */
  private restart(former: TransactionRunner, arrival: Arrival, own: Arrival | undefined): void {
    if (own) this.current.move({ ...own, restarts: true });
    former.release(arrival);
  }

  expire(ids: ReadonlySet<string>): void {
    for (const runner of this.all) runner.expire(ids);
  }

  numberFrom(number: number): void {
    this.current.numberFrom(number);
  }

  *close(at: number, why: Stop): Generator<void> {
    for (const runner of this.all) yield* runner.close(at, why);
    this.former = [];
  }

  /** Abandons what the former versions from some programs have open. Nothing of these lingers: they are gone. */
  abandonThose(isOver: (plan: Plan) => boolean, at: number): void {
    for (const { plan, runner } of this.former) if (isOver(plan)) for (const _ of runner.close(at, 'changed'));
    this.former = this.former.filter(({ plan }) => !isOver(plan));
  }

  /** Saves the current version only; the others are in {@link versions}. */
  save(): unknown {
    return this.current.save();
  }

  restore(saved: unknown): void {
    this.current.restore(saved);
  }
}

/** Lets what a version has open continue beside the current rule; does nothing if that is no longer a transaction. */
export function resumeVersion(runners: Runner[], { plan, rule, state }: Version, { records }: Plan, host: Host): void {
  const order = runners.findIndex((runner) => runner.plan.name === rule);
  const runner = runners[order];
  const versioned = runner instanceof TransactionRunner ? new VersionedRule(runner) : runner;
  const before = plan.rules.find(({ name }) => name === rule);
  if (!(versioned instanceof VersionedRule) || before?.kind !== 'transaction') return;
  runners[order] = versioned;
  versioned.add(plan, new TransactionRunner(before, order, host, versioned.current), state, records);
}

/** The transaction runners of all rules, former versions included. */
export function transactionsOf(runners: readonly Runner[]): TransactionRunner[] {
  return runners.flatMap((runner) => (runner instanceof VersionedRule ? runner.all : runner instanceof TransactionRunner ? runner : []));
}

/** Translates records to the numbering of another program: records and their fields correspond by name. */
class RecordTranslation {
  /** By record number here: its number there, and for each slot there the slot here. */
  private readonly table: readonly ({ record: number; slots: readonly number[] } | undefined)[];

  constructor(here: readonly RecordPlan[], there: readonly RecordPlan[]) {
    this.table = here.map(({ name, fields }) => {
      const record = there.findIndex((one) => one.name === name);
      const slots = there[record]?.fields.map((field) => fields.findIndex((one) => one.name === field.name));
      return slots && { record, slots };
    });
  }

  /** Leaves out matches that are no record there. */
  of(matches: readonly Match[]): Match[] {
    return matches.flatMap((match) => {
      const there = this.table[match.record];
      return there ? { ...match, record: there.record, values: there.slots.map((slot) => match.values[slot]) } : [];
    });
  }

  numbersHere(there: Iterable<number>): number[] {
    const wanted = new Set(there);
    return this.table.flatMap((to, here) => (to && wanted.has(to.record) ? here : []));
  }
}
