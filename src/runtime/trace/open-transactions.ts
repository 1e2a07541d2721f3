/** What is open, as an operator or the author of a test sees it. */

import { given } from '../../given.ts';
import { captured } from '../engine/captured.ts';
import type { Engine } from '../engine/engine.ts';
import type { Instance } from '../engine/transaction/instance.ts';
import { transactionsOf } from '../engine/transaction/rule-versions.ts';
import type { TransactionRunner } from '../engine/transaction/transaction.ts';
import type { OpenTransaction } from '../record.ts';
import { standingOf } from './standing.ts';

/**
 * Yields those of one rule, or of all, in order of opening, each in its state at that moment; those that have ended by
 * then are left out.
 */
export function* openTransactions({ runners }: Engine, rule?: string): Generator<OpenTransaction> {
  for (const runner of transactionsOf(runners)) {
    if (rule !== undefined && runner.plan.name !== rule) continue;
    for (const instance of runner.lifecycle.open.inOrderOfOpening()) yield openTransaction(runner, instance);
  }
}

function openTransaction(runner: TransactionRunner, instance: Instance): OpenTransaction {
  const { plan } = runner;
  const { id, begin, lastStep, owned, places, recordCount } = instance;
  return {
    ...{ id, rule: plan.name, begin, recordCount },
    ...given({ lastStep }),
    keys: runner.reporter.keysOf(owned),
    ...standingOf(runner, instance),
    captures: captured(plan.captures, instance, runner.environment),
    records: [...places],
  };
}
