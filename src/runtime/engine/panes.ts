/** The windows of a rule: one for each key value, of tumbling ones one for each stretch of time. */

import type { WindowPlan } from '../../dsl/plan.ts';
import { Zone } from '../values/zone.ts';
import type { Host } from './host.ts';
import type { KeyValue } from './keys.ts';
import { Recency } from './recency.ts';
import { restoreKeyValue } from './saved.ts';
import { SlidingContent, StretchContent } from './window-content.ts';
import { type SavedWindow, WindowState } from './window-state.ts';

export class Panes {
  private readonly all = new Map<string, WindowState>();
  /** By their last records. */
  private readonly recency = new Recency<WindowState>();
  private opened = 0;
  private readonly mode: 'slide' | 'every' | 'session' | 'none';
  private readonly span: number;
  private readonly max: number;
  private readonly zone: Zone;

  constructor(
    private readonly plan: WindowPlan,
    private readonly order: number,
    private readonly host: Host,
    private readonly onDue: (state: WindowState, at: number) => void,
    /** A window is given up, as there are more than the limit. */
    private readonly onGiveUp: (state: WindowState) => void,
  ) {
    const { over } = plan;
    this.mode = over?.mode ?? 'none';
    this.span = over ? Math.max(1, host.micros(over.duration)) : 0;
    this.max = over?.max === undefined ? Number.POSITIVE_INFINITY : host.micros(over.max);
    this.zone = Zone.of(over?.zone ?? 'UTC');
  }

  /** In order of opening. */
  list(): WindowState[] {
    return [...this.recency].sort((a, b) => a.opened - b.opened);
  }

  /** The window that a record of this time belongs to, as it is at the instant; undefined when it has ended. */
  at(value: KeyValue, time: number): WindowState | undefined {
    const { now } = this.host;
    if (this.mode === 'slide' && time <= now - this.span) return undefined;
    const begin = this.mode === 'every' ? this.zone.bucketStart(time, this.span) : time;
    // What is left of a tumbling window that has ended is its episode.
    const end = this.mode === 'every' ? this.zone.bucketEnd(begin, this.span) : Number.POSITIVE_INFINITY;
    if (end < now) return undefined;
    const id = this.mode === 'every' ? `${value.id}@${begin}` : value.id;
    let state = this.all.get(id);
    if (state) this.recency.touch(state);
    else {
      state = this.create(id, value, this.opened++);
      state.begin = begin;
      if (state.content instanceof StretchContent) state.content.end = end;
    }
    if (this.mode === 'slide') state.content.advance(now);
    if (this.mode === 'session') this.extend(state, time);
    return state;
  }

  private create(id: string, value: KeyValue, opened: number): WindowState {
    if (this.all.size >= this.plan.limit) this.giveUpOldest();
    const { summaries } = this.plan;
    const { recordLimit } = this.host;
    const content =
      this.mode === 'slide' ? new SlidingContent(summaries, this.span, recordLimit) : new StretchContent(summaries, recordLimit);
    const state = new WindowState(this.order, opened, id, value, content, this.onDue);
    this.all.set(id, state);
    this.recency.add(state);
    return state;
  }

  private giveUpOldest(): void {
    const oldest = this.recency.first;
    if (!oldest) return;
    this.onGiveUp(oldest);
    this.drop(oldest);
  }

  /** A session lasts as long as records come, measured by the instant. */
  private extend(state: WindowState, time: number): void {
    const { now } = this.host;
    if (!(state.content instanceof StretchContent)) return;
    if (state.content.count === 0) {
      state.begin = time;
      state.sessionStart = now;
    }
    state.content.end = Math.min(now + this.span, state.sessionStart + this.max);
  }

  numberFrom(number: number): void {
    this.opened = Math.max(this.opened, number);
  }

  drop(state: WindowState): void {
    state.due = Number.POSITIVE_INFINITY;
    this.host.deadlines.update(state);
    if (this.all.delete(state.id)) this.recency.delete(state);
  }

  save(): unknown {
    return { opened: this.opened, windows: Array.from(this.recency, (state) => state.save()) };
  }

  /** @param onRestored sets when the window is due */
  restore(saved: unknown, onRestored: (state: WindowState) => void): void {
    const { opened, windows } = saved as { opened: number; windows: SavedWindow[] };
    this.opened = opened;
    for (const window of windows) {
      const state = this.create(window.id, restoreKeyValue(window.value), window.opened);
      state.restore(window, this.plan.summaries);
      onRestored(state);
    }
  }
}
