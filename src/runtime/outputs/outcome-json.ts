/** An outcome as one line of JSON; `schema/outcome.schema.json` describes it. */

import type { Plan, Type } from '../../dsl/plan.ts';
import type { OpenTransaction, Outcome, OutcomeKey, RecordLocation, Value } from '../record.ts';
import { jsonTime, seconds } from './json-text.ts';
import { JsonWriter } from './json-writer.ts';
import { OutcomeTypes, type RuleTypes } from './outcome-types.ts';

const OUTCOME_SCHEMA = 'corr/outcome/1';
const OPEN_SCHEMA = 'corr/open/1';

export class OutcomeJson {
  private readonly types: OutcomeTypes;
  private readonly out = new JsonWriter();

  constructor(
    plan: Plan,
    /** Paths of the run's sources, by index; may grow during the run. */
    private readonly sources: readonly string[],
  ) {
    this.types = new OutcomeTypes(plan);
  }

  /** The outcome as an object on one line, followed by a line end if it is asked for. */
  textOf(outcome: Outcome, lineEnd: '' | '\n' = ''): string {
    const out = this.out.begin();
    const types = this.types.of(outcome.rule);
    const { keys, begin, end, peak } = outcome;
    out.raw(`{"schema":"${OUTCOME_SCHEMA}","id":`).string(outcome.id).raw(',"rule":').string(outcome.rule);
    out.raw(',"outcome":').string(outcome.outcome);
    this.optional(',"name":', outcome.name);
    out.raw(',"code":').string(outcome.code).raw(',"reason":').string(outcome.reason).raw(',"severity":').string(outcome.severity);
    this.keys(keys, types);
    out
      .raw(',"begin":')
      .raw(jsonTime(begin))
      .raw(',"end":')
      .raw(jsonTime(end))
      .raw(',"duration":')
      .raw(seconds(end - begin));
    this.optional(',"lastStep":', outcome.lastStep);
    out.raw(',"awaited":').strings(outcome.awaited).raw(',"fields":');
    this.values(outcome.fields, types.fields);
    this.captures(outcome.captures, types);
    this.records(outcome.records);
    out.raw(',"recordCount":').raw(String(outcome.recordCount));
    if (peak !== undefined) out.raw(',"peak":').value(peak, types.peak);
    this.optional(',"message":', outcome.message);
    out.raw(',"labels":');
    this.values(outcome.labels, types.labels);
    return out.raw(',"heldBack":').raw(String(outcome.heldBack)).raw('}').raw(lineEnd).text;
  }

  /**
   * An open transaction in the same form; `schema/open.schema.json` describes it. If `whole`, with its captures and the
   * locations of its records.
   */
  openTextOf({ id, rule, keys, begin, lastStep, awaited, due, captures, records, recordCount }: OpenTransaction, whole: boolean): string {
    const out = this.out.begin();
    const types = this.types.of(rule);
    out.raw(`{"schema":"${OPEN_SCHEMA}","id":`).string(id).raw(',"rule":').string(rule);
    this.keys(keys, types);
    out.raw(',"begin":').raw(jsonTime(begin));
    this.optional(',"lastStep":', lastStep);
    out.raw(',"awaited":').strings(awaited);
    if (due) out.raw(',"due":{"at":').raw(jsonTime(due.at)).raw(',"what":').string(due.text).raw('}');
    out.raw(',"recordCount":').raw(String(recordCount));
    if (whole) {
      this.captures(captures, types);
      this.records(records);
    }
    return out.raw('}').text;
  }

  /** @param name with punctuation */
  private optional(name: string, text: string | undefined): void {
    if (text !== undefined) this.out.raw(name).string(text);
  }

  private keys(keys: readonly OutcomeKey[], types: RuleTypes): void {
    const { out } = this;
    out.raw(',"key":');
    this.firstValues(keys, types);
    out.raw(',"keys":[');
    for (let key = 0; key < keys.length; key++) {
      const { name, parts, values } = keys[key] as OutcomeKey;
      out.item().raw('{"name":').string(name).raw(',"parts":').strings(parts).raw(',"values":[');
      for (const tuple of values) {
        out.item().raw('[');
        for (let part = 0; part < tuple.length; part++) out.item().value(tuple[part] as Value, types.keys[key]?.[part]);
        out.raw(']');
      }
      out.raw(']}');
    }
    out.raw(']');
  }

  /** By part name, the first value of the first key that has one: what most readers look for. */
  private firstValues(keys: readonly OutcomeKey[], types: RuleTypes): void {
    const { out } = this;
    out.raw('{');
    for (let key = 0; key < keys.length; key++) {
      const { parts, values } = keys[key] as OutcomeKey;
      const [first] = values;
      if (!first) continue;
      for (let part = 0; part < parts.length; part++) {
        const name = parts[part] as string;
        if (hasPart(name, keys, key)) continue;
        out.member(name).value(first[part] as Value, types.keys[key]?.[part]);
      }
    }
    out.raw('}');
  }

  private captures(captures: Outcome['captures'], types: RuleTypes): void {
    const { out } = this;
    out.raw(',"captures":{');
    for (const [name, fields] of captures) {
      out.member(name);
      this.values(fields, types.captures.get(name));
    }
    out.raw('}');
  }

  private records(records: readonly RecordLocation[]): void {
    const { out } = this;
    out.raw(',"records":[');
    for (const { source, line, record } of records) {
      const file = this.sources[source];
      out.item().raw('{');
      if (file !== undefined) out.raw('"file":').string(file).raw(',"line":').raw(String(line)).raw(',');
      out.raw('"record":').string(record).raw('}');
    }
    out.raw(']');
  }

  private values(values: ReadonlyMap<string, Value>, types: ReadonlyMap<string, Type> | undefined): void {
    const { out } = this;
    out.raw('{');
    for (const [name, value] of values) out.member(name).value(value, types?.get(name));
    out.raw('}');
  }
}

/** Whether one of the first keys has a value for a part with this name. */
function hasPart(name: string, keys: readonly OutcomeKey[], count: number): boolean {
  for (let index = 0; index < count; index++) {
    const { parts, values } = keys[index] as OutcomeKey;
    if (values.length > 0 && parts.includes(name)) return true;
  }
  return false;
}
