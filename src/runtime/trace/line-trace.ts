/** What one line means to a program: how it is decoded, which records it is or is not, and what the rules do with it. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { FormatPlan, Plan } from '../../dsl/plan.ts';
import { RecordClock } from '../decode/clock.ts';
import { TextReader, textIn } from '../decode/text.ts';
import { compileExpression } from '../expression/compile.ts';
import { type Environment, recordScope, type Scope } from '../expression/scope.ts';
import type { SourceCursor } from '../inputs/cursor.ts';
import type { OpenedInputs } from '../inputs/open.ts';
import { compileAlternative } from '../match/alternatives.ts';
import { CaptureTypes } from '../match/capture-types.ts';
import { flagNames } from '../outputs/decoded-record.ts';
import { Pipeline, type PipelineOptions } from '../pipeline.ts';
import { type LogRecord, type Match, RecordFlag, type Value } from '../record.ts';
import { brokenConditions } from './conditions.ts';
import { shownValue } from './expression-text.ts';
import { lineText } from './lines.ts';
import { PatternReach } from './pattern-reach.ts';
import { lengthOf, type Reach } from './reach.ts';
import { type RuleEffect, RuleEffects } from './rule-effects.ts';
import { TemplateReach } from './template-reach.ts';

export interface LineTrace {
  /** The first line of the record, of which the requested line may be a later one. */
  line: number;
  text: string;
  format: FormatPlan;
  time: number;
  /** What was guessed or repaired: names of `RecordFlag`. */
  flags: string[];
  fields: ReadonlyMap<string, Value>;
  message: string;
  /** Offset of the message in the text, in bytes; undefined if it does not appear there verbatim. */
  messageAt: number | undefined;
  patterns: PatternTrace[];
  /** How many records have other formats. */
  others: number;
  rules: RuleEffect[];
}

export interface PatternTrace {
  record: string;
  matches: boolean;
  /** For a match: its values, as `user = "bob"`. Otherwise, why it does not match. */
  text: string;
  /** How far the pattern fits, in bytes of the message, and which change would make it fit. */
  at?: number;
  remedy?: string;
  /** The greater, the closer the line came. */
  rank: number;
}

/** Undefined if there is no such line. `file` is an index into the inputs' files. */
export async function traceLine(
  plan: Plan,
  { cursors }: OpenedInputs,
  asked: { file: number; line: number },
  options: Pick<PipelineOptions, 'params' | 'lateness' | 'late' | 'atEnd'>,
): Promise<LineTrace | undefined> {
  let found: LineTrace | undefined;
  let effects: RuleEffects | undefined;
  const pipeline: Pipeline = new Pipeline(plan, {
    ...options,
    onOutcome: (outcome) => effects?.tell(outcome),
    onRecord: (cursor, matches) => {
      if (found || cursor.file !== asked.file || cursor.line !== asked.line) return;
      found = traceOf(plan, cursor, matches, pipeline.engine.environment);
      effects = new RuleEffects(pipeline.engine, matches);
      pipeline.engine.observer = effects;
    },
  });
  await pipeline.run(cursors);
  return found && { ...found, rules: effects?.effects ?? [] };
}

function traceOf(plan: Plan, cursor: SourceCursor, matches: readonly Match[], environment: Environment): LineTrace {
  const { record, info, line } = cursor;
  const { bytes, start, end, messageStart, messageEnd, time, flags } = record;
  const own = plan.records.flatMap((one, index) => (one.format === info.format.name ? [{ one, index }] : []));
  const patterns = new Patterns(info.format, record, environment);
  return {
    line,
    text: lineText(record),
    format: info.format,
    time,
    flags: flagNames(flags),
    fields: new Map(cursor.fields()),
    message: textIn(bytes, messageStart, messageEnd),
    messageAt: messageStart >= start && messageEnd <= end ? messageStart - start : undefined,
    patterns: own.map(({ one, index }) =>
      patterns.trace(
        one,
        index,
        matches.find((match) => match.record === index),
      ),
    ),
    others: plan.records.filter(({ format, outcome }) => format !== info.format.name && !outcome).length,
    rules: [],
  };
}

/** What a line that is no record comes closest to: its format, if it does not fit that, or else a record; among equals the first. */
export function nearestPattern(plan: Plan, format: FormatPlan, record: LogRecord, environment: Environment): PatternTrace | undefined {
  const patterns = new Patterns(format, record, environment);
  if ((record.flags & RecordFlag.undecodable) !== 0) return patterns.ofFormat(format);
  const traces = plan.records.flatMap((one, index) => (one.format === format.name ? [patterns.trace(one, index, undefined)] : []));
  return traces.sort((a, b) => b.rank - a.rank)[0];
}

/** Compares one line with records. */
class Patterns {
  private readonly types: CaptureTypes;

  constructor(
    { zone = 'UTC' }: FormatPlan,
    private readonly record: LogRecord,
    private readonly environment: Environment,
  ) {
    this.types = new CaptureTypes(new RecordClock({ received: record.time, zone, live: true }, zone));
  }

  /** @param index into the records of the plan */
  trace(plan: RecordPlan, index: number, match: Match | undefined): PatternTrace {
    if (match) return { record: plan.name, matches: true, text: valuesOf(plan, match), rank: Number.POSITIVE_INFINITY };
    const values = new Array<Value | undefined>(plan.fields.length);
    for (const { slot, path } of plan.header) values[slot] = this.record.field(path);
    const scope = recordScope({ record: index, time: this.record.time, weight: 1, values, source: 0, line: 0 });
    const no = (text: string, rank = -1): PatternTrace => ({ record: plan.name, matches: false, text, rank });
    const before = plan.before.flatMap((condition) => this.broken(condition, scope, plan));
    const reach = new PatternReach(plan.alternatives, this.types).of(this.record);
    if (before.length > 0) return no(`is not tried: ${before.join(', ')}`, reach && (reach.whole ? 0.5 : -1 / (1 + lengthOf(reach))));
    if (!reach) return no('has no pattern');
    return reach.whole ? no(this.refused(plan, values, scope), lengthOf(reach)) : brokenOff(plan.name, reach);
  }

  /** Undefined if the format has no template. */
  ofFormat({ name, template, fields = [] }: FormatPlan): PatternTrace | undefined {
    const names = fields.map((field) => field.name);
    return template && brokenOff(`format ${name}`, new TemplateReach(template, this.types, names).of(this.record));
  }

  /** Why a record that fits the pattern does not match. */
  private refused(plan: RecordPlan, values: (Value | undefined)[], scope: Scope): string {
    const reader = new TextReader();
    const alternatives = plan.alternatives.map((alternative) => compileAlternative(alternative, this.types, reader));
    if (!alternatives.some((one) => one.matches(this.record) && one.read(this.record, values))) return 'a value has the wrong type';
    for (const { slot, value } of plan.lets) values[slot] = compileExpression(value, this.environment)(scope);
    return `fits, but ${plan.where.flatMap((condition) => this.broken(condition, scope, plan)).join(', ')}`;
  }

  private broken(condition: RecordPlan['where'][number], scope: Scope, { fields }: RecordPlan): string[] {
    const names = { records: this.environment.records, fields, rule: undefined };
    return brokenConditions(condition, scope, this.environment, names);
  }
}

function brokenOff(record: string, reach: Reach): PatternTrace {
  const { at, expected, remedy } = reach;
  return {
    record,
    matches: false,
    text: at === undefined ? expected : `expects ${expected}`,
    rank: lengthOf(reach),
    ...(at === undefined ? {} : { at }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function valuesOf({ fields }: RecordPlan, { values }: Match): string {
  return fields
    .flatMap(({ name, type }, slot) => (values[slot] === undefined ? [] : [`${name} = ${shownValue(values[slot], type)}`]))
    .join(', ');
}
