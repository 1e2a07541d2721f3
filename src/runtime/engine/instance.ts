/** One transaction while it is open: plain data, changed by its rule only. */

import type { TakeNode } from '../../dsl/plan.ts';
import type { Match, RecordLocation, Value } from '../record.ts';
import type { Subject } from './deadlines.ts';
import type { KeyValue } from './keys.ts';
import type { State } from './machine.ts';
import type { Recent } from './recency.ts';
import type { Subjective } from './scope.ts';
import { append } from './short-list.ts';
import type { Accumulator } from './summaries.ts';

/** Where the records of an instance lie: the first ones and the last, as many as the limit allows. */
export class Trail {
  count = 0;
  places: RecordLocation[] = [];

  constructor(private readonly limit: number) {}

  add(place: RecordLocation): void {
    this.count++;
    if (this.places.length < this.limit) this.places = append(this.places, place);
    else if (this.limit > 0) this.places[this.limit - 1] = place;
  }
}

const NONE: readonly (string | number)[] = [];

/** What the instances of a rule have in common. */
export interface Keeper {
  /** The place of the rule among all. */
  readonly order: number;
  /** How many captures and gates there are. */
  readonly captures: number;
  readonly gates: number;
  /** Does what is due. */
  fire(instance: Instance, at: number): void;
}

export class Instance implements Subject, Subjective, Recent<Instance> {
  due = Number.POSITIVE_INFINITY;
  queued = Number.POSITIVE_INFINITY;
  place = -1;
  older: Instance | undefined;
  newer: Instance | undefined;
  readonly rule: number;
  ended = false;
  /** All key values it owns, in order of binding. */
  owned: KeyValue[] = [];
  /** The instant at which the last step took a record, and at which the state was entered. */
  lastTaken: number;
  since: number;
  lastStep: string | undefined;
  lastTake: TakeNode | undefined;
  /** By capture: its last record, and the instant at which it was taken. */
  readonly captures: (Match | undefined)[];
  readonly capturedAt: number[];
  /** By gate: the deadline of its `within`. */
  readonly gateDue: number[];
  /** By ending: the deadline of its `by`, and the instant it was worked out from. */
  clocks: { due: number; from: number }[] | undefined;
  /** Names of the warnings that were told, or places of those without a name. */
  warned: readonly (string | number)[] = NONE;
  /** Outcomes told so far, warnings included. */
  told = 0;

  constructor(
    private readonly keeper: Keeper,
    readonly opened: number,
    readonly id: string,
    /** Time of the opening record, and the instant at which it opened. */
    readonly begin: number,
    readonly openedAt: number,
    public state: State,
    readonly summaries: Accumulator[],
    readonly trail: Trail,
  ) {
    this.rule = keeper.order;
    this.lastTaken = openedAt;
    this.since = openedAt;
    this.captures = new Array(keeper.captures);
    this.capturedAt = new Array(keeper.captures);
    this.gateDue = new Array(keeper.gates);
  }

  fire(at: number): void {
    this.keeper.fire(this, at);
  }

  get pastKey(): string | undefined {
    return this.owned.find(({ key }) => key === 0)?.id;
  }

  captureAt(index: number): Match | undefined {
    return this.captures[index];
  }

  summaryAt(index: number): Value | undefined {
    return this.summaries[index]?.result();
  }
}
