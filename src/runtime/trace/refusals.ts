/** Why a record did not move a transaction, or opened none: guards that are false, and their values. */

import type { TriggerPlan } from '../../dsl/plan.ts';
import { takesIn } from '../../dsl/sequence-plan.ts';
import { stepName } from '../engine/captured.ts';
import type { LogEvent } from '../engine/event.ts';
import type { KeyValue } from '../engine/key-value.ts';
import type { Instance } from '../engine/transaction/instance.ts';
import type { State } from '../engine/transaction/machine.ts';
import type { TransactionRunner } from '../engine/transaction/transaction.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match } from '../record.ts';
import { brokenConditions } from './conditions.ts';
import { keyValueText } from './expression-text.ts';
import { namedOutcome } from './names.ts';

/** What of a transaction a record finds when it comes. */
export interface Standpoint {
  instance: Instance;
  state: State;
  /** The value by which the record is brought to another transaction instead; undefined if it reaches this one. */
  rival: KeyValue | undefined;
}

/** Must be called before the record is delivered. */
export function standpointOf(runner: TransactionRunner, instance: Instance, carried: readonly KeyValue[]): Standpoint {
  return { instance, state: instance.state, rival: rivalOf(runner, instance, carried) };
}

/** Under `overlap` and `overtake` a record reaches all owners of what it carries; otherwise the owner of the first value that has one. */
function rivalOf(runner: TransactionRunner, instance: Instance, carried: readonly KeyValue[]): KeyValue | undefined {
  const { policy } = runner.plan.restart;
  if (policy === 'overlap' || policy === 'overtake') return undefined;
  const { owners } = runner.bindings;
  const decisive = runner.deliveries(carried).flatMap((values) => values.find(({ id }) => owners.isOwned(id)) ?? []);
  return decisive.some(({ id }) => owners.first(id) === instance) ? undefined : decisive[0];
}

/** Why a transaction left a record that carries one of its values: one sentence for each move that it could have made, or what is awaited. */
export function refusals(
  runner: TransactionRunner,
  { instance, state, rival }: Standpoint,
  event: LogEvent,
  environment: Environment,
): string[] {
  const { scope, plan } = runner;
  if (rival) return [`goes to another, which has ${keyValueText(rival, plan.keys)}: that value counts first`];
  scope.point(event.time, instance.lookbackKey);
  scope.subject = instance;
  const why = new Set([...stepRefusals(runner, state, event, environment), ...endingRefusals(runner, instance, event, environment)]);
  scope.subject = runner.steps.blank;
  if (runner.steps.find(runner.steps.machine.initial, event)) why.add(secondStart(runner));
  return why.size > 0 ? [...why] : [awaitedInstead(runner, instance, state, event)];
}

/** For a record that could open an instance, and has not ended this one. */
function secondStart({ plan }: TransactionRunner): string {
  const { policy } = plan.restart;
  return policy === 'ignore' ? "could open another, which 'on restart ignore' does not allow" : 'opens another';
}

/** Why a record that names the first step of a rule does not open a transaction; empty if it does not name it. */
export function openingRefusals(runner: TransactionRunner, event: LogEvent, environment: Environment): string[] {
  const { scope, steps } = runner;
  scope.subject = steps.blank;
  return [...new Set(stepRefusals(runner, steps.machine.initial, event, environment))];
}

/** For a record that nothing names in this state. */
function awaitedInstead({ plan, steps }: TransactionRunner, instance: Instance, state: State, { matches }: LogEvent): string {
  const { awaited, pause } = state;
  const names = (record: number) => matches.some((match) => match.record === record);
  const isLater = takesIn(plan.pattern).some(
    (take) => steps.machine.orderOf(take) > steps.progress(instance) && take.of.some(({ record }) => names(record)),
  );
  if (awaited.length === 0 && pause) return `${isLater ? 'comes too early' : 'is not awaited'}: '${pause.node.label}' has not passed`;
  return isLater
    ? `comes too early: it awaits ${awaited.join(', ')} first`
    : `is not awaited: it awaits ${awaited.join(', ') || 'nothing'}`;
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
