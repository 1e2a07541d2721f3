/** What a window reports, and when: episodes, firing, or each end. */

import type { WindowPlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import { countOutcome } from './counting.ts';
import type { LogEvent } from './event.ts';
import { type Host, STOPPED, type Stop } from './host.ts';
import { Ids } from './ids.ts';
import { type Draft, OutcomeReporter } from './outcome-reporter.ts';
import type { RuleScope } from './scope.ts';
import type { Taken } from './window-content.ts';
import type { WindowState } from './window-state.ts';

export interface WindowManner {
  /** A record has come to the window; the rule knows every name in `event.matches`. */
  onRecord(state: WindowState, event: LogEvent, taken: Taken): void;
  /** Something is due at `at`: records leave, or a condition has held long enough. */
  onDue(state: WindowState, at: number): void;
  /** When something is due next; Infinity if nothing is. */
  due(state: WindowState): number;
  /** The window is given up before its end. */
  giveUp(state: WindowState, code: GivenUp, at: number): void;
}

/** Why a window is given up. */
export type GivenUp = 'end_of_input' | 'limit' | Stop;

export const GIVEN_UP: Record<GivenUp, string> = {
  ...STOPPED,
  end_of_input: 'the input ended first',
  limit: 'too many windows were open',
};

/** The part of an outcome that the window decides. */
type Said = Pick<Draft, 'id' | 'outcome' | 'code' | 'reason' | 'begin' | 'end' | 'records' | 'recordCount'>;

export class WindowReporter {
  private readonly ids: Ids;
  private readonly reporter: OutcomeReporter;

  constructor(
    plan: WindowPlan,
    private readonly host: Host,
    readonly scope: RuleScope,
    readonly counters: RuleCounters,
  ) {
    this.ids = new Ids(plan.name, host.hashSeed);
    this.reporter = new OutcomeReporter(plan, host, scope);
  }

  /** Plain JSON, for {@link WindowReporter.restore}. */
  save(): unknown {
    return { ids: this.ids.save(), reporter: this.reporter.save() };
  }

  restore(saved: unknown): void {
    const { ids, reporter } = saved as Record<'ids' | 'reporter', unknown>;
    this.ids.restore(ids);
    this.reporter.restore(reporter);
  }

  newId(state: WindowState, begin: number): string {
    return this.ids.next(state.id, begin, this.host.now);
  }

  report(state: WindowState, said: Said): void {
    countOutcome(this.counters, said.outcome);
    this.scope.subject = state;
    this.reporter.report({
      id: said.id,
      outcome: said.outcome,
      code: said.code,
      reason: said.reason,
      begin: said.begin,
      end: said.end,
      awaited: [],
      owned: state.owned,
      records: said.records,
      recordCount: said.recordCount,
      peak: state.episode?.peak,
    });
  }
}
