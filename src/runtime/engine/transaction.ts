/** A `transaction` while it runs: which instance a record reaches, and what it does there. */

import type { TransactionPlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Match, Value } from '../record.ts';
import { countOutcome, newCounters } from './counting.ts';
import type { Ending } from './endings.ts';
import { type LogEvent, Trigger } from './event.ts';
import { HeldRecord, HeldRecords } from './held.ts';
import type { Host, Runner } from './host.ts';
import { Instance } from './instance.ts';
import { Keys, type KeyValue } from './keys.ts';
import { Lives } from './lives.ts';
import { Lookbacks } from './lookbacks.ts';
import { Machine } from './machine.ts';
import { RuleScope, type Subjective } from './scope.ts';
import { type Found, Steps } from './steps.ts';
import { restoreTransaction, saveTransaction } from './transaction-state.ts';

/** What a record did to an instance it reached. */
type Effect = 'took' | 'ended' | 'warned' | 'none';

export class TransactionRunner implements Runner {
  readonly counters: RuleCounters;
  readonly held = new HeldRecords();
  readonly lookbacks: Lookbacks;
  readonly lives: Lives;
  readonly steps: Steps;

  private readonly scope = new RuleScope();
  private readonly keys: Keys;
  private readonly known: ReadonlySet<number>;
  private readonly releases: { key: number | undefined; on: Trigger }[];
  /** By key: how long records of an unknown value are held. */
  private readonly holds: (number | undefined)[];
  /** What look-backs are asked about: the keys and the time of the record or deadline in hand. */
  private carried: readonly KeyValue[] = [];
  private time = 0;
  /** Held records whose value has just been bound. */
  private freed: LogEvent[] = [];

  constructor(
    readonly plan: TransactionPlan,
    private readonly order: number,
    readonly host: Host,
  ) {
    const { environment } = host;
    this.counters = newCounters(plan);
    this.known = new Set(plan.known);
    this.keys = new Keys(plan.keys, environment, this.scope);
    const spans = plan.lookbacks.map((lookback) => host.micros(lookback.over));
    this.lookbacks = new Lookbacks(plan.lookbacks, spans, environment, this.scope);
    this.scope.lookbackOf = (index) => this.lookbacks.read(index, this.firstKey(), this.time, host.now);
    this.steps = new Steps(plan, new Machine(plan.pattern, environment.records), host, this.scope);
    this.lives = new Lives(plan, order, host, this.scope, this.steps, this.counters, (at) => this.lookAt(at, []));
    this.releases = plan.releases.map(({ key, on }) => ({ key, on: new Trigger(on, environment) }));
    this.holds = plan.keys.map((key) => (key.hold === undefined ? undefined : host.micros(key.hold)));
  }

  get listens(): Iterable<number> {
    return new Set([...this.plan.known, ...this.lookbacks.records]);
  }

  get live(): number {
    return this.lives.open.size;
  }

  /** A look-back goes by the first key that the record carries, otherwise by the first one that the instance owns. */
  private firstKey(): string | undefined {
    const carried = this.carried.find((value) => value.key === 0);
    if (carried) return carried.id;
    const { subject } = this.scope;
    return subject instanceof Instance ? subject.owned.find((value) => value.key === 0)?.id : undefined;
  }

  private lookAt(time: number, carried: readonly KeyValue[]): void {
    this.time = time;
    this.carried = carried;
  }

  deliver(event: LogEvent): void {
    const carried = this.keys.carried(event);
    this.lookAt(event.time, carried);
    if (this.plan.lookbacks.length > 0) {
      const first = carried.filter((value) => value.key === 0);
      this.lookbacks.observe(event, first, this.host.now);
    }
    if (!event.matches.some((match) => this.known.has(match.record))) return;
    this.counters.seen++;
    this.route(event, carried);
    for (let next = this.freed.shift(); next; next = this.freed.shift()) {
      const values = this.keys.carried(next);
      this.lookAt(next.time, values);
      this.route(next, values);
    }
  }

  private route(event: LogEvent, carried: readonly KeyValue[]): void {
    const taken = this.endAll(event);
    if (carried.length === 0) {
      if (!taken) this.counters.noKey++;
      return;
    }
    const { policy } = this.plan.restart;
    const listed = carried.filter(({ key }) => this.plan.keys[key]?.every);
    if (policy === 'overlap' || policy === 'overtake') this.deliverToAll(event, carried);
    else if (listed.length > 0) this.deliverToEach(event, listed, carried);
    else this.deliverToOne(event, carried, taken);
    if (this.releases.length > 0) this.release(event, carried);
  }

  /** Endings `all` need no key, and end every instance, in order of opening. */
  private endAll(event: LogEvent): boolean {
    let taken = false;
    for (const ending of this.steps.endings.all) {
      if (!ending.trigger?.knows(event)) continue;
      taken = true;
      for (const instance of this.lives.inOrder()) {
        if (ending.applies(instance)) this.tryEnding(instance, ending, event);
      }
    }
    return taken;
  }

  private deliverToOne(event: LogEvent, carried: readonly KeyValue[], taken: boolean): void {
    const owner = this.lives.owners.firstOf(carried);
    if (owner) this.drive(owner, event, carried);
    else this.arrive(event, carried, taken);
  }

  /** `every`: the transaction of each element, all found before any is delivered to. */
  private deliverToEach(event: LogEvent, listed: readonly KeyValue[], carried: readonly KeyValue[]): void {
    const { owners } = this.lives;
    const others = carried.filter((value) => !listed.includes(value));
    const targets = listed.map((value) => ({ values: [value, ...others], owner: owners.firstOf([value]) ?? owners.firstOf(others) }));
    const reached = new Set<Instance>();
    for (const { values, owner } of targets) {
      this.lookAt(event.time, values);
      if (!owner) this.arrive(event, values, false);
      else if (!reached.has(owner) && !owner.ended) {
        reached.add(owner);
        this.drive(owner, event, values);
      }
    }
  }

  /** Under `overlap` and `overtake` every instance that owns a value may take the record, those furthest on first. */
  private deliverToAll(event: LogEvent, carried: readonly KeyValue[]): void {
    const reached = [...new Set(carried.flatMap(({ id }) => [...this.lives.owners.all(id)]))];
    reached.sort((a, b) => this.steps.progress(b) - this.steps.progress(a) || a.opened - b.opened);
    let touched = false;
    for (const instance of reached) {
      if (instance.ended) continue;
      this.bind(instance, carried);
      if (this.effectOn(instance, event) !== 'none') touched = true;
    }
    const opening = reached.length > 0 ? this.openingFor(event) : undefined;
    if (opening) this.start(event, carried, opening);
    else if (reached.length === 0) this.arrive(event, carried, false);
    else if (!touched) for (const instance of reached) this.unexpected(instance, event);
  }

  /** A record reaches an open instance. */
  private drive(instance: Instance, event: LogEvent, carried: readonly KeyValue[]): void {
    const bound = this.bind(instance, carried);
    const effect = this.effectOn(instance, event);
    if (effect === 'took' || effect === 'ended') return;
    const opening = this.openingFor(event);
    if (!opening) {
      if (effect === 'none') this.unexpected(instance, event);
      return;
    }
    for (const { id } of bound) this.lives.owners.remove(instance, id);
    if (this.plan.restart.policy === 'ignore') {
      this.counters.ignored++;
      return;
    }
    const { name } = this.plan.restart;
    this.lives.end(instance, { outcome: 'abandoned', code: 'restart', reason: 'its key began again', name, at: event.time });
    this.start(event, carried, opening);
  }

  /** Gives the values that no other instance owns to this one; tells which are new to it. */
  private bind(instance: Instance, carried: readonly KeyValue[]): KeyValue[] {
    const { owners } = this.lives;
    const bound: KeyValue[] = [];
    for (const value of carried) {
      const all = owners.all(value.id);
      if (all.includes(instance)) continue;
      if (all.length > 0 && !this.shares) {
        this.counters.conflicts++;
        if (this.plan.conflict === 'count') continue;
        for (const owner of [...all]) owners.remove(owner, value.id);
      } else if (all.length > 0) continue;
      this.own(instance, value);
      bound.push(value);
    }
    return bound;
  }

  /** Values may have several owners. */
  private get shares(): boolean {
    return this.plan.restart.policy === 'overlap' || this.plan.restart.policy === 'overtake';
  }

  private own(instance: Instance, value: KeyValue): void {
    this.lives.owners.add(instance, value);
    this.lives.lingering.remove(value.id);
    if (this.holds[value.key] !== undefined) this.freed.push(...this.held.takeFor(value.id).map((held) => held.event));
  }

  /** Endings `on`, then `without` and `no`, then a step. */
  private effectOn(instance: Instance, event: LogEvent): Effect {
    const ending = this.endOn(instance, event);
    if (ending === 'ended' || this.forbid(instance, event)) return 'ended';
    const found = this.steps.find(instance.state, event);
    if (found) return this.lives.take(instance, found, event) ? 'took' : 'ended';
    return ending === 'none' && this.isRelease(event) ? 'warned' : ending;
  }

  /** Tries the endings `on`; `opening` is the match that opened the instance just now. */
  private endOn(instance: Instance, event: LogEvent, opening?: Match): Effect {
    let effect: Effect = 'none';
    for (const ending of this.steps.endings.on) {
      if (!ending.applies(instance) || (opening && ending.plan.since !== undefined)) continue;
      const done = this.tryEnding(instance, ending, event, opening);
      if (done === 'ended') return done;
      if (done === 'warned') effect = done;
    }
    this.scope.subject = instance;
    return effect;
  }

  private tryEnding(instance: Instance, ending: Ending, event: LogEvent, opening?: Match): Effect {
    this.scope.subject = instance;
    const match = ending.trigger?.find(event, this.scope);
    if (!match) return 'none';
    const { outcome, name, capture } = ending.plan;
    const reason = `${this.steps.recordName(match)} came`;
    if (outcome === 'warning') {
      this.lives.warn(instance, ending, { code: 'on', reason, name, at: event.time }, match);
      return 'warned';
    }
    if (!opening) this.counters.taken++;
    this.steps.gather(instance, match, capture === undefined ? [] : [capture], opening !== undefined);
    this.lives.end(instance, { outcome, code: 'on', reason, name, at: event.time });
    return 'ended';
  }

  /** A `without` in force, or a `no` that is running, ends the instance. */
  private forbid(instance: Instance, event: LogEvent): boolean {
    const forbidden = this.steps.forbidden(instance, event);
    if (!forbidden) return false;
    const { by, match } = forbidden;
    this.counters.taken++;
    this.steps.gather(instance, match, []);
    const name = this.steps.recordName(match);
    const [code, reason] = 'to' in by ? (['no', `${name} came`] as const) : (['without', `${name} came before ${by.node.label}`] as const);
    this.lives.end(instance, { outcome: 'failure', code, reason, at: event.time });
    return true;
  }

  private unexpected(instance: Instance, event: LogEvent): void {
    const awaited = instance.state.awaited.join(', ');
    this.counters.unexpected.set(awaited, (this.counters.unexpected.get(awaited) ?? 0) + 1);
    const { policy, name } = this.plan.unexpected;
    const { afterUnexpected } = instance.state;
    if (policy === 'count' && afterUnexpected) {
      instance.state = afterUnexpected;
      return;
    }
    const match = this.knownMatch(event);
    const reason = match ? `${this.steps.recordName(match)} came, while ${awaited || 'nothing'} was awaited` : '';
    if (match) this.steps.gather(instance, match, []);
    const code = policy === 'fail' ? 'unexpected' : 'next';
    this.lives.end(instance, { outcome: 'failure', code, reason, name: policy === 'fail' ? name : undefined, at: event.time });
  }

  private knownMatch(event: LogEvent): Match | undefined {
    return event.matches.find(({ record }) => this.known.has(record));
  }

  /** The move that would open an instance with this record. */
  private openingFor(event: LogEvent): Found | undefined {
    this.scope.subject = undefined;
    return this.steps.find(this.steps.machine.initial, event);
  }

  /** A record reaches no open instance. */
  private arrive(event: LogEvent, carried: readonly KeyValue[], taken: boolean): void {
    const lingers = this.lives.lingers(carried);
    const opening = lingers && this.plan.linger?.all ? undefined : this.openingFor(event);
    if (opening) this.start(event, carried, opening);
    else if (lingers) this.counters.absorbed++;
    else if (!taken && !this.hold(event, carried)) this.orphan(event, carried);
  }

  private start(event: LogEvent, carried: readonly KeyValue[], opening: Found): void {
    const instance = this.lives.create(event, carried);
    if (this.shares) for (const value of carried) this.own(instance, value);
    else this.bind(instance, carried);
    this.scope.subject = instance;
    if (this.lives.take(instance, opening, event)) this.endOn(instance, event, opening.match);
  }

  private hold(event: LogEvent, carried: readonly KeyValue[]): boolean {
    const values = carried.filter(({ key }) => this.holds[key] !== undefined);
    if (values.length === 0) return false;
    const span = Math.max(...values.map(({ key }) => this.holds[key] ?? 0));
    this.keep(event, values, this.host.now + span);
    return true;
  }

  /** Holds a record until a time. */
  keep(event: LogEvent, values: readonly KeyValue[], until: number): void {
    const held = new HeldRecord(this.order, this.lives.opened, event, values, until, (late) => this.giveUp(late));
    this.held.add(held);
    this.host.deadlines.update(held);
  }

  private giveUp(held: HeldRecord): void {
    this.held.remove(held);
    this.orphan(held.event, this.keys.carried(held.event));
  }

  private orphan(event: LogEvent, carried: readonly KeyValue[]): void {
    this.counters.orphans++;
    const match = this.knownMatch(event);
    if (this.plan.orphan !== 'report' || !match) return;
    const record = this.steps.recordName(match);
    this.scope.subject = keysOnly(carried);
    this.scope.match = match;
    countOutcome(this.counters, 'orphan');
    this.lives.teller.tell({
      id: `${this.lives.ids.next(`orphan${carried.map((value) => value.id).join()}`, event.time, this.host.now)}.0`,
      outcome: 'orphan',
      code: 'orphan',
      reason: `${record} belongs to no open transaction`,
      begin: event.time,
      end: event.time,
      awaited: [],
      owned: carried,
      records: [{ source: match.source, line: match.line, record }],
      recordCount: 1,
    });
  }

  private isRelease(event: LogEvent): boolean {
    return this.releases.some(({ on }) => on.find(event, this.scope) !== undefined);
  }

  /** The record's values then belong to nobody, those of ended instances included. */
  private release(event: LogEvent, carried: readonly KeyValue[]): void {
    this.scope.subject = undefined;
    for (const { key, on } of this.releases) {
      if (!on.find(event, this.scope)) continue;
      for (const value of carried) {
        if (key !== undefined && value.key !== key) continue;
        for (const owner of [...this.lives.owners.all(value.id)]) this.lives.owners.remove(owner, value.id);
        this.lives.lingering.remove(value.id);
      }
    }
  }

  close(at: number): void {
    for (const held of this.held.list()) this.giveUp(held);
    this.lives.close(at);
  }

  save(): unknown {
    return saveTransaction(this);
  }

  restore(saved: unknown): void {
    restoreTransaction(this, saved);
  }
}

/** What an orphan's expressions see: its keys. */
function keysOnly(carried: readonly KeyValue[]): Subjective {
  return {
    captureAt: () => undefined,
    summaryAt: () => undefined as Value | undefined,
    keyAt: (key, part) => carried.find((value) => value.key === key)?.values[part],
  };
}
