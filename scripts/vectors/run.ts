/** Runs a vector on the engine, and returns the results in the form of a vector. */

import type { Plan } from '../../src/dsl/plan.ts';
import type { RuleCounters } from '../../src/runtime/counters.ts';
import { Engine } from '../../src/runtime/engine/engine.ts';
import type { Match, Outcome, Value } from '../../src/runtime/record.ts';
import type { Counts, Expected, PlainFields, PlainValue, RuleState, Vector, VectorOutcome, VectorRecord } from './vector.ts';

export type Runnable = Pick<Vector, 'plan' | 'run'> & { input: Omit<VectorRecord, 'watermark'>[] };

export interface Ran extends Expected {
  /** The watermark after each record. */
  watermarks: number[];
}

/** @param at the index of the record before which all state is saved as JSON, and restored in another engine */
export function runVector({ plan, run, input }: Runnable, at?: number): Ran {
  const outcomes: Outcome[] = [];
  const options = { lateness: run.lateness, late: run.late, params: unplainFields(run.params) };
  const start = (told: Outcome[]) => new Engine(plan, { ...options, onOutcome: (outcome) => told.push(outcome) });
  const copied = (engine: Engine, told: Outcome[]) => {
    const copy = start(told);
    copy.restore(JSON.parse(JSON.stringify(engine.save())));
    return copy;
  };
  let engine = start(outcomes);
  const watermarks = input.map(({ time, matches }, i) => {
    if (i === at) engine = copied(engine, outcomes);
    engine.accept(time, matchesOf(plan, { time, matches }, i + 1));
    return engine.watermark;
  });
  const left: Outcome[] = [];
  const state = stateOf(copied(engine, left), left);
  engine.end(run.atEnd);
  return { watermarks, state, outcomes: outcomes.map(plainOutcome) };
}

/** @param left receives the outcomes reported when the rules are closed; the engine is unusable afterwards */
function stateOf(engine: Engine, left: Outcome[]): RuleState[] {
  return engine.runners.map((runner) => {
    const counts = plainCounts(runner.counters);
    for (const _ of runner.close(engine.watermark, 'end_of_input'));
    const open = left.splice(0).filter(({ outcome }) => outcome === 'open');
    return { rule: runner.plan.name, open: open.map(plainOutcome), counts };
  });
}

function plainCounts(counters: RuleCounters): Counts {
  const { started, live, noKey, orphans, absorbed, ignored, conflicts, tooLate, unexpected } = counters;
  return { started, live, noKey, orphans, absorbed, ignored, conflicts, tooLate, unexpected: Object.fromEntries(unexpected) };
}

/** The record in the engine's form, with its fields by slot. */
export function matchesOf(plan: Plan, { time, matches }: Omit<VectorRecord, 'watermark'>, arrival: number): Match[] {
  return matches.map(({ record: name, weight, fields }) => {
    const record = plan.records.findIndex((one) => one.name === name);
    const given = unplainFields(fields);
    const values = (plan.records[record]?.fields ?? []).map((field) => given.get(field.name));
    return { record, time, weight, values, source: 0, line: arrival };
  });
}

function plainOutcome({ name, lastStep, peak, message, ...outcome }: Outcome): VectorOutcome {
  const { rule, code, severity, keys, begin, end, awaited, fields, captures, records, labels, isReported, heldBack } = outcome;
  return {
    ...{ rule, outcome: outcome.outcome, ...(name !== undefined && { name }), code, severity },
    keys: keys.map(({ name, parts, values }) => ({ name, parts, values: values.map((tuple) => tuple.map(plain)) })),
    ...{ begin, end, ...(lastStep !== undefined && { lastStep }), awaited },
    fields: plainFields(fields),
    captures: Object.fromEntries(Array.from(captures, ([name, captured]) => [name, plainFields(captured)])),
    records: records.map(({ record, line }) => ({ record, arrival: line })),
    ...(peak !== undefined && { peak: plain(peak) }),
    ...(message !== undefined && { message }),
    ...{ labels: plainFields(labels), reported: isReported, heldBack },
  };
}

export function plainFields(fields: ReadonlyMap<string, Value>): PlainFields {
  return Object.fromEntries(Array.from(fields, ([name, value]) => [name, plain(value)]));
}

export function plain(value: Value): PlainValue {
  if (value instanceof Map) return plainFields(value);
  return Array.isArray(value) ? value.map(plain) : (value as PlainValue);
}

export function unplainFields(fields: PlainFields): Map<string, Value> {
  return new Map(Object.entries(fields).map(([name, value]) => [name, unplain(value)]));
}

function unplain(value: PlainValue): Value {
  if (Array.isArray(value)) return value.map(unplain);
  return typeof value === 'object' ? unplainFields(value) : value;
}
