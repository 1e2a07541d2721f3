/** Windows with `open` and `close`: an episode begins when the one holds, and ends when the other does. */

import type { ExprPlan, SummaryPlan, WindowPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Evaluate } from '../expression/scope.ts';
import type { Outcome, RecordLocation } from '../record.ts';
import { compareValues } from '../values/equality.ts';
import { holds, type LogEvent } from './event.ts';
import type { Host } from './host.ts';
import { appendUpTo } from './short-list.ts';
import { addTo, type Taken } from './window-content.ts';
import { GIVEN_UP, type GivenUp, type WindowManner, type WindowReporter } from './window-manner.ts';
import type { WindowState } from './window-state.ts';

interface Condition {
  when: Evaluate;
  /** Whether it is satisfied by `when` not holding. */
  negated: boolean;
  text: string;
  /** How long it must hold at the end of every instant, in microseconds; undefined if one evaluation suffices. */
  for: number | undefined;
}

export class Episodes implements WindowManner {
  private readonly open: Condition;
  private readonly close: Condition;
  private readonly peak: Evaluate | undefined;
  /** Whether records that leave can begin an episode. */
  private readonly opensByLeaving: boolean;

  constructor(
    open: NonNullable<WindowPlan['open']>,
    private readonly plan: WindowPlan,
    private readonly host: Host,
    private readonly reporter: WindowReporter,
  ) {
    const { close, summaries } = plan;
    const compiled = ({ when, text, for: span }: NonNullable<WindowPlan['close']>): Condition => ({
      when: compileExpression(when, host.environment),
      negated: false,
      text: `${text} held`,
      for: span === undefined ? undefined : Math.max(1, host.micros(span)),
    });
    this.open = compiled(open);
    this.close = close ? compiled(close) : { when: this.open.when, negated: true, text: `${open.text} held no more`, for: undefined };
    this.peak = open.peak && compileExpression(open.peak.value, host.environment);
    // Without its own `close` an episode ends when `open` no longer holds, and then only more records can make it hold again.
    this.opensByLeaving = close !== undefined || open.for !== undefined || !isAtLeast(open.when, summaries);
  }

  onRecord(state: WindowState, { time }: LogEvent, taken: Taken): void {
    state.content.add(taken);
    this.addToEpisode(state, taken);
    this.notePeak(state, time);
    if (this.asked(state).for === undefined) {
      if (this.holds(state, time)) this.turn(state, time);
      else this.unmet(state, time, taken.place);
    }
    if (this.asked(state).for !== undefined) state.lookAt = this.host.now;
  }

  private addToEpisode({ episode }: WindowState, taken: Taken): void {
    if (!episode) return;
    addTo(episode.totals, taken);
    episode.count++;
    episode.places = appendUpTo(episode.places, taken.place, this.host.recordLimit);
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
    const { scope } = this.reporter;
    const { when, negated } = this.asked(state);
    scope.point(at, state.value.id);
    scope.subject = state;
    return holds(when, scope) !== negated;
  }

  /** Must be called when the condition in question was evaluated and does not hold, or has not lasted. */
  private unmet(state: WindowState, at: number, place?: RecordLocation): void {
    if (!state.episode) this.host.observer?.unmet?.(this.plan, state, this.reporter.scope, at, place);
  }

  private notePeak(state: WindowState, at: number): void {
    const { episode } = state;
    if (!episode || !this.peak) return;
    const { scope } = this.reporter;
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
    const { counters, scope } = this.reporter;
    counters.started++;
    counters.live++;
    const records = state.content.places();
    const { count: recordCount } = state.content;
    const id = this.reporter.newId(state, at);
    state.episode = { id, begin: at, totals: state.content.totals(), places: [...records], count: recordCount, peak: undefined };
    this.notePeak(state, at);
    scope.point(at, state.value.id);
    const { text: reason } = this.open;
    this.reporter.report(state, { id: `${id}.0`, outcome: 'begin', code: 'begin', reason, begin: at, end: at, records, recordCount });
  }

  private finish(state: WindowState, { outcome, code, reason }: Pick<Outcome, 'outcome' | 'code' | 'reason'>, at: number): void {
    const { episode } = state;
    if (!episode) return;
    const { id, begin, places: records, count: recordCount } = episode;
    this.reporter.counters.live--;
    this.reporter.scope.point(at, state.value.id);
    state.reportedEpisode = true;
    this.reporter.report(state, { id: `${id}.1`, outcome, code, reason, begin, end: at, records, recordCount });
    state.reportedEpisode = false;
    state.episode = undefined;
  }
}

/** `count(…) >= 5`, the most common form. If it does not hold, fewer records cannot make it hold. */
function isAtLeast(when: ExprPlan, summaries: readonly SummaryPlan[]): boolean {
  if (when.op !== 'call' || (when.fn !== 'ge' && when.fn !== 'gt')) return false;
  const [counted, least] = when.args;
  const summary = counted?.op === 'summary' ? summaries[counted.summary] : undefined;
  if (summary?.fn !== 'count' && summary?.fn !== 'distinct') return false;
  return least?.op === 'const' || least?.op === 'param';
}
