/** Why a record that reached a transaction did not move it: guards that are false, and their values. */

import type { TriggerPlan } from '../../dsl/plan.ts';
import { stepName } from '../engine/captured.ts';
import type { LogEvent } from '../engine/event.ts';
import type { Instance } from '../engine/transaction/instance.ts';
import type { State } from '../engine/transaction/machine.ts';
import type { TransactionRunner } from '../engine/transaction/transaction.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match } from '../record.ts';
import { brokenConditions } from './conditions.ts';
import { namedOutcome } from './names.ts';

/** One sentence for each move that the record could have made. */
export function refusals(runner: TransactionRunner, instance: Instance, state: State, event: LogEvent, environment: Environment): string[] {
  const { scope } = runner;
  scope.point(event.time, instance.lookbackKey);
  scope.subject = instance;
  return [...new Set([...stepRefusals(runner, state, event, environment), ...endingRefusals(runner, instance, event, environment)])];
}

function stepRefusals(runner: TransactionRunner, state: State, event: LogEvent, environment: Environment): string[] {
  return state.moves.flatMap(({ take }) => {
    const name = stepName(take, runner.plan.captures) ?? take.label;
    return falseGuards(runner, take.of, event, environment).map((why) => `is not '${name}': ${why}`);
  });
}

function endingRefusals(runner: TransactionRunner, instance: Instance, event: LogEvent, environment: Environment): string[] {
  return runner.steps.endings.on.flatMap((ending) => {
    const { on = [], before, since } = ending.plan;
    if (!event.matches.some(({ record }) => on.some((entry) => entry.record === record))) return [];
    const what = `does not end it as ${namedOutcome(ending.plan)}`;
    const capture = (index: number) => runner.plan.captures[index]?.name ?? '';
    if (before !== undefined && instance.captures[before]) return [`${what}: '${capture(before)}' has already come`];
    if (since !== undefined && !instance.captures[since]) return [`${what}: '${capture(since)}' has not come yet`];
    return falseGuards(runner, on, event, environment).map((why) => `${what}: ${why}`);
  });
}

/** What is false in the guard of each entry that names the record. */
function falseGuards({ scope, plan }: TransactionRunner, trigger: TriggerPlan, event: LogEvent, environment: Environment): string[] {
  const found: string[] = [];
  for (const { record, where } of trigger) {
    const match = event.matches.find((one) => one.record === record);
    if (!match || !where) continue;
    scope.match = match;
    const names = { records: environment.records, fields: fieldsOf(match, environment), rule: plan };
    const broken = brokenConditions(where, scope, environment, names);
    if (broken.length > 0) found.push(broken.join(', '));
  }
  return found;
}

function fieldsOf(match: Match, { records }: Environment) {
  return records[match.record]?.fields ?? [];
}
