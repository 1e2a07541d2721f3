/** The rules of a lane in one worker, which do what is to be done thing by thing, so that lanes can take turns. */

import { Engine } from '../engine/engine.ts';
import type { OnRuleFault } from '../engine/rule-faults.ts';
import { createSink } from '../outputs/create-sink.ts';
import type { Sink } from '../outputs/sink.ts';
import type { Match, Outcome } from '../record.ts';
import type { WorkerSetup } from './engine-worker.ts';
import type { Lane } from './lanes.ts';
import { isBefore, OutcomeOrder, type Place } from './outcome-order.ts';

/** An outcome as it arose, and what is written of it. */
export interface Arisen {
  place: Place;
  outcome: Outcome;
  /** For each output; none if it is not told. */
  texts: readonly string[];
}

export class LaneEngine {
  readonly engine: Engine;
  private readonly order: OutcomeOrder;
  private readonly sinks: readonly Sink[];
  private readonly worker: number;
  /** Stands for what a record is to other engines: no rule knows it. */
  private readonly foreign: readonly Match[];
  /** Does the next thing; false: there is none left. */
  private next: () => boolean = () => false;
  private arisen: Arisen[] = [];
  /** How many of them were taken. */
  private taken = 0;

  constructor(
    private readonly lane: Lane,
    { plan, worker, sinks, sources, ...options }: WorkerSetup,
    onRuleFault: OnRuleFault,
    /** Told of an error at a record, which is passed over. */
    private readonly onFault: (error: unknown) => void,
  ) {
    this.engine = new Engine(lane.plan, { ...options, onRuleFault, onOutcome: (outcome) => this.onArisen(this.arisenOf(outcome)) });
    this.order = new OutcomeOrder(plan, lane, this.engine);
    this.engine.observer = this.order;
    this.sinks = sinks.map((sink) => createSink(sink, plan, sources, () => {}));
    this.worker = worker;
    this.foreign = [{ record: plan.records.length, time: 0, weight: 1, values: [], source: 0, line: 0 }];
  }

  private onArisen: (arisen: Arisen) => void = (arisen) => this.arisen.push(arisen);

  private arisenOf(outcome: Outcome): Arisen {
    const texts = outcome.told ? this.sinks.map((sink) => sink.textOf(outcome)) : [];
    return { place: this.order.placeOf(outcome), outcome, texts };
  }

  /** A record, which it takes after all that comes before it. */
  give(time: number, matches: readonly Match[] | undefined): void {
    let isTaken = false;
    this.next = () => {
      if (isTaken) return false;
      try {
        if (this.engine.step(time)) return true;
        isTaken = true;
        this.engine.accept(time, this.isForeign(matches) ? this.foreign : matches);
      } catch (error) {
        isTaken = true;
        this.onFault(error);
      }
      return true;
    };
  }

  private isForeign(matches: readonly Match[] | undefined): matches is undefined {
    return matches === undefined || (matches.length > 0 && this.lane.workerOf(matches) !== this.worker);
  }

  /** The end of the input, up to where rules are closed. */
  finish(atEnd: 'open' | 'expire'): void {
    const rest = this.engine.finish(atEnd);
    this.next = () => !rest.next().done;
  }

  /** Closes a rule of the program, if it is one of the lane, and hands over what comes of that as it arises. */
  close(rule: number, take: (arisen: Arisen) => void): void {
    const own = this.lane.of.rules.indexOf(rule);
    if (own < 0) return;
    this.onArisen = take;
    for (const _ of this.engine.closeRule(own));
  }

  /** What arose first and was not taken; it goes on until something has. Undefined: nothing is left to be done. */
  head(): Arisen | undefined {
    while (this.taken === this.arisen.length && this.next());
    return this.arisen[this.taken];
  }

  /** That one; it must be there. */
  take(): Arisen {
    const one = this.arisen[this.taken++] as Arisen;
    if (this.taken === this.arisen.length) {
      this.arisen = [];
      this.taken = 0;
    }
    return one;
  }
}

/** Of several lanes the one whose next outcome comes first; undefined: none has any. */
export function firstOf(lanes: readonly LaneEngine[]): LaneEngine | undefined {
  let first: LaneEngine | undefined;
  let place: Place | undefined;
  for (const lane of lanes) {
    const head = lane.head();
    if (!head || (place && !isBefore(head.place, place))) continue;
    first = lane;
    place = head.place;
  }
  return first;
}
