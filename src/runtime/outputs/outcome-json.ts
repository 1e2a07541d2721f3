/** An outcome as one line of JSON; `schema/outcome.schema.json` describes it. */

import type { Plan, Type } from '../../dsl/plan.ts';
import type { Outcome, OutcomeKey, RecordLocation, Value } from '../record.ts';
import { jsonString } from './escape.ts';
import { jsonList, jsonObject, jsonOptional, jsonTime, jsonValue, seconds } from './json-text.ts';
import { OutcomeTypes, type RuleTypes } from './outcome-types.ts';
import { placeOf } from './place.ts';

export const OUTCOME_SCHEMA = 'corr/outcome/1';

export class OutcomeJson {
  private readonly types: OutcomeTypes;

  constructor(
    plan: Plan,
    /** Paths of the run's sources, by index; may grow while the run goes on. */
    private readonly sources: readonly string[],
  ) {
    this.types = new OutcomeTypes(plan);
  }

  /** The outcome's object, on one line, without a line end. */
  textOf(outcome: Outcome): string {
    const types = this.types.of(outcome.rule);
    const { name, lastStep, peak, message } = outcome;
    return jsonObject([
      ['schema', jsonString(OUTCOME_SCHEMA)],
      ['id', jsonString(outcome.id)],
      ['rule', jsonString(outcome.rule)],
      ['outcome', jsonString(outcome.outcome)],
      ['name', jsonOptional(name)],
      ['code', jsonString(outcome.code)],
      ['reason', jsonString(outcome.reason)],
      ['severity', jsonString(outcome.severity)],
      ['key', firstValues(outcome.keys, types)],
      ['keys', jsonList(withIndex(outcome.keys), ([key, index]) => keyText(key, types.keys[index] ?? []))],
      ['begin', jsonTime(outcome.begin)],
      ['end', jsonTime(outcome.end)],
      ['duration', seconds(outcome.end - outcome.begin)],
      ['lastStep', jsonOptional(lastStep)],
      ['awaited', jsonList(outcome.awaited, jsonString)],
      ['fields', mapText(outcome.fields, types.fields)],
      ['captures', capturesText(outcome.captures, types)],
      ['records', jsonList(outcome.records, (record) => this.recordText(record))],
      ['recordCount', String(outcome.recordCount)],
      ['peak', peak === undefined ? undefined : jsonValue(peak, types.peak)],
      ['message', jsonOptional(message)],
      ['labels', mapText(outcome.labels, types.labels)],
      ['heldBack', String(outcome.heldBack)],
    ]);
  }

  private recordText(record: RecordLocation): string {
    const place = placeOf(record, this.sources);
    return jsonObject([
      ['file', jsonOptional(place?.file)],
      ['line', place?.line.toString()],
      ['record', jsonString(record.record)],
    ]);
  }
}

function withIndex<T>(items: readonly T[]): (readonly [T, number])[] {
  return items.map((item, index) => [item, index] as const);
}

/** By part name the first value of the first key that has one: what most people look for. */
function firstValues(keys: readonly OutcomeKey[], types: RuleTypes): string {
  const found = new Map<string, string>();
  for (const [key, { parts, values }] of keys.entries()) {
    for (const [part, name] of parts.entries()) {
      const value = values[0]?.[part];
      if (value !== undefined && !found.has(name)) found.set(name, jsonValue(value, types.keys[key]?.[part]));
    }
  }
  return jsonObject(found);
}

function keyText({ name, parts, values }: OutcomeKey, types: readonly Type[]): string {
  const tuple = (value: readonly Value[]) => jsonList(withIndex(value), ([part, index]) => jsonValue(part, types[index]));
  return jsonObject([
    ['name', jsonString(name)],
    ['parts', jsonList(parts, jsonString)],
    ['values', jsonList(values, tuple)],
  ]);
}

function mapText(values: ReadonlyMap<string, Value>, types: ReadonlyMap<string, Type> | undefined): string {
  return jsonObject(Array.from(values, ([name, value]) => [name, jsonValue(value, types?.get(name))] as const));
}

function capturesText(captures: Outcome['captures'], types: RuleTypes): string {
  return jsonObject(Array.from(captures, ([name, fields]) => [name, mapText(fields, types.captures.get(name))] as const));
}
