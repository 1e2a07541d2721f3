/** What the three kinds of rule have in common: keys (language.md 4; semantics.md 23), triggers, and telling. */

import type { DurationPlan, ExprPlan, KeyPlan, OutcomeWord, Plan, RulePlan, Severity, TriggerPlan } from '../../../src/dsl/plan.ts';
import type { Match, Outcome, RecordLocation, Value } from '../../../src/runtime/record.ts';
import { capturedBy, type Event, evaluate, fieldOf, holds, type KeyValue, micros, type Scope } from './expressions.ts';
import { textOf } from './functions.ts';

type Said =
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
  | 'told'
  | 'heldBack';

/** What became of a transaction, a window or a schedule. `by`: what `report … by` tells apart. */
export type Told = Pick<Outcome, Said> & { [Part in 'name' | 'lastStep' | 'peak']?: Outcome[Part] | undefined } & {
  keys: { name: string; values: Value[][] }[];
  by: (Value | undefined)[];
};

/** What a rule makes of it. */
export type How = Pick<Told, 'outcome' | 'name' | 'code'>;
export type Saying = How & Pick<Told, 'begin' | 'end' | 'lastStep' | 'peak'> & { awaited?: string[]; matches: readonly Match[] };

/** Something that happens by itself. */
export interface Deadline {
  at: number;
  fire(): void;
}

/** What a rule needs of the program around it. `now`: the instant, which is the greater of the record's time and the watermark. */
export interface World {
  plan: Plan;
  params: ReadonlyMap<string, Value>;
  now: number;
  tell(told: Told): void;
}

const SEVERITIES: Record<OutcomeWord, Severity> = {
  ...{ success: 'info', failure: 'error', timeout: 'warning', evicted: 'warning', open: 'notice', abandoned: 'notice', warning: 'warning' },
  ...{ begin: 'warning', end: 'info', fired: 'warning', met: 'info', missing: 'warning', orphan: 'notice' },
};

export abstract class Rule<P extends RulePlan = RulePlan> {
  /** What is being done with: a record, or a deadline, which carries nothing. */
  hand: Event = { time: Number.NEGATIVE_INFINITY, matches: [], values: [] };
  /** For look-backs: every record that came to the program, in order of delivery. */
  protected history: Event[] = [];

  constructor(
    readonly plan: P,
    protected readonly world: World,
  ) {}

  /** The first record of the input is about to be delivered. */
  begin(): void {}

  deliver(time: number, matches: readonly Match[]): void {
    this.history.push({ time, matches, values: this.carriedBy(matches) });
    const known = matches.filter(({ record }) => this.plan.known.includes(record));
    this.hand = { time, matches: known, values: this.carriedBy(known) };
    if (known.length > 0) this.take(this.hand);
    this.hand = { time, matches: [], values: [] };
  }

  protected abstract take(event: Event): void;

  /** In order of priority among those of one instant. */
  abstract deadlines(): Deadline[];

  /** Tells what is left at the end of the input. */
  abstract close(): void;

  protected micros(duration: DurationPlan): number {
    return micros(duration, this.world);
  }

  /** Keys as written, each value once. A rule without a key has one value for all. */
  private carriedBy(matches: readonly Match[]): KeyValue[] {
    if (this.plan.keys.length === 0) return [{ key: 0, tuple: [], id: '' }];
    const values = this.plan.keys.flatMap((plan, key) =>
      matches
        .filter((match) => holds(plan.where, { ...this.world, match }))
        .flatMap((match) => this.tuples(plan, match).map((tuple) => ({ key, tuple, id: textOf([key, tuple]) }))),
    );
    return values.filter(({ id }, i) => values.findIndex((value) => value.id === id) === i);
  }

  /** None when a part is missing; of a list key one for each element. The case of a host does not matter. */
  private tuples({ carriers, every, parts }: KeyPlan, match: Match): Value[][] {
    const fields = carriers.filter(({ record }) => record === match.record).flatMap(({ tuples }) => tuples);
    const read = fields.map((tuple) => tuple.map((field) => fieldOf(match, field, this.world.plan)));
    const known = read.filter((tuple): tuple is Value[] => !tuple.includes(undefined));
    const single = every ? known.flat(2).map((element) => [element as Value]) : known;
    return single.map((tuple) => tuple.map((value, part) => (parts[part]?.canonical ? String(value).toLowerCase() : value)));
  }

  protected scope(seen: Partial<Scope> = {}): Scope {
    const { world, plan: rule, history, hand } = this;
    return { plan: world.plan, params: world.params, now: world.now, rule, history, at: hand.time, carried: hand.values, ...seen };
  }

  protected holds(condition: ExprPlan | undefined, seen?: Partial<Scope>): boolean {
    return holds(condition, this.scope(seen));
  }

  /** The record in hand under the name, and with the condition, that a trigger asks for. */
  protected fit(trigger: TriggerPlan = [], seen?: Partial<Scope>): Match | undefined {
    const found = trigger.flatMap(({ record, where }) =>
      this.hand.matches.filter((match) => match.record === record && this.holds(where, { ...seen, match })),
    );
    return found[0];
  }

  private severityOf({ outcome, name }: How): Severity {
    const { severities } = this.plan.telling;
    const named = severities.find((one) => one.outcome === outcome && one.name !== undefined && one.name === name);
    const ofOutcome = severities.find((one) => one.outcome === outcome && one.name === undefined);
    return (named ?? ofOutcome ?? severities.find((one) => one.outcome === undefined))?.level ?? SEVERITIES[outcome];
  }

  /** What conditions can ask of an outcome. */
  protected asked(saying: Saying): NonNullable<Scope['outcome']> {
    const { code: reason, begin, end, awaited = [] } = saying;
    return { ...saying, rule: this.plan.name, reason, severity: this.severityOf(saying), duration: end - begin, awaited };
  }

  protected tell(saying: Saying, seen: Partial<Scope>): void {
    const { outcome, name, end, awaited = [], matches } = saying;
    const { emit, report } = this.plan.telling;
    const scope = this.scope({ at: end, ...seen, outcome: this.asked(saying) });
    const emitted = known(emit.map(({ name, value }) => [name, evaluate(value, scope)]));
    const captures = this.plan.captures.map(({ name }, index) => ({ name, match: capturedBy(scope, index) }));
    const named = captures.flatMap(({ name, match }): [string, Map<string, Value>][] =>
      match && name ? [[name, this.fieldsOf(match)]] : [],
    );
    const values = (key: number) => (scope.values ?? []).filter((value) => value.key === key).map(({ tuple }) => tuple);
    const isAbout = (about: Pick<How, 'outcome' | 'name'>) => about.outcome === outcome && (about.name ?? name) === name;
    this.world.tell({
      ...{ ...saying, rule: this.plan.name, severity: this.severityOf(saying), awaited, fields: emitted, captures: new Map(named) },
      keys: this.plan.keys.map(({ name }, key) => ({ name, values: values(key) })),
      records: matches.map(({ record, source, line }): RecordLocation => ({ record: this.recordName(record), source, line })),
      by: (report?.by ?? []).map((expr) => evaluate(expr, { ...scope, emitted })),
      told: !report || report.outcomes.length === 0 || report.outcomes.some(isAbout),
      heldBack: 0,
    });
  }

  protected recordName(record: number): string {
    return this.world.plan.records[record]?.name ?? '';
  }

  private fieldsOf({ record, values }: Match): Map<string, Value> {
    return known((this.world.plan.records[record]?.fields ?? []).map(({ name }, slot) => [name, values[slot]]));
  }
}

/** What is not missing. */
export function known(entries: readonly [string, Value | undefined][]): Map<string, Value> {
  return new Map(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
