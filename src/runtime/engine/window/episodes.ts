/** Windows with `open` and `close`: an episode begins when the one holds, and ends when the other does. */

import type { RecordPlan } from '../../../dsl/pattern-plan.ts';
import type { ExprPlan, SummaryPlan, WindowPlan } from '../../../dsl/plan.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Evaluate } from '../../expression/scope.ts';
import type { Outcome, RecordLocation } from '../../record.ts';
import { compareValues } from '../../values/equality.ts';
import type { BaseRunner } from '../base-runner.ts';
import { holds, type LogEvent } from '../event.ts';
import { appendUpTo } from '../short-list.ts';
import { addTo, type Taken } from './content.ts';
import { GIVEN_UP, type GivenUp, type WindowStrategy } from './strategy.ts';
import type { Episode, WindowState } from './window-state.ts';

interface Condition {
  when: Evaluate;
  /** Whether it is satisfied by `when` not holding. */
  negated: boolean;
  text: string;
  /** How long it must hold at the end of every instant, in microseconds; undefined if one evaluation suffices. */
  for: number | undefined;
}

/** What is reported of an episode. */
type What = Pick<Outcome, 'outcome' | 'code' | 'reason'>;

export class Episodes implements WindowStrategy {
  private readonly open: Condition;
  private readonly close: Condition;
  private readonly peak: Evaluate | undefined;
  /** Whether records that leave can begin an episode. */
  private readonly opensByLeaving: boolean;

  constructor(
    open: NonNullable<WindowPlan['open']>,
    private readonly rule: BaseRunner<WindowPlan>,
  ) {
    const { host, environment } = rule;
    const { close, summaries } = rule.plan;
    const compiled = ({ when, text, for: span }: NonNullable<WindowPlan['close']>): Condition => ({
      when: compileExpression(when, environment),
      negated: false,
      text: `${text} held`,
      for: span === undefined ? undefined : Math.max(1, host.micros(span)),
    });
    this.open = compiled(open);
    this.close = close ? compiled(close) : { when: this.open.when, negated: true, text: `${open.text} held no more`, for: undefined };
    this.peak = open.peak && compileExpression(open.peak.value, environment);
    // Without its own `close` an episode ends when `open` no longer holds, and then only more records can make it hold again.
    this.opensByLeaving = close !== undefined || open.for !== undefined || !isAtLeast(open.when, summaries, environment.records);
  }

  onRecord(state: WindowState, { time }: LogEvent, taken: Taken): void {
    state.content.add(taken);
    this.addToEpisode(state, taken);
    this.notePeak(state, time);
    if (this.asked(state).for === undefined) {
      if (this.holds(state, time)) this.turn(state, time);
      else this.unmet(state, time, taken.place);
    }
    if (this.asked(state).for !== undefined) state.lookAt = this.rule.host.now;
  }

  private addToEpisode({ episode }: WindowState, taken: Taken): void {
    if (!episode) return;
    addTo(episode.totals, taken);
    episode.count++;
    episode.places = appendUpTo(episode.places, taken.place, this.rule.host.recordLimit);
  }

  /** Handles the end of an instant: evaluates once if records have left, or if a condition must last. */
  onDue(state: WindowState, at: number): void {
    const left = state.content.advance(at);
    state.lookAt = undefined;
    this.notePeak(state, at);
    const turns = this.asked(state).for === undefined ? left && this.holds(state, at) : this.hasLasted(state, at);
    if (!turns) {
      if (this.asked(state).for !== undefined) this.unmet(state, at);
      return;
    }
    this.turn(state, at);
    if (this.asked(state).for !== undefined && this.holds(state, at)) state.holdsSince = at;
  }

  private hasLasted(state: WindowState, at: number): boolean {
    state.holdsSince = this.holds(state, at) ? (state.holdsSince ?? at) : undefined;
    return this.lasted(state) <= at;
  }

  /** When the condition will have held for long enough; Infinity if it does not hold, or need not last. */
  private lasted(state: WindowState): number {
    const { for: span } = this.asked(state);
    return span === undefined || state.holdsSince === undefined ? Number.POSITIVE_INFINITY : state.holdsSince + span;
  }

  due(state: WindowState): number {
    const { content } = state;
    const leaves = state.episode || this.opensByLeaving ? content.leaves : content.empties;
    return Math.min(leaves, state.lookAt ?? Number.POSITIVE_INFINITY, this.lasted(state));
  }

  giveUp(state: WindowState, code: GivenUp, at: number): void {
    if (state.episode) this.finish(state, { outcome: 'open', code, reason: GIVEN_UP[code] }, at);
  }

  /** The condition in question: `close` during an episode, `open` otherwise. */
  private asked({ episode }: WindowState): Condition {
    return episode ? this.close : this.open;
  }

  private holds(state: WindowState, at: number): boolean {
    const { scope } = this.rule;
    const { when, negated } = this.asked(state);
    scope.point(at, state.value.id);
    scope.subject = state;
    return holds(when, scope) !== negated;
  }

  /** Must be called when the condition in question was evaluated and does not hold, or has not lasted. */
  private unmet(state: WindowState, at: number, place?: RecordLocation): void {
    const { host, plan, scope } = this.rule;
    if (!state.episode) host.observer?.unmet?.(plan, state, scope, at, place);
  }

  private notePeak(state: WindowState, at: number): void {
    const { episode } = state;
    if (!episode || !this.peak) return;
    const { scope } = this.rule;
    scope.point(at, state.value.id);
    scope.subject = state;
    const value = this.peak(scope);
    if (value === undefined) return;
    if (episode.peak === undefined || (compareValues(value, episode.peak) ?? 0) > 0) episode.peak = value;
  }

  private turn(state: WindowState, at: number): void {
    state.holdsSince = undefined;
    if (state.episode) this.finish(state, { outcome: 'end', code: 'end', reason: this.close.text }, at);
    else this.begin(state, at);
  }

  private begin(state: WindowState, at: number): void {
    const { content } = state;
    const { reporter, counters } = this.rule;
    const id = reporter.newId(state.id, at);
    state.episode = { id, begin: at, totals: content.totals(), places: content.places(), count: content.count, peak: undefined };
    this.notePeak(state, at);
    counters.started++;
    counters.live++;
    this.report(state, state.episode, 0, { outcome: 'begin', code: 'begin', reason: this.open.text }, at);
  }

  private finish(state: WindowState, ending: What, at: number): void {
    const { episode } = state;
    if (!episode) return;
    this.rule.counters.live--;
    state.reportedEpisode = true;
    this.report(state, episode, 1, ending, at);
    state.reportedEpisode = false;
    state.episode = undefined;
  }

  private report(state: WindowState, episode: Episode, nth: number, what: What, at: number): void {
    const { scope, reporter } = this.rule;
    const { id, begin, places, count: recordCount, peak } = episode;
    scope.point(at, state.value.id);
    reporter.report(state, { id: `${id}.${nth}`, ...what, begin, end: at, records: [...places], recordCount, peak });
  }
}

/**
 * `count(…) >= 5`, the most common form. If it does not hold, fewer records cannot make it hold, unless records choose their
 * own weights: a count is missing while these sum up to more than whole numbers can.
 */
function isAtLeast(when: ExprPlan, summaries: readonly SummaryPlan[], records: readonly RecordPlan[]): boolean {
  if (when.op !== 'call' || (when.fn !== 'ge' && when.fn !== 'gt')) return false;
  const [counted, least] = when.args;
  const summary = counted?.op === 'summary' ? summaries[counted.summary] : undefined;
  if (summary?.fn !== 'count' && summary?.fn !== 'distinct') return false;
  if (summary.records.some((record) => records[record]?.weight)) return false;
  return least?.op === 'const' || least?.op === 'param';
}
