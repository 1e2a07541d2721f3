/** A `window` while it runs: sliding, tumbling or session, with episodes, with `fire`, or reporting each end. */

import type { WindowPlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Match } from '../record.ts';
import { newCounters, restoreCounters, saveCounters } from './counting.ts';
import { knownAs, type LogEvent } from './event.ts';
import type { Host, Runner, Stop } from './host.ts';
import type { KeyValue } from './key-value.ts';
import { Keys } from './keys.ts';
import { Lookbacks } from './lookbacks.ts';
import { Panes } from './panes.ts';
import { RuleScope } from './scope.ts';
import { type Counted, SummarySource } from './summary-source.ts';
import type { Taken } from './window-content.ts';
import { Ends } from './window-ends.ts';
import { Episodes } from './window-episodes.ts';
import { Firing } from './window-firing.ts';
import { type GivenUp, type WindowManner, WindowReporter } from './window-manner.ts';
import type { WindowState } from './window-state.ts';

export class WindowRunner implements Runner {
  readonly counters: RuleCounters;

  private readonly scope: RuleScope;
  private readonly keys: Keys;
  private readonly lookbacks: Lookbacks;
  private readonly known: ReadonlySet<number>;
  private readonly sources: readonly SummarySource[];
  /** What each summary takes of the record in hand. */
  private readonly counted: (Counted | undefined)[];
  private readonly panes: Panes;
  private readonly reporter: WindowReporter;
  private readonly manner: WindowManner;

  constructor(
    readonly plan: WindowPlan,
    order: number,
    private readonly host: Host,
  ) {
    const { environment } = host;
    this.counters = newCounters(plan);
    this.scope = new RuleScope((index, key, time) => this.lookbacks.read(index, key, time));
    this.keys = new Keys(plan.keys, host, this.scope);
    this.lookbacks = new Lookbacks(plan, host, this.scope);
    this.known = new Set(plan.known);
    this.sources = plan.summaries.map((summary) => new SummarySource(summary, environment));
    this.counted = this.sources.map(() => undefined);
    this.panes = new Panes(
      plan,
      order,
      host,
      (state, at) => this.fire(state, at),
      (state) => this.manner.giveUp(state, 'limit', host.now),
    );
    this.reporter = new WindowReporter(plan, host, this.scope, this.counters);
    this.manner = this.mannerOf(plan);
  }

  private mannerOf({ fire, open }: WindowPlan): WindowManner {
    if (open) return new Episodes(open, this.plan, this.host, this.reporter);
    return fire ? new Firing(this.plan, fire, this.host, this.lookbacks, this.reporter) : new Ends(this.reporter);
  }

  get listens(): Iterable<number> {
    return new Set([...this.plan.known, ...this.lookbacks.records]);
  }

  deliver(event: LogEvent): void {
    if (this.lookbacks.records.length > 0) this.lookbacks.observe(event, this.keys.carriedFirst(event));
    const known = knownAs(this.known, event);
    const match = known?.matches[0];
    if (!known || !match) return;
    this.counters.seen++;
    const carried = this.keys.carriedFirst(known);
    if (carried.length === 0) this.counters.noKey++;
    for (const value of carried) this.take(value, known, match);
  }

  private take(value: KeyValue, event: LogEvent, match: Match): void {
    const state = this.panes.at(value, event.time);
    if (!state) {
      this.counters.tooLate++;
      return;
    }
    this.counters.taken++;
    this.manner.onRecord(state, event, this.takenOf(event, match));
    this.refresh(state);
    this.panes.settle();
  }

  private takenOf(event: LogEvent, { record, source, line }: Match): Taken {
    const { counted } = this;
    for (let i = 0; i < counted.length; i++) counted[i] = this.sources[i]?.find(event, this.scope);
    return { time: event.time, counted, place: { source, line, record: this.host.environment.records[record]?.name ?? '' } };
  }

  private fire(state: WindowState, at: number): void {
    this.manner.onDue(state, at);
    this.refresh(state);
    this.panes.settle();
  }

  /** Updates when the window is due next; drops one that holds nothing. */
  private refresh(state: WindowState): void {
    if (state.idle) {
      this.panes.drop(state);
      return;
    }
    state.due = this.manner.due(state);
    this.host.deadlines.update(state);
  }

  numberFrom(number: number): void {
    this.panes.numberFrom(number);
  }

  close(at: number): Iterable<void> {
    return this.giveUpAll('end_of_input', at);
  }

  abandon(at: number, why: Stop): void {
    for (const _ of this.giveUpAll(why, at));
  }

  private *giveUpAll(code: GivenUp, at: number): Generator<void> {
    for (const state of this.panes.inOrderOfOpening()) {
      this.host.observer?.closing?.(state);
      this.panes.drop(state);
      this.manner.giveUp(state, code, at);
      yield;
    }
  }

  save(): unknown {
    return {
      counters: saveCounters(this.counters),
      panes: this.panes.saveAll(),
      lookbacks: this.lookbacks.save(),
      reporter: this.reporter.save(),
    };
  }

  restore(saved: unknown): void {
    const { counters, panes, lookbacks, reporter } = saved as Record<'counters' | 'panes' | 'lookbacks' | 'reporter', unknown>;
    restoreCounters(this.counters, counters);
    this.lookbacks.restore(lookbacks);
    this.reporter.restore(reporter);
    this.panes.restoreAll(panes, (state) => this.refresh(state));
  }
}
