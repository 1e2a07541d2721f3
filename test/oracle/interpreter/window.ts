/** Windows: language.md 5; semantics.md 25–28. What lies in them is sought among all records each time. */

import type { WindowPlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { instantOf, offsetAt } from './clocks.ts';
import { byTime, type Event, evaluate, type KeyValue, type Scope } from './expressions.ts';
import { type Deadline, Rule, type Saying } from './rule.ts';

/** The window of one key value; of tumbling windows, and of sessions without episodes, there are several. */
interface Pane {
  value: KeyValue;
  /** Of a tumbling window. */
  bucket: { begin: number; end: number } | undefined;
  /** All that came to it, and when. */
  records: (Event & { instant: number })[];
  /** The instant at whose end it was looked at last. */
  looked: number;
  episode?: { begin: number; records: Event[]; summed: Event[]; peak: Value | undefined } | undefined;
  /** Since when the condition that is being asked has held, at the end of each instant. */
  since: number | undefined;
}

export class Window extends Rule<WindowPlan> {
  /** In order of opening. */
  private panes: Pane[] = [];
  private readonly mode = this.plan.over?.mode;
  private readonly span = this.micros(this.plan.over?.duration ?? 0);
  private readonly zone = this.plan.over?.zone ?? 'UTC';
  private readonly waits = this.plan.open?.for !== undefined || this.plan.close?.for !== undefined;

  protected take(event: Event): void {
    const { now } = this.world;
    const bucket = this.mode === 'every' ? this.bucketOf(event.time) : undefined;
    // 28: the windows of its own time have ended.
    if (bucket ? bucket.end < now : this.mode === 'slide' && event.time <= now - this.span) return;
    for (const value of event.values) {
      this.hand = { ...event, values: [value] };
      const pane = this.paneOf(value, bucket);
      pane.records = [...(this.isOver(pane) ? [] : pane.records), { ...event, instant: now }];
      pane.episode?.records.push(event);
      pane.episode?.summed.push(event);
      if (this.plan.fire) this.fire(pane, this.plan.fire);
      else if (this.plan.open) this.look(pane, 'record');
    }
  }

  /** Buckets follow local time; where clocks are changed by a multiple of the span they stay equally long. */
  private bucketOf(time: number): { begin: number; end: number } {
    const { span, zone } = this;
    const offset = offsetAt(time, zone);
    const local = Math.floor((time + offset) / span) * span;
    const edge = (shown: number) => ((offsetAt(shown - offset, zone) - offset) % span === 0 ? shown - offset : instantOf(shown, zone));
    return { begin: edge(local), end: edge(local + span) };
  }

  /** A window that holds nothing is none; the next record opens another. */
  private paneOf(value: KeyValue, bucket: Pane['bucket']): Pane {
    if (this.plan.open) this.panes = this.panes.filter((pane) => pane.episode || this.nextLook(pane) !== undefined);
    const isSession = this.mode === 'session' && !this.plan.open;
    const own = this.panes.filter((pane) => pane.value.id === value.id && pane.bucket?.begin === bucket?.begin);
    const found = own.find((pane) => !isSession || this.endOf(pane) >= this.world.now);
    const pane = found ?? { value, bucket, records: [], looked: Number.NEGATIVE_INFINITY, since: undefined };
    if (!found) this.panes.push(pane);
    return pane;
  }

  /** Where a window that does not slide ends. */
  private endOf({ bucket, records }: Pane): number {
    const max = this.plan.over?.max === undefined ? Number.POSITIVE_INFINITY : this.micros(this.plan.over.max);
    return bucket?.end ?? Math.min((records.at(-1)?.instant ?? 0) + this.span, (records[0]?.instant ?? 0) + max);
  }

  /** It has ended, though its episode may go on. */
  private isOver(pane: Pane): boolean {
    return this.mode !== 'slide' && pane.records.length > 0 && this.endOf(pane) <= pane.looked;
  }

  /** What is in the window now, in order of delivery. */
  private content(pane: Pane): Event[] {
    if (this.mode === 'slide') return pane.records.filter(({ time }) => time > this.world.now - this.span);
    return this.isOver(pane) ? [] : pane.records;
  }

  /** Choice: in a sliding window records are summed up in order of time, elsewhere as they came. */
  private summed(pane: Pane): Event[] {
    return this.mode === 'slide' ? byTime(this.content(pane)) : this.content(pane);
  }

  private seen({ value }: Pane, records: readonly Event[], match?: Match): Partial<Scope> {
    const { capture } = this.plan.fire ?? {};
    const captured = match && capture !== undefined ? [{ matches: [match], captures: [capture] }] : [];
    return { values: [value], carried: [value], match, records, captured };
  }

  private say(pane: Pane, how: Omit<Saying, 'matches'>, content: readonly Event[], summed: readonly Event[], match?: Match): void {
    this.tell({ ...how, matches: content.flatMap(({ matches }) => matches.slice(0, 1)) }, this.seen(pane, summed, match));
  }

  private fire(pane: Pane, { on, when, forget }: NonNullable<WindowPlan['fire']>): void {
    const { hand } = this;
    const content = this.mode ? this.content(pane) : [hand];
    const summed = this.mode ? this.summed(pane) : content;
    const match = on ? this.fit(on, this.seen(pane, summed)) : hand.matches[0];
    if (!match || !this.holds(when, this.seen(pane, summed, match))) return;
    this.say(pane, { outcome: 'fired', code: 'fired', begin: hand.time, end: hand.time }, content, summed, match);
    if (!forget) return;
    pane.records = [];
    // Look-backs forget it as well.
    this.history = this.history.map((past) => ({ ...past, values: past.values.filter(({ id }) => id !== pane.value.id) }));
  }

  // ── episodes ──

  /** What is asked now: whether an episode begins, or whether it ends. */
  private asks(pane: Pane): { holds: boolean; span: number | undefined } {
    const condition = pane.episode ? this.plan.close : this.plan.open;
    const met = this.holds((condition ?? this.plan.open)?.when, this.seen(pane, this.summed(pane)));
    return { holds: condition ? met : !met, span: condition?.for === undefined ? undefined : this.micros(condition.for) };
  }

  /** One look: it begins or ends an episode, never both. Choice: every look of an episode counts for its peak, the first and the last among them. */
  private look(pane: Pane, when: 'record' | 'left' | 'instant'): void {
    const { now } = this.world;
    const { holds, span } = this.asks(pane);
    if (span !== undefined && when !== 'record') pane.since = holds ? (pane.since ?? now) : undefined;
    const lasted = span !== undefined && when !== 'record' && pane.since !== undefined && pane.since + span <= now;
    if (pane.episode) pane.episode.peak = this.peakOf(pane, pane.episode.peak);
    if (span === undefined ? !holds || when === 'instant' : !lasted) return;
    if (pane.episode) this.tellEpisode(pane, 'end');
    else this.beginEpisode(pane);
    // Choice: a condition is held to have begun no earlier than the turn since which it is asked.
    const next = this.asks(pane);
    pane.since = when !== 'record' && next.span !== undefined && next.holds ? now : undefined;
  }

  private beginEpisode(pane: Pane): void {
    const { time } = this.hand;
    const [records, summed, peak] = [this.content(pane), this.summed(pane), this.peakOf(pane)];
    pane.episode = { begin: time, records: [...records], summed: [...summed], peak };
    this.say(pane, { outcome: 'begin', code: 'begin', begin: time, end: time, peak }, records, summed);
  }

  /** Choice: an episode that is open at the end tells its totals so far. */
  private tellEpisode(pane: Pane, outcome: 'end' | 'open'): void {
    const { begin, records, summed, peak } = pane.episode as NonNullable<Pane['episode']>;
    const code = outcome === 'end' ? 'end' : 'end_of_input';
    this.say(pane, { outcome, code, begin, end: this.hand.time, peak }, records, summed);
    pane.episode = undefined;
  }

  private peakOf(pane: Pane, before?: Value): Value | undefined {
    const { peak } = this.plan.open ?? {};
    const value = peak && evaluate(peak.value, this.scope(this.seen(pane, this.summed(pane))));
    return value !== undefined && (before === undefined || value > before) ? value : before;
  }

  // ── deadlines ──

  deadlines(): Deadline[] {
    if (this.plan.fire) return [];
    if (!this.plan.open) return this.panes.map((pane) => ({ at: this.endOf(pane), fire: () => this.finish(pane, 'end') }));
    return this.panes.flatMap((pane) => {
      const at = this.nextLook(pane);
      return at === undefined ? [] : [{ at, fire: () => this.lookAtEnd(pane, at) }];
    });
  }

  /** A tumbling or session window is over. */
  private finish(pane: Pane, outcome: 'end' | 'open'): void {
    this.panes = this.panes.filter((other) => other !== pane);
    const begin = pane.bucket?.begin ?? pane.records[0]?.time ?? 0;
    const how = { outcome, code: outcome === 'end' ? 'end' : 'end_of_input', begin, end: this.hand.time } as const;
    this.say(pane, how, pane.records, pane.records);
  }

  private leaving(pane: Pane): number[] {
    if (this.mode === 'slide') return pane.records.map(({ time }) => time + this.span);
    return pane.records.length === 0 || this.isOver(pane) ? [] : [this.endOf(pane)];
  }

  /** The next end of an instant that matters. */
  private nextLook(pane: Pane): number | undefined {
    const held = pane.since === undefined ? [] : [pane.since + (this.asks(pane).span ?? 0)];
    const instants = this.waits ? pane.records.map(({ instant }) => instant) : [];
    const times = [...this.leaving(pane), ...held, ...instants].filter((time) => time > pane.looked);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  private lookAtEnd(pane: Pane, at: number): void {
    // In a sliding window what leaves has left before the record of that instant is looked at; elsewhere it leaves behind it.
    const wasLookedAt = this.mode === 'slide' && pane.records.some(({ instant }) => instant === at);
    const left = this.leaving(pane).includes(at) && !wasLookedAt;
    pane.looked = at;
    this.look(pane, left ? 'left' : 'instant');
  }

  close(): void {
    for (const pane of this.panes) {
      if (pane.episode) this.tellEpisode(pane, 'open');
      else if (!this.plan.fire && !this.plan.open) this.finish(pane, 'open');
    }
  }
}
