/** How an instance moves: what taking a record changes in it, and when it is next due. */

import type { TakeNode, TransactionPlan } from '../../dsl/plan.ts';
import type { Match } from '../record.ts';
import { stepName } from './captured.ts';
import { type Ending, Endings } from './endings.ts';
import { type LogEvent, Trigger } from './event.ts';
import type { Host } from './host.ts';
import type { Instance } from './instance.ts';
import type { Gate, Machine, Move, Pause, State } from './machine.ts';
import type { Owners } from './owners.ts';
import type { RuleScope, Subjective } from './scope.ts';
import type { Accumulator } from './summaries.ts';
import { createAccumulator } from './summaries.ts';
import { SummarySource } from './summary-source.ts';

/** A move and the match it takes. */
export interface Found {
  kind: 'step';
  move: Move;
  match: Match;
}

/** What an instance waits for besides records. */
export type Clock = Gate | Pause | Ending;

const NONE: readonly Accumulator[] = [];

export class Steps {
  readonly endings: Endings;
  /** What expressions see for a record that has no instance yet. */
  readonly blank: Subjective;
  private readonly triggers = new Map<TakeNode, Trigger>();
  private readonly pauseTriggers = new Map<Pause['node'], Trigger>();
  /** By gate: the records that its `without` forbids. */
  private readonly without: (Trigger | undefined)[];
  private readonly spans: (number | undefined)[];
  private readonly sources: { source: SummarySource; index: number; captures: readonly number[] | undefined }[];

  constructor(
    private readonly plan: TransactionPlan,
    readonly machine: Machine,
    private readonly host: Host,
    private readonly scope: RuleScope,
    private readonly owners: Owners,
  ) {
    this.endings = new Endings(plan, host);
    this.without = machine.gates.map(({ node }) => node.without && new Trigger(node.without, host.environment));
    this.spans = machine.gates.map(({ node }) => (node.within === undefined ? undefined : host.micros(node.within)));
    this.sources = plan.summaries.map((summary, index) => ({
      source: new SummarySource(summary, host.environment),
      index,
      captures: summary.captures,
    }));
    const summaries = this.newSummaries();
    const owned: Subjective['owned'] = [];
    this.blank = { owned, pastKey: undefined, captureAt: () => undefined, summaryAt: (index) => summaries[index]?.result() };
  }

  newSummaries(): readonly Accumulator[] {
    const { summaries } = this.plan;
    return summaries.length === 0 ? NONE : summaries.map(createAccumulator);
  }

  /** The first move that takes the record, and the match it takes; undefined if there is none. */
  find(state: State, event: LogEvent): Found | undefined {
    const { matches } = event;
    const only = matches.length === 1 ? matches[0] : undefined;
    const moves = only ? state.movesFor(only.record) : state.moves;
    if (!moves) return undefined;
    for (const move of moves) {
      const match = this.triggerOf(move.take).find(event, this.scope);
      if (match) return { kind: 'step', move, match };
    }
    return undefined;
  }

  /** Whether a record is named by a step, a `without` or a `no` of a state, whatever conditions say. */
  concerns(state: State, event: LogEvent): boolean {
    const { due, pause } = state;
    if (event.matches.some(({ record }) => state.movesFor(record))) return true;
    return due.some(({ index }) => this.without[index]?.knows(event)) || (pause !== undefined && this.pauseTrigger(pause).knows(event));
  }

  /** Changes the state of an instance and nothing else. */
  enter(instance: Instance, state: State): void {
    this.owners.moveTo(instance, state);
  }

  /** Moves an instance on; its clocks start at the current instant. */
  take(instance: Instance, { move, match }: Found): void {
    const { now } = this.host;
    const { to, starts } = move.lead();
    this.enter(instance, to);
    instance.lastTaken = now;
    instance.lastTake = move.take;
    instance.since = now;
    instance.lastStep = stepName(move.take, this.plan.captures) ?? this.recordName(match);
    this.startClocks(instance, starts, now);
    this.gather(instance, match, move.take.captures);
  }

  capture(instance: Instance, capture: number, match: Match): void {
    instance.captures[capture] = match;
    if (instance.capturedAt) instance.capturedAt[capture] = this.host.now;
  }

  /** Adds a record to those of the instance. If `again`, it already is one of them, and only new captures count. */
  gather(instance: Instance, match: Match, captures: readonly number[], again = false): void {
    for (const capture of captures) this.capture(instance, capture, match);
    if (!again) instance.addPlace({ source: match.source, line: match.line, record: this.recordName(match) });
    for (const { source, index, captures: wanted } of this.sources) {
      if (wanted ? !wanted.some((capture) => captures.includes(capture)) : again) continue;
      const value = source.take(match, this.scope);
      if (value !== undefined) instance.summaries[index]?.add(value, match.weight);
    }
  }

  /** A wait or a `no` passed at `at`. */
  pass(instance: Instance, pause: Pause, at: number): void {
    this.enter(instance, pause.to);
    instance.since = at;
    this.startClocks(instance, pause.starts, at);
  }

  private startClocks(instance: Instance, gates: readonly Gate[], at: number): void {
    for (const { index } of gates) {
      const span = this.spans[index];
      if (span !== undefined && instance.gateDue) instance.gateDue[index] = at + span;
    }
  }

  /** The gate whose `without` forbids the record, or the `no` that it violates; undefined if there is none. */
  forbidden(instance: Instance, event: LogEvent): { by: Gate | Pause; match: Match } | undefined {
    const { due, pause } = instance.state;
    for (const gate of due) {
      const match = this.without[gate.index]?.find(event, this.scope);
      if (match) return { by: gate, match };
    }
    const match = pause && pause.node.kind === 'no' ? this.pauseTrigger(pause).find(event, this.scope) : undefined;
    return pause && match ? { by: pause, match } : undefined;
  }

  /** The clock that is due first, if any: the pattern's clocks before the endings, each in written order. */
  earliest(instance: Instance): Clock | undefined {
    let first: Clock | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const clock of instance.state.clocks) {
      const due = this.dueOf(clock, instance);
      if (due >= earliest) continue;
      first = clock;
      earliest = due;
    }
    for (const ending of this.endings.timed) {
      const due = ending.due(instance);
      if (due >= earliest) continue;
      first = ending;
      earliest = due;
    }
    return first;
  }

  /** When a clock of an instance is due; Infinity if it does not run. */
  dueOf(clock: Clock, instance: Instance): number {
    if ('plan' in clock) return clock.due(instance);
    if ('to' in clock) return instance.since + this.host.micros(clock.node.duration);
    return instance.gateDue?.[clock.index] ?? Number.POSITIVE_INFINITY;
  }

  private triggerOf(take: TakeNode): Trigger {
    let trigger = this.triggers.get(take);
    if (!trigger) {
      trigger = new Trigger(take.of, this.host.environment);
      this.triggers.set(take, trigger);
    }
    return trigger;
  }

  private pauseTrigger({ node }: Pause): Trigger {
    let trigger = this.pauseTriggers.get(node);
    if (!trigger) {
      trigger = new Trigger(node.kind === 'no' ? node.of : [], this.host.environment);
      this.pauseTriggers.set(node, trigger);
    }
    return trigger;
  }

  /** How far an instance has come, as an index in written order. */
  progress(instance: Instance): number {
    return instance.lastTake ? this.machine.orderOf(instance.lastTake) : 0;
  }

  recordName(match: Match): string {
    return this.host.environment.records[match.record]?.name ?? '';
  }
}
