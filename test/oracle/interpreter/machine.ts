/** What the three kinds of rule have in common: the records they saw, keys, look-backs and telling. */

import type { DurationPlan, ExprPlan, KeyPlan, OutcomeField, OutcomeWord, RulePlan, Severity, TriggerPlan } from '../../../src/dsl/plan.ts';
import type { Scope } from '../../../src/runtime/expression/scope.ts';
import type { Match, ReasonCode, Value } from '../../../src/runtime/record.ts';
import { evaluate, fieldOf, type Summed, type Surroundings, summarise } from './expressions.ts';
import { textOf } from './functions.ts';

/** One log record under all its names, or an outcome on its way to the rules that are chained to it. */
export interface Event {
  time: number;
  matches: readonly Match[];
}

/** What became of a transaction, a window or a schedule. */
export interface Told {
  rule: string;
  outcome: OutcomeWord;
  name: string | undefined;
  code: ReasonCode;
  severity: Severity;
  keys: { name: string; values: Value[][] }[];
  begin: number;
  end: number;
  awaited: string[];
  lastStep: string | undefined;
  fields: Map<string, Value>;
  /** By `as` name: the fields of its last record. */
  captures: Map<string, Map<string, Value>>;
  records: Match[];
  peak: Value | undefined;
  /** What `report … by` tells apart. */
  by: (Value | undefined)[];
  told: boolean;
  heldBack: number;
}

export interface KeyValue {
  /** Index of the key. */
  key: number;
  tuple: Value[];
  /** Equal for equal values of one key only. */
  id: string;
}

/** Something that happens by itself. */
export interface Deadline {
  at: number;
  fire(): void;
}

/** What a rule needs of the program around it. */
export interface World extends Surroundings {
  /** The instant: the greater of the record's time and the watermark, or the deadline. */
  now: number;
  tell(told: Told): void;
}

/** What an outcome says beside what its rule makes of it. */
export interface Saying {
  outcome: OutcomeWord;
  name?: string | undefined;
  code: ReasonCode;
  begin: number;
  end: number;
  values: readonly KeyValue[];
  awaited?: string[];
  lastStep?: string | undefined;
  records: Match[];
  peak?: Value | undefined;
}

/** What the scope of an expression is made of. */
export interface Seen {
  values: readonly KeyValue[];
  /** Values of the record in hand: a look-back goes by these first. */
  carried?: readonly KeyValue[];
  at: number;
  match?: Match | undefined;
  capture?: (index: number) => Match | undefined;
  summed?: () => readonly Summed[];
  saying?: Saying;
}

const SEVERITIES: Record<OutcomeWord, Severity> = {
  success: 'info', failure: 'error', timeout: 'warning', evicted: 'warning', open: 'notice', abandoned: 'notice',
  begin: 'warning', fired: 'warning', warning: 'warning', missing: 'warning', end: 'info', met: 'info', orphan: 'notice',
}; // biome-ignore format: one family

export abstract class Machine<P extends RulePlan = RulePlan> {
  /** For look-backs: every record that came to the program, in order of delivery. */
  private readonly history: (Event & { keys: KeyValue[] })[] = [];

  constructor(
    protected readonly plan: P,
    protected readonly world: World,
  ) {}

  /** The order among rules. */
  static compare(this: void, a: Machine, b: Machine): number {
    return a.plan.stage - b.plan.stage || (a.plan.name < b.plan.name ? -1 : 1);
  }

  get kind(): RulePlan['kind'] {
    return this.plan.kind;
  }

  /** The first record of the input is about to be delivered. */
  begin(): void {}

  deliver(event: Event): void {
    if (this.plan.lookbacks.length > 0) this.history.push({ ...event, keys: this.carried(event) });
    const known = event.matches.filter(({ record }) => this.plan.known.includes(record));
    if (known.length > 0) this.take({ time: event.time, matches: known });
  }

  protected abstract take(event: Event): void;

  /** In order of priority among those of one instant. */
  abstract deadlines(): Deadline[];

  /** Tells what is left at the end of the input. */
  abstract close(): void;

  protected micros(duration: DurationPlan): number {
    return typeof duration === 'number' ? duration : (this.world.params.get(duration.param) as number);
  }

  /** The key values that a record carries: keys as written, each value once. A rule without a key has one value for all. */
  protected carried({ matches }: Event): KeyValue[] {
    if (this.plan.keys.length === 0) return [{ key: 0, tuple: [], id: '' }];
    const found = new Map<string, KeyValue>();
    for (const [key, plan] of this.plan.keys.entries()) {
      for (const match of matches) {
        if (!this.holds(plan.where, { values: [], at: 0, match })) continue;
        for (const tuple of this.tuples(plan, match)) {
          const id = textOf([key, tuple]);
          if (!found.has(id)) found.set(id, { key, tuple, id });
        }
      }
    }
    return [...found.values()];
  }

  /** None when a part is missing; of a list key one for each element. The case of a host does not matter. */
  private tuples({ carriers, every, parts }: KeyPlan, match: Match): Value[][] {
    const tuples = carriers.filter(({ record }) => record === match.record).flatMap((carrier) => carrier.tuples);
    const read = tuples.map((fields) => fields.map((field) => fieldOf(match, field, this.world)));
    const known = read.filter((tuple) => tuple.every((value) => value !== undefined));
    const single = every ? known.flatMap(([list]) => (Array.isArray(list) ? list : [list as Value]).map((element) => [element])) : known;
    const canonical = (value: Value, part: number) => (parts[part]?.canonical === 'host' ? String(value).toLowerCase() : value);
    return single.map((tuple) => tuple.map(canonical));
  }

  /** The name and the condition under which a trigger takes a record. */
  protected fitting(trigger: TriggerPlan | undefined, { matches }: Event, seen: Omit<Seen, 'match'>): Match | undefined {
    for (const { record, where } of trigger ?? []) {
      const found = matches.find((match) => match.record === record && this.holds(where, { ...seen, match }));
      if (found) return found;
    }
    return undefined;
  }

  /** Without a condition it always does. */
  protected holds(condition: ExprPlan | undefined, seen: Seen): boolean {
    return condition === undefined || evaluate(condition, this.scope(seen), this.world) === true;
  }

  protected scope({ values, carried = [], at, match, capture, summed, saying }: Seen): Scope {
    const first = (key: number) => values.find((value) => value.key === key);
    const base: Scope = {
      match,
      capture: (index) => capture?.(index),
      summary: (index) => {
        const plan = this.plan.summaries[index];
        return plan && summarise(plan, summed?.() ?? [], this.world);
      },
      lookback: (index) => this.lookBack(index, carried.find(({ key }) => key === 0) ?? first(0), at),
      key: (key, part) => first(key)?.tuple[part],
      outcome: (field) => saying && this.fieldOfOutcome(field, saying),
      emitted: () => undefined,
    };
    return base;
  }

  private fieldOfOutcome(field: OutcomeField, saying: Saying): Value | undefined {
    switch (field) {
      case 'rule':
        return this.plan.name;
      case 'reason':
        return saying.code;
      case 'duration':
        return saying.end - saying.begin;
      case 'severity':
        return this.severityOf(saying);
      case 'awaited':
        return saying.awaited ?? [];
      default:
        return saying[field];
    }
  }

  /** Records of the key in (at - over, at], in order of time. Choice: what has left by the instant is gone, also for a late record. */
  private lookBack(index: number, key: KeyValue | undefined, at: number): Value | undefined {
    const plan = this.plan.lookbacks[index];
    if (!plan) return undefined;
    const over = this.micros(plan.over);
    const within = ({ time }: Event) => time > Math.max(at, this.world.now) - over && time <= at;
    const ofKey = this.remembered(key, this.history).filter(({ keys }) => keys.some(({ id }) => id === key?.id));
    const found = ofKey.filter(within);
    return summarise(plan, byTime(found), this.world);
  }

  /** What `forget` has left. */
  protected remembered<E extends Event>(_key: KeyValue | undefined, history: readonly E[]): readonly E[] {
    return history;
  }

  protected get seenSoFar(): number {
    return this.history.length;
  }

  private severityOf({ outcome, name }: Saying): Severity {
    const { severities } = this.plan.telling;
    const about = (one: (typeof severities)[number]) => one.outcome === outcome && one.name === name;
    const named = severities.find((one) => one.name !== undefined && about(one));
    const ofOutcome = severities.find((one) => one.name === undefined && one.outcome === outcome);
    const ofAll = severities.find((one) => one.outcome === undefined);
    return (named ?? ofOutcome ?? ofAll)?.level ?? SEVERITIES[outcome];
  }

  private captured({ capture }: Seen): Map<string, Map<string, Value>> {
    const captures = new Map<string, Map<string, Value>>();
    for (const [index, { name }] of this.plan.captures.entries()) {
      const match = capture?.(index);
      const fields = match ? (this.world.plan.records[match.record]?.fields ?? []) : [];
      const values = fields.flatMap((field, slot) => {
        const value = match?.values[slot];
        return value === undefined ? [] : [[field.name, value] as const];
      });
      if (match && name !== '') captures.set(name, new Map(values));
    }
    return captures;
  }

  protected tell(saying: Saying, seen: Seen): void {
    const scope = this.scope({ ...seen, values: saying.values, saying });
    const fields = new Map<string, Value>();
    for (const { name, value } of this.plan.telling.emit) {
      const told = evaluate(value, scope, this.world);
      if (told !== undefined) fields.set(name, told);
    }
    const { outcome, name, code, begin, end, awaited = [], lastStep, records, peak } = saying;
    const { report } = this.plan.telling;
    const named = (about: { outcome: OutcomeWord; name?: string }) =>
      about.outcome === outcome && (about.name === undefined || about.name === name);
    const keys = this.plan.keys.map(({ name }, key) => ({
      name,
      values: saying.values.filter((value) => value.key === key).map(({ tuple }) => tuple),
    }));
    const emitted: Scope = { ...scope, emitted: (name) => fields.get(name) };
    this.world.tell({
      rule: this.plan.name,
      outcome,
      name,
      code,
      severity: this.severityOf(saying),
      keys,
      begin,
      end,
      awaited,
      lastStep,
      fields,
      captures: this.captured(seen),
      records,
      peak,
      by: (report?.by ?? []).map((expr) => evaluate(expr, emitted, this.world)),
      told: !report || report.outcomes.length === 0 || report.outcomes.some(named),
      heldBack: 0,
    });
  }
}

/** Records of one time stay in order of delivery. */
export function byTime(events: readonly Event[]): Event[] {
  return [...events].sort((a, b) => a.time - b.time);
}
