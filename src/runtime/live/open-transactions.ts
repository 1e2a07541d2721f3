/** What is open in a live run, as an operator sees it. */

import { captured } from '../engine/captured.ts';
import type { Engine } from '../engine/engine.ts';
import type { Instance } from '../engine/instance.ts';
import { TransactionRunner } from '../engine/transaction.ts';
import type { OpenTransaction } from '../record.ts';
import { standingOf } from '../trace/standing.ts';

/** Those of one rule, or of all, in order of opening. Each is told as it is when it is asked for; what has ended until then is left out. */
export function* openTransactions({ runners, environment }: Engine, rule?: string): Generator<OpenTransaction> {
  for (const runner of runners) {
    if (!(runner instanceof TransactionRunner) || (rule !== undefined && runner.plan.name !== rule)) continue;
    for (const instance of runner.lives.list()) {
      if (!instance.ended) yield openTransaction(runner, instance, environment);
    }
  }
}

function openTransaction(runner: TransactionRunner, instance: Instance, environment: Engine['environment']): OpenTransaction {
  const { plan, lives } = runner;
  const { id, begin, lastStep, owned, places, recordCount } = instance;
  return {
    ...{ id, rule: plan.name, begin, recordCount },
    ...(lastStep === undefined ? {} : { lastStep }),
    keys: lives.teller.keysOf(owned),
    ...standingOf(runner, instance),
    captures: captured(plan.captures, instance, environment),
    records: [...places],
  };
}
