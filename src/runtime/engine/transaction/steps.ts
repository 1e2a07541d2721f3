/** How an instance moves: what taking a record changes in it, and when it is next due. */

import type { TransactionPlan } from '../../../dsl/plan.ts';
import type { NoNode, TakeNode } from '../../../dsl/sequence-plan.ts';
import type { Match } from '../../record.ts';
import type { BaseRunner } from '../base-runner.ts';
import { stepName } from '../captured.ts';
import { type LogEvent, Trigger } from '../event.ts';
import type { ScopeSubject } from '../scope.ts';
import { type Accumulator, createAccumulator } from '../summaries/summaries.ts';
import { SummarySource } from '../summaries/summary-source.ts';
import { type Ending, Endings } from './endings.ts';
import type { Instance } from './instance.ts';
import type { Gate, Machine, Move, Pause, State } from './machine.ts';
import type { Owners } from './owners.ts';

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
  readonly blank: ScopeSubject;
  private readonly triggers = new Map<TakeNode | NoNode, Trigger>();
  /** By gate: the records that its `without` forbids, and the microseconds of its `within`. */
  private readonly without: (Trigger | undefined)[];
  private readonly spans: (number | undefined)[];
  private readonly sources: { source: SummarySource; index: number; captures: readonly number[] | undefined }[];

  constructor(
    private readonly rule: BaseRunner<TransactionPlan>,
    readonly machine: Machine,
    private readonly owners: Owners,
  ) {
    const { plan, host, environment } = rule;
    this.endings = new Endings(plan, host);
    this.without = machine.gates.map(({ node }) => node.without && new Trigger(node.without, environment));
    this.spans = machine.gates.map(({ node }) => (node.within === undefined ? undefined : host.micros(node.within)));
    this.sources = plan.summaries.map((summary, index) => ({
      source: new SummarySource(summary, environment),
      index,
      captures: summary.captures,
    }));
    const summaries = this.newSummaries();
    this.blank = { owned: [], lookbackKey: undefined, captureAt: () => undefined, summaryAt: (index) => summaries[index]?.result() };
  }

  newSummaries(): readonly Accumulator[] {
    const { summaries } = this.rule.plan;
    return summaries.length === 0 ? NONE : summaries.map(createAccumulator);
  }

  /** The first move that takes the record, and the match it takes; undefined if there is none. */
  find(state: State, event: LogEvent): Found | undefined {
    const { matches } = event;
    const only = matches.length === 1 ? matches[0] : undefined;
    const moves = only ? state.movesFor(only.record) : state.moves;
    if (!moves) return undefined;
    for (const move of moves) {
      const match = this.triggerOf(move.take).find(event, this.rule.scope);
      if (match) return { kind: 'step', move, match };
    }
    return undefined;
  }

  /** Whether a record is named by a step, a `without` or a `no` of a state, whatever conditions say. */
  concerns(state: State, event: LogEvent): boolean {
    if (event.matches.some(({ record }) => state.movesFor(record))) return true;
    return state.due.some(({ index }) => this.without[index]?.knows(event)) || (this.noOf(state)?.knows(event) ?? false);
  }

  /** Changes the state of an instance and nothing else. */
  enter(instance: Instance, state: State): void {
    this.owners.moveTo(instance, state);
  }

  /** Moves an instance on; its clocks start at the current instant. */
  take(instance: Instance, { move, match }: Found): void {
    const { plan, host } = this.rule;
    const { now } = host;
    const { to, starts } = move.target();
    this.enter(instance, to);
    instance.lastTaken = now;
    instance.lastTake = move.take;
    instance.since = now;
    instance.lastStep = stepName(move.take, plan.captures) ?? this.rule.recordName(match);
    this.startClocks(instance, starts, now);
    this.gather(instance, match, move.take.captures);
  }

  capture(instance: Instance, capture: number, match: Match): void {
    instance.captures[capture] = match;
    if (instance.capturedAt) instance.capturedAt[capture] = this.rule.host.now;
  }

  /** Adds a record to those of the instance. If `again`, it already is one of them, and only new captures count. */
  gather(instance: Instance, match: Match, captures: readonly number[], again = false): void {
    for (const capture of captures) this.capture(instance, capture, match);
    if (!again) instance.addPlace(this.rule.placeOf(match));
    for (const { source, index, captures: wanted } of this.sources) {
      if (wanted ? !wanted.some((capture) => captures.includes(capture)) : again) continue;
      const value = source.take(match, this.rule.scope);
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
    const { gateSince } = instance;
    if (gateSince) for (const { index } of gates) if (this.spans[index] !== undefined) gateSince[index] = at;
  }

  /** The gate whose `without` forbids the record, or the `no` that it violates; undefined if there is none. */
  forbidden({ state }: Instance, event: LogEvent): { by: Gate | Pause; match: Match } | undefined {
    for (const gate of state.due) {
      const match = this.without[gate.index]?.find(event, this.rule.scope);
      if (match) return { by: gate, match };
    }
    const match = this.noOf(state)?.find(event, this.rule.scope);
    return state.pause && match ? { by: state.pause, match } : undefined;
  }

  /** The clock that is due first, if any, and when: the pattern's clocks before the endings, each in written order. */
  earliest(instance: Instance): { clock: Clock; at: number } | undefined {
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
    return first && { clock: first, at: earliest };
  }

  /** When a clock of the pattern is due; Infinity if it does not run. */
  private dueOf(clock: Gate | Pause, instance: Instance): number {
    if (clock.kind === 'pause') return instance.since + this.rule.host.micros(clock.node.duration);
    const since = instance.gateSince?.[clock.index];
    const span = this.spans[clock.index];
    return since === undefined || span === undefined ? Number.POSITIVE_INFINITY : since + span;
  }

  /** The records that a running `no` forbids. */
  private noOf({ pause }: State): Trigger | undefined {
    return pause?.node.kind === 'no' ? this.triggerOf(pause.node) : undefined;
  }

  private triggerOf(node: TakeNode | NoNode): Trigger {
    let trigger = this.triggers.get(node);
    if (!trigger) {
      trigger = new Trigger(node.of, this.rule.environment);
      this.triggers.set(node, trigger);
    }
    return trigger;
  }

  /** How far an instance has come, as an index in written order. */
  progress({ lastTake }: Instance): number {
    return lastTake ? this.machine.orderOf(lastTake) : 0;
  }
}
