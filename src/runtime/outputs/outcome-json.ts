/** An outcome as one line of JSON; `schema/outcome.schema.json` describes it. */

import type { Plan, Type } from '../../dsl/plan.ts';
import type { OpenTransaction, Outcome, OutcomeKey, RecordLocation, Value } from '../record.ts';
import { jsonString } from './escape.ts';
import { jsonList, jsonTime, jsonValue, seconds } from './json-text.ts';
import { OutcomeTypes, type RuleTypes } from './outcome-types.ts';

const OUTCOME_SCHEMA = 'corr/outcome/1';
const OPEN_SCHEMA = 'corr/open/1';

export class OutcomeJson {
  private readonly types: OutcomeTypes;
  /** Names come from the program, so there are few: each is converted to JSON once. */
  private readonly names = new Map<string, string>();

  constructor(
    plan: Plan,
    /** Paths of the run's sources, by index; may grow during the run. */
    private readonly sources: readonly string[],
  ) {
    this.types = new OutcomeTypes(plan);
  }

  /**
   * The outcome as an object on one line, without a line end. It is a single concatenation, which takes a quarter of the
   * time of a list of members: outcomes may be as numerous as records.
   */
  textOf(outcome: Outcome): string {
    const types = this.types.of(outcome.rule);
    const { name, keys, begin, end, lastStep, peak, message } = outcome;
    return (
      `{"schema":"${OUTCOME_SCHEMA}","id":${jsonString(outcome.id)},"rule":${this.name(outcome.rule)},"outcome":"${outcome.outcome}"` +
      `${optional('name', name)},"code":"${outcome.code}","reason":${jsonString(outcome.reason)},"severity":"${outcome.severity}"` +
      `,"key":${this.firstValues(keys, types)},"keys":${jsonList(keys, (key, index) => this.keyText(key, types.keys[index] ?? []))}` +
      `,"begin":${jsonTime(begin)},"end":${jsonTime(end)},"duration":${seconds(end - begin)}${optional('lastStep', lastStep)}` +
      `,"awaited":${jsonList(outcome.awaited, jsonString)},"fields":${this.mapText(outcome.fields, types.fields)}` +
      `,"captures":${this.capturesText(outcome.captures, types)},"records":${jsonList(outcome.records, (record) => this.recordText(record))}` +
      `,"recordCount":${outcome.recordCount}${peak === undefined ? '' : `,"peak":${jsonValue(peak, types.peak)}`}` +
      `${optional('message', message)},"labels":${this.mapText(outcome.labels, types.labels)},"heldBack":${outcome.heldBack}}`
    );
  }

  /**
   * An open transaction in the same form; `schema/open.schema.json` describes it. If `whole`, with its captures and the
   * locations of its records.
   */
  openTextOf({ id, rule, keys, begin, lastStep, awaited, due, captures, records, recordCount }: OpenTransaction, whole: boolean): string {
    const types = this.types.of(rule);
    const detail = `,"captures":${this.capturesText(captures, types)},"records":${jsonList(records, (record) => this.recordText(record))}`;
    return (
      `{"schema":"${OPEN_SCHEMA}","id":${jsonString(id)},"rule":${this.name(rule)},"key":${this.firstValues(keys, types)}` +
      `,"keys":${jsonList(keys, (key, index) => this.keyText(key, types.keys[index] ?? []))},"begin":${jsonTime(begin)}` +
      `${optional('lastStep', lastStep)},"awaited":${jsonList(awaited, jsonString)}` +
      `${due ? `,"due":{"at":${jsonTime(due.at)},"what":${jsonString(due.text)}}` : ''},"recordCount":${recordCount}${whole ? detail : ''}}`
    );
  }

  private name(text: string): string {
    let name = this.names.get(text);
    if (name === undefined) {
      name = jsonString(text);
      this.names.set(text, name);
    }
    return name;
  }

  private recordText(location: RecordLocation): string {
    const file = this.sources[location.source];
    const where = file === undefined ? '' : `"file":${this.name(file)},"line":${location.line},`;
    return `{${where}"record":${this.name(location.record)}}`;
  }

  /** By part name, the first value of the first key that has one: what most readers look for. */
  private firstValues(keys: readonly OutcomeKey[], types: RuleTypes): string {
    let members = '';
    for (let index = 0; index < keys.length; index++) {
      const { parts, values } = keys[index] as OutcomeKey;
      const [first] = values;
      if (!first) continue;
      for (let part = 0; part < parts.length; part++) {
        const name = parts[part] as string;
        if (isTold(name, keys, index)) continue;
        members += `${members && ','}${this.name(name)}:${jsonValue(first[part] as Value, types.keys[index]?.[part])}`;
      }
    }
    return `{${members}}`;
  }

  private keyText({ name, parts, values }: OutcomeKey, types: readonly Type[]): string {
    const tuple = (value: readonly Value[]) => jsonList(value, (part, index) => jsonValue(part, types[index]));
    return `{"name":${this.name(name)},"parts":${jsonList(parts, (part) => this.name(part))},"values":${jsonList(values, tuple)}}`;
  }

  private mapText(values: ReadonlyMap<string, Value>, types: ReadonlyMap<string, Type> | undefined): string {
    let members = '';
    for (const [name, value] of values) members += `${members && ','}${this.name(name)}:${jsonValue(value, types?.get(name))}`;
    return `{${members}}`;
  }

  private capturesText(captures: Outcome['captures'], types: RuleTypes): string {
    let members = '';
    for (const [name, fields] of captures) {
      members += `${members && ','}${this.name(name)}:${this.mapText(fields, types.captures.get(name))}`;
    }
    return `{${members}}`;
  }
}

/** Whether an earlier key has a value for a part with this name. */
function isTold(name: string, keys: readonly OutcomeKey[], before: number): boolean {
  for (let index = 0; index < before; index++) {
    const { parts, values } = keys[index] as OutcomeKey;
    if (values.length > 0 && parts.includes(name)) return true;
  }
  return false;
}

/** An optional member, preceded by a comma. */
function optional(name: string, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":${jsonString(text)}`;
}
