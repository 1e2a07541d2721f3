/** The windows of a rule: one for each key value, or, if tumbling, one for each key value and interval. */

import type { WindowPlan } from '../../../dsl/plan.ts';
import { Zone } from '../../values/zone.ts';
import type { BaseRunner } from '../base-runner.ts';
import type { KeyValue } from '../key-value.ts';
import { OpenSubjects } from '../open-subjects.ts';
import type { Packing } from '../packed/packed-subjects.ts';
import { restoreKeyValue } from '../saved.ts';
import { StretchContent } from './content.ts';
import { SlidingContent } from './sliding-content.ts';
import { type SavedWindow, WindowState } from './window-state.ts';

/** The most records in a window that is packed. */
const FEW = 64;

export class OpenWindows implements Packing<WindowState> {
  /** Those that are not packed. */
  private readonly byId = new Map<string, WindowState>();
  private readonly open: OpenSubjects<WindowState>;
  private readonly mode: 'slide' | 'every' | 'session' | 'none';
  private readonly span: number;
  private readonly max: number;
  private readonly zone: Zone;
  private bucket = { begin: Number.NaN, end: Number.NaN };

  constructor(
    private readonly rule: BaseRunner<WindowPlan>,
    private readonly onDue: (state: WindowState, at: number) => void,
    /** Called when a window is evicted because there are more than the limit. */
    private readonly onGiveUp: (state: WindowState) => void,
  ) {
    const { plan, host } = rule;
    const { over } = plan;
    this.open = new OpenSubjects(rule, this, host.unpacked);
    this.mode = over?.mode ?? 'none';
    this.span = over ? Math.max(1, host.micros(over.duration)) : 0;
    this.max = over?.max === undefined ? Number.POSITIVE_INFINITY : host.micros(over.max);
    this.zone = Zone.of(over?.zone ?? 'UTC');
  }

  inOrderOfOpening(): Iterable<WindowState> {
    return this.open.inOrderOfOpening();
  }

  /** The window that a record of this time belongs to, at the current instant; undefined if it has ended. */
  at(value: KeyValue, time: number): WindowState | undefined {
    const { now } = this.rule.host;
    if (this.mode === 'slide' && time <= now - this.span) return undefined;
    const { begin, end } = this.mode === 'every' ? this.bucketOf(time) : { begin: time, end: Number.POSITIVE_INFINITY };
    // A tumbling window that has ended persists only as its episode, which takes no records.
    if (end < now) return undefined;
    const id = this.idOf(value, begin);
    let state = this.byId.get(id) ?? this.open.packed.find(id);
    if (state) this.open.touch(state);
    else {
      state = this.create(value, begin);
      if (state.content instanceof StretchContent) state.content.end = end;
    }
    if (this.mode === 'slide') state.content.advance(now);
    if (this.mode === 'session') this.extend(state, time);
    return state;
  }

  /** The interval of a tumbling window; consecutive records are mostly of one. */
  private bucketOf(time: number): OpenWindows['bucket'] {
    const { bucket, zone, span } = this;
    if (time >= bucket.begin && time < bucket.end) return bucket;
    const begin = zone.bucketStart(time, span);
    this.bucket = { begin, end: zone.bucketEnd(begin, span) };
    return this.bucket;
  }

  private idOf(value: KeyValue, begin: number): string {
    return this.mode === 'every' ? `${value.id}@${begin}` : value.id;
  }

  private create(value: KeyValue, begin: number): WindowState {
    while (this.open.size >= this.rule.plan.limit && this.giveUpOldest());
    const state = this.window(this.rule.opened++, value, begin);
    this.enter(state);
    this.open.add(state);
    return state;
  }

  private window(opened: number, value: KeyValue, begin: number): WindowState {
    const { plan, host, order } = this.rule;
    const { summaries } = plan;
    const { recordLimit } = host;
    const content =
      this.mode === 'slide' ? new SlidingContent(summaries, this.span, recordLimit) : new StretchContent(summaries, recordLimit);
    const state = new WindowState(order, opened, this.idOf(value, begin), value, content, this.onDue);
    state.begin = begin;
    return state;
  }

  private giveUpOldest(): boolean {
    const oldest = this.open.oldest();
    if (!oldest) return false;
    this.onGiveUp(oldest);
    this.drop(oldest);
    return true;
  }

  /** Extends a session, which lasts as long as records come, measured by the instant. */
  private extend(state: WindowState, time: number): void {
    const { now } = this.rule.host;
    if (!(state.content instanceof StretchContent)) return;
    if (state.content.count === 0) {
      state.begin = time;
      state.sessionStart = now;
    }
    state.content.end = Math.min(now + this.span, state.sessionStart + this.max);
  }

  drop(state: WindowState): void {
    state.due = Number.POSITIVE_INFINITY;
    this.rule.host.deadlines.update(state);
    if (this.byId.delete(state.id)) this.open.delete(state);
  }

  /** Must be called after a record or deadline was handled. */
  settle(): void {
    this.open.settle();
  }

  /** A large one gains less, and would be written and read as a whole for each of its records. */
  isPackable({ content, episode }: WindowState): boolean {
    return content.count + (episode?.count ?? 0) <= FEW;
  }

  /** Of a tumbling window its begin, of one that holds nothing the current instant. */
  lastOf({ content }: WindowState): number {
    return Math.min(content.empties - this.span, this.rule.host.now);
  }

  save(state: WindowState): SavedWindow {
    return state.save();
  }

  restore(saved: SavedWindow): WindowState {
    const { keys, summaries } = this.rule.plan;
    const state = this.window(saved.opened, restoreKeyValue(saved.value, keys), saved.begin);
    state.restore(saved, summaries);
    return state;
  }

  idsOf({ id }: WindowState): string[] {
    return [id];
  }

  enter(state: WindowState): void {
    this.byId.set(state.id, state);
  }

  leave({ id }: WindowState): void {
    this.byId.delete(id);
  }

  /** The plain JSON of each, in the order of their last records. */
  saveAll(): Iterable<unknown> {
    return this.open.save();
  }

  /** @param onRestored sets when the window is due */
  restoreAll(saved: Iterable<unknown>, onRestored: (state: WindowState) => void): void {
    for (const window of saved) {
      onRestored(this.open.restore(window));
      this.open.settle();
    }
  }
}
