/** One transaction while it is open: plain data, changed only by its rule. */

import type { TakeNode } from '../../../dsl/sequence-plan.ts';
import type { Match, RecordLocation, Value } from '../../record.ts';
import type { Subject } from '../deadlines.ts';
import { firstKeyOf, type KeyValue } from '../key-value.ts';
import type { LruNode } from '../lru-list.ts';
import type { ScopeSubject } from '../scope.ts';
import { append, appendUpTo } from '../short-list.ts';
import type { Accumulator } from '../summaries/summaries.ts';
import type { State } from './machine.ts';

const NONE: readonly never[] = [];

/** From this many key values on, they are also indexed by id. */
const MANY = 32;

/** What the instances of a rule have in common. */
export interface Keeper {
  /** The index of the rule among all. */
  readonly order: number;
  /** Numbers of captures and gates. */
  readonly captures: number;
  readonly gates: number;
  /** Whether an ending asks when a capture was taken. */
  readonly isDated: boolean;
  /** How many record locations an instance keeps at most. */
  readonly recordLimit: number;
  /** Does what is due. */
  fire(instance: Instance, at: number): void;
}

export class Instance implements Subject, ScopeSubject, LruNode<Instance> {
  due = Number.POSITIVE_INFINITY;
  place = -1;
  slot = -1;
  older: Instance | undefined;
  newer: Instance | undefined;
  readonly rule: number;
  /** The number of the record that reached it last. */
  visit = 0;
  /** Whether it has ended, or another object now stands for it. */
  ended = false;
  /** All key values it owns, in order of binding; undefined if the list must be rebuilt from `byId`. */
  private values: KeyValue[] | undefined = [];
  /** The same by id if there are many, so that removing one after another stays cheap. */
  private byId: Map<string, KeyValue> | undefined;
  /** The instants at which the last step took a record and at which the state was entered. */
  lastTaken: number;
  since: number;
  lastStep: string | undefined;
  lastTake: TakeNode | undefined;
  /** By capture: its last record and, if an ending asks for it, the instant at which it was taken. */
  readonly captures: (Match | undefined)[];
  readonly capturedAt: number[] | undefined;
  /** By gate: the instant from which its `within` runs. */
  readonly gateSince: number[] | undefined;
  /** How many records it has taken, and the locations of the first ones and the last, as many as the limit allows. */
  recordCount = 0;
  places: RecordLocation[] = [];
  /** By ending: the deadline of its `by`, and the instant from which it was computed. */
  clocks: { due: number; from: number }[] | undefined;
  /** Warnings already reported: names, or indexes of those without a name. */
  warned: readonly (string | number)[] = NONE;
  /** Number of outcomes reported so far, warnings included. */
  reported = 0;

  constructor(
    private readonly keeper: Keeper,
    readonly opened: number,
    readonly id: string,
    /** Time of the opening record, and the instant at which it opened. */
    readonly begin: number,
    readonly openedAt: number,
    public state: State,
    readonly summaries: readonly Accumulator[],
  ) {
    this.rule = keeper.order;
    this.lastTaken = openedAt;
    this.since = openedAt;
    this.captures = new Array(keeper.captures);
    this.capturedAt = keeper.isDated ? new Array(keeper.captures) : undefined;
    this.gateSince = keeper.gates > 0 ? new Array(keeper.gates) : undefined;
  }

  get owned(): readonly KeyValue[] {
    this.values ??= [...(this.byId?.values() ?? [])];
    return this.values;
  }

  owns(id: string): boolean {
    return this.byId?.has(id) ?? this.owned.some((value) => value.id === id);
  }

  /** Adds a value that it did not own before. */
  gain(value: KeyValue): void {
    this.byId?.set(value.id, value);
    if (!this.values) return;
    this.values = append(this.values, value);
    if (this.values.length === MANY) this.byId = new Map(this.values.map((one) => [one.id, one]));
  }

  lose(id: string): void {
    if (this.byId) {
      this.byId.delete(id);
      this.values = undefined;
    } else this.values = this.owned.filter((value) => value.id !== id);
  }

  fire(at: number): void {
    this.keeper.fire(this, at);
  }

  addPlace(place: RecordLocation): void {
    this.recordCount++;
    this.places = appendUpTo(this.places, place, this.keeper.recordLimit);
  }

  get lookbackKey(): string | undefined {
    return firstKeyOf(this.owned);
  }

  captureAt(index: number): Match | undefined {
    return this.captures[index];
  }

  summaryAt(index: number): Value | undefined {
    return this.summaries[index]?.result();
  }
}
