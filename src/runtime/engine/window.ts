/** A `window` while it runs: sliding, tumbling or session, with episodes, with `fire`, or reporting each end. */

import type { WindowPlan } from '../../dsl/plan.ts';
import { KeyedRunner, type SavedBase } from './base-runner.ts';
import type { LogEvent } from './event.ts';
import type { Host, Runner, Stop } from './host.ts';
import type { KeyValue } from './key-value.ts';
import { Panes } from './panes.ts';
import { type Counted, SummarySource } from './summary-source.ts';
import { Ends } from './window-ends.ts';
import { Episodes } from './window-episodes.ts';
import { Firing } from './window-firing.ts';
import type { WindowManner } from './window-manner.ts';
import type { WindowState } from './window-state.ts';

export class WindowRunner extends KeyedRunner<WindowPlan> implements Runner {
  private readonly sources: readonly SummarySource[];
  /** What each summary takes of the record in hand. */
  private readonly counted: (Counted | undefined)[];
  private readonly panes: Panes;
  private readonly manner: WindowManner;

  constructor(plan: WindowPlan, order: number, host: Host) {
    super(plan, order, host);
    this.sources = plan.summaries.map((summary) => new SummarySource(summary, host.environment));
    this.counted = this.sources.map(() => undefined);
    this.panes = new Panes(
      this,
      (state, at) => this.fire(state, at),
      (state) => this.manner.giveUp(state, 'limit', host.now),
    );
    this.manner = this.mannerOf(plan);
  }

  private mannerOf({ fire, open }: WindowPlan): WindowManner {
    if (open) return new Episodes(open, this);
    return fire ? new Firing(fire, this) : new Ends(this);
  }

  protected override take(value: KeyValue, event: LogEvent): void {
    const [match] = event.matches;
    const state = this.panes.at(value, event.time);
    if (!state || !match) {
      this.counters.tooLate++;
      return;
    }
    this.counters.taken++;
    const { counted } = this;
    for (let i = 0; i < counted.length; i++) counted[i] = this.sources[i]?.find(event, this.scope);
    this.manner.onRecord(state, event, { time: event.time, counted, place: this.placeOf(match) });
    this.settle(state);
  }

  private fire(state: WindowState, at: number): void {
    this.manner.onDue(state, at);
    this.settle(state);
  }

  private settle(state: WindowState): void {
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

  *close(at: number, why: Stop): Generator<void> {
    for (const state of this.panes.inOrderOfOpening()) {
      this.host.observer?.closing?.(state);
      this.panes.drop(state);
      this.manner.giveUp(state, why, at);
      yield;
    }
  }

  save(): unknown {
    return { ...this.saveBase(), windows: this.panes.saveAll() };
  }

  restore(saved: unknown): void {
    const { windows, ...base } = saved as SavedBase & { windows: Iterable<unknown> };
    this.restoreBase(base);
    this.panes.restoreAll(windows, (state) => this.refresh(state));
  }
}
