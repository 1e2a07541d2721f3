/** A tumbling or session window that reports each end. */

import type { ReasonCode } from '../record.ts';
import type { LogEvent } from './event.ts';
import type { Taken } from './window-content.ts';
import { GIVEN_UP, type GivenUp, type WindowManner, type WindowReporter } from './window-manner.ts';
import type { WindowState } from './window-state.ts';

export class Ends implements WindowManner {
  constructor(private readonly reporter: WindowReporter) {}

  onRecord(state: WindowState, _event: LogEvent, taken: Taken): void {
    const { counters } = this.reporter;
    if (state.content.count === 0) {
      counters.started++;
      counters.live++;
    }
    state.content.add(taken);
  }

  onDue(state: WindowState, at: number): void {
    if (at >= state.content.leaves) this.finish(state, 'end', 'end', 'the window ended', at);
  }

  due(state: WindowState): number {
    return state.content.leaves;
  }

  giveUp(state: WindowState, code: GivenUp, at: number): void {
    if (state.content.count > 0) this.finish(state, 'open', code, GIVEN_UP[code], at);
  }

  private finish(state: WindowState, outcome: 'end' | 'open', code: ReasonCode, reason: string, at: number): void {
    const { begin, content } = state;
    const id = `${this.reporter.newId(state, begin)}.0`;
    this.reporter.counters.live--;
    this.reporter.scope.point(at, state.value.id);
    this.reporter.report(state, { id, outcome, code, reason, begin, end: at, records: content.places(), recordCount: content.count });
    content.forget();
  }
}
