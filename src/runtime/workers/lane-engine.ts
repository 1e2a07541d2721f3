/** The rules of a lane in one worker, run step by step so that lanes can take turns. */

import { Engine } from '../engine/engine.ts';
import type { OnRuleFault } from '../engine/rule-faults.ts';
import { createSink } from '../outputs/create-sink.ts';
import type { Sink } from '../outputs/sink.ts';
import type { Match, Outcome } from '../record.ts';
import { Queue } from '../values/queue.ts';
import type { WorkerSetup } from './engine-worker.ts';
import type { Lane } from './lanes.ts';
import { isBefore, OutcomeOrder, type Place } from './outcome-order.ts';

/** An outcome as it arose, and its text. */
export interface Arisen {
  place: Place;
  outcome: Outcome;
  /** For each output; empty if it is not reported. */
  texts: readonly string[];
}

export class LaneEngine {
  readonly engine: Engine;
  private readonly order: OutcomeOrder;
  private readonly sinks: readonly Sink[];
  private readonly worker: number;
  /** Stands for a record that only other engines get: no rule knows it. */
  private readonly foreign: readonly Match[];
  /** Takes the next step; returns false if none is left. */
  private next: () => boolean = () => false;
  private readonly arisen = new Queue<Arisen>();

  constructor(
    private readonly lane: Lane,
    { plan, worker, sinks, sources, ...options }: WorkerSetup,
    onRuleFault: OnRuleFault,
    /** Called for an error at a record, which is skipped. */
    private readonly onFault: (error: unknown) => void,
  ) {
    this.engine = new Engine(lane.plan, { ...options, onRuleFault, onOutcome: (outcome) => this.onArisen(this.arisenOf(outcome)) });
    this.order = new OutcomeOrder(plan, lane, this.engine);
    this.engine.observer = this.order;
    this.sinks = sinks.map((sink) => createSink(sink, plan, sources, () => {}));
    this.worker = worker;
    this.foreign = [{ record: plan.records.length, time: 0, weight: 1, values: [], source: 0, line: 0 }];
  }

  private onArisen: (arisen: Arisen) => void = (arisen) => this.arisen.add(arisen);

  private arisenOf(outcome: Outcome): Arisen {
    const texts = outcome.isReported ? this.sinks.map((sink) => sink.textOf(outcome)) : [];
    return { place: this.order.placeOf(outcome), outcome, texts };
  }

  /** Sets a record to work on, after everything that comes before it. */
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

  /** Sets the end of the input to work on, up to where rules are closed. */
  finish(atEnd: 'open' | 'expire'): void {
    const rest = this.engine.finish(atEnd);
    this.next = () => !rest.next().done;
  }

  /** Closes a rule of the program, if the lane has it, passing on its outcomes as they arise. */
  close(rule: number, take: (arisen: Arisen) => void): void {
    const own = this.lane.of.rules.indexOf(rule);
    if (own < 0) return;
    this.onArisen = take;
    for (const _ of this.engine.closeRule(own));
  }

  /** The first outcome that was not taken, working on until there is one; undefined if no work is left. */
  head(): Arisen | undefined {
    while (!this.arisen.first && this.next());
    return this.arisen.first;
  }

  /** Takes the outcome at the {@link head}, which must exist. */
  take(): Arisen {
    return this.arisen.take() as Arisen;
  }
}

/** The lane whose next outcome comes first; undefined if none has any. */
export function firstOf(lanes: readonly LaneEngine[]): LaneEngine | undefined {
  let first: LaneEngine | undefined;
  let place: Place | undefined;
  for (const lane of lanes) {
    const head = lane.head();
    if (!head || (place && !isBefore(head.place, 0, place, 0))) continue;
    first = lane;
    place = head.place;
  }
  return first;
}
