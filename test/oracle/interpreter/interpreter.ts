/**
 * A naive interpreter of a Plan, written from the pages that say what the language means. It works on lists that only
 * grow, looks through all of them at every step, and is as slow as it is plain. The engine must agree with it.
 */

import type { Plan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { textOf } from './functions.ts';
import { type Deadline, type Event, Machine, type Told, type World } from './machine.ts';
import { ScheduleMachine } from './schedule.ts';
import { TransactionMachine } from './transaction.ts';
import { WindowMachine } from './window.ts';

/** A log record, or the clock of a quiet run: it moves as if a record of that time had come. */
export type LogItem = ({ kind: 'record' } & Event) | { kind: 'advance'; to: number };

export interface Run {
  lateness: number;
  late: 'deliver' | 'drop';
  /** What becomes of open instances when the input ends. */
  atEnd: 'open' | 'expire';
  params?: ReadonlyMap<string, Value>;
}

/** Every outcome of a log, in order. */
export function interpret(plan: Plan, log: readonly LogItem[], run: Run): Told[] {
  const interpreter = new Interpreter(plan, run);
  for (const item of log) {
    if (item.kind === 'record') interpreter.accept(item);
    else interpreter.quiet(item.to);
  }
  interpreter.end();
  return reported(plan, interpreter.outcomes, interpreter.params);
}

function machineOf(plan: Plan['rules'][number], world: World): Machine {
  switch (plan.kind) {
    case 'transaction':
      return new TransactionMachine(plan, world);
    case 'window':
      return new WindowMachine(plan, world);
    case 'schedule':
      return new ScheduleMachine(plan, world);
  }
}

class Interpreter {
  readonly outcomes: Told[] = [];
  readonly params: ReadonlyMap<string, Value>;
  private readonly machines: Machine[];
  private readonly world: World;
  private readonly waiting: Event[] = [];
  private chained: Told[] = [];
  private greatest = Number.NEGATIVE_INFINITY;
  private watermark = Number.NEGATIVE_INFINITY;
  private begun = false;

  constructor(
    private readonly plan: Plan,
    private readonly run: Run,
  ) {
    this.params = new Map([...plan.params.map(({ name, value }) => [name, value as Value] as const), ...(run.params ?? [])]);
    this.world = {
      plan,
      params: this.params,
      now: Number.NEGATIVE_INFINITY,
      tell: (told) => {
        this.outcomes.push(told);
        this.chained.push(told);
      },
    };
    this.machines = plan.rules.map((rule) => machineOf(rule, this.world)).sort(Machine.compare);
  }

  accept(event: Event): void {
    if (event.time < this.watermark) {
      if (this.run.late === 'deliver') this.deliver(event);
      return;
    }
    this.waiting.push(event);
    this.quiet(event.time);
  }

  quiet(to: number): void {
    this.greatest = Math.max(this.greatest, to);
    this.advance(this.greatest - this.run.lateness);
  }

  /** Takes what is due by then in order of time: records up to it, deadlines before it; at one instant records first. */
  private advance(to: number): void {
    this.watermark = Math.max(this.watermark, to);
    for (;;) {
      const record = this.waiting.filter(({ time }) => time <= this.watermark).sort((a, b) => a.time - b.time)[0];
      const deadline = this.nextDeadline(this.machines);
      if (record && !(deadline && deadline.at < record.time)) {
        this.waiting.splice(this.waiting.indexOf(record), 1);
        this.world.now = record.time;
        this.deliver(record);
      } else if (deadline && deadline.at < this.watermark) {
        this.fire(deadline);
      } else break;
    }
    this.world.now = this.watermark;
  }

  end(): void {
    this.advance(this.greatest);
    if (this.run.atEnd === 'expire') {
      const bounded = this.machines.filter(({ kind }) => kind !== 'schedule');
      for (const machine of this.machines) if (!bounded.includes(machine)) machine.close();
      for (let next = this.nextDeadline(bounded); next; next = this.nextDeadline(bounded)) this.fire(next);
    }
    // Choice: rule by rule, each with what it holds and then with what is open; its outcomes go to later stages together.
    for (const machine of this.machines) {
      machine.close();
      this.settle();
    }
  }

  /** The earliest; of several at one instant that of the first rule. */
  private nextDeadline(machines: readonly Machine[]): Deadline | undefined {
    let next: Deadline | undefined;
    for (const machine of machines) for (const deadline of machine.deadlines()) if (!next || deadline.at < next.at) next = deadline;
    return next;
  }

  private fire(deadline: Deadline): void {
    this.world.now = deadline.at;
    deadline.fire();
    this.settle();
  }

  private deliver(event: Event): void {
    if (!this.begun) for (const machine of this.machines) machine.begin();
    this.begun = true;
    for (const machine of this.machines) machine.deliver(event);
    this.settle();
  }

  /** Outcomes are records: in the order they arose, each to every rule. */
  private settle(): void {
    for (let told = this.chained.shift(); told; told = this.chained.shift()) {
      const matches = this.matchesOf(told);
      if (matches.length > 0) for (const machine of this.machines) machine.deliver({ time: told.end, matches });
    }
  }

  private matchesOf(told: Told): Match[] {
    const records = [...this.plan.records.entries()].filter(
      ([, { outcome }]) => outcome?.rule === told.rule && outcome.outcome === told.outcome,
    );
    const rule = this.plan.rules.find(({ name }) => name === told.rule);
    if (!rule || records.length === 0) return [];
    const values = new Map<string, Value | undefined>();
    const { name, code: reason, begin, end } = told;
    for (const [field, value] of Object.entries({ name, reason, begin, end, duration: end - begin })) values.set(field, value);
    for (const [key, { parts }] of [...rule.keys.entries()].reverse()) {
      for (const [part, { name }] of parts.entries()) {
        const value = told.keys[key]?.values[0]?.[part];
        if (value !== undefined) values.set(name, value);
      }
    }
    for (const { name } of rule.telling.emit) values.set(name, told.fields.get(name));
    return records.map(([record, { fields }]) => ({
      record,
      time: told.end,
      weight: 1,
      values: fields.map((field) => values.get(field.name)),
      source: told.records.at(-1)?.source ?? -1,
      line: told.records.at(-1)?.line ?? 0,
    }));
  }
}

/** `report`: which outcomes are told, and how many like them were held back before. */
function reported(plan: Plan, outcomes: readonly Told[], params: ReadonlyMap<string, Value>): Told[] {
  const rules = new Map(plan.rules.map(({ name }) => [name, { last: new Map<string, number>(), heldBack: new Map<string, number>() }]));
  return outcomes.map((told) => {
    const { oncePer } = plan.rules.find(({ name }) => name === told.rule)?.telling.report ?? {};
    const known = rules.get(told.rule);
    if (!told.told || oncePer === undefined || !known) return told;
    const span = typeof oncePer === 'number' ? oncePer : (params.get(oncePer.param) as number);
    // Choice: what was told longest ago is known no more when an outcome ends a full span later, late ones or not.
    for (const [like, end] of known.last) {
      if (end > told.end - span) break;
      known.last.delete(like);
    }
    const like = textOf([told.outcome, told.name ?? null, told.by.map((value) => [value ?? null, value === undefined])]);
    const heldBack = known.heldBack.get(like) ?? 0;
    if (told.end < (known.last.get(like) ?? Number.NEGATIVE_INFINITY) + span) {
      known.heldBack.set(like, heldBack + 1);
      return { ...told, told: false };
    }
    known.heldBack.delete(like);
    known.last.delete(like);
    known.last.set(like, told.end);
    return { ...told, heldBack };
  });
}
