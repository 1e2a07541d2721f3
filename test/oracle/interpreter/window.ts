/** Windows: language.md 5; semantics.md 25–28. Their content is searched for among all records each time. */

import type { WindowPlan } from '../../../src/dsl/plan.ts';
import type { Match, ReasonCode, Value } from '../../../src/runtime/record.ts';
import { bucketOf } from './clocks.ts';
import { byTime, type Event, evaluate, type KeyValue, keyOf, micros, type Scope } from './expressions.ts';
import { type Deadline, type Program, Rule, type Saying } from './rule.ts';

/** @param nth the index in the order of arrival */
type Arrived = Event & { instant: number; nth: number };

/** The window of one key value; tumbling windows, and sessions without episodes, have several. */
interface Pane {
  value: KeyValue;
  bucket: { begin: number; end: number } | undefined;
  /** All that came to it. */
  records: Arrived[];
  /** When it ends, unless it slides. */
  end: number;
  /** The last instant at whose end it was evaluated, and the last one at whose end the current plan did so. */
  looked: number;
  evaluated: number;
  episode?: { begin: number; records: Arrived[]; peak: Value | undefined } | undefined;
  /** Since when the currently tested condition has been true, at the end of each instant. */
  since?: number | undefined;
}

const NEVER = { looked: Number.NEGATIVE_INFINITY, evaluated: Number.NEGATIVE_INFINITY };

export class Window extends Rule<WindowPlan> {
  /** In order of opening. */
  private panes: Pane[] = [];
  private arrivals = 0;
  /** The number of arrivals when the current plan began. */
  private changed = 0;

  private get mode() {
    return this.plan.over?.mode;
  }

  private get span(): number {
    return micros(this.plan.over?.duration ?? 0, this.world);
  }

  /**
   * Choice: what has left a window does not come back, and one that is open ends when it was to. What leaves one that is now
   * shorter is noticed also where the former plan has evaluated that instant.
   */
  override goOn(plan: WindowPlan, program: Program): void {
    const { now } = this.world;
    const hasLeft = (pane: Pane, { time }: Arrived) => time + this.span < now || (time + this.span === now && this.cameAt(pane, now));
    if (this.mode === 'slide') for (const pane of this.panes) pane.records = pane.records.filter((one) => !hasLeft(pane, one));
    for (const pane of this.panes) pane.evaluated = Number.NEGATIVE_INFINITY;
    this.changed = this.arrivals;
    super.goOn(plan, program);
  }

  /** Whether the current plan has evaluated a record at an instant. */
  private cameAt({ records }: Pane, at: number): boolean {
    return records.some(({ instant, nth }) => instant === at && nth >= this.changed);
  }

  /** Choice: a record that carries several keys counts for the first of them, also in look-backs. */
  protected override valuesOf(matches: readonly Match[]): readonly KeyValue[] {
    const carried = this.carriedBy(matches);
    return carried.filter((value) => keyOf(value) === keyOf(carried[0] as KeyValue));
  }

  /** 28: a record counts in the windows of its own time that have not ended. */
  protected take(event: Event): void {
    const { now } = this.world;
    const bucket = this.mode === 'every' ? bucketOf(event.time, this.span, this.plan.over?.zone ?? 'UTC') : undefined;
    this.countSeen(event);
    if (bucket ? bucket.end < now : this.mode === 'slide' && event.time <= now - this.span) {
      this.count('tooLate', event.values.length);
      return;
    }
    for (const value of event.values) {
      this.hand = { ...event, values: [value] };
      this.count('taken');
      const pane = this.paneOf(value, bucket);
      const arrived = { ...event, instant: now, nth: this.arrivals++ };
      pane.records = [...(this.isOver(pane) ? [] : pane.records), arrived];
      pane.end = this.endOf(pane);
      pane.episode?.records.push(arrived);
      if (this.plan.fire) this.fire(pane, arrived, this.plan.fire);
      else if (this.plan.open) this.look(pane, 'record');
    }
  }

  /** An empty window does not exist; the next record opens another, and beyond `limit` the oldest is given up. */
  private paneOf(value: KeyValue, bucket: Pane['bucket']): Pane {
    this.panes = this.panes.filter((pane) => this.isOpen(pane));
    const found = this.panes.find((pane) => pane.value === value && pane.bucket?.begin === bucket?.begin);
    if (found) return found;
    while (this.panes.length >= this.plan.limit) this.giveUp();
    const pane = { value, bucket, records: [], end: Number.POSITIVE_INFINITY, ...NEVER };
    this.panes.push(pane);
    if (!this.plan.open && !this.plan.fire) this.count('started');
    return pane;
  }

  private isOpen(pane: Pane): boolean {
    if (this.plan.open) return pane.episode !== undefined || this.nextLook(pane) !== undefined;
    return this.mode === 'slide' ? this.content(pane).length > 0 : pane.end >= this.world.now;
  }

  /** Choice: it ends at the instant, even if the current record is late. */
  private giveUp(): void {
    const { hand } = this;
    const lastOf = ({ records }: Pane) => records.at(-1)?.nth ?? 0;
    const [oldest] = this.panes.toSorted((a, b) => lastOf(a) - lastOf(b)) as [Pane];
    this.hand = { ...hand, time: this.world.now };
    if (oldest.episode || !(this.plan.open || this.plan.fire)) this.finish(oldest, 'open', 'limit');
    this.panes = this.panes.filter((pane) => pane !== oldest);
    this.hand = hand;
  }

  /** The end of a window that does not slide. */
  private endOf({ bucket, records }: Pane): number {
    const { max } = this.plan.over ?? {};
    const longest = max === undefined ? Number.POSITIVE_INFINITY : micros(max, this.world);
    return bucket?.end ?? Math.min((records.at(-1)?.instant ?? 0) + this.span, (records[0]?.instant ?? 0) + longest);
  }

  /** Whether it has ended, though its episode may continue. */
  private isOver(pane: Pane): boolean {
    return this.mode !== 'slide' && pane.records.length > 0 && pane.end <= pane.looked;
  }

  /**
   * Its current content. Choice: in a sliding window records are summed up in order of time, elsewhere in order of
   * arrival.
   */
  private content(pane: Pane): Arrived[] {
    if (this.mode === 'slide') return byTime(pane.records.filter(({ time }) => time > this.world.now - this.span));
    return this.isOver(pane) ? [] : pane.records;
  }

  private seen(pane: Pane, records: readonly Arrived[] = this.content(pane), match?: Match): Partial<Scope> {
    const captured = match ? [{ matches: [match], captures: [this.plan.fire?.capture ?? -1] }] : [];
    return { values: [pane.value], carried: [pane.value], match, records, captured };
  }

  private say(pane: Pane, how: Omit<Saying, 'matches'>, records: readonly Arrived[], match?: Match): void {
    const matches = records.toSorted((a, b) => a.nth - b.nth).flatMap(({ matches }) => matches.slice(0, 1));
    this.tell({ ...how, matches }, this.seen(pane, records, match));
  }

  private fire(pane: Pane, arrived: Arrived, { on, when, forget }: NonNullable<WindowPlan['fire']>): void {
    const { time } = arrived;
    const content = this.mode ? this.content(pane) : [arrived];
    const match = on ? this.fit(on, this.seen(pane, content)) : arrived.matches[0];
    if (!match || !this.holds(when, this.seen(pane, content, match))) return;
    this.say(pane, { outcome: 'fired', code: 'fired', begin: time, end: time }, content, match);
    if (!forget) return;
    pane.records = [];
    // Look-backs forget it, too.
    this.history = this.history.map((past) => ({ ...past, values: past.values.filter((value) => value !== pane.value) }));
  }

  // ── episodes ──

  /** The current test: whether an episode begins, or whether it ends. */
  private holdsFor(pane: Pane): boolean {
    const condition = pane.episode ? this.plan.close : this.plan.open;
    return this.holds((condition ?? this.plan.open)?.when, this.seen(pane)) === (condition !== undefined);
  }

  /** How long it must be true; undefined if one evaluation suffices. */
  private spanFor(pane: Pane): number | undefined {
    const span = (pane.episode ? this.plan.close : this.plan.open)?.for;
    return span === undefined ? undefined : micros(span, this.world);
  }

  /**
   * One evaluation: it begins or ends an episode, never both. Choice: each evaluation counts for the peak, including
   * the first and the last; the one at the end of an instant whose record was evaluated counts only if a condition must
   * last.
   */
  private look(pane: Pane, when: 'record' | 'left' | 'instant'): void {
    const { now } = this.world;
    const [holds, span] = [this.holdsFor(pane), this.spanFor(pane)];
    const counts = span === undefined ? when !== 'instant' : when !== 'record';
    if (span !== undefined && counts) pane.since = holds ? (pane.since ?? now) : undefined;
    if (pane.episode && (when !== 'instant' || span !== undefined)) pane.episode.peak = this.peakOf(pane, pane.episode.peak);
    if (!counts || !holds || (pane.since ?? now) + (span ?? 0) > now) return;
    if (pane.episode) this.finish(pane, 'end', 'end');
    else this.beginEpisode(pane);
    // Choice: a condition counts as true no earlier than the evaluation since which it is tested.
    pane.since = when !== 'record' && this.spanFor(pane) !== undefined && this.holdsFor(pane) ? now : undefined;
  }

  private beginEpisode(pane: Pane): void {
    const { time: begin } = this.hand;
    const [records, peak] = [this.content(pane), this.peakOf(pane)];
    pane.episode = { begin, records: [...records], peak };
    this.count('started');
    this.say(pane, { outcome: 'begin', code: 'begin', begin, end: begin, peak }, records);
  }

  /**
   * Ends an episode, or else a tumbling or session window. Choice: what is open at the end of the input reports its
   * totals so far.
   */
  private finish(pane: Pane, outcome: 'end' | 'open', code: ReasonCode): void {
    const all = { begin: pane.bucket?.begin ?? pane.records[0]?.time ?? 0, records: pane.records, peak: undefined };
    const { begin, records, peak } = pane.episode ?? all;
    if (!pane.episode) this.panes = this.panes.filter((other) => other !== pane);
    pane.episode = undefined;
    this.say(pane, { outcome, code, begin, end: this.hand.time, peak }, records);
  }

  private peakOf(pane: Pane, before?: Value): Value | undefined {
    const { peak } = this.plan.open ?? {};
    const value = peak && evaluate(peak.value, this.scope(this.seen(pane)));
    return value !== undefined && (before === undefined || value > before) ? value : before;
  }

  // ── deadlines ──

  deadlines(): Deadline[] {
    if (this.plan.fire) return [];
    return this.panes.flatMap((pane) => {
      if (!this.plan.open) return [{ time: pane.end, fire: () => this.finish(pane, 'end', 'end') }];
      const at = this.nextLook(pane);
      return at === undefined ? [] : [{ time: at, fire: () => this.lookAtEnd(pane, at) }];
    });
  }

  /** When records leave. */
  private leaving(pane: Pane): number[] {
    if (this.mode === 'slide') return pane.records.map(({ time }) => time + this.span);
    return pane.records.length === 0 || this.isOver(pane) ? [] : [pane.end];
  }

  /** The next relevant end of an instant; undefined if there is none. */
  private nextLook(pane: Pane): number | undefined {
    const span = this.spanFor(pane);
    const held = pane.since === undefined ? [] : [pane.since + (span ?? 0)];
    const instants = span === undefined ? [] : pane.records.slice(-1).map(({ instant }) => instant);
    const times = [...this.leaving(pane), ...held].filter((time) => time > pane.evaluated);
    times.push(...instants.filter((time) => time > pane.looked));
    return times.sort((a, b) => a - b)[0];
  }

  /**
   * In a sliding window, records leave before the record of that instant is evaluated; elsewhere they leave after it.
   */
  private lookAtEnd(pane: Pane, at: number): void {
    const wasLookedAt = this.mode === 'slide' && this.cameAt(pane, at);
    const left = this.leaving(pane).includes(at) && !wasLookedAt;
    pane.looked = at;
    pane.evaluated = at;
    this.look(pane, left ? 'left' : 'instant');
  }

  close(code: 'end_of_input' | 'changed'): void {
    for (const pane of this.panes) if (pane.episode || !(this.plan.fire || this.plan.open)) this.finish(pane, 'open', code);
  }
}
