/** Plants small faults in a plan, one at a time: a test that notices none of them proves little. */

import type { FieldTestPlan, PiecePlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import {
  type DurationPlan,
  type EndingPlan,
  type ExprPlan,
  isCaptureField,
  type Plan,
  type RulePlan,
  type SchedulePlan,
  type TransactionPlan,
  type TriggerPlan,
  type WindowPlan,
} from '../../dsl/plan.ts';
import { childrenOf, type PatternNode } from '../../dsl/sequence-plan.ts';
import { given } from '../../given.ts';
import { namedOutcome } from '../trace/names.ts';
import { DAY, HOUR } from '../values/time-units.ts';

interface Mutant {
  /** The difference: `visit: without timeout "stalled" after 10m`. */
  text: string;
  /** Line of the record or rule. */
  line: number;
  plan: Plan;
}

/** A fault: its description, and what it does to a copy of what it is found in. */
interface Fault<T> {
  text: string;
  plant(copy: T): void;
}

/** Yields all single faults in the records and rules of a file, each in its own plan, created on demand. */
export function* mutantsOf(plan: Plan, file: string): Generator<Mutant> {
  for (const [index, record] of plan.records.entries()) {
    if (record.origin.file !== file || record.outcome) continue;
    for (const { text, plant } of recordFaults(record)) {
      const copy = structuredClone(record);
      plant(copy);
      yield { text: `${record.name}: ${text}`, line: record.origin.line, plan: { ...plan, records: plan.records.with(index, copy) } };
    }
  }
  for (const [index, rule] of plan.rules.entries()) {
    if (rule.origin.file !== file) continue;
    for (const { text, plant } of ruleFaults(rule)) {
      const copy = structuredClone(rule);
      plant(copy);
      yield { text: `${rule.name}: ${text}`, line: rule.origin.line, plan: { ...plan, rules: plan.rules.with(index, copy) } };
    }
  }
}

function recordFaults({ before, where, alternatives }: RecordPlan): Fault<RecordPlan>[] {
  const faults: Fault<RecordPlan>[] = [];
  if (before.length + where.length > 0)
    faults.push({ text: "without its 'where'", plant: (record) => void Object.assign(record, { before: [], where: [] }) });
  for (const [i, alternative] of alternatives.entries()) {
    if (alternatives.length > 1)
      faults.push({ text: `without its pattern ${i + 1}`, plant: (record) => void record.alternatives.splice(i, 1) });
    if (alternative.kind === 'template') faults.push(...templateFaults(alternative.template.pieces, i));
    if (alternative.kind === 'fields') faults.push(...fieldFaults(alternative.fields, i));
  }
  return faults;
}

/** Replaces each required text by a capture of any text. */
function templateFaults(pieces: readonly PiecePlan[], index: number): Fault<RecordPlan>[] {
  return pieces.flatMap((piece, at) => {
    if (piece.kind !== 'text' || piece.text.trim().length < 2) return [];
    const plant = ({ alternatives }: RecordPlan) => {
      const alternative = alternatives[index];
      if (alternative?.kind !== 'template') return;
      alternative.template.pieces[at] = { kind: 'capture', type: { name: 'text' } };
      alternative.template.literals = [];
    };
    return [{ text: `anything in place of ${JSON.stringify(piece.text)}`, plant }];
  });
}

/** Drops the requirement of each field that must equal or match something. */
function fieldFaults(fields: readonly FieldTestPlan[], index: number): Fault<RecordPlan>[] {
  return fields.flatMap(({ path, equals, matches, slot }, at) => {
    if (equals === undefined && !matches) return [];
    const plant = ({ alternatives }: RecordPlan) => {
      const alternative = alternatives[index];
      if (alternative?.kind !== 'fields') return;
      alternative.fields[at] = { path, type: 'json', optional: true, ...given({ slot }) };
    };
    return [{ text: `'${path.join('.')}' may be anything`, plant }];
  });
}

function ruleFaults(rule: RulePlan): Fault<RulePlan>[] {
  const faults = rule.kind === 'transaction' ? transactionFaults(rule) : rule.kind === 'window' ? windowFaults(rule) : scheduleFaults(rule);
  return faults as Fault<RulePlan>[];
}

function transactionFaults(rule: TransactionPlan): Fault<TransactionPlan>[] {
  const faults = nodeFaults(rule.pattern, []);
  for (const [i, ending] of rule.endings.entries()) faults.push(...endingFaults(ending, i));
  const { complete, restart, linger, unexpected, orphan } = rule;
  if (complete) faults.push({ text: `without success when ${complete.text}`, plant: (copy) => void delete copy.complete });
  if (restart.policy !== 'ignore') faults.push({ text: 'on restart ignore', plant: (copy) => void (copy.restart = { policy: 'ignore' }) });
  else faults.push({ text: 'on restart abandon', plant: (copy) => void (copy.restart = { policy: 'abandon' }) });
  if (linger) faults.push({ text: 'without linger', plant: (copy) => void delete copy.linger });
  if (unexpected.policy === 'fail')
    faults.push({ text: 'without on unexpected fail', plant: (copy) => void (copy.unexpected = { policy: 'count' }) });
  if (orphan === 'report') faults.push({ text: 'without on orphan report', plant: (copy) => void (copy.orphan = 'count') });
  return faults;
}

function endingFaults({ outcome, name, text, on, after, before, since }: EndingPlan, index: number): Fault<TransactionPlan>[] {
  const what = `${namedOutcome({ outcome, name })} ${text}`;
  const edit =
    (change: (ending: EndingPlan) => void) =>
    ({ endings }: TransactionPlan) =>
      change(endings[index] as EndingPlan);
  const faults: Fault<TransactionPlan>[] = [{ text: `without ${what}`, plant: ({ endings }) => void endings.splice(index, 1) }];
  if (on) faults.push(...triggerFaults(on, what, (copy) => copy.endings[index]?.on));
  const span = after?.duration;
  if (after && typeof span === 'number')
    faults.push({
      text: `${what}: twice as late`,
      plant: edit((ending) => void (ending.after = { ...after, duration: twice(span) })),
    });
  if (before !== undefined) faults.push({ text: `${what}: without its 'before'`, plant: edit((ending) => void delete ending.before) });
  if (since !== undefined && !isCaptureField(after?.duration))
    faults.push({ text: `${what}: without its 'since'`, plant: edit((ending) => void delete ending.since) });
  return faults;
}

/** Drops the guard of each record that a trigger names. */
function triggerFaults(
  trigger: TriggerPlan,
  what: string,
  find: (copy: TransactionPlan) => TriggerPlan | undefined,
): Fault<TransactionPlan>[] {
  return trigger.flatMap(({ where }, i) =>
    where ? [{ text: `${what}: without its 'where'`, plant: (copy: TransactionPlan) => void delete find(copy)?.[i]?.where }] : [],
  );
}

/**
 * Faults of an element and everything inside.
 * @param path indexes of the elements that lead to it
 */
function nodeFaults(node: PatternNode, path: readonly number[]): Fault<TransactionPlan>[] {
  const at = (copy: TransactionPlan) => nodeAt(copy.pattern, path);
  const faults: Fault<TransactionPlan>[] = [];
  const { label, within } = node;
  if (typeof within === 'number')
    faults.push({ text: `within of ${label}: twice as long`, plant: (copy) => void (at(copy).within = twice(within)) });
  if (node.without) faults.push({ text: `without ${label}'s 'without'`, plant: (copy) => void delete at(copy).without });
  if (node.next) faults.push({ text: `'then' in place of 'next' before ${label}`, plant: (copy) => void delete at(copy).next });
  if (node.kind === 'take') {
    const find = (copy: TransactionPlan) => (at(copy) as Extract<PatternNode, { kind: 'take' }>).of;
    faults.push(...triggerFaults(node.of, label, find));
  }
  if (node.kind === 'repeat') faults.push(...repeatFaults(node, at));
  if (node.kind === 'wait' || node.kind === 'no') {
    const { duration } = node;
    if (typeof duration === 'number')
      faults.push({ text: `${label}: twice as long`, plant: (copy) => void Object.assign(at(copy), { duration: twice(duration) }) });
  }
  for (const [i, child] of childrenOf(node).entries()) {
    const list = listOf(node);
    if (list && list.length > 1) faults.push({ text: `without ${child.label}`, plant: (copy) => void listOf(at(copy))?.splice(i, 1) });
    faults.push(...nodeFaults(child, [...path, i]));
  }
  return faults;
}

function repeatFaults(
  { min, label }: Extract<PatternNode, { kind: 'repeat' }>,
  at: (copy: TransactionPlan) => PatternNode,
): Fault<TransactionPlan>[] {
  const more = {
    text: `${label}: one more is needed`,
    plant: (copy: TransactionPlan) => void Object.assign(at(copy), { min: min + 1, max: null }),
  };
  return min > 1
    ? [more, { text: `${label}: one less is needed`, plant: (copy) => void Object.assign(at(copy), { min: min - 1 }) }]
    : [more];
}

function nodeAt(root: PatternNode, path: readonly number[]): PatternNode {
  let node = root;
  for (const step of path) node = childrenOf(node)[step] as PatternNode;
  return node;
}

function listOf(node: PatternNode): PatternNode[] | undefined {
  if (node.kind === 'sequence') return node.items;
  return node.kind === 'any' || node.kind === 'all' ? node.members : undefined;
}

function windowFaults({ over, open, close, fire }: WindowPlan): Fault<WindowPlan>[] {
  const faults: Fault<WindowPlan>[] = [];
  if (over && typeof over.duration === 'number') {
    faults.push({ text: 'over twice as long', plant: (copy) => void (copy.over = { ...over, duration: twice(over.duration) }) });
  }
  for (const [what, condition] of [
    ['open', open],
    ['close', close],
    ['fire', fire],
  ] as const) {
    if (!condition) continue;
    const shifted = withShiftedBound(condition.when);
    if (shifted)
      faults.push({
        text: `${what} when ${condition.text}: the bound is one more`,
        plant: (copy) => void Object.assign(copy[what] ?? {}, { when: shifted }),
      });
    if ('for' in condition)
      faults.push({
        text: `${what} when ${condition.text}: without its 'for'`,
        plant: (copy) => void delete copy[what as 'open' | 'close']?.for,
      });
  }
  if (fire?.forget) faults.push({ text: "without 'forget'", plant: (copy) => void Object.assign(copy.fire ?? {}, { forget: false }) });
  return faults;
}

const COMPARISONS = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/** Increments the first whole number that something is compared with; undefined if there is none. */
function withShiftedBound(expr: ExprPlan): ExprPlan | undefined {
  if (expr.op !== 'call') return undefined;
  for (const [i, arg] of expr.args.entries()) {
    const isBound = COMPARISONS.has(expr.fn) && arg.op === 'const' && Number.isInteger(arg.value);
    const shifted: ExprPlan | undefined = isBound ? { op: 'const', value: (arg.value as number) + 1 } : withShiftedBound(arg);
    if (shifted) return { ...expr, args: expr.args.with(i, shifted) };
  }
  return undefined;
}

function scheduleFaults({ every, daily, grace }: SchedulePlan): Fault<SchedulePlan>[] {
  const faults: Fault<SchedulePlan>[] = [];
  if (typeof every === 'number') faults.push({ text: 'every twice as long', plant: (copy) => void (copy.every = twice(every)) });
  if (daily) {
    const later = { ...daily, at: (daily.at + HOUR) % DAY };
    faults.push({ text: 'daily an hour later', plant: (copy) => void (copy.daily = later) });
  }
  if (typeof grace === 'number' && grace > 0)
    faults.push({ text: 'grace twice as long', plant: (copy) => void (copy.grace = twice(grace)) });
  return faults;
}

function twice(duration: DurationPlan): DurationPlan {
  return typeof duration === 'number' ? duration * 2 : duration;
}
