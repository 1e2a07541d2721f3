/** A `window` while it runs: sliding, tumbling or session, with episodes, with `fire`, or reporting each end. */

import type { WindowPlan } from '../../../dsl/plan.ts';
import { KeyedRunner, type SavedBase } from '../base-runner.ts';
import type { LogEvent } from '../event.ts';
import type { Host, Runner, Stop } from '../host.ts';
import type { KeyValue } from '../key-value.ts';
import { type Counted, SummarySource } from '../summaries/summary-source.ts';
import { Ends } from './ends.ts';
import { Episodes } from './episodes.ts';
import { Firing } from './firing.ts';
import { OpenWindows } from './open-windows.ts';
import type { WindowStrategy } from './strategy.ts';
import type { WindowState } from './window-state.ts';

export class WindowRunner extends KeyedRunner<WindowPlan> implements Runner {
  private readonly sources: readonly SummarySource[];
  /** What each summary takes of the record in hand. */
  private readonly counted: (Counted | undefined)[];
  private readonly windows: OpenWindows;
  private readonly strategy: WindowStrategy;

  constructor(plan: WindowPlan, order: number, host: Host) {
    super(plan, order, host);
    this.sources = plan.summaries.map((summary) => new SummarySource(summary, host.environment));
    this.counted = this.sources.map(() => undefined);
    this.windows = new OpenWindows(
      this,
      (state, at) => this.fire(state, at),
      (state) => this.strategy.giveUp(state, 'limit', host.now),
    );
    this.strategy = this.strategyOf(plan);
  }

  private strategyOf({ fire, open }: WindowPlan): WindowStrategy {
    if (open) return new Episodes(open, this);
    return fire ? new Firing(fire, this) : new Ends(this);
  }

  protected override take(value: KeyValue, event: LogEvent): void {
    const [match] = event.matches;
    const state = this.windows.at(value, event.time);
    if (!state || !match) {
      this.counters.tooLate++;
      return;
    }
    this.counters.taken++;
    const { counted } = this;
    for (let i = 0; i < counted.length; i++) counted[i] = this.sources[i]?.find(event, this.scope);
    this.strategy.onRecord(state, event, { time: event.time, counted, place: this.placeOf(match) });
    this.settle(state);
  }

  private fire(state: WindowState, at: number): void {
    this.strategy.onDue(state, at);
    this.settle(state);
  }

  private settle(state: WindowState): void {
    this.refresh(state);
    this.windows.settle();
  }

  /** Updates when the window is due next; drops one that holds nothing. */
  private refresh(state: WindowState): void {
    if (state.idle) {
      this.windows.drop(state);
      return;
    }
    state.due = this.strategy.due(state);
    this.host.deadlines.update(state);
  }

  *close(at: number, why: Stop): Generator<void> {
    for (const state of this.windows.inOrderOfOpening()) {
      this.host.observer?.closing?.(state);
      this.windows.drop(state);
      this.strategy.giveUp(state, why, at);
      yield;
    }
  }

  save(): unknown {
    return { ...this.saveBase(), windows: this.windows.saveAll() };
  }

  restore(saved: unknown): void {
    const { windows, ...base } = saved as SavedBase & { windows: Iterable<unknown> };
    this.restoreBase(base);
    this.windows.restoreAll(windows, (state) => this.refresh(state));
  }
}
