/** `fire [on R] when C [forget]`: evaluated at each record of the window, or only at R, and never when records leave. */

import type { WindowPlan } from '../../../dsl/plan.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Evaluate } from '../../expression/scope.ts';
import type { BaseRunner } from '../base-runner.ts';
import { holds, type LogEvent, Trigger } from '../event.ts';
import type { Taken } from './content.ts';
import type { WindowStrategy } from './strategy.ts';
import type { WindowState } from './window-state.ts';

export class Firing implements WindowStrategy {
  private readonly on: Trigger | undefined;
  private readonly when: Evaluate;

  constructor(
    private readonly fire: NonNullable<WindowPlan['fire']>,
    private readonly rule: BaseRunner<WindowPlan>,
  ) {
    const { environment } = rule;
    this.on = fire.on && new Trigger(fire.on, environment);
    this.when = compileExpression(fire.when, environment);
  }

  onRecord(state: WindowState, event: LogEvent, taken: Taken): void {
    state.content.add(taken);
    this.ask(state, event, taken);
    // Without `over` nothing accumulates: the condition is about the record and its look-backs.
    if (!this.rule.plan.over) state.content.forget();
  }

  private ask(state: WindowState, event: LogEvent, taken: Taken): void {
    const { scope, plan, host, lookbacks } = this.rule;
    scope.point(event.time, state.value.id);
    scope.subject = state;
    const match = this.on ? this.on.find(event, scope) : event.matches[0];
    if (!match) return;
    scope.match = match;
    const { capture, text, forget } = this.fire;
    state.capture = capture === undefined ? undefined : { index: capture, match };
    if (holds(this.when, scope)) {
      this.report(state, event.time, `${text} held`);
      if (forget) {
        state.content.forget();
        lookbacks.forget(state.value.id);
      }
    } else host.observer?.unmet?.(plan, state, scope, event.time, taken.place);
    state.capture = undefined;
  }

  private report(state: WindowState, at: number, reason: string): void {
    const { content } = state;
    const { reporter } = this.rule;
    const id = `${reporter.newId(state.id, at)}.0`;
    const said = { id, outcome: 'fired', code: 'fired', reason, begin: at, end: at } as const;
    reporter.report(state, { ...said, records: content.places(), recordCount: content.count });
  }

  onDue(state: WindowState, at: number): void {
    state.content.advance(at);
  }

  due(state: WindowState): number {
    return state.content.leaves;
  }

  giveUp(): void {}
}
