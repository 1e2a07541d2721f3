/** Records that belong to no open transaction and cannot open one: counted, and reported if the rule asks for it. */

import type { TransactionPlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import { countOutcome } from './counting.ts';
import type { LogEvent } from './event.ts';
import type { Host } from './host.ts';
import { firstKeyOf, type KeyValue } from './key-value.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { RuleScope } from './scope.ts';
import type { Steps } from './steps.ts';
import type { Transitions } from './transitions.ts';

export class Orphans {
  constructor(
    private readonly plan: TransactionPlan,
    private readonly host: Host,
    private readonly scope: RuleScope,
    private readonly steps: Steps,
    private readonly lifecycle: Lifecycle,
    private readonly transitions: Transitions,
    private readonly counters: RuleCounters,
  ) {}

  /** @param at the time of the record, or that until which it was held */
  add(event: LogEvent, carried: readonly KeyValue[], at: number): void {
    this.counters.orphans++;
    const match = this.transitions.knownMatch(event);
    if (this.plan.orphan !== 'report' || !match) return;
    const record = this.steps.recordName(match);
    // There is no transaction: expressions see only the keys.
    this.scope.subject = { ...this.steps.blank, owned: carried, pastKey: firstKeyOf(carried) };
    countOutcome(this.counters, 'orphan');
    this.lifecycle.reporter.report({
      id: `${this.lifecycle.ids.next(`orphan${carried.map(({ id }) => id).join()}`, event.time, this.host.now)}.0`,
      outcome: 'orphan',
      code: 'orphan',
      reason: `${record} belongs to no open transaction`,
      begin: event.time,
      end: at,
      awaited: [],
      owned: carried,
      records: [{ source: match.source, line: match.line, record }],
      recordCount: 1,
    });
  }
}
