/** Windows: what lies in them is sought among all records each time. */

import type { ConditionPlan, WindowPlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { instantOf, offsetAt } from './clocks.ts';
import { evaluate } from './expressions.ts';
import { byTime, type Deadline, type Event, type KeyValue, Machine, type Saying, type Seen } from './machine.ts';

/** The window of one key value; a tumbling or session window without episodes is one of several. */
interface Pane {
  value: KeyValue;
  /** All that came to it, and the instants at which it came. */
  records: Event[];
  instants: number[];
  /** The instant at whose end it was looked at last. */
  looked: number;
  episode?: { begin: number; records: Event[]; summed: Event[]; peak: Value | undefined } | undefined;
  /** Since when the condition that is being asked has held, at the end of each instant. */
  since: number | undefined;
  /** A tumbling or session window has ended, though its episode may go on. */
  over: boolean;
}

export class WindowMachine extends Machine<WindowPlan> {
  /** In order of opening. */
  private panes: Pane[] = [];
  /** By key value: how many records `forget` has left behind. */
  private readonly forgotten = new Map<string, number>();

  private get span(): number {
    return this.plan.over ? this.micros(this.plan.over.duration) : 0;
  }

  private get mode(): 'slide' | 'every' | 'session' | undefined {
    return this.plan.over?.mode;
  }

  protected take(event: Event): void {
    for (const value of this.carried(event)) {
      if (this.isTooLate(event)) continue;
      const pane = this.paneOf(value, event);
      pane.records.push(event);
      pane.instants.push(this.world.now);
      pane.episode?.records.push(event);
      pane.episode?.summed.push(event);
      if (this.plan.fire) this.fire(pane, event);
      else if (this.plan.open) this.look(pane, event.time, 'record');
      this.drop(pane, this.world.now);
    }
  }

  /** The windows of its own time have ended. */
  private isTooLate({ time }: Event): boolean {
    if (this.mode === 'slide') return time <= this.world.now - this.span;
    return this.mode === 'every' && this.bucketOf(time).end < this.world.now;
  }

  /** Buckets follow local time; where clocks are changed by a multiple of the span they stay equally long. */
  private bucketOf(time: number): { begin: number; end: number } {
    const zone = this.plan.over?.zone ?? 'UTC';
    const offset = offsetAt(time, zone);
    const local = Math.floor((time + offset) / this.span) * this.span;
    const edge = (shown: number) => ((offsetAt(shown - offset, zone) - offset) % this.span === 0 ? shown - offset : instantOf(shown, zone));
    return { begin: edge(local), end: edge(local + this.span) };
  }

  /** The window that a record belongs to. */
  private paneOf(value: KeyValue, event: Event): Pane {
    const own = this.panes.filter((pane) => pane.value.id === value.id);
    const fits = ({ records: [first] }: Pane) =>
      this.mode !== 'every' || !first || this.bucketOf(first.time).begin === this.bucketOf(event.time).begin;
    const found = own.find(
      (pane) => fits(pane) && (this.plan.open || !(this.mode === 'session' && this.sessionEnd(pane) < this.world.now)),
    );
    if (found?.over) Object.assign(found, { records: [], instants: [], over: false });
    if (found) return found;
    const pane: Pane = { value, records: [], instants: [], looked: Number.NEGATIVE_INFINITY, since: undefined, over: false };
    this.panes.push(pane);
    return pane;
  }

  private sessionEnd({ instants }: Pane): number {
    const max = this.plan.over?.max;
    const [first = 0] = instants;
    const silent = (instants.at(-1) ?? 0) + this.span;
    return max === undefined ? silent : Math.min(silent, first + this.micros(max));
  }

  /** What is in the window at an instant, in order of delivery. */
  private content({ records, over }: Pane, at: number): Event[] {
    if (over) return [];
    return this.mode === 'slide' ? records.filter(({ time }) => time > at - this.span) : records;
  }

  /** Choice: in a sliding window records are summed up in order of time, elsewhere as they came. */
  private summed(pane: Pane): Event[] {
    const content = this.content(pane, this.world.now);
    return this.mode === 'slide' ? byTime(content) : content;
  }

  /** A window that holds nothing is none; the next record opens another. */
  private drop(pane: Pane, at: number): void {
    const pending = pane.instants.some((instant) => instant > pane.looked) && this.waits;
    const empty = this.content(pane, at).length === 0;
    if (this.plan.open && empty && !pane.episode && pane.since === undefined && !pending)
      this.panes = this.panes.filter((other) => other !== pane);
  }

  private seen(pane: Pane, summed: readonly Event[], at: number, match?: Match): Seen {
    const { capture } = this.plan.fire ?? {};
    return {
      values: [pane.value],
      carried: [pane.value],
      at,
      match,
      summed: () => summed,
      capture: (index) => (index === capture ? match : undefined),
    };
  }

  private say(
    pane: Pane,
    how: Pick<Saying, 'outcome' | 'code' | 'begin' | 'end' | 'peak'>,
    content: readonly Event[],
    summed: readonly Event[],
    match?: Match,
  ): void {
    const records = content.flatMap(({ matches }) => matches.slice(0, 1));
    const values = this.plan.keys.length === 0 ? [] : [pane.value];
    this.tell({ ...how, values, records }, this.seen(pane, summed, how.end, match));
  }

  // ── fire ──

  private fire(pane: Pane, event: Event): void {
    const { on, when, forget } = this.plan.fire as NonNullable<WindowPlan['fire']>;
    const content = this.mode ? this.content(pane, this.world.now) : [event];
    const summed = this.mode ? this.summed(pane) : content;
    const match = on ? this.fitting(on, event, this.seen(pane, summed, event.time)) : event.matches[0];
    if (!match || evaluate(when, this.scope(this.seen(pane, summed, event.time, match)), this.world) !== true) return;
    this.say(pane, { outcome: 'fired', code: 'fired', begin: event.time, end: event.time }, content, summed, match);
    if (!forget) return;
    Object.assign(pane, { records: [], instants: [] });
    this.forgotten.set(pane.value.id, this.seenSoFar);
  }

  protected override remembered<E extends Event>(key: KeyValue | undefined, history: readonly E[]): readonly E[] {
    return history.slice(this.forgotten.get(key?.id ?? '') ?? 0);
  }

  // ── episodes ──

  private get waits(): boolean {
    return this.plan.open?.for !== undefined || this.plan.close?.for !== undefined;
  }

  /** What is asked now: whether an episode begins, or whether it ends. `at`: where a look-back looks back from. */
  private asked(pane: Pane, at: number): { holds: boolean; span: number | undefined } {
    const open = this.plan.open as ConditionPlan;
    const condition = pane.episode ? this.plan.close : open;
    const scope = this.scope(this.seen(pane, this.summed(pane), at));
    const met = evaluate((condition ?? open).when, scope, this.world) === true;
    return { holds: condition ? met : !met, span: condition?.for === undefined ? undefined : this.micros(condition.for) };
  }

  /** One look: it begins or ends an episode, never both. `at`: the record's own time, or the instant at whose end it is. */
  private look(pane: Pane, at: number, when: 'record' | 'left' | 'instant'): void {
    const instant = this.world.now;
    const { holds, span } = this.asked(pane, at);
    let turns = holds && span === undefined && when !== 'instant';
    if (span !== undefined && when !== 'record') {
      pane.since = holds ? (pane.since ?? instant) : undefined;
      turns = pane.since !== undefined && pane.since + span <= instant;
    }
    this.raisePeak(pane, at);
    if (!turns) return;
    this.turn(pane, at);
    // Choice: a condition is held to have begun no earlier than the turn since which it is asked.
    const next = this.asked(pane, at);
    pane.since = when !== 'record' && next.span !== undefined && next.holds ? instant : undefined;
  }

  private turn(pane: Pane, at: number): void {
    if (pane.episode) {
      this.tellEpisode(pane, 'end', at);
      pane.episode = undefined;
      return;
    }
    const records = this.content(pane, this.world.now);
    pane.episode = { begin: at, records: [...records], summed: [...this.summed(pane)], peak: undefined };
    this.raisePeak(pane, at);
    this.say(pane, { outcome: 'begin', code: 'begin', begin: at, end: at, peak: pane.episode.peak }, records, this.summed(pane));
  }

  /** Choice: an episode that is open at the end tells its totals so far. */
  private tellEpisode(pane: Pane, outcome: 'end' | 'open', end: number): void {
    const { begin, records, summed, peak } = pane.episode as NonNullable<Pane['episode']>;
    this.say(pane, { outcome, code: outcome === 'end' ? 'end' : 'end_of_input', begin, end, peak }, records, summed);
  }

  /** Choice: every look of an episode counts, the first and the last among them. */
  private raisePeak(pane: Pane, at: number): void {
    const peak = this.plan.open?.peak;
    if (!pane.episode || !peak) return;
    const value = evaluate(peak.value, this.scope(this.seen(pane, this.summed(pane), at)), this.world);
    if (value !== undefined && (pane.episode.peak === undefined || value > pane.episode.peak)) pane.episode.peak = value;
  }

  // ── deadlines ──

  deadlines(): Deadline[] {
    if (this.plan.fire) return [];
    if (this.plan.open) return this.panes.flatMap((pane) => this.looksOf(pane));
    return this.panes.map((pane) => {
      const at = this.leaves(pane, pane.records[0]?.time ?? 0);
      return { at, fire: () => this.finish(pane, at, 'end') };
    });
  }

  /** A tumbling or session window is over. */
  private finish(pane: Pane, at: number, outcome: 'end' | 'open'): void {
    const [first] = pane.records as [Event];
    const begin = this.mode === 'every' ? this.bucketOf(first.time).begin : first.time;
    this.panes = this.panes.filter((other) => other !== pane);
    this.say(pane, { outcome, code: outcome === 'end' ? 'end' : 'end_of_input', begin, end: at }, pane.records, pane.records);
  }

  private leaves(pane: Pane, time: number): number {
    if (this.mode === 'session') return this.sessionEnd(pane);
    return this.mode === 'every' ? this.bucketOf(time).end : time + this.span;
  }

  /** The next end of an instant that matters. */
  private looksOf(pane: Pane): Deadline[] {
    const leaving = pane.over ? [] : pane.records.map(({ time }) => this.leaves(pane, time));
    const held = pane.since === undefined ? [] : [pane.since + (this.asked(pane, this.world.now).span ?? 0)];
    const times = [...leaving, ...held, ...(this.waits ? pane.instants : [])].filter((time) => time > pane.looked);
    if (times.length === 0) return [];
    const at = Math.min(...times);
    // In a sliding window what leaves has left before the record of that instant is looked at; elsewhere it leaves behind it.
    const left = leaving.includes(at) && !(this.mode === 'slide' && pane.instants.includes(at));
    return [{ at, fire: () => this.lookAtEnd(pane, at, left) }];
  }

  private lookAtEnd(pane: Pane, at: number, left: boolean): void {
    pane.looked = at;
    pane.over ||= this.mode !== 'slide' && this.leaves(pane, pane.records[0]?.time ?? 0) <= at;
    this.look(pane, at, left ? 'left' : 'instant');
    this.drop(pane, at);
  }

  close(): void {
    if (this.plan.fire) return;
    const { now } = this.world;
    for (const pane of [...this.panes]) {
      if (!this.plan.open) this.finish(pane, now, 'open');
      else if (pane.episode) this.tellEpisode(pane, 'open', now);
    }
  }
}
