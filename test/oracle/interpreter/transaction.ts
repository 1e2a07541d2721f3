/** Transactions: language.md 4; semantics.md 1–20. Instances own key values, take records, and end exactly once. */

import type { EndingPlan, TransactionPlan } from '../../../src/dsl/plan.ts';
import type { Match, ReasonCode } from '../../../src/runtime/record.ts';
import { type Acts, isTaken, perform, type Reaction } from './acts.ts';
import { nextClock } from './clocks.ts';
import { canDrain } from './draining.ts';
import { type Event, type KeyValue, keyOf, lengthOf, micros } from './expressions.ts';
import { type Held, type Instance, lastOf, type Taken, takenFor } from './instance.ts';
import { Owning } from './owning.ts';
import { candidates, canEnd, closing, isDone, isPause, passed, type Rest, running, underNew, type Way, whole } from './pattern.ts';
import type { Deadline, How, Program, Saying } from './rule.ts';

export class Transaction extends Owning {
  private held: Held[] = [];
  /** The number of instances opened and records held so far. */
  private numbers = 0;
  /** The instances that the current record has reached. */
  private reached: Instance[] = [];
  /** Those that it reached before it was held. */
  private before: Instance[] = [];
  private pattern = whole(this.plan.pattern);
  /** Whether a former version has left the current record to the one that opens with it. */
  private gaveWay = false;
  /** Choice: clocks that run are those of the new version, too; what lingers or is held stays so as long as it was to. */
  override goOn(plan: TransactionPlan, program: Program): void {
    super.goOn(plan, program);
    this.pattern = whole(plan.pattern);
    for (const instance of this.open) instance.rest = underNew(instance.rest, this.pattern);
  }

  protected take(): void {
    this.endAll();
    this.move();
  }

  /** 2: `all` endings need no key. */
  endAll(): void {
    for (const instance of this.open) perform(this.decide(instance, this.endingsOf(instance, true)));
  }

  /** Brings the record in hand to what it carries. */
  move(restarts = false): void {
    this.count('seen');
    if (this.hand.values.length > 0) this.place(this.hand, undefined, restarts);
    else if (!this.isNamed(this.hand.matches)) this.count('noKey');
  }

  /**
   * 8: all targets are found before any delivery, each once. Choice: for each target the record carries only that element.
   * @param restarts whether an instance of a former version has ended for it. Returns whether it has a place.
   */
  private place(event: Event, held?: Held, restarts = false): boolean {
    const listed = event.values.filter((value) => this.plan.keys[keyOf(value)]?.every);
    const others = event.values.filter((value) => !listed.includes(value));
    const parts = listed.length > 0 ? listed.map((element) => [element, ...others]) : [event.values];
    const opens = restarts && isTaken(this.opening());
    const targets = parts.map((values) => ({ values, owners: opens ? [] : this.ownersOf(values) }));
    [this.reached, this.bound, this.before] = [[], [], held?.before ?? []];
    let placed = false;
    for (const { values, owners } of targets) {
      this.hand = { ...event, values };
      const fresh = owners.filter((owner) => this.open.includes(owner) && ![...this.before, ...this.reached].includes(owner));
      this.reached.push(...fresh);
      if (fresh.length > 0) this.reach(fresh);
      placed = owners.length > 0 || this.arrive(held !== undefined) || placed;
    }
    this.before.push(...this.reached);
    this.hand = event;
    if (this.isFormer && (this.gaveWay || !placed)) return false;
    if (!placed) this.orphan(event, event.time);
    this.release();
    this.deliverHeld();
    return placed;
  }

  /** The record reaches no open instance. Returns whether it has a place nevertheless. */
  private arrive(wasHeld: boolean): boolean {
    const opening = this.opening();
    if (this.lingers && (!isTaken(opening) || this.plan.linger?.all)) {
      this.count('absorbed');
      return true;
    }
    return perform(opening) || (!wasHeld && this.hold());
  }

  /** The record reaches open instances: with `overlap` and `overtake` (18) all owners, otherwise one. */
  private reach(owners: readonly Instance[]): void {
    const { policy, name } = this.plan.restart;
    const [first] = owners as [Instance];
    const opening = this.sharing || !isTaken(this.reaction(first)) ? this.opening() : [];
    const isRestart = !this.sharing && isTaken(opening);
    // Choice: values without an owner are bound to every instance that the record reaches.
    const free = this.hand.values.filter((value) => !this.sharing || !this.isOwned(value));
    for (const owner of isRestart ? [] : owners) this.bind(owner, free);
    // Choice: the furthest instance is the one whose last record was taken by the latest element; of equals the one
    // opened first.
    const furthestFirst = owners.toSorted((a, b) => lastOf(b).step.nth - lastOf(a).step.nth || a.number - b.number);
    const unmoved = furthestFirst.filter((owner) => this.open.includes(owner) && !perform(this.reaction(owner)));
    if (isRestart && policy === 'abandon') this.end(first, { outcome: 'abandoned', name, code: 'restart' });
    if (policy !== 'ignore') perform(opening);
    else if (isRestart) this.count('ignored');
    if (!isTaken(opening) && unmoved.length === owners.length) for (const owner of unmoved) this.unexpected(owner);
  }

  /** The order for a record: `on` endings; `without` and `no`; a step. */
  private reaction(instance: Instance): Acts {
    const guards = running(instance.rest).map(({ kind, of, without }): Reaction => {
      const [on, code] = kind === 'no' ? ([of, 'no'] as const) : ([without, 'without'] as const);
      const act = (match: Match) => {
        this.count('taken');
        this.end(instance, { outcome: 'failure', code }, match);
      };
      return { on, warns: false, act };
    });
    return this.decide(instance, [...this.endingsOf(instance, false), ...guards, ...this.stepsOf(instance)]);
  }

  private decide(instance: Instance, reactions: readonly Reaction[]): Acts {
    const fitting = reactions.flatMap(({ on, warns, act }) => {
      const match = this.fit(on, instance);
      return match ? [{ warns, act: () => act(match) }] : [];
    });
    const first = fitting.findIndex(({ warns }) => !warns);
    return first < 0 ? fitting : fitting.slice(0, first + 1);
  }

  /** The `on` endings, or the `all` endings. */
  private endingsOf(instance: Instance, all: boolean): Reaction[] {
    const endings = this.endings.filter((ending) => ending.all === all && this.applies(instance, ending));
    return endings.map((ending) => ({
      ...{ on: ending.on, warns: ending.outcome === 'warning' },
      act: (match) => this.follow(instance, ending, 'on', match),
    }));
  }

  private stepsOf(instance: Instance): Reaction[] {
    const ways = candidates(instance.rest, this.world.now);
    return ways.map((way) => ({ on: way.step.of, warns: false, act: (match) => this.advance(instance, way, match) }));
  }

  /** 3: `since` and `before`; not for the very record that the step of `since` has just taken. */
  private applies({ captured }: Instance, { since, before }: EndingPlan): boolean {
    const step = since === undefined ? undefined : takenFor(captured, since);
    if (before !== undefined && takenFor(captured, before)) return false;
    return since === undefined || (step !== undefined && step.event.matches !== this.hand.matches);
  }

  private advance(instance: Instance, { step, left }: Way, match: Match): void {
    this.count('taken');
    this.keep(instance, match, step.captures, { step });
    instance.rest = left();
    if (isDone(instance.rest)) this.complete(instance);
    else if (this.plan.restart.policy === 'overtake') this.overtake(instance, step);
  }

  private keep(instance: Instance, match: Match, captures: readonly number[], more: Partial<Taken>): void {
    const taken = { matches: [match], captures: [...captures], event: this.hand, instant: this.world.now, ...more };
    instance.captured.push(taken);
    if (!taken.warns) instance.records.push(taken);
  }

  /** Of two instances that own one value, and whose last records one step took, the older ends. */
  private overtake(instance: Instance, { nth }: Rest): void {
    const { name } = this.plan.restart;
    const rivals = this.open.filter(({ values }) => values.some((value) => instance.values.includes(value)));
    const older = rivals.filter((other) => lastOf(other).step.nth === nth).slice(0, -1);
    for (const other of older) this.end(other, { outcome: 'abandoned', name, code: 'overtaken' });
  }

  /** 5, 11: nothing took the record. */
  private unexpected(instance: Instance): void {
    const { policy, name } = this.plan.unexpected;
    const [match] = this.hand.matches;
    const warned = this.endingsOf(instance, false).some(({ on }) => this.fit(on, instance));
    if (warned || this.plan.releases.some(({ on }) => this.fit(on, instance))) return;
    this.count(`awaits ${this.awaited(instance).join(', ')}`);
    const rest = closing(instance.rest);
    if (policy === 'fail') this.end(instance, { outcome: 'failure', name, code: 'unexpected' }, match);
    else if (canEnd(rest)) instance.rest = rest;
    else this.end(instance, { outcome: 'failure', code: 'next' }, match);
  }

  private blank(): Instance {
    return { number: this.numbers, values: [], records: [], captured: [], rest: this.pattern, warned: [] };
  }

  /** 4: the first step takes the record; if it does not complete the pattern, `on` endings are tried. */
  private opening(): Acts {
    const instance = this.blank();
    const first = this.decide(instance, this.stepsOf(instance));
    const act = () => {
      this.gaveWay = this.isFormer;
      if (this.isFormer) return;
      // 19. Choice: the age of a record is that of its instant.
      const oldestFirst = this.open.toSorted((a, b) => lastOf(a).instant - lastOf(b).instant);
      const tooMany = Math.max(0, this.open.length + 1 - this.plan.limit);
      for (const old of oldestFirst.slice(0, tooMany)) this.end(old, { outcome: 'evicted', code: 'limit' });
      this.count('started');
      instance.number = this.numbers++;
      this.open = [...this.open, instance];
      this.reached.push(instance);
      this.bind(instance, this.hand.values);
      perform(first);
      if (this.open.includes(instance)) perform(this.decide(instance, this.endingsOf(instance, false)));
    };
    return first.map(({ warns }) => ({ warns, act }));
  }

  // ── keys ──

  /** 6: after the record has been processed. */
  release(): void {
    const instances = this.reached.length > 0 ? this.reached : [this.blank()];
    const released = this.plan.releases.filter(({ on }) => instances.some((instance) => this.fit(on, instance)));
    const isReleased = (value: KeyValue) => released.some(({ key = keyOf(value) }) => key === keyOf(value));
    for (const value of this.hand.values.filter(isReleased)) this.disown(value);
  }

  /** `hold`: whether the record waits. */
  private hold(): boolean {
    const holds = this.hand.values.map((value) => ({ value, span: this.plan.keys[keyOf(value)]?.hold }));
    const waits = holds.flatMap(({ value, span }) =>
      span === undefined ? [] : [{ value, until: this.world.now + micros(span, this.world) }],
    );
    if (waits.length > 0) this.held.push({ number: this.numbers++, event: this.hand, waits, before: this.before });
    return waits.length > 0;
  }

  /** Held records are delivered right after the record that binds one of their values. Choice: they are not held again. */
  private deliverHeld(): void {
    const { bound } = this;
    const freed = this.held.filter(({ waits }) => waits.some(({ value, until }) => bound.includes(value) && this.world.now <= until));
    this.held = this.held.filter((held) => !freed.includes(held));
    for (const held of freed) this.place(held.event, held);
  }

  /** Choice: a record that an `all` ending names is never an orphan, whatever its condition. A held record ends when it is given up. */
  private orphan({ time, matches, values }: Event, end: number): void {
    const [match] = matches as [Match];
    if (this.isNamed(matches)) return;
    this.count('orphans');
    if (this.plan.orphan === 'count') return;
    const saying: Saying = { outcome: 'orphan', code: 'orphan', begin: time, end, matches: [match] };
    this.tell(saying, { match, values, carried: values });
  }

  // ── ends ──

  /** 14. */
  private complete(instance: Instance): void {
    const { when, otherwise: name } = this.plan.complete ?? {};
    const success: How = { outcome: 'success', code: 'complete' };
    const holds = this.holds(when, { ...instance, outcome: this.asked(this.saying(instance, success)) });
    this.end(instance, holds ? success : { outcome: 'failure', name, code: 'condition' });
  }

  /** Applies an ending. A warning is reported once for each instance and name. Choice: without a name each is a warning of its own. */
  private follow(instance: Instance, ending: EndingPlan, code: ReasonCode, match?: Match): void {
    const { outcome, name, capture } = ending;
    const captures = capture === undefined ? [] : [capture];
    if (outcome !== 'warning') {
      // A record that also opens is taken once.
      if (match && instance.records[0]?.event.matches !== this.hand.matches) this.count('taken');
      this.end(instance, { outcome, name, code }, match, captures);
    } else {
      const warning = this.warningOf(ending);
      if (instance.warned.includes(warning)) return;
      if (match) this.keep(instance, match, captures, { warns: true });
      instance.warned.push(warning);
      this.tell(this.saying(instance, { outcome, name, code }), instance);
    }
  }

  private warningOf(ending: EndingPlan): string | number {
    return ending.name ?? this.plan.endings.indexOf(ending);
  }

  /** The record that ends an instance belongs to it. Choice: the one that opened it, too, is one record, whatever its names. */
  private end(instance: Instance, how: How, match?: Match, captures: readonly number[] = []): void {
    const before = instance.records.filter(({ event }) => event.matches === this.hand.matches);
    const same = before.find(({ matches }) => matches[0] === match);
    if (same) same.captures.push(...captures);
    else if (match) this.keep(instance, match, captures, { again: before.length > 0 });
    this.open = this.open.filter((other) => other !== instance);
    // 17: some endings do not linger. And the current record is not related to what it evicts or overtakes.
    const { linger } = this.plan;
    const until = this.world.reached + micros(linger?.duration ?? 0, this.world);
    const lingers = linger && !['restart', 'overtaken', 'limit'].includes(how.code);
    if (lingers) this.lingering.push(...instance.values.map((value) => ({ value, until })));
    const carried = ['overtaken', 'limit'].includes(how.code) ? [] : this.hand.values;
    this.tell(this.saying(instance, how), { ...instance, carried });
  }

  /** 22. Choice: elements are named after the records that they take. */
  private awaited({ rest }: Instance): string[] {
    const ways = isDone(rest) ? [] : candidates(rest, 0);
    const steps = ways.map(({ step }) => step).sort((a, b) => a.nth - b.nth);
    return [...new Set(steps.flatMap(({ of }) => of.map(({ record }) => this.nameOf(record))))];
  }

  private saying(instance: Instance, how: How): Saying {
    const { records } = instance;
    const { step, matches } = lastOf(instance);
    const names = step.captures.map((capture) => this.plan.captures[capture]?.name);
    const lastStep = names.find((name) => name) ?? this.nameOf(matches[0]?.record);
    const own = records.flatMap((record) => (record.again ? [] : record.matches));
    return { ...how, begin: records[0]?.event.time ?? 0, end: this.hand.time, awaited: this.awaited(instance), lastStep, matches: own };
  }

  // ── deadlines ──

  /** 16. */
  deadlines(): Deadline[] {
    const held = this.held.map((one) => ({ ...one, time: Math.max(...one.waits.map(({ until }) => until)), fire: () => this.lose(one) }));
    const open = this.open.flatMap((one) => [...this.pauses(one), ...this.clocks(one)].map((due) => ({ ...due, number: one.number })));
    return [...held, ...open].sort((a, b) => a.number - b.number);
  }

  private lose(held: Held): void {
    this.held = this.held.filter((other) => other !== held);
    this.orphan(held.event, this.world.now);
  }

  /** 13: `within`; `wait` and `no`, which complete. */
  private pauses(instance: Instance): Deadline[] {
    return running(instance.rest).flatMap((node) => {
      const span = isPause(node) ? node.duration : node.within;
      const pass = () => {
        instance.rest = passed(instance.rest, node, this.world.now);
        if (isDone(instance.rest)) this.complete(instance);
      };
      const fire = isPause(node) ? pass : () => this.end(instance, { outcome: 'timeout', code: 'within' });
      return span === undefined ? [] : [{ time: node.since + micros(span, this.world), fire }];
    });
  }

  /** `after` and `by` endings. */
  private clocks(instance: Instance): Deadline[] {
    return this.plan.endings.flatMap((ending) => {
      const { outcome, after, by, since } = ending;
      const wasTold = outcome === 'warning' && instance.warned.includes(this.warningOf(ending));
      if (!(after || by) || wasTold || !this.applies(instance, ending)) return [];
      const begun = since === undefined ? instance.records[0] : takenFor(instance.captured, since);
      const { instant } = after?.idle ? lastOf(instance) : (begun as Taken);
      const at = by ? nextClock(by, instant) : instant + lengthOf(after?.duration ?? 0, this.scope(instance));
      if (at === Number.POSITIVE_INFINITY) return [];
      return [{ time: at, fire: () => this.follow(instance, ending, by ? 'by' : after?.idle ? 'idle' : 'after') }];
    });
  }

  /** 20. */
  close(code: 'end_of_input' | 'changed'): void {
    for (const held of this.held) this.lose(held);
    for (const instance of this.open) this.end(instance, { outcome: code === 'changed' ? 'abandoned' : 'open', code });
  }

  override expire(before: number): number {
    const { open } = this;
    for (const [nth, instance] of open.entries())
      if ((before + nth) % 2 === 0) this.end(instance, { outcome: 'abandoned', code: 'expired' });
    return open.length;
  }

  // ── versions of a rule that has changed ──

  /** Whether this one can drain beside the rules of another program. */
  override canDrain(to: Program): boolean {
    return canDrain(this, to);
  }

  /** Becomes the current one of these versions, oldest first. */
  override succeed(versions: readonly Transaction[]): void {
    const all = [...versions, this];
    this.numbers = Math.max(this.numbers, ...versions.map(({ numbers }) => numbers));
    for (const version of all) {
      version.isFormer = version !== this;
      version.others = all.filter((other) => other !== version);
    }
  }

  /**
   * Of a former version: what becomes of the record in hand. Choice: what lingers there absorbs what it would have absorbed.
   */
  drain(): 'taken' | 'left' | 'restarts' {
    const { values } = this.hand;
    const first = values.find((value) => this.isOwned(value));
    this.gaveWay = false;
    if (first !== undefined && !this.owns(first)) return 'left';
    const isPlaced = values.length > 0 && this.place(this.hand);
    if (this.gaveWay) return first === undefined ? 'left' : 'restarts';
    if (isPlaced) this.count('seen');
    return isPlaced ? 'taken' : 'left';
  }
}
