/**
 * The oracle: a naive interpreter of a Plan, written from the two pages that say what the language means, `language.md`
 * and `semantics.md`. It is to be read beside them: each file and function names the section, or the numbered line, that
 * it transcribes, and says `Choice` where the pages leave one. It covers all that a rule can say: keys, patterns, endings,
 * policies, windows, schedules, chains, time, what is told, expressions and summaries. Patterns of records are not of it:
 * a log comes as records that were recognised. It shares the types of the Plan with the engine, and no code. It keeps every
 * record, looks through all of them at every step, works everything out anew, and is as slow as it is plain.
 */

import type { Plan, RulePlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { micros } from './expressions.ts';
import { textOf } from './functions.ts';
import { type Deadline, known, type Rule, type Told, type World } from './rule.ts';
import { Schedule } from './schedule.ts';
import { Transaction } from './transaction.ts';
import { Window } from './window.ts';

/** A log record, or the clock of a quiet run: it moves as if a record of that time had come. */
export type LogItem = { kind: 'record'; time: number; matches: readonly Match[] } | { kind: 'advance'; to: number };

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
  for (const item of log) interpreter.accept(item);
  interpreter.end();
  return reported(plan, interpreter.outcomes, interpreter.world);
}

function ruleOf(plan: RulePlan, world: World): Rule {
  if (plan.kind === 'transaction') return new Transaction(plan, world);
  return plan.kind === 'window' ? new Window(plan, world) : new Schedule(plan, world);
}

/** Time and order: language.md 7 and 8; semantics.md 1, 16, 20. */
class Interpreter {
  readonly outcomes: Told[] = [];
  readonly world: World;
  private readonly rules: Rule[];
  private waiting: (LogItem & { kind: 'record' })[] = [];
  private chained: Told[] = [];
  private greatest = Number.NEGATIVE_INFINITY;
  private watermark = Number.NEGATIVE_INFINITY;
  private begun = false;

  constructor(
    private readonly plan: Plan,
    private readonly run: Run,
  ) {
    const params = new Map([...plan.params.map(({ name, value }) => [name, value as Value] as const), ...(run.params ?? [])]);
    const tell = (told: Told) => {
      this.outcomes.push(told);
      this.chained.push(told);
    };
    this.world = { plan, params, now: this.watermark, tell };
    const rules = plan.rules.toSorted((a, b) => a.stage - b.stage || (a.name < b.name ? -1 : 1));
    this.rules = rules.map((rule) => ruleOf(rule, this.world));
  }

  accept(item: LogItem): void {
    if (item.kind === 'record' && item.time < this.watermark) {
      if (this.run.late === 'deliver') this.deliver(item);
      return;
    }
    if (item.kind === 'record') this.waiting.push(item);
    this.greatest = Math.max(this.greatest, item.kind === 'record' ? item.time : item.to);
    this.advance(this.greatest - this.run.lateness);
  }

  /** Takes what is due by then in order of time: records up to it, deadlines before it; at one instant records first. */
  private advance(to: number): void {
    this.watermark = Math.max(this.watermark, to);
    for (;;) {
      const [record] = this.waiting.filter(({ time }) => time <= this.watermark).sort((a, b) => a.time - b.time);
      const deadline = this.nextDeadline(this.rules);
      if (record && (!deadline || deadline.at >= record.time)) {
        this.waiting = this.waiting.filter((other) => other !== record);
        this.moveTo(record.time);
        this.deliver(record);
      } else if (deadline && deadline.at < this.watermark) this.fire(deadline);
      else break;
    }
    this.moveTo(this.watermark);
  }

  private moveTo(instant: number): void {
    this.world.now = instant;
    for (const rule of this.rules) rule.hand = { time: instant, matches: [], values: [] };
  }

  /** The earliest; of several at one instant that of the first rule, and of what it names first. */
  private nextDeadline(rules: readonly Rule[]): Deadline | undefined {
    return rules.flatMap((rule) => rule.deadlines()).sort((a, b) => a.at - b.at)[0];
  }

  private fire(deadline: Deadline): void {
    this.moveTo(deadline.at);
    deadline.fire();
    this.chain();
  }

  private deliver({ time, matches }: LogItem & { kind: 'record' }): void {
    if (!this.begun) for (const rule of this.rules) rule.begin();
    this.begun = true;
    for (const rule of this.rules) rule.deliver(time, matches);
    this.chain();
  }

  /** Choice: rule by rule, each with what it holds and then with what is open; its outcomes go to later stages together. */
  end(): void {
    this.advance(this.greatest);
    const [schedules, bounded] = [true, false].map((is) => this.rules.filter(({ plan }) => (plan.kind === 'schedule') === is)) as [
      Rule[],
      Rule[],
    ];
    if (this.run.atEnd === 'expire') {
      for (const schedule of schedules) schedule.close();
      for (let next = this.nextDeadline(bounded); next; next = this.nextDeadline(bounded)) this.fire(next);
    }
    for (const rule of this.rules) {
      this.moveTo(this.world.now);
      rule.close();
      this.chain();
    }
  }

  /** Outcomes are records: in the order they arose, each to every rule. */
  private chain(): void {
    for (let told = this.chained.shift(); told; told = this.chained.shift()) {
      const matches = this.matchesOf(told);
      if (matches.length > 0) for (const rule of this.rules) rule.deliver(told.end, matches);
    }
  }

  /** Of keys, the first value of each part; of two with one name the first key's. */
  private matchesOf(told: Told): Match[] {
    const { name, code: reason, begin, end, records } = told;
    const keys = this.plan.rules.find(({ name }) => name === told.rule)?.keys ?? [];
    const parts = keys.flatMap(({ parts }, key) => parts.map(({ name }, part) => [name, told.keys[key]?.values[0]?.[part]] as const));
    const own = Object.entries({ name, reason, begin, end, duration: end - begin });
    const values = known([...own, ...parts.reverse().map(([name, value]): [string, Value | undefined] => [name, value]), ...told.fields]);
    return [...this.plan.records.entries()]
      .filter(([, { outcome }]) => outcome?.rule === told.rule && outcome.outcome === told.outcome)
      .map(([record, { fields }]) => ({
        ...{ record, time: end, weight: 1, source: records.at(-1)?.source ?? -1, line: records.at(-1)?.line ?? 0 },
        values: fields.map((field) => values.get(field.name)),
      }));
  }
}

/** 24: which outcomes are told, and how many like them were held back before. */
function reported({ rules }: Plan, outcomes: readonly Told[], world: World): Told[] {
  let last: { rule: string; like: string; end: number }[] = [];
  const heldBack = new Map<string, number>();
  return outcomes.map((told) => {
    const { rule, end } = told;
    const { oncePer } = rules.find(({ name }) => name === rule)?.telling.report ?? {};
    if (!told.told || oncePer === undefined) return told;
    // Choice: what was told longest ago is known no more when an outcome ends a full span later, late ones or not.
    const own = last.filter((one) => one.rule === rule);
    const kept = own.findIndex((one) => one.end > end - micros(oncePer, world));
    const gone = kept < 0 ? own : own.slice(0, kept);
    const like = textOf([rule, told.outcome, told.name ?? null, told.by.map((value) => [value ?? null, value === undefined])]);
    last = last.filter((one) => !gone.includes(one));
    const count = heldBack.get(like) ?? 0;
    const isHeldBack = last.some((one) => one.like === like && end < one.end + micros(oncePer, world));
    heldBack.set(like, isHeldBack ? count + 1 : 0);
    if (isHeldBack) return { ...told, told: false };
    last = [...last.filter((one) => one.like !== like), { rule, like, end }];
    return { ...told, heldBack: count };
  });
}
