/** What goes on in a worker: an engine for each lane of the program that runs in it, and outcomes made text. */

import type { Plan } from '../../dsl/plan.ts';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import type { SinkPlan } from '../outputs/create-sink.ts';
import type { Location } from '../record.ts';
import { type Arisen, firstOf, LaneEngine } from './lane-engine.ts';
import { lanesOf } from './lanes.ts';
import { OutcomePacker, type PackedOutcomes, type PortionSize } from './packed-outcomes.ts';
import { type PackedRecords, unpackRecords } from './packed-records.ts';
import type { SharedGate } from './portion-gate.ts';

/** All that a worker is told before the first record, as plain data. */
export interface WorkerSetup extends Omit<EngineOptions, 'onOutcome' | 'onRuleFault'> {
  plan: Plan;
  /** How many there are, and which one this is, from 0. */
  workers: number;
  worker: number;
  /** The outputs that outcomes are made text for. */
  sinks: readonly SinkPlan[];
  sources: readonly string[];
  /** What it tells at a time. */
  portion?: PortionSize;
  /** What a thread waits at before it tells a portion. */
  gate: SharedGate;
}

/** Records, or that no more come, and what becomes of open transactions. */
export type Work = { records: PackedRecords } | { end: 'open' | 'expire' };

/** What became of a piece of {@link Work}: portions, and then what is left, which is the end of it. */
export type Answer = Portion | Done;

/** Outcomes in the order in which the engines of the worker, were they one, would have told them. */
export interface Portion {
  outcomes: PackedOutcomes;
}

export interface Done extends Portion {
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
  private readonly packer: OutcomePacker;
  /** Since the last piece of work. */
  private faults: Fault[] = [];
  /** The record in hand. */
  private at: Location = { source: 0, line: 0 };

  constructor(
    private readonly setup: WorkerSetup,
    /** Told of each portion as it is full, before more is done. */
    private readonly onPortion: (portion: Portion) => void,
  ) {
    const { plan, workers, worker } = setup;
    const lanes = lanesOf(plan, workers).filter((lane) => lane.isIn(worker));
    const onRuleFault = (error: unknown, rule: string) => this.fault(error, { rule });
    const onFault = (error: unknown) => this.fault(error, { source: this.at.source, line: this.at.line });
    this.lanes = lanes.map((lane) => new LaneEngine(lane, setup, onRuleFault, onFault));
    this.packer = new OutcomePacker(plan, setup.portion);
  }

  do(work: Work): Done {
    const { lanes } = this;
    if ('records' in work) this.accept(work.records);
    else this.end(work.end);
    const { faults } = this;
    this.faults = [];
    return {
      outcomes: this.packer.take(),
      open: lanes.reduce((sum, { engine }) => sum + engine.open, 0),
      faults,
      ...('end' in work ? { counters: lanes.map(({ engine }) => countersOf(engine)) } : {}),
    };
  }

  private accept(records: PackedRecords): void {
    unpackRecords(records, this.setup.plan, (time, matches) => {
      this.at = matches?.[0] ?? this.at;
      for (const lane of this.lanes) lane.give(time, matches);
      this.takeTurns();
    });
  }

  /** Rules are closed in order, and each is of one lane: so is what comes of it. */
  private end(atEnd: 'open' | 'expire'): void {
    const { lanes, setup } = this;
    for (const lane of lanes) lane.finish(atEnd);
    this.takeTurns();
    for (const rule of setup.plan.rules.keys()) for (const lane of lanes) lane.close(rule, (arisen) => this.tell(arisen));
  }

  /** Lanes go on until all are through, and what comes first is told first. */
  private takeTurns(): void {
    for (let lane = firstOf(this.lanes); lane; lane = firstOf(this.lanes)) this.tell(lane.take());
  }

  private tell({ place, outcome, texts }: Arisen): void {
    this.packer.add(place, outcome, texts);
    if (this.packer.isFull) this.onPortion({ outcomes: this.packer.take() });
  }

  private fault(error: unknown, at: Fault['at']): void {
    this.faults.push({ detail: error instanceof Error ? (error.stack ?? error.message) : String(error), at });
  }
}

function countersOf({ late, lateDropped, overflows, rules }: Engine): LaneCounters {
  return { late, lateDropped, overflows, rules };
}
