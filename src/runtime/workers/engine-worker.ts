/** What goes on in a worker: an engine for each lane of the program that runs in it, and outcomes made text. */

import type { Plan } from '../../dsl/plan.ts';
import { Engine, type EngineOptions } from '../engine/engine.ts';
import type { OnRuleFault } from '../engine/rule-faults.ts';
import { createSink, type SinkPlan } from '../outputs/create-sink.ts';
import type { Sink } from '../outputs/sink.ts';
import type { Location, Match, Outcome } from '../record.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { OutcomeOrder } from './outcome-order.ts';
import { OutcomePacker, type PackedOutcomes } from './packed-outcomes.ts';
import { type PackedRecords, unpackRecords } from './packed-records.ts';

/** All that a worker is told before the first record, as plain data. */
export interface WorkerSetup extends Omit<EngineOptions, 'onOutcome' | 'onRuleFault'> {
  plan: Plan;
  /** How many there are, and which one this is, from 0. */
  workers: number;
  worker: number;
  /** The outputs that outcomes are made text for. */
  sinks: readonly SinkPlan[];
  sources: readonly string[];
}

/** Records, or that no more come, and what becomes of open transactions. */
export type Work = { records: PackedRecords } | { end: 'open' | 'expire' };

/** What became of a piece of {@link Work}. */
export interface Done {
  /** By lane. */
  outcomes: PackedOutcomes[];
  /** Transactions and episodes that are open now. */
  open: number;
  faults: Fault[];
  /** By lane, when no more comes. */
  counters?: LaneCounters[];
}

/** A mistake of the program itself at a record, or at a rule. */
export interface Fault {
  detail: string;
  at: Location | { rule: string };
}

export type LaneCounters = Pick<Engine, 'late' | 'lateDropped' | 'overflows' | 'rules'>;

export class EngineWorker {
  private readonly lanes: readonly LaneEngine[];
  /** Since the last answer. */
  private faults: Fault[] = [];

  constructor(private readonly setup: WorkerSetup) {
    const { plan, workers, worker } = setup;
    const lanes = lanesOf(plan, workers).filter((lane) => lane.isIn(worker));
    this.lanes = lanes.map((lane) => new LaneEngine(lane, setup, (error, rule) => this.fault(error, { rule })));
  }

  do(work: Work): Done {
    const { lanes } = this;
    if ('records' in work) this.accept(work.records);
    else for (const { engine } of lanes) engine.end(work.end);
    const { faults } = this;
    this.faults = [];
    return {
      outcomes: lanes.map((lane) => lane.packer.take()),
      open: lanes.reduce((sum, { engine }) => sum + engine.open, 0),
      faults,
      ...('end' in work ? { counters: lanes.map(({ engine }) => countersOf(engine)) } : {}),
    };
  }

  private accept(records: PackedRecords): void {
    let place: Location = { source: 0, line: 0 };
    unpackRecords(records, this.setup.plan, (time, matches) => {
      place = matches?.[0] ?? place;
      for (const lane of this.lanes) {
        try {
          lane.accept(time, matches);
        } catch (error) {
          this.fault(error, { source: place.source, line: place.line });
        }
      }
    });
  }

  private fault(error: unknown, at: Fault['at']): void {
    this.faults.push({ detail: error instanceof Error ? (error.stack ?? error.message) : String(error), at });
  }
}

class LaneEngine {
  readonly engine: Engine;
  readonly packer: OutcomePacker;
  private readonly order: OutcomeOrder;
  private readonly sinks: readonly Sink[];
  private readonly worker: number;
  /** Stands for what a record is to other engines: no rule knows it. */
  private readonly foreign: readonly Match[];

  constructor(
    private readonly lane: Lane,
    { plan, worker, sinks, sources, ...options }: WorkerSetup,
    onRuleFault: OnRuleFault,
  ) {
    this.engine = new Engine(lane.plan, { ...options, onRuleFault, onOutcome: (outcome) => this.tell(outcome) });
    this.packer = new OutcomePacker(plan);
    this.order = new OutcomeOrder(plan, lane, this.engine);
    this.engine.observer = this.order;
    this.sinks = sinks.map((sink) => createSink(sink, plan, sources, () => {}));
    this.worker = worker;
    this.foreign = [{ record: plan.records.length, time: 0, weight: 1, values: [], source: 0, line: 0 }];
  }

  accept(time: number, matches: readonly Match[] | undefined): void {
    const isForeign = matches === undefined || (matches.length > 0 && this.lane.workerOf(matches) !== this.worker);
    this.engine.accept(time, isForeign ? this.foreign : matches);
  }

  private tell(outcome: Outcome): void {
    const texts = outcome.told ? this.sinks.map((sink) => sink.textOf(outcome)) : [];
    this.packer.add(this.order.placeOf(outcome), outcome, texts);
  }
}

function countersOf({ late, lateDropped, overflows, rules }: Engine): LaneCounters {
  return { late, lateDropped, overflows, rules };
}
