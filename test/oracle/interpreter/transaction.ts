/** Transactions: instances that own key values, take records and end exactly once. */

import type { TransactionPlan } from '../../../src/dsl/plan.ts';
import type { Match } from '../../../src/runtime/record.ts';
import { type Action, type Decision, type Instance, InstanceMachine } from './instances.ts';
import type { Deadline, Event, KeyValue, Saying, World } from './machine.ts';
import { hasWay, isDone } from './pattern.ts';

interface Held {
  event: Event;
  values: KeyValue[];
  waits: { id: string; until: number }[];
  /** Its place among the instances, in order of opening. */
  number: number;
  /** An ending `all` took it: it is no orphan. */
  known: boolean;
}

export class TransactionMachine extends InstanceMachine {
  private held: Held[] = [];
  /** Values that the record in hand has bound. */
  private bound = new Set<string>();
  /** Every owner may take a record, and each opening record opens. */
  private readonly sharing: boolean;

  constructor(plan: TransactionPlan, world: World) {
    super(plan, world);
    this.sharing = plan.restart.policy === 'overlap' || plan.restart.policy === 'overtake';
  }

  // ── at a record ──

  protected take(event: Event): void {
    const known = this.endAll(event);
    const values = this.carried(event);
    const isListed = ({ key }: KeyValue) => this.plan.keys[key]?.every === true;
    const elements = values.filter(isListed);
    if (values.length === 0) return;
    // All targets are found before any delivery, each once. Choice: to each the record carries that element alone, as if
    // it were a record of its own.
    const others = values.filter((value) => !isListed(value));
    const parts = elements.length > 0 ? elements.map((element) => [element, ...others]) : [values];
    const targets = parts.map((carried) => ({ carried, owners: this.ownersOf(carried) }));
    const seen = new Set<Instance>();
    for (const { carried, owners } of targets) {
      const fresh = owners.filter((owner) => !seen.has(owner));
      for (const owner of fresh) seen.add(owner);
      if (owners.length === 0 || fresh.length > 0) this.reach(event, carried, fresh, known);
    }
  }

  /** Endings `all` need no key. Answers whether one takes the record, be it that there is no instance to end. */
  private endAll(event: Event): boolean {
    const values = this.carried(event);
    let found = false;
    for (const ending of this.endings.filter(({ all }) => all)) {
      if (this.fitting(ending.on, event, this.seenBy(this.blank(event), values, event.time))) found = true;
      for (const instance of [...this.open]) {
        const match = this.endingMatch(instance, ending, event, values);
        if (!match) continue;
        found = true;
        if (ending.outcome === 'warning') this.warnAll(instance, [{ ending, match }], event, values);
        else this.act(instance, { kind: 'ending', ending, match }, event, values);
      }
    }
    return found;
  }

  /** Delivers a record to the instances that own what it carries. `known`: it is no orphan, whatever comes. */
  private reach(event: Event, values: KeyValue[], owners: readonly Instance[], known: boolean, wasHeld = false): void {
    this.bound = new Set();
    const opening = this.openingMove(event, values);
    let reached: Instance[] = [];
    if (owners.length > 0) {
      reached = this.sharing ? this.share(event, values, owners, opening) : this.transition(owners[0] as Instance, event, values, opening);
    } else if (!this.absorbs(values, opening !== undefined)) {
      if (opening) reached = this.openAt(event, values, opening);
      else if (!wasHeld && this.hold(event, values, known)) return;
      else if (!known) this.orphan(event, values, event.time);
    }
    this.release(event, values, reached);
    this.deliverHeld();
  }

  /** `on restart abandon` and `ignore`: one instance. */
  private transition(owner: Instance, event: Event, values: KeyValue[], opening: Action | undefined): Instance[] {
    const decision = this.decide(owner, event, values);
    const restarts = !decision.action && opening;
    if (!restarts) this.bind(owner, values);
    this.warnAll(owner, decision.warnings, event, values);
    if (decision.action) this.act(owner, decision.action, event, values);
    else if (!restarts) this.unexpected(owner, decision, event, values);
    else if (this.plan.restart.policy === 'abandon') {
      this.end(owner, { outcome: 'abandoned', name: this.plan.restart.name, code: 'restart' }, event.time, values);
      return [owner, ...this.openAt(event, values, opening)];
    }
    return [owner];
  }

  /** `on restart overlap` and `overtake`: all owners, those furthest on first; then it opens. */
  private share(event: Event, values: KeyValue[], owners: readonly Instance[], opening: Action | undefined): Instance[] {
    const decisions = new Map<Instance, Decision>();
    // Choice: furthest on is whose last record an element further down took; of equals the one that opened first.
    for (const owner of [...owners].sort((a, b) => b.step - a.step || a.number - b.number)) {
      if (owner.ended) continue;
      this.bind(owner, values);
      const decision = this.decide(owner, event, values);
      decisions.set(owner, decision);
      this.warnAll(owner, decision.warnings, event, values);
      if (decision.action) this.act(owner, decision.action, event, values);
    }
    if (opening) return [...decisions.keys(), ...this.openAt(event, values, opening)];
    const touched = [...decisions.values()].some(({ action, noticed }) => action || noticed);
    for (const [owner, decision] of decisions) if (!touched) this.unexpected(owner, decision, event, values);
    return [...decisions.keys()];
  }

  /** The order at a record: endings `on`, `without` and `no`, a step. */
  private decide(instance: Instance, event: Event, values: readonly KeyValue[]): Decision {
    const { warnings, action: ending } = this.endingsOn(instance, event, values);
    const action = ending ?? this.guard(instance, event, values) ?? this.step(instance, event, values);
    const seen = this.seenBy(instance, values, event.time);
    const released = this.plan.releases.some(({ on }) => this.fitting(on, event, seen));
    return { warnings, action, noticed: warnings.length > 0 || released };
  }

  private act(instance: Instance, action: Action, event: Event, values: readonly KeyValue[]): void {
    const { time } = event;
    if (action.kind === 'step') {
      this.advance(instance, action, event);
      this.overtake(instance, time, values);
      if (!instance.ended && isDone(this.plan.pattern, instance.position)) this.complete(instance, time, values);
      return;
    }
    const { match } = action;
    if (action.kind === 'guard') {
      this.endBy(instance, { outcome: 'failure', code: action.code }, match, time, values);
      return;
    }
    const { outcome, name, capture } = action.ending;
    if (capture !== undefined) instance.captured.set(capture, { match, event, instant: this.world.now });
    this.endBy(instance, { outcome, name, code: 'on' }, match, time, values, capture);
  }

  /** Of two that own one value and whose last record one step took, the older ends. */
  private overtake(instance: Instance, time: number, values: readonly KeyValue[]): void {
    if (this.plan.restart.policy !== 'overtake') return;
    const ids = instance.values.map(({ id }) => id);
    const isRival = (other: Instance) => other.step === instance.step && other.values.some(({ id }) => ids.includes(id));
    const rivals = this.open.filter(isRival);
    const ending = rivals.some(({ number }) => number > instance.number) ? rivals : rivals.filter((other) => other !== instance);
    for (const older of ending.filter(({ number }) => number <= instance.number)) {
      this.end(older, { outcome: 'abandoned', name: this.plan.restart.name, code: 'overtaken' }, time, values);
    }
  }

  private unexpected(instance: Instance, { noticed }: Decision, event: Event, values: readonly KeyValue[]): void {
    if (noticed) return;
    const { policy, name } = this.plan.unexpected;
    const [match] = event.matches as [Match];
    instance.closed = [...new Set([...instance.closed, ...this.ways(instance).flatMap(({ enters }) => enters)])];
    if (policy === 'fail') this.endBy(instance, { outcome: 'failure', name, code: 'unexpected' }, match, event.time, values);
    else if (instance.position && !hasWay(this.plan.pattern, instance.position, instance.closed))
      this.endBy(instance, { outcome: 'failure', code: 'next' }, match, event.time, values);
  }

  // ── opening ──

  private openingMove(event: Event, values: readonly KeyValue[]): Action | undefined {
    return this.step(this.blank(event), event, values);
  }

  private openAt(event: Event, values: KeyValue[], opening: Action): Instance[] {
    while (this.open.length >= this.plan.limit) this.evict(event.time, values);
    const instance = this.blank(event);
    this.numbersGiven++;
    this.open.push(instance);
    this.bind(instance, values, this.sharing);
    this.act(instance, opening, event, values);
    if (instance.ended) return [instance];
    const { warnings, action } = this.endingsOn(instance, event, values);
    this.warnAll(instance, warnings, event, values);
    if (action) this.act(instance, action, event, values);
    return [instance];
  }

  private evict(time: number, values: readonly KeyValue[]): void {
    // Choice: records are as old as their instants.
    const oldest = Math.min(...this.open.map(({ lastTaken }) => lastTaken));
    const instance = this.open.find(({ lastTaken }) => lastTaken === oldest) as Instance;
    this.end(instance, { outcome: 'evicted', code: 'limit' }, time, values);
  }

  // ── keys ──

  private isOwned(id: string): boolean {
    return this.open.some(({ values }) => values.some((value) => value.id === id));
  }

  /** In order of the values. */
  private ownersOf(values: readonly KeyValue[]): Instance[] {
    const owners = values.flatMap(({ id }) => this.open.filter((instance) => instance.values.some((value) => value.id === id)));
    return [...new Set(owners)];
  }

  /** `shared`: others may own them too. Choice: what lingers is nobody's, and is taken out of the linger. */
  private bind(instance: Instance, values: readonly KeyValue[], shared = false): void {
    for (const value of values) {
      if (instance.values.some(({ id }) => id === value.id)) continue;
      const owned = this.isOwned(value.id);
      if (owned && !shared && (this.sharing || this.plan.conflict === 'count')) continue;
      if (owned && !shared) this.free(value.id);
      for (const { ids } of this.lingering) ids.delete(value.id);
      instance.values.push(value);
      this.bound.add(value.id);
    }
  }

  private free(id: string): void {
    for (const instance of this.open) instance.values = instance.values.filter((value) => value.id !== id);
    for (const { ids } of this.lingering) ids.delete(id);
  }

  /** When the record is done with. */
  private release(event: Event, values: readonly KeyValue[], reached: readonly Instance[]): void {
    const scopes = reached.length > 0 ? reached : [this.blank(event)];
    for (const { key, on } of this.plan.releases) {
      if (!scopes.some((instance) => this.fitting(on, event, this.seenBy(instance, values, event.time)))) continue;
      for (const value of values) if (key === undefined || value.key === key) this.free(value.id);
    }
  }

  private absorbs(values: readonly KeyValue[], opens: boolean): boolean {
    if (opens && !this.plan.linger?.all) return false;
    return this.lingering.some(({ ids, until }) => this.world.now <= until && values.some(({ id }) => ids.has(id)));
  }

  private hold(event: Event, values: KeyValue[], known: boolean): boolean {
    const waits = values.flatMap(({ key, id }) => {
      const hold = this.plan.keys[key]?.hold;
      return hold === undefined ? [] : [{ id, until: this.world.now + this.micros(hold) }];
    });
    if (waits.length > 0) this.held.push({ event, values, waits, number: this.numbersGiven++, known });
    return waits.length > 0;
  }

  /** Right after the record that binds a value come those that were held for it. Choice: they are not held again. */
  private deliverHeld(): void {
    const { bound } = this;
    for (const held of [...this.held]) {
      if (!this.held.includes(held) || !held.waits.some(({ id, until }) => bound.has(id) && this.world.now <= until)) continue;
      this.held.splice(this.held.indexOf(held), 1);
      this.reach(held.event, held.values, this.ownersOf(held.values), held.known, true);
    }
  }

  /** Choice: one that was held ends when it is given up. Its records are one: itself. */
  private orphan(event: Event, values: readonly KeyValue[], end: number): void {
    if (this.plan.orphan !== 'report') return;
    const [match] = event.matches as [Match];
    const saying: Saying = { outcome: 'orphan', code: 'orphan', begin: event.time, end, values, records: [match] };
    this.tell(saying, { values, carried: values, at: end, match, summed: [{ matches: [match] }] });
  }

  // ── deadlines ──

  deadlines(): Deadline[] {
    const held = this.held.map((one) => {
      const at = Math.max(...one.waits.map(({ until }) => until));
      return { number: one.number, due: [{ at, fire: () => this.lose(one) }] };
    });
    const open = this.open.map((instance) => ({ number: instance.number, due: this.deadlinesOf(instance) }));
    return [...held, ...open].sort((a, b) => a.number - b.number).flatMap(({ due }) => due);
  }

  private lose(held: Held): void {
    this.held.splice(this.held.indexOf(held), 1);
    if (!held.known) this.orphan(held.event, held.values, this.world.now);
  }

  close(): void {
    for (const held of [...this.held]) this.lose(held);
    for (const instance of [...this.open]) this.end(instance, { outcome: 'open', code: 'end_of_input' }, this.world.now, []);
  }
}
