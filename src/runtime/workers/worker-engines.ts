/** Runs the rules of a program in workers: takes matched records, and reports outcomes in the order of a single engine. */

import type { Plan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import { sumOf } from '../engine/counting.ts';
import { paramValues } from '../engine/params.ts';
import type { Environment } from '../expression/scope.ts';
import type { RuleRunner } from '../intake.ts';
import type { Location, Match } from '../record.ts';
import { Queue } from '../values/queue.ts';
import type { Answer, Done, Fault, LaneCounters, Work, WorkerSetup } from './engine-worker.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { OutcomeReader, type WrittenOutcome } from './packed-outcomes.ts';
import { RecordPacker } from './packed-records.ts';
import { letThrough, newGate } from './portion-gate.ts';

/** A channel to a worker that answers each piece of work, in order: with portions, for which it waits at its gate, and a final message. */
export interface WorkerPort {
  postMessage(work: Work, transfer: ArrayBuffer[]): void;
  on(event: 'message', listener: (answer: Answer) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  /** Ends the worker at once. */
  terminate(): unknown;
}

export interface WorkerEnginesOptions {
  start(setup: WorkerSetup): WorkerPort;
  onOutcome(written: WrittenOutcome): void;
  /** Resolves when more may be reported. */
  drained?(): Promise<void>;
  /** As for a pipeline: the record was skipped. */
  onFault(error: unknown, place: Location): void;
  /** As for an engine: the rule has not handled the record, or a deadline. */
  onRuleFault(error: unknown, rule: string): void;
}

/** The most pieces of work in progress; no more is read meanwhile. */
const MOST_UNDER_WAY = 4;

export class WorkerEngines implements RuleRunner {
  readonly environment: Environment;

  private readonly plan: Plan;
  private readonly lanes: readonly Lane[];
  private readonly workers: readonly WorkerLink[];
  /** The greatest time known to all workers. */
  private greatest = Number.NEGATIVE_INFINITY;
  private overflowsHere = 0;
  private underWay = 0;
  private failure: { error: unknown } | undefined;
  private wake: () => void = () => {};
  private counters: readonly LaneCounters[] = [];

  constructor(
    setup: Omit<WorkerSetup, 'worker' | 'gate'>,
    private readonly options: WorkerEnginesOptions,
  ) {
    const { plan, workers } = setup;
    this.plan = plan;
    this.environment = {
      records: plan.records,
      params: paramValues(plan, setup.params),
      tables: plan.tables,
      onOverflow: () => {
        this.overflowsHere++;
      },
    };
    this.lanes = lanesOf(plan, workers);
    this.workers = Array.from({ length: workers }, (_, worker) => new WorkerLink({ ...setup, worker }, options.start, plan));
    for (const worker of this.workers) {
      worker.port.on('message', (answer) => {
        worker.add(answer);
        this.gather();
      });
      worker.port.on('error', (error) => this.fail(error));
    }
  }

  /** Wakes whoever waits. */
  private fail(error: unknown): void {
    this.failure ??= { error };
    this.wake();
  }

  accept(time: number, matches: readonly Match[]): void {
    // As in an engine: most records match nothing and have the same stamp as the one before.
    if (matches.length === 0 && time === this.greatest) return;
    this.greatest = Math.max(this.greatest, time);
    const wanted = matches.length === 0 ? undefined : new Set(this.lanes.map((lane) => lane.workerOf(matches)));
    for (const [worker, { packer }] of this.workers.entries()) {
      packer.add(time, !wanted || wanted.has(worker) ? matches : undefined);
    }
  }

  /**
   * Sends what was accepted, and waits while too much is in progress.
   * @throws Any error that ended a worker, or that kept an outcome from being reported
   */
  async settle(): Promise<void> {
    for (const { packer, port } of this.workers) {
      const records = packer.take();
      port.postMessage({ records }, [records.numbers.buffer]);
    }
    this.underWay++;
    await this.reach(MOST_UNDER_WAY);
  }

  async end(atEnd: 'open' | 'expire' = 'open'): Promise<void> {
    await this.settle();
    for (const { port } of this.workers) port.postMessage({ end: atEnd }, []);
    this.underWay++;
    await this.reach(0);
  }

  /** Waits until at most this many pieces of work are in progress. */
  private async reach(most: number): Promise<void> {
    while (this.underWay > most && !this.failure) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.failure) throw this.failure.error;
  }

  /** The first outcome is known once each worker has one, or is done with the piece of work. */
  private gather(): void {
    try {
      while (!this.failure && this.workers.every((worker) => worker.isReady())) {
        const first = firstOf(this.workers);
        if (!first) this.endPiece();
        else {
          this.options.onOutcome(first.take());
          if (first.isPortionTaken) void this.goOn(first);
        }
      }
    } catch (error) {
      this.fail(error);
    }
    this.wake();
  }

  /** Lets a worker send another portion, once one was taken. */
  private async goOn({ gate }: WorkerLink): Promise<void> {
    try {
      await this.options.drained?.();
      letThrough(gate);
    } catch (error) {
      this.fail(error);
    }
  }

  private endPiece(): void {
    const answers = this.workers.map((worker) => worker.end());
    for (const { faults } of answers) for (const fault of faults) this.reportFault(fault);
    this.counters = answers.flatMap(({ counters }) => counters ?? []);
    this.underWay--;
  }

  private reportFault({ detail, at }: Fault): void {
    if ('rule' in at) this.options.onRuleFault(detail, at.rule);
    else this.options.onFault(detail, at);
  }

  close(): void {
    for (const { port } of this.workers) port.terminate();
  }

  get open(): number {
    return this.workers.reduce((sum, { open }) => sum + open, 0);
  }

  /** Known after {@link WorkerEngines.end}, as are all that follow: each engine has counted the same late records. */
  get late(): number {
    return this.counters[0]?.late ?? 0;
  }

  get lateDropped(): number {
    return this.counters[0]?.lateDropped ?? 0;
  }

  /** Logs that are read to their end have no records from the future. */
  readonly futureDropped = 0;

  get overflows(): number {
    return this.counters.reduce((sum, { overflows }) => sum + overflows, this.overflowsHere);
  }

  get rules(): RuleCounters[] {
    const all = this.counters.flatMap(({ rules }) => rules);
    return this.plan.rules.map((plan) => {
      const own = all.filter(({ rule }) => rule === plan.name);
      return sumOf(plan, own);
    });
  }
}

class WorkerLink {
  readonly packer = new RecordPacker();
  readonly gate = newGate();
  readonly port: WorkerPort;
  open = 0;
  /** Answers not yet examined. */
  private readonly answers = new Queue<Answer>();
  private reader: OutcomeReader | undefined;
  /** The last answer to the current piece of work, once it was reached. */
  private done: Done | undefined;

  constructor(
    setup: Omit<WorkerSetup, 'gate'>,
    start: WorkerEnginesOptions['start'],
    private readonly plan: Plan,
  ) {
    this.port = start({ ...setup, gate: this.gate });
  }

  add(answer: Answer): void {
    this.answers.add(answer);
  }

  /** Whether its next outcome for the current piece of work is known, or that there are no more. */
  isReady(): boolean {
    while (!this.done && !this.head) {
      const answer = this.answers.take();
      if (!answer) return false;
      this.reader = new OutcomeReader(answer.outcomes, this.plan);
      if ('faults' in answer) this.done = answer;
    }
    return true;
  }

  /** The reader at its next outcome; undefined if there is none. */
  get head(): OutcomeReader | undefined {
    return this.reader?.isAtEnd ? undefined : this.reader;
  }

  take(): WrittenOutcome {
    return (this.reader as OutcomeReader).take();
  }

  /** Whether all of a portion was taken, so that the worker may send another. */
  get isPortionTaken(): boolean {
    return !this.done && !this.head;
  }

  /** Finishes the current piece of work; returns its last answer. */
  end(): Done {
    const done = this.done as Done;
    this.done = undefined;
    this.open = done.open;
    return done;
  }
}

/** The worker whose next outcome comes first; undefined if none has any. */
function firstOf(workers: readonly WorkerLink[]): WorkerLink | undefined {
  let first: WorkerLink | undefined;
  for (const worker of workers) {
    const { head } = worker;
    if (head && (!first?.head || head.isBefore(first.head))) first = worker;
  }
  return first;
}
