/** A `window` while it runs: sliding, tumbling or session, with episodes, with `fire`, or telling each end. */

import type { OutcomeWord, SummaryPlan, WindowPlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Evaluate } from '../expression/scope.ts';
import type { Match, ReasonCode, RecordLocation } from '../record.ts';
import { Zone } from '../values/zone.ts';
import { countOutcome, newCounters } from './counting.ts';
import { holds, type LogEvent, Trigger } from './event.ts';
import type { Host, Runner } from './host.ts';
import { Ids } from './ids.ts';
import { Keys, type KeyValue } from './keys.ts';
import { Lookbacks } from './lookbacks.ts';
import { RuleScope } from './scope.ts';
import { createAccumulator } from './summaries.ts';
import { SummarySource } from './summary-source.ts';
import { Teller } from './teller.ts';
import { SlidingContent, StretchContent, type Taken } from './window-content.ts';
import { restoreWindow, saveWindow } from './window-snapshot.ts';
import { WindowState } from './window-state.ts';

interface Condition {
  when: Evaluate;
  text: string;
  for: number | undefined;
}

interface Said {
  outcome: OutcomeWord;
  code: ReasonCode;
  reason: string;
  begin: number;
  end: number;
  places: RecordLocation[];
  count: number;
}

const NO_KEY: readonly KeyValue[] = [{ key: 0, id: '', values: [] }];

export class WindowRunner implements Runner {
  readonly counters: RuleCounters;
  readonly states = new Map<string, WindowState>();
  readonly lookbacks: Lookbacks;
  readonly ids: Ids;
  readonly teller: Teller;
  opened = 0;

  private readonly scope = new RuleScope();
  private readonly keys: Keys;
  private readonly known: ReadonlySet<number>;
  private readonly sources: SummarySource[];
  private readonly open: (Condition & { peak: Evaluate | undefined }) | undefined;
  private readonly close_: Condition | undefined;
  private readonly fireOn: { on: Trigger | undefined; when: Evaluate; text: string; forget: boolean } | undefined;
  private readonly mode: 'slide' | 'every' | 'session' | 'none';
  private readonly span: number;
  private readonly max: number;
  private readonly zone: Zone | undefined;
  private time = 0;
  private keyId: string | undefined;

  constructor(
    readonly plan: WindowPlan,
    private readonly order: number,
    readonly host: Host,
  ) {
    const { environment } = host;
    this.counters = newCounters(plan);
    this.ids = new Ids(plan.name);
    this.keys = new Keys(plan.keys, environment, this.scope);
    this.known = new Set(plan.known);
    this.sources = plan.summaries.map((summary) => new SummarySource(summary, environment));
    const spans = plan.lookbacks.map((lookback) => host.micros(lookback.over));
    this.lookbacks = new Lookbacks(plan.lookbacks, spans, environment, this.scope);
    this.scope.lookbackOf = (index) => this.lookbacks.read(index, this.keyId, this.time, host.now);
    this.teller = new Teller(plan, host, this.scope);
    const condition = ({ when, text, for: span }: NonNullable<WindowPlan['close']>): Condition => ({
      when: compileExpression(when, environment),
      text,
      for: span === undefined ? undefined : host.micros(span),
    });
    this.open = plan.open && { ...condition(plan.open), peak: plan.open.peak && compileExpression(plan.open.peak.value, environment) };
    this.close_ = plan.close && condition(plan.close);
    this.fireOn = plan.fire && {
      on: plan.fire.on && new Trigger(plan.fire.on, environment),
      when: compileExpression(plan.fire.when, environment),
      text: plan.fire.text,
      forget: plan.fire.forget,
    };
    this.mode = plan.over?.mode ?? 'none';
    this.span = plan.over ? host.micros(plan.over.duration) : 0;
    this.max = plan.over?.max === undefined ? Number.POSITIVE_INFINITY : host.micros(plan.over.max);
    this.zone = plan.over && Zone.of(plan.over.zone);
  }

  get listens(): Iterable<number> {
    return new Set([...this.plan.known, ...this.lookbacks.records]);
  }

  get live(): number {
    let live = 0;
    for (const state of this.states.values()) if (this.tellsEnd ? !state.content.empty : state.episode) live++;
    return live;
  }

  get plans(): readonly SummaryPlan[] {
    return this.plan.summaries;
  }

  /** Neither episodes nor `fire`: what is told is each end. */
  private get tellsEnd(): boolean {
    return !this.open && !this.fireOn;
  }

  deliver(event: LogEvent): void {
    const carried = this.plan.keys.length === 0 ? NO_KEY : this.keys.carriedFirst(event);
    this.time = event.time;
    this.lookbacks.observe(event, carried, this.host.now);
    const match = event.matches.find(({ record }) => this.known.has(record));
    if (!match) return;
    this.counters.seen++;
    if (carried.length === 0) this.counters.noKey++;
    for (const value of carried) this.take(value, event, match);
  }

  private take(value: KeyValue, event: LogEvent, match: Match): void {
    this.keyId = value.id;
    this.time = event.time;
    const state = this.inTime(event.time) ? this.stateFor(value, event.time) : undefined;
    if (!state) {
      this.counters.tooLate++;
      return;
    }
    const { now } = this.host;
    this.advance(state, now);
    const taken = this.takenOf(event, match);
    if (state.content.empty && this.tellsEnd) this.counters.started++;
    this.extend(state, event.time);
    if (this.mode !== 'none') state.content.add(taken);
    this.counters.taken++;
    this.addToEpisode(state, taken);
    this.ask(state, event);
    this.look(state, now);
    this.settle(state);
  }

  /** Too old for a sliding window: it has left already. */
  private inTime(time: number): boolean {
    return this.mode !== 'slide' || time > this.host.now - this.span;
  }

  private takenOf(event: LogEvent, match: Match): Taken {
    const values = this.sources.map((source) => {
      const found = source.find(event, this.scope);
      return found && { value: source.valueOf(found, this.scope) };
    });
    const record = this.host.environment.records[match.record]?.name ?? '';
    return { time: event.time, weight: match.weight, values, place: { source: match.source, line: match.line, record } };
  }

  private addToEpisode({ episode }: WindowState, taken: Taken): void {
    if (!episode) return;
    for (const [i, found] of taken.values.entries()) if (found) episode.totals[i]?.add(found.value, taken.weight);
    episode.count++;
    if (episode.places.length < this.host.recordLimit) episode.places.push(taken.place);
  }

  /** The window that a record of this time belongs to; undefined when that one has ended. */
  private stateFor(value: KeyValue, time: number): WindowState | undefined {
    const start = this.mode === 'every' && this.zone ? this.zone.bucketStart(time, this.span) : 0;
    const id = this.mode === 'every' ? `${value.id}@${start}` : value.id;
    const known = this.states.get(id);
    if (known) return known;
    const end = this.mode === 'every' && this.zone ? this.zone.bucketEnd(start, this.span) : Number.POSITIVE_INFINITY;
    if (end < this.host.now) return undefined;
    return this.create(id, value, start, end, this.opened++);
  }

  create(id: string, value: KeyValue, begin: number, end: number, opened: number): WindowState {
    const { recordLimit } = this.host;
    const content =
      this.mode === 'slide' ? new SlidingContent(this.plans, this.span, recordLimit) : new StretchContent(this.plans, end, recordLimit);
    const owned = this.plan.keys.length === 0 ? [] : [value];
    const state = new WindowState(this.order, opened, id, owned, content, (due, at) => this.fire(due, at));
    state.begin = begin;
    this.states.set(id, state);
    return state;
  }

  /** A session lasts as long as records come, measured by the instant. */
  private extend(state: WindowState, time: number): void {
    if (this.mode !== 'session' || !(state.content instanceof StretchContent)) return;
    const { now } = this.host;
    if (state.content.empty) {
      state.begin = time;
      state.sessionStart = now;
    }
    state.content.end = Math.min(now + this.span, state.sessionStart + this.max);
  }

  /** `fire`: asked at each record of the rule, or at those of `on`. */
  private ask(state: WindowState, event: LogEvent): void {
    const { fireOn } = this;
    if (!fireOn) return;
    this.scope.subject = state;
    const [first] = event.matches;
    this.scope.match = first;
    const match = fireOn.on ? fireOn.on.find(event, this.scope) : first;
    if (!match) return;
    const { capture } = this.plan.fire ?? {};
    state.capture = (index) => (index === capture ? match : undefined);
    if (holds(fireOn.when, this.scope)) {
      const place = { source: match.source, line: match.line, record: this.host.environment.records[match.record]?.name ?? '' };
      const places = state.content.empty ? [place] : state.content.places();
      this.tell(state, {
        ...this.at(event.time),
        outcome: 'fired',
        code: 'fired',
        reason: `${fireOn.text} held`,
        places,
        count: places.length,
      });
      if (fireOn.forget) {
        state.content.forget();
        this.lookbacks.forget(this.keyId ?? '');
      }
    }
    state.capture = () => undefined;
  }

  private at(time: number): { begin: number; end: number } {
    return { begin: time, end: time };
  }

  /** Lets records leave; tells whether any did. */
  private advance(state: WindowState, to: number): boolean {
    return this.tellsEnd ? false : state.content.advance(to);
  }

  /** One look: it begins or ends an episode, never both. Conditions with `for` are looked at when the instant is over. */
  private look(state: WindowState, at: number): void {
    const condition = this.conditionNow(state);
    if (!condition) return;
    if (condition.for === undefined) {
      if (this.holdsNow(state, at)) this.turn(state, at);
    }
    if (this.conditionNow(state)?.for !== undefined) state.lookAt = at;
    this.notePeak(state);
  }

  private conditionNow(state: WindowState): Condition | undefined {
    if (!this.open) return undefined;
    if (!state.episode) return this.open;
    return this.close_ ?? { when: this.open.when, text: `not ${this.open.text}`, for: undefined };
  }

  private holdsNow(state: WindowState, at: number): boolean {
    this.scope.subject = state;
    this.scope.match = undefined;
    this.keyId = state.owned[0]?.id ?? '';
    this.time = at;
    if (!state.episode) return this.open !== undefined && holds(this.open.when, this.scope);
    if (this.close_) return holds(this.close_.when, this.scope);
    return this.open !== undefined && !holds(this.open.when, this.scope);
  }

  private notePeak(state: WindowState): void {
    if (!state.episode || !this.open?.peak) return;
    this.scope.subject = state;
    const value = this.open.peak(this.scope);
    const { peak } = state.episode;
    if (value !== undefined && (peak === undefined || value > peak)) state.episode.peak = value;
  }

  /** Begins or ends the episode. */
  private turn(state: WindowState, at: number): void {
    state.holdsSince = undefined;
    if (state.episode) this.endEpisode(state, at);
    else this.beginEpisode(state, at);
  }

  private beginEpisode(state: WindowState, at: number): void {
    this.counters.started++;
    const totals = this.plans.map((plan) => createAccumulator(plan));
    state.content.copyTo(totals);
    const places = state.content.places();
    const id = this.ids.next(state.id, at, this.host.now);
    state.episode = { id, begin: at, totals, places: [...places], count: places.length, peak: undefined };
    this.notePeak(state);
    const reason = `${this.open?.text ?? ''} held`;
    this.tell(state, { ...this.at(at), outcome: 'begin', code: 'begin', reason, places, count: places.length });
  }

  private endEpisode(state: WindowState, at: number): void {
    const reason = `${this.close_?.text ?? `not (${this.open?.text ?? ''})`} held`;
    this.tellEpisode(state, { outcome: 'end', code: 'end', reason, at });
    state.episode = undefined;
  }

  private tellEpisode(state: WindowState, said: { outcome: OutcomeWord; code: ReasonCode; reason: string; at: number }): void {
    const { episode } = state;
    if (!episode) return;
    const { at, ...rest } = said;
    state.tellingEpisode = true;
    this.tell(state, { ...rest, begin: episode.begin, end: at, places: episode.places, count: episode.count });
    state.tellingEpisode = false;
  }

  private tell(state: WindowState, { outcome, code, reason, begin, end, places, count }: Said): void {
    countOutcome(this.counters, outcome);
    this.scope.subject = state;
    const id = state.episode?.id ?? this.ids.next(state.id, begin, this.host.now);
    const ordinal = state.episode && outcome !== 'begin' ? 1 : 0;
    this.teller.tell({
      id: `${id}.${ordinal}`,
      outcome,
      code,
      reason,
      begin,
      end,
      awaited: [],
      owned: state.owned,
      records: places,
      recordCount: count,
      ...(state.episode?.peak === undefined ? {} : { peak: state.episode.peak }),
    });
  }

  /** A deadline of a window: the end of an instant to look at, records that leave, or a condition held long enough. */
  private fire(state: WindowState, at: number): void {
    this.keyId = state.owned[0]?.id ?? '';
    this.time = at;
    if (this.tellsEnd) {
      if (at >= state.content.leaves) this.endStretch(state, at);
    } else if (state.content.advance(at)) this.look(state, at);
    if (state.lookAt !== undefined && state.lookAt <= at) this.lookAtEnd(state, at);
    const condition = this.conditionNow(state);
    if (condition?.for !== undefined && state.holdsSince !== undefined && state.holdsSince + condition.for <= at) this.turn(state, at);
    this.settle(state);
  }

  /** The end of an instant: conditions with `for` begin or cease to hold. */
  private lookAtEnd(state: WindowState, at: number): void {
    state.lookAt = undefined;
    if (!this.holdsNow(state, at)) state.holdsSince = undefined;
    else state.holdsSince ??= at;
  }

  private endStretch(state: WindowState, at: number): void {
    const places = state.content.places();
    const said = {
      outcome: 'end',
      code: 'end',
      reason: 'the window ended',
      begin: state.begin,
      end: at,
      places,
      count: places.length,
    } as const;
    this.tell(state, said);
    state.content.forget();
  }

  /** When the state is due next; a state that holds nothing is dropped. */
  settle(state: WindowState): void {
    const condition = this.conditionNow(state);
    const held =
      condition?.for === undefined || state.holdsSince === undefined ? Number.POSITIVE_INFINITY : state.holdsSince + condition.for;
    state.due = Math.min(state.content.leaves, state.lookAt ?? Number.POSITIVE_INFINITY, held);
    if (state.idle) {
      state.due = Number.POSITIVE_INFINITY;
      this.states.delete(state.id);
    }
    this.host.deadlines.update(state);
  }

  close(at: number): void {
    const states = [...this.states.values()].sort((a, b) => a.opened - b.opened);
    for (const state of states) {
      this.keyId = state.owned[0]?.id ?? '';
      this.time = at;
      this.scope.match = undefined;
      const ended = { outcome: 'open', code: 'end_of_input', reason: 'the input ended first' } as const;
      if (state.episode) this.tellEpisode(state, { ...ended, at });
      else if (this.tellsEnd && !state.content.empty) {
        const places = state.content.places();
        this.tell(state, { ...ended, begin: state.begin, end: at, places, count: places.length });
      }
      state.due = Number.POSITIVE_INFINITY;
    }
    this.states.clear();
  }

  save(): unknown {
    return saveWindow(this);
  }

  restore(saved: unknown): void {
    restoreWindow(this, saved);
  }
}
