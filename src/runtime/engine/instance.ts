/** One transaction while it is open: plain data, changed by its rule only. */

import type { TakeNode } from '../../dsl/plan.ts';
import type { Match, RecordLocation, Value } from '../record.ts';
import type { Subject } from './deadlines.ts';
import type { KeyValue } from './keys.ts';
import type { State } from './machine.ts';
import type { Subjective } from './scope.ts';
import type { Accumulator } from './summaries.ts';

/** Where the records of an instance lie: the first ones and the last, as many as the limit allows. */
export class Trail {
  count = 0;
  places: RecordLocation[] = [];

  constructor(private readonly limit: number) {}

  add(place: RecordLocation): void {
    this.count++;
    if (this.places.length < this.limit) this.places.push(place);
    else if (this.limit > 0) this.places[this.limit - 1] = place;
  }
}

export class Instance implements Subject, Subjective {
  due = Number.POSITIVE_INFINITY;
  queued = Number.POSITIVE_INFINITY;
  place = -1;
  ended = false;
  /** All key values it owns, in order of binding. */
  owned: KeyValue[] = [];
  /** The instant at which the last step took a record, and at which the state was entered. */
  lastTaken: number;
  since: number;
  lastStep: string | undefined;
  lastTake: TakeNode | undefined;
  /** By capture: its last record, and the instant at which it was taken. */
  readonly captures: (Match | undefined)[] = [];
  readonly capturedAt: number[] = [];
  /** By gate: the deadline of its `within`. */
  readonly gateDue: number[] = [];
  /** By ending: the deadline of its `by`, and the instant it was worked out from. */
  readonly clockDue: number[] = [];
  readonly clockFrom: number[] = [];
  /** Names of the warnings that were told, or places of those without a name. */
  warned: (string | number)[] = [];
  /** Outcomes told so far, warnings included. */
  told = 0;

  constructor(
    readonly rule: number,
    readonly opened: number,
    readonly id: string,
    /** Time of the opening record, and the instant at which it opened. */
    readonly begin: number,
    readonly openedAt: number,
    public state: State,
    readonly summaries: Accumulator[],
    readonly trail: Trail,
    private readonly onDue: (instance: Instance, at: number) => void,
  ) {
    this.lastTaken = openedAt;
    this.since = openedAt;
  }

  fire(at: number): void {
    this.onDue(this, at);
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
