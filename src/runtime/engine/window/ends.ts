/** A tumbling or session window that reports each end. */

import type { WindowPlan } from '../../../dsl/plan.ts';
import type { ReasonCode } from '../../record.ts';
import type { BaseRunner } from '../base-runner.ts';
import type { LogEvent } from '../event.ts';
import type { Taken } from './content.ts';
import { GIVEN_UP, type GivenUp, type WindowStrategy } from './strategy.ts';
import type { WindowState } from './window-state.ts';

export class Ends implements WindowStrategy {
  constructor(private readonly rule: BaseRunner<WindowPlan>) {}

  onRecord(state: WindowState, _event: LogEvent, taken: Taken): void {
    const { counters } = this.rule;
    if (state.content.count === 0) {
      counters.started++;
      counters.live++;
    }
    state.content.add(taken);
  }

  onDue(state: WindowState, at: number): void {
    this.finish(state, 'end', 'end', 'the window ended', at);
  }

  due(state: WindowState): number {
    return state.content.leaves;
  }

  giveUp(state: WindowState, code: GivenUp, at: number): void {
    if (state.content.count > 0) this.finish(state, 'open', code, GIVEN_UP[code], at);
  }

  private finish(state: WindowState, outcome: 'end' | 'open', code: ReasonCode, reason: string, at: number): void {
    const { begin, content } = state;
    const { reporter, counters, scope } = this.rule;
    const id = `${reporter.newId(state.id, begin)}.0`;
    counters.live--;
    scope.point(at, state.value.id);
    reporter.report(state, { id, outcome, code, reason, begin, end: at, records: content.places(), recordCount: content.count });
    content.forget();
  }
}
