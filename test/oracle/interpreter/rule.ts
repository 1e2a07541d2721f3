/**
 * What the three kinds of rule have in common: keys (language.md 4), triggers, and the content of an outcome (4,
 * Fields; semantics.md 23).
 */

import type { Canonical, RecordPlan } from '../../../src/dsl/pattern-plan.ts';
import type { ExprPlan, KeyPlan, OutcomeWord, Plan, RulePlan, Severity, TriggerPlan } from '../../../src/dsl/plan.ts';
import type { Match, Outcome, Value } from '../../../src/runtime/record.ts';
import { capturedBy, type Event, evaluate, fieldOf, holds, type KeyValue, keyOf, micros, type Scope, tupleOf } from './expressions.ts';
import { spoken, textOf } from './functions.ts';

type Part =
  | 'rule'
  | 'outcome'
  | 'code'
  | 'severity'
  | 'begin'
  | 'end'
  | 'awaited'
  | 'fields'
  | 'captures'
  | 'records'
  | 'labels'
  | 'isReported'
  | 'heldBack';

/** An outcome of a transaction, a window or a schedule. */
export type Told = Pick<Outcome, Part> & { [Part in 'name' | 'lastStep' | 'peak' | 'message']?: Outcome[Part] | undefined } & {
  keys: { name: string; values: Value[][] }[];
};

/** The result that its rule assigns. */
export type How = Pick<Told, 'outcome' | 'name' | 'code'>;
export type Saying = How & Pick<Told, 'begin' | 'end' | 'lastStep' | 'peak'> & { awaited?: string[]; matches: readonly Match[] };

/** Something that happens without a record. */
export interface Deadline {
  time: number;
  fire(): void;
}

/** A program. In a log in which programs change, its records are those of all; `own` are those that it has itself, at their places. */
export interface Program extends Plan {
  own?: readonly (RecordPlan | undefined)[];
}

/**
 * The run around a rule. `now`: the instant, which is the greater of the record's time and the watermark; or a deadline.
 * `reached`: the greatest instant so far; under a changed program deadlines may lie before it.
 */
export interface World {
  params: ReadonlyMap<string, Value>;
  now: number;
  reached: number;
  tell(told: Told): void;
  /** Counts what happened to a rule, under the names of `RuleCounters`. */
  count(rule: string, what: string, times: number): void;
}

const SEVERITIES: Record<OutcomeWord, Severity> = {
  ...{ success: 'info', failure: 'error', timeout: 'warning', evicted: 'warning', open: 'notice', abandoned: 'notice', warning: 'warning' },
  ...{ begin: 'warning', end: 'info', fired: 'warning', met: 'info', missing: 'warning', orphan: 'notice' },
};

export abstract class Rule<P extends RulePlan = RulePlan> {
  protected hand: Event = { time: 0, matches: [], values: [] };
  /** For look-backs, if there are any: all records of the program, in order of delivery. */
  protected history: Event[] = [];
  private begun = false;
  /** The outcomes last reported, and how many equal ones were held back since. */
  private lastTold: { like: string; end: number }[] = [];
  private readonly heldBack = new Map<string, number>();
  /** Those of which no report is left; 4: `limit` bounds their number. Choice: the first of which none was left is forgotten. */
  private owed: string[] = [];

  constructor(
    public plan: P,
    /** The one that the rule is from. */
    public program: Program,
    protected readonly world: World,
  ) {}

  /** Called at the first record of the input. */
  protected begin(): void {}
  protected abstract take(event: Event): void;
  /** In order of priority among those of one instant. */
  abstract deadlines(): Deadline[];
  /** Reports what is left, at the end of the input or of the rule. */
  abstract close(code: 'end_of_input' | 'changed'): void;
  /** Ends every other transaction by hand, in order of opening, if so many were open `before`. Returns how many were open here. */
  expire(_before: number): number {
    return 0;
  }

  /** Continues by another version, whose state has the same shape. */
  goOn(plan: P, program: Program): void {
    this.plan = plan;
    this.program = program;
  }

  /** Whether what it has open can go on beside its successor in another program. */
  canDrain(_: Program): boolean {
    return false;
  }

  /** Goes on beside former versions of the rule, oldest first. */
  succeed(_: readonly Rule[]): void {}

  start(): void {
    if (!this.begun) this.begin();
    this.begun = true;
  }

  deliver(time: number, matches: readonly Match[]): void {
    if (this.meet(time, matches)) this.take(this.hand);
  }

  /** Takes a record in hand, and shows it to look-backs. Returns whether the rule knows it. */
  meet(time: number, matches: readonly Match[]): boolean {
    this.start();
    if (this.plan.lookbacks.length > 0) this.history.push({ time, matches, values: this.valuesOf(matches) });
    const known = matches.filter(({ record }) => this.plan.known.includes(record));
    this.hand = { time, matches: known, values: this.valuesOf(known) };
    return known.length > 0;
  }

  /** There is no record in hand any more. */
  moveTo(time: number): void {
    this.hand = { time, matches: [], values: [] };
  }

  /** A record that the rule knows. */
  protected countSeen({ values }: Event): void {
    this.count('seen');
    if (values.length === 0) this.count('noKey');
  }

  protected count(what: string, times = 1): void {
    this.world.count(this.plan.name, what, times);
  }

  /** The values by which records reach what the rule keeps. */
  protected valuesOf(matches: readonly Match[]): readonly KeyValue[] {
    return this.carriedBy(matches);
  }

  /** Key values in written order, without duplicates. A rule without a key has one value for everything. */
  protected carriedBy(matches: readonly Match[]): KeyValue[] {
    if (this.plan.keys.length === 0) return [JSON.stringify([0, []])];
    const tuples = this.plan.keys.map((key) => matches.flatMap((match) => this.tuples(key, match)));
    return [...new Set(tuples.flatMap((tuples, key) => tuples.map((tuple) => JSON.stringify([key, tuple]))))];
  }

  /** Empty if a part is missing; for a list key one tuple for each element. */
  private tuples({ carriers, every, parts, where }: KeyPlan, match: Match): Value[][] {
    const fields = carriers.filter(({ record }) => record === match.record && this.holds(where, { match }));
    const read = fields.flatMap(({ tuples }) => tuples).map((tuple) => tuple.map((field) => fieldOf(match, field, this.program)));
    const known = read.filter((tuple): tuple is Value[] => !tuple.includes(undefined));
    const single = every ? known.flat(2).map((element) => [element as Value]) : known;
    return single.map((tuple) => tuple.map((value, part) => canonical(value, parts[part]?.canonical)));
  }

  protected scope(seen: Partial<Scope>): Scope {
    const { world, plan: rule, program: plan, history, hand } = this;
    return { plan, params: world.params, now: world.reached, rule, history, at: hand.time, carried: hand.values, ...seen };
  }

  protected holds(condition: ExprPlan | undefined, seen: Partial<Scope>): boolean {
    return condition === undefined || holds(condition, this.scope(seen));
  }

  /** The current record under the name, and with the condition, of a trigger; undefined if it does not match. */
  protected fit(trigger: TriggerPlan | undefined, seen: Partial<Scope>): Match | undefined {
    for (const { record, where } of trigger ?? [])
      for (const match of this.hand.matches) if (record === match.record && this.holds(where, { ...seen, match })) return match;
    return undefined;
  }

  /** The fields of an outcome that conditions can use. */
  protected asked(saying: Saying) {
    const { outcome, name, code: reason, begin, end, awaited = [] } = saying;
    const level = closest(this.plan.reporting.severities, saying)?.level ?? SEVERITIES[outcome];
    return { ...saying, rule: this.plan.name, name, reason, severity: level, duration: end - begin, awaited };
  }

  protected tell(saying: Saying, seen: Partial<Scope>): void {
    const { keys, captures, reporting } = this.plan;
    const asked = this.asked(saying);
    const scope = this.scope({ at: saying.end, ...seen, outcome: asked });
    const fields = known(reporting.emit.map(({ name, value }) => [name, evaluate(value, scope)]));
    const scopeOfFields = { ...scope, emitted: fields };
    const message = closest(reporting.messages, saying)?.parts.map((part) =>
      typeof part === 'string' ? part : spoken(evaluate(part.value, scopeOfFields), part.type),
    );
    const labels = known(reporting.labels.map(({ name, value }) => [name, evaluate(value, scopeOfFields)]));
    const held = captures.map(({ name }, index) => [name, capturedBy(scope, index)] as const);
    const owned = (key: number) => (scope.values ?? []).filter((value) => keyOf(value) === key).map(tupleOf);
    this.count(`outcomes ${saying.outcome}`);
    this.world.tell({
      ...{ ...asked, fields, labels, message: message?.join(''), ...this.reported(saying, scopeOfFields) },
      keys: keys.map(({ name }, key) => ({ name, values: owned(key) })),
      captures: new Map(held.flatMap(([name, match]) => (match && name ? [[name, this.fieldsOf(match)]] : []))),
      records: saying.matches.map(({ record, source, line }) => ({ record: this.nameOf(record), source, line })),
    });
  }

  /** 24: whether it is reported, and how many equal ones were held back before. */
  private reported({ outcome, name, end }: Saying, scope: Scope): Pick<Told, 'isReported' | 'heldBack'> {
    const { outcomes = [], oncePer, by = [] } = this.plan.reporting.report ?? {};
    const isWanted = outcomes.length === 0 || outcomes.some((one) => one.outcome === outcome && (one.name ?? name) === name);
    if (!isWanted || oncePer === undefined) return { isReported: isWanted, heldBack: 0 };
    const span = micros(oncePer, scope);
    const like = textOf([outcome, name ?? null, by.map((expr) => [evaluate(expr, scope)])]);
    // Choice: the oldest report is forgotten when an outcome ends a full span later, whether late or not.
    while (this.lastTold[0] && this.lastTold[0].end <= end - span) this.owe(this.lastTold.shift()?.like ?? '');
    const isReported = !this.lastTold.some((one) => one.like === like && end < one.end + span);
    const heldBack = this.heldBack.get(like) ?? 0;
    this.heldBack.set(like, isReported ? 0 : heldBack + 1);
    this.owed = this.owed.filter((other) => other !== like);
    if (isReported) this.lastTold = [...this.lastTold.filter((one) => one.like !== like), { like, end }];
    return { isReported, heldBack: isReported ? heldBack : 0 };
  }

  private owe(like: string): void {
    if (!this.heldBack.get(like)) return;
    this.owed.push(like);
    if (this.owed.length > this.plan.limit) this.heldBack.delete(this.owed.shift() ?? '');
  }

  protected nameOf(record: number | undefined): string {
    return this.program.records[record ?? -1]?.name ?? '';
  }

  private fieldsOf({ record, values }: Match): Map<string, Value> {
    return known((this.program.records[record]?.fields ?? []).map(({ name }, slot) => [name, values[slot]]));
  }
}

/** Hosts and uuids are in lower case, hardware addresses also with colons; what is neither is left. */
export function canonical(value: Value, type: Canonical | undefined): Value {
  if (!type) return value;
  const lower = String(value).toLowerCase();
  const isCard = type === 'mac' && /^[0-9a-f]{2}([:-]?[0-9a-f]{2}\.?){5}$/.test(lower);
  return isCard ? (lower.match(/[0-9a-f]{2}/g) ?? []).join(':') : lower;
}

/** The clause for an outcome and its name, otherwise for the outcome, otherwise for all. */
function closest<C extends { outcome?: OutcomeWord; name?: string }>(clauses: readonly C[], { outcome, name }: How): C | undefined {
  const about = clauses.filter((one) => (one.outcome ?? outcome) === outcome && (one.name ?? name) === name);
  return about.find((one) => one.name !== undefined) ?? about.find((one) => one.outcome !== undefined) ?? about[0];
}

export type Entry = [string, Value | undefined];

/** What is not missing. */
export function known(entries: readonly Entry[]): Map<string, Value> {
  return new Map(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
