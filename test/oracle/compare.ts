/** Runs engine and oracle on the same program and log, and reports where they differ. */

import { paramsOf } from '../../src/cli/run/params.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import type { RuleCounters } from '../../src/runtime/counters.ts';
import { Engine } from '../../src/runtime/engine/engine.ts';
import type { UnpackedBounds } from '../../src/runtime/engine/open-subjects.ts';
import { transactionsOf } from '../../src/runtime/engine/transaction/rule-versions.ts';
import { type ChangePolicy, handOver, translated } from '../../src/runtime/live/changed-plan.ts';
import type { Outcome, Value } from '../../src/runtime/record.ts';
import type { Setting } from './generator/log.ts';
import { givenTo, valuesOf } from './generator/params.ts';
import { interpret, type LogItem } from './interpreter/interpreter.ts';
import type { Told } from './interpreter/rule.ts';
import { joined } from './joined.ts';

/** Outcomes as lines of text that are equal if and only if the outcomes are. */
export type Lines = string[];

export interface Treatment {
  /** The items before which all state is saved as JSON, and restored in another engine. */
  restartsAt?: readonly number[];
  /** The items before which these rules are replaced, by themselves; what they have open goes on by their former versions. */
  drains?: { before: readonly number[]; rules: ReadonlySet<string> };
  /** The limits on open transactions that are kept as objects. */
  unpacked?: UnpackedBounds;
  /** Whether the counters follow the outcomes. */
  counts?: boolean;
  /** How many records an outcome lists at most. */
  recordLimit?: number;
}

export function engineLines(
  plan: Plan,
  log: readonly LogItem[],
  setting: Setting,
  { restartsAt = [], drains, counts, ...kept }: Treatment = {},
): Lines {
  const { lateness, late, atEnd } = setting;
  const lines: Lines = [];
  const onOutcome = (outcome: Outcome) => lines.push(lineOf(outcome));
  let running = plan;
  const start = (to = running) => {
    running = to;
    return new Engine(to, { recordLimit: 10_000, ...kept, params: givenOf(to, setting), lateness, late, onOutcome });
  };
  let engine = start();
  for (const [i, item] of log.entries()) {
    for (const at of drains?.before ?? []) if (i === at) engine = resumed(engine, start(), drains?.rules);
    if (restartsAt.includes(i)) engine = resumed(engine, start());
    if (item.kind === 'record') engine.accept(item.time, item.matches, !item.ahead);
    else if (item.kind === 'advance') engine.advance(item.to);
    else if (item.kind === 'expire') engine.expire(everyOther(engine, item.rule));
    else if (item.kind === 'reload') engine = reloaded(engine, start(item.to), item.policy);
    else engine = changed(engine, start(), item.rule);
  }
  engine.end(atEnd);
  if (counts) {
    const { late, lateDropped, futureDropped } = engine;
    lines.push(...countLines([...Object.entries({ late, lateDropped, futureDropped }), ...engine.rules.flatMap(countsOf)]));
  }
  return lines;
}

/** What a run gives a program, read from text. */
export function givenOf(plan: Plan, setting: Setting): Map<string, Value> {
  return paramsOf(
    givenTo(plan, setting).map(({ name, text }) => `${name}=${text}`),
    plan,
  );
}

/** Every other open transaction of a rule, in order of opening. */
function everyOther(engine: Engine, rule: string): Set<string> {
  const runners = transactionsOf(engine.runners).filter(({ plan }) => plan.name === rule);
  const ids = runners.flatMap(({ lifecycle }) => [...lifecycle.open.inOrderOfOpening()].map(({ id }) => id));
  return new Set(ids.filter((_, nth) => nth % 2 === 0));
}

/** An engine with all state of another, except that of a rule that begins empty. */
function changed(from: Engine, to: Engine, rule: string): Engine {
  from.abandon((name) => name === rule);
  const kept = new Set(from.plan.rules.map(({ name }) => name).filter((name) => name !== rule));
  to.restore(JSON.parse(JSON.stringify(from.save(kept))));
  to.resume(JSON.parse(JSON.stringify(from.versions)));
  return to;
}

/** An engine of another program, with the state of what continues. */
function reloaded(from: Engine, to: Engine, policy: ChangePolicy): Engine {
  const { kept, versions } = handOver(from, to.plan, policy);
  to.restore(JSON.parse(JSON.stringify(translated(from.save(kept), from.plan, to.plan))));
  to.resume(JSON.parse(JSON.stringify(versions)));
  return to;
}

/** An engine with all state of another, of which some rules were replaced. */
function resumed(from: Engine, to: Engine, drained: ReadonlySet<string> = new Set()): Engine {
  const others = new Set(from.plan.rules.map(({ name }) => name).filter((name) => !drained.has(name)));
  const versions = JSON.stringify([...from.versions, ...from.versionsOf(drained)]);
  const saved = JSON.stringify(from.save(drained.size > 0 ? others : undefined));
  to.restore(JSON.parse(saved));
  to.resume(JSON.parse(versions));
  return to;
}

/** The outcomes, and what happened how often. */
export function oracleLines(plan: Plan, log: readonly LogItem[], setting: Setting): Lines {
  const of = joined(plan, log);
  const { outcomes, counts } = interpret(of.plan, of.log, { ...setting, params: valuesOf(givenTo(plan, setting)) });
  return [...outcomes.map(lineOf), ...countLines([...counts])];
}

/** What happened to a rule, as the oracle names it. */
function countsOf({ rule, kind: _, outcomes, unexpected, ...counts }: RuleCounters): [what: string, count: number][] {
  const told = Object.entries(outcomes).map(([outcome, count]) => [`outcomes ${outcome}`, count] as const);
  const awaited = Array.from(unexpected, ([awaited, count]) => [`awaits ${awaited}`, count] as const);
  return [...Object.entries(counts), ...told, ...awaited].map(([what, count]) => [`${rule} ${what}`, count]);
}

/** What did not happen is not listed: whether anything is still open at the end is so compared, too. */
function countLines(counts: readonly [what: string, count: number][]): Lines {
  return counts.flatMap(([what, count]) => (count === 0 ? [] : `${what}: ${count}`)).sort();
}

function lineOf(shown: Outcome | Told): string {
  const { rule, outcome, name, code, severity, awaited, lastStep, peak, message, isReported, heldBack } = shown;
  const keys = shown.keys.map(({ name, values }) => [name, values]);
  const records = shown.records.map(({ record, source, line }) => `${record}@${source}:${line}`);
  const recordCount = 'recordCount' in shown ? shown.recordCount : records.length;
  const [begin, end] = [clock(shown.begin), clock(shown.end)];
  const captures = [...shown.captures].map(([name, fields]) => [name, listed(fields)]);
  const seen = {
    keys,
    awaited,
    lastStep,
    fields: listed(shown.fields),
    labels: listed(shown.labels),
    message,
    captures,
    records,
    recordCount,
    peak,
  };
  return JSON.stringify({ rule, outcome, name, code, severity, begin, end, ...seen, isReported, heldBack });
}

/** The reason of an outcome is prose, and not compared. */
function listed(fields: ReadonlyMap<string, Value>): unknown[] {
  return [...fields].filter(([field]) => field !== 'reason').map(([field, value]) => [field, plain(value)]);
}

/** Seconds after midnight of 1 March 2024, as in generated logs. */
function clock(time: number): number {
  return (time - Date.UTC(2024, 2, 1) * 1000) / 1_000_000;
}

function plain(value: Value): unknown {
  return value instanceof Map ? [...value] : value;
}

/** The first difference between two lists; undefined if they are equal. */
export function firstDifference(
  expected: Lines,
  found: Lines,
): { at: number; expected: string | undefined; found: string | undefined } | undefined {
  const length = Math.max(expected.length, found.length);
  for (let at = 0; at < length; at++) if (expected[at] !== found[at]) return { at, expected: expected[at], found: found[at] };
  return undefined;
}
