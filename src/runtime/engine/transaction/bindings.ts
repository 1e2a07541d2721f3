/** Tracks which instance owns which key values, which values linger, and which records are held for a value. */

import type { TransactionPlan } from '../../../dsl/plan.ts';
import type { BaseRunner } from '../base-runner.ts';
import type { KeyValue } from '../key-value.ts';
import { type HeldRecord, HeldRecords, type KeyedEvent } from './held.ts';
import type { Instance } from './instance.ts';
import { Lingering, Owners } from './owners.ts';

export class Bindings {
  readonly owners = new Owners();
  readonly lingering = new Lingering();
  readonly held: HeldRecords;
  /** By key: how long records with an unowned value are held; undefined if they are not. */
  private readonly holds: readonly (number | undefined)[];
  /** How long values linger; negative if they do not. */
  private readonly linger: number;
  /** Those of the other versions of a changed rule: what one of them owns stays there. */
  otherVersions: readonly Bindings[] = [];
  /** Held records whose value has just been bound. */
  private freed: HeldRecord[] = [];
  /** Values that the record in hand has bound, of keys whose records are held. */
  private readonly bound = new Set<string>();

  constructor(
    private readonly rule: BaseRunner<TransactionPlan>,
    onHeldTooLong: (held: HeldRecord, at: number) => void,
  ) {
    const { plan, order, host } = rule;
    this.held = new HeldRecords(order, plan.keys, host.deadlines, onHeldTooLong);
    this.holds = plan.keys.map(({ hold }) => (hold === undefined ? undefined : host.micros(hold)));
    this.linger = plan.linger ? host.micros(plan.linger.duration) : -1;
  }

  /** Must be called before a record is brought to anything. */
  begin(): void {
    if (this.bound.size > 0) this.bound.clear();
  }

  /** Binds the values that no other instance owns to this one; with `on conflict take`, also those that another owns. */
  bind(instance: Instance, carried: readonly KeyValue[]): void {
    for (const value of carried) {
      const owner = this.owners.first(value.id);
      if (owner === instance) continue;
      if (this.isOwnedElsewhere(value.id) || (owner && this.rule.plan.conflict === 'count')) {
        this.rule.counters.conflicts++;
        continue;
      }
      if (owner) this.owners.remove(owner, value.id);
      this.own(instance, value);
    }
  }

  /** Makes an instance one of the owners of values that it does not own yet. */
  share(instance: Instance, values: readonly KeyValue[]): void {
    for (const value of values) this.own(instance, value);
  }

  /** An owned value no longer lingers, and records held for it are freed. */
  private own(instance: Instance, value: KeyValue): void {
    this.owners.add(instance, value);
    this.lingering.remove(value.id);
    for (const { lingering } of this.otherVersions) lingering.remove(value.id);
    if (this.holds[value.key] === undefined) return;
    this.bound.add(value.id);
    this.freeFor(value.id);
  }

  private freeFor(id: string): void {
    for (const held of this.held.takeFor(id, this.rule.host.now)) this.freed.push(held);
  }

  /** Frees all values of an instance that has ended; they may linger. */
  free(instance: Instance, lingers: boolean): void {
    this.owners.free(instance);
    if (!lingers || this.linger < 0) return;
    for (const { id } of instance.owned) this.lingering.add(id, this.rule.host.now + this.linger);
  }

  /** Removes every owner of the value and ends its lingering. */
  release({ id }: KeyValue): void {
    for (const { owners, lingering } of [this, ...this.otherVersions]) {
      for (const owner of [...owners.all(id)]) owners.remove(owner, id);
      lingering.remove(id);
    }
  }

  isOwnedElsewhere(id: string): boolean {
    return this.otherVersions.some(({ owners }) => owners.isOwned(id));
  }

  lingers(carried: readonly KeyValue[]): boolean {
    return this.linger >= 0 && carried.some(({ id }) => this.lingering.has(id, this.rule.host.now));
  }

  /**
   * Holds a record if one of its keys asks for that; returns whether one does. With a list key, the record may have bound
   * its value already, for another element: then it is freed at once.
   */
  hold(content: KeyedEvent): boolean {
    const waits = content.carried.flatMap(({ key, id }) => {
      const span = this.holds[key];
      return span === undefined ? [] : [{ id, until: this.rule.host.now + span }];
    });
    if (waits.length > 0) this.held.add(this.rule.opened++, content, waits);
    for (const { id } of waits) if (this.bound.has(id)) this.freeFor(id);
    return waits.length > 0;
  }

  get isAnyFreed(): boolean {
    return this.freed.length > 0;
  }

  /** Returns the records whose value has been bound since the last call, in order of arrival. */
  takeFreed(): HeldRecord[] {
    const { freed } = this;
    this.freed = [];
    return freed.sort((a, b) => a.opened - b.opened);
  }
}
