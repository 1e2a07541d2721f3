/** Transactions: language.md 4; semantics.md 1–20. Instances own key values, take records, and end exactly once. */

import type { EndingPlan, TransactionPlan } from '../../../src/dsl/plan.ts';
import type { Match, ReasonCode } from '../../../src/runtime/record.ts';
import { nextClock } from './clocks.ts';
import type { Event, KeyValue, Summed } from './expressions.ts';
import { candidates, canEnd, closing, isDone, isPause, passed, type Rest, running, type Way, whole } from './pattern.ts';
import { type Deadline, type How, Rule, type Saying } from './rule.ts';

/** A record of an instance, or what a capture holds. `step`: what took it, if no ending did. */
interface Taken extends Summed {
  event: Event;
  instant: number;
  captures: number[];
  step?: Rest | undefined;
}

interface Instance {
  /** Its place in the order of opening. */
  number: number;
  /** What it owns, in order of binding. */
  values: KeyValue[];
  /** Its records; and those with what warnings have captured, which take nothing. */
  records: Taken[];
  captured: Taken[];
  /** What is left of the pattern. */
  rest: Rest;
  /** Warnings that were told: by their name, or without one each by itself. */
  warned: (string | EndingPlan)[];
}

/** A record that waits for its values to be owned. `known`: an ending `all` took it, so that it is no orphan. */
interface Held {
  number: number;
  event: Event;
  waits: { id: string; until: number }[];
  known: boolean;
}

type Step = Way & { match: Match };

/** What a record does to an instance: what it warns of, and what it does if something takes it. */
interface Decision {
  warnings: (() => void)[];
  act?: (() => void) | undefined;
}

export class Transaction extends Rule<TransactionPlan> {
  /** In order of opening. */
  private open: Instance[] = [];
  private held: Held[] = [];
  /** Values of instances that have ended. */
  private lingering: { id: string; until: number }[] = [];
  /** How many instances were opened and records held so far. */
  private count = 0;
  /** What the record in hand has reached and bound. */
  private reached: Instance[] = [];
  private bound: string[] = [];
  private readonly pattern = whole(this.plan.pattern);
  /** Every owner may take a record, and each opening record opens. */
  private readonly sharing = ['overlap', 'overtake'].includes(this.plan.restart.policy);
  /** Failures first, each in written order. */
  private readonly endings = this.plan.endings.toSorted((a, b) => Number(b.outcome === 'failure') - Number(a.outcome === 'failure'));

  /** 2: endings `all` need no key. Choice: a record that one names is no orphan, whatever its condition says. */
  protected take(event: Event): void {
    for (const instance of this.open) perform(this.endingsAt(instance, true));
    const named = this.endings.flatMap(({ all, on = [] }) => (all ? on.map(({ record }) => record) : []));
    const isKnown = event.matches.some(({ record }) => named.includes(record));
    if (event.values.length > 0) this.place(event, isKnown);
  }

  /** 8: all targets are found before any delivery, each once. Choice: to each the record carries that element alone. */
  private place(event: Event, known: boolean, wasHeld = false): void {
    const listed = event.values.filter(({ key }) => this.plan.keys[key]?.every);
    const others = event.values.filter((value) => !listed.includes(value));
    const parts = listed.length > 0 ? listed.map((element) => [element, ...others]) : [event.values];
    const targets = parts.map((values) => ({ values, owners: this.ownersOf(values) }));
    [this.reached, this.bound] = [[], []];
    let placed = known;
    for (const { values, owners } of targets) {
      this.hand = { ...event, values };
      const fresh = owners.filter((owner) => this.open.includes(owner) && !this.reached.includes(owner));
      this.reached.push(...fresh);
      if (fresh.length > 0) this.reach(fresh);
      placed = owners.length > 0 || this.arrive(known, wasHeld) || placed;
    }
    this.hand = event;
    if (!placed) this.orphan(event, event.time);
    this.release();
    this.deliverHeld();
  }

  /** It reaches no open instance. Whether it has a place all the same. */
  private arrive(known: boolean, wasHeld: boolean): boolean {
    const { values } = this.hand;
    const opening = this.stepOf(this.blank());
    const lingers = this.lingering.some(({ id, until }) => until >= this.world.now && values.some((value) => value.id === id));
    if (lingers && (!opening || this.plan.linger?.all)) return true;
    if (opening) this.openAt(opening);
    return opening !== undefined || (!wasHeld && this.hold(known));
  }

  /** It reaches open instances: with `overlap` and `overtake` (18) all owners, otherwise one. */
  private reach(owners: readonly Instance[]): void {
    const { policy, name } = this.plan.restart;
    const [first] = owners as [Instance];
    const opening = this.stepOf(this.blank());
    const isRestart = !this.sharing && opening && !this.decide(first).act;
    // Choice: what nobody owned is bound to every instance that the record reaches.
    const free = this.hand.values.filter(({ id }) => !this.sharing || !this.open.some((instance) => owns(instance, id)));
    for (const owner of isRestart ? [] : owners) this.bind(owner, free);
    const unmoved: { owner: Instance; decision: Decision }[] = [];
    // Choice: furthest on is whose last record an element further down took; of equals the one that opened first.
    for (const owner of owners.toSorted((a, b) => lastOf(b).step.nth - lastOf(a).step.nth || a.number - b.number)) {
      if (!this.open.includes(owner)) continue;
      const decision = this.decide(owner);
      perform(decision);
      if (!decision.act) unmoved.push({ owner, decision });
    }
    if (isRestart && policy === 'abandon') this.end(first, { outcome: 'abandoned', name, code: 'restart' });
    if (opening && (this.sharing || (isRestart && policy === 'abandon'))) this.openAt(opening);
    else if (!isRestart && unmoved.length === owners.length) for (const { owner, decision } of unmoved) this.unexpected(owner, decision);
  }

  /** The order at a record: endings `on`; `without` and `no`; a step. */
  private decide(instance: Instance): Decision {
    const { warnings, act } = this.endingsAt(instance, false);
    const guards = running(instance.rest).map(({ kind, of, without }) => ({
      code: kind === 'no' ? ('no' as const) : ('without' as const),
      match: this.fit(kind === 'no' ? of : without, instance),
    }));
    const broken = guards.find(({ match }) => match);
    const step = this.stepOf(instance);
    if (act) return { warnings, act };
    if (broken) return { warnings, act: () => this.endBy(instance, { outcome: 'failure', code: broken.code }, broken.match as Match) };
    return { warnings, act: step && (() => this.advance(instance, step)) };
  }

  /** The endings `on`, or those `all`, that a record leads to: warnings, and the first that ends. */
  private endingsAt(instance: Instance, all: boolean): Decision {
    const warnings: Decision['warnings'] = [];
    for (const ending of this.endings) {
      const match = ending.all === all && this.applies(instance, ending) ? this.fit(ending.on, instance) : undefined;
      const act = () => this.follow(instance, ending, 'on', match);
      if (match && ending.outcome !== 'warning') return { warnings, act };
      if (match) warnings.push(act);
    }
    return { warnings };
  }

  /** 3: `since` and `before`; not on the very record that the step of `since` has just taken. */
  private applies({ captured }: Instance, { since, before }: EndingPlan): boolean {
    const step = since === undefined ? undefined : takenFor(captured, since);
    if (before !== undefined && takenFor(captured, before)) return false;
    return since === undefined || (step !== undefined && step.event.matches !== this.hand.matches);
  }

  private stepOf(instance: Instance): Step | undefined {
    const steps = candidates(instance.rest, this.world.now).map((way) => ({ ...way, match: this.fit(way.step.of, instance) }));
    return steps.find((way): way is Step => way.match !== undefined);
  }

  private advance(instance: Instance, { step, left, match }: Step): void {
    this.keep(instance, match, step.captures, { step });
    instance.rest = left();
    if (isDone(instance.rest)) this.complete(instance);
    else if (this.plan.restart.policy === 'overtake') this.overtake(instance, step);
  }

  private keep({ records, captured }: Instance, match: Match, captures: readonly number[], more: Partial<Taken>, isOwn = true): void {
    const taken = { matches: [match], captures: [...captures], event: this.hand, instant: this.world.now, ...more };
    captured.push(taken);
    if (isOwn) records.push(taken);
  }

  /** Of two that own one value and whose last record one step took, the older ends. */
  private overtake(instance: Instance, { nth }: Rest): void {
    const rivals = this.open.filter((other) => lastOf(other).step.nth === nth && other.values.some(({ id }) => owns(instance, id)));
    const { name } = this.plan.restart;
    for (const older of rivals.slice(0, -1)) this.end(older, { outcome: 'abandoned', name, code: 'overtaken' }, []);
  }

  /** 5, 11: nothing took the record. */
  private unexpected(instance: Instance, { warnings }: Decision): void {
    if (warnings.length > 0 || this.plan.releases.some(({ on }) => this.fit(on, instance))) return;
    const { policy, name } = this.plan.unexpected;
    const [match] = this.hand.matches as [Match];
    const rest = closing(instance.rest);
    if (policy === 'fail') this.endBy(instance, { outcome: 'failure', name, code: 'unexpected' }, match);
    else if (canEnd(rest)) instance.rest = rest;
    else this.endBy(instance, { outcome: 'failure', code: 'next' }, match);
  }

  private blank(): Instance {
    return { number: this.count, values: [], records: [], captured: [], rest: this.pattern, warned: [] };
  }

  /** 4: the first step takes the opening record; if it does not complete the pattern, endings `on` are tried. */
  private openAt(opening: Step): void {
    while (this.open.length >= this.plan.limit) this.evict();
    const instance = this.blank();
    this.count++;
    this.open = [...this.open, instance];
    this.reached.push(instance);
    this.bind(instance, this.hand.values);
    this.advance(instance, opening);
    if (this.open.includes(instance)) perform(this.endingsAt(instance, false));
  }

  /** 19. Choice: records are as old as their instants. */
  private evict(): void {
    const [oldest] = this.open.toSorted((a, b) => lastOf(a).instant - lastOf(b).instant) as [Instance];
    this.end(oldest, { outcome: 'evicted', code: 'limit' }, []);
  }

  // ── keys ──

  /** In order of the values. */
  private ownersOf(values: readonly KeyValue[]): Instance[] {
    const owners = new Set(values.flatMap(({ id }) => this.open.filter((instance) => owns(instance, id))));
    return [...owners].slice(0, this.sharing ? undefined : 1);
  }

  /** 7, 17, 18. Choice: what lingers is nobody's, and is taken out of the linger. */
  private bind(instance: Instance, values: readonly KeyValue[]): void {
    for (const value of values) {
      const isTaken = this.plan.conflict === 'count' && this.open.some((other) => owns(other, value.id));
      if (owns(instance, value.id) || (isTaken && !this.sharing)) continue;
      this.free(value.id, this.sharing ? [] : this.open);
      instance.values = [...instance.values, value];
      this.bound.push(value.id);
    }
  }

  private free(freed: string, from = this.open): void {
    for (const instance of from) instance.values = instance.values.filter(({ id }) => id !== freed);
    this.lingering = this.lingering.filter(({ id }) => id !== freed);
  }

  /** 6: when the record is done with. */
  private release(): void {
    const instances = this.reached.length > 0 ? this.reached : [this.blank()];
    for (const { key, on } of this.plan.releases) {
      if (!instances.some((instance) => this.fit(on, instance))) continue;
      for (const value of this.hand.values) if (key === undefined || value.key === key) this.free(value.id);
    }
  }

  /** `hold`: whether the record waits. */
  private hold(known: boolean): boolean {
    const waits = this.hand.values.flatMap(({ key, id }) => {
      const hold = this.plan.keys[key]?.hold;
      return hold === undefined ? [] : [{ id, until: this.world.now + this.micros(hold) }];
    });
    if (waits.length > 0) this.held.push({ number: this.count++, event: this.hand, waits, known });
    return waits.length > 0;
  }

  /** Right after the record that binds a value come those that were held for it. Choice: they are not held again. */
  private deliverHeld(): void {
    const { bound } = this;
    const freed = this.held.filter(({ waits }) => waits.some(({ id, until }) => bound.includes(id) && this.world.now <= until));
    this.held = this.held.filter((held) => !freed.includes(held));
    for (const { event, known } of freed) this.place(event, known, true);
  }

  /** Choice: one that was held ends when it is given up. There is no transaction whose records could be summed up. */
  private orphan({ time, matches, values }: Event, end: number): void {
    const [match] = matches as [Match];
    const saying: Saying = { outcome: 'orphan', code: 'orphan', begin: time, end, matches: [match] };
    if (this.plan.orphan === 'report') this.tell(saying, { match, values, carried: values });
  }

  // ── ends ──

  /** 14. */
  private complete(instance: Instance): void {
    const { when, otherwise: name } = this.plan.complete ?? {};
    const success: How = { outcome: 'success', code: 'complete' };
    const holds = this.holds(when, { ...instance, outcome: this.asked(this.saying(instance, success)) });
    this.end(instance, holds ? success : { outcome: 'failure', name, code: 'condition' });
  }

  /** An ending is reached. A warning tells once an instance and name. Choice: without a name each is a warning of its own. */
  private follow(instance: Instance, ending: EndingPlan, code: ReasonCode, match?: Match): void {
    const { outcome, name, capture } = ending;
    const captures = capture === undefined ? [] : [capture];
    if (match && outcome !== 'warning') return void this.endBy(instance, { outcome, name, code }, match, captures);
    if (outcome !== 'warning') return void this.end(instance, { outcome, name, code });
    if (match) this.keep(instance, match, captures, {}, false);
    if (instance.warned.includes(name ?? ending)) return;
    instance.warned.push(name ?? ending);
    this.tell(this.saying(instance, { outcome, name, code }), instance);
  }

  /** Ends at a record, which is one of its own. Choice: the one that opened it and ends it is one record, whatever its names. */
  private endBy(instance: Instance, how: How, match: Match, captures: readonly number[] = []): void {
    const before = instance.records.filter(({ event }) => event.matches === this.hand.matches);
    const same = before.find(({ matches }) => matches[0] === match);
    if (same) same.captures.push(...captures);
    else this.keep(instance, match, captures, { again: before.length > 0 });
    this.end(instance, how);
  }

  /** 17: it lingers, but not after these. */
  private end(instance: Instance, how: How, carried = this.hand.values): void {
    const { linger } = this.plan;
    const until = this.world.now + this.micros(linger?.duration ?? 0);
    this.open = this.open.filter((other) => other !== instance);
    if (linger && !['restart', 'overtaken', 'limit'].includes(how.code))
      this.lingering.push(...instance.values.map(({ id }) => ({ id, until })));
    this.tell(this.saying(instance, how), { ...instance, carried });
  }

  /** 22. Choice: elements are called by the names of the records that they take. */
  private saying(instance: Instance, how: How): Saying {
    const { rest, records } = instance;
    const steps = isDone(rest)
      ? []
      : candidates(rest, 0)
          .map(({ step }) => step)
          .sort((a, b) => a.nth - b.nth);
    const awaited = new Set(steps.flatMap(({ of }) => of.map(({ record }) => this.recordName(record))));
    const { step, matches } = lastOf(instance);
    const names = step.captures.map((capture) => this.plan.captures[capture]?.name);
    const lastStep = names.find((name) => name) ?? this.recordName(matches[0]?.record ?? -1);
    const own = records.flatMap((record) => (record.again ? [] : record.matches));
    return { ...how, begin: records[0]?.event.time ?? 0, end: this.hand.time, awaited: [...awaited], lastStep, matches: own };
  }

  // ── deadlines ──

  /** 16. */
  deadlines(): Deadline[] {
    const held = this.held.map((one) => ({
      number: one.number,
      at: Math.max(...one.waits.map(({ until }) => until)),
      fire: () => this.lose(one),
    }));
    const open = this.open.flatMap((instance) =>
      [...this.pauses(instance), ...this.clocks(instance)].map((due) => ({ ...due, number: instance.number })),
    );
    return [...held, ...open].sort((a, b) => a.number - b.number);
  }

  private lose(held: Held): void {
    this.held = this.held.filter((other) => other !== held);
    if (!held.known) this.orphan(held.event, this.world.now);
  }

  /** 13: `within`; `wait` and `no`, which pass. */
  private pauses(instance: Instance): Deadline[] {
    return running(instance.rest).flatMap((node) => {
      const span = isPause(node) ? node.duration : node.within;
      const pass = () => {
        instance.rest = passed(instance.rest, node, this.world.now);
        if (isDone(instance.rest)) this.complete(instance);
      };
      const fire = isPause(node) ? pass : () => this.end(instance, { outcome: 'timeout', code: 'within' });
      return span === undefined ? [] : [{ at: node.since + this.micros(span), fire }];
    });
  }

  /** Endings `after` and `by`. */
  private clocks(instance: Instance): Deadline[] {
    return this.plan.endings.flatMap((ending) => {
      const { outcome, name, after, by, since } = ending;
      const wasTold = outcome === 'warning' && instance.warned.includes(name ?? ending);
      if (!(after || by) || wasTold || !this.applies(instance, ending)) return [];
      const begun = since === undefined ? instance.records[0] : takenFor(instance.captured, since);
      const { instant } = after?.idle ? lastOf(instance) : (begun as Taken);
      const at = by ? nextClock(by, instant) : instant + this.micros(after?.duration ?? 0);
      return [{ at, fire: () => this.follow(instance, ending, by ? 'by' : after?.idle ? 'idle' : 'after') }];
    });
  }

  /** 20. */
  close(): void {
    for (const held of this.held) this.lose(held);
    for (const instance of this.open) this.end(instance, { outcome: 'open', code: 'end_of_input' });
  }
}

function perform({ warnings, act }: Decision): void {
  for (const warn of warnings) warn();
  act?.();
}

const owns = ({ values }: Instance, id: string) => values.some((value) => value.id === id);

/** The last record that a capture holds. */
const takenFor = (records: readonly Taken[], capture: number) => records.findLast(({ captures }) => captures.includes(capture));

/** The last record that a step took. */
const lastOf = ({ records }: Instance) => records.findLast(({ step }) => step) as Taken & { step: Rest };
