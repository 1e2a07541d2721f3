/** The work of a worker: runs an engine for each lane of the program in it, and formats outcomes as text. */

import type { Plan } from '../../dsl/plan.ts';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import type { SinkPlan } from '../outputs/create-sink.ts';
import type { Location } from '../record.ts';
import { type Arisen, firstOf, LaneEngine } from './lane-engine.ts';
import { lanesOf } from './lanes.ts';
import { OutcomePacker, type PackedOutcomes, type PortionSize } from './packed-outcomes.ts';
import { type PackedRecords, unpackRecords } from './packed-records.ts';
import type { SharedGate } from './portion-gate.ts';

/** Everything a worker needs before the first record, as plain data. */
export interface WorkerSetup extends Omit<EngineOptions, 'onOutcome' | 'onRuleFault'> {
  plan: Plan;
  /** The number of workers, and the index of this one. */
  workers: number;
  worker: number;
  /** The outputs for which outcomes are formatted. */
  sinks: readonly SinkPlan[];
  sources: readonly string[];
  /** How much to send at a time. */
  portion?: PortionSize;
  /** The gate at which a thread waits before it sends a portion. */
  gate: SharedGate;
}

/** Records, or the end of the input and what happens to open transactions. */
export type Work = { records: PackedRecords } | { end: 'open' | 'expire' };

/** The answer to a piece of {@link Work}: portions, followed by `Done`. */
export type Answer = Portion | Done;

/** Outcomes in the order in which the engines of the worker, as one engine, would have reported them. */
interface Portion {
  outcomes: PackedOutcomes;
}

export interface Done extends Portion {
  /** Transactions and episodes that are open now. */
  open: number;
  faults: Fault[];
  /** By lane, at the end of the input. */
  counters?: LaneCounters[];
}

/** An internal error at a record, or at a rule. */
export interface Fault {
  detail: string;
  at: Location | { rule: string };
}

export type LaneCounters = Pick<Engine, 'late' | 'lateDropped' | 'overflows' | 'rules'>;

export class EngineWorker {
  private readonly lanes: readonly LaneEngine[];
  private readonly packer: OutcomePacker;
  /** Faults since the last piece of work. */
  private faults: Fault[] = [];
  /** The record in hand. */
  private at: Location = { source: 0, line: 0 };

  constructor(
    private readonly setup: WorkerSetup,
    /** Called with each full portion, before more work is done. */
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

  /** Rules are closed in order, and each belongs to one lane, as do its outcomes. */
  private end(atEnd: 'open' | 'expire'): void {
    const { lanes, setup } = this;
    for (const lane of lanes) lane.finish(atEnd);
    this.takeTurns();
    for (const rule of setup.plan.rules.keys()) for (const lane of lanes) lane.close(rule, (arisen) => this.send(arisen));
  }

  /** Runs the lanes until all are through, sending outcomes in order. */
  private takeTurns(): void {
    for (let lane = firstOf(this.lanes); lane; lane = firstOf(this.lanes)) this.send(lane.take());
  }

  private send({ place, outcome, texts }: Arisen): void {
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
