import type { RulePlan } from '../../dsl/plan.ts';
import type { Host, Runner } from './host.ts';
import { ScheduleRunner } from './schedule.ts';
import { TransactionRunner } from './transaction.ts';
import { WindowRunner } from './window.ts';

/** Creates the runner of a rule, of whatever kind. */
export function runnerOf(rule: RulePlan, order: number, host: Host): Runner {
  switch (rule.kind) {
    case 'transaction':
      return new TransactionRunner(rule, order, host);
    case 'window':
      return new WindowRunner(rule, order, host);
    case 'schedule':
      return new ScheduleRunner(rule, order, host);
  }
}
