/** What one line is to the records of a program: whether it matches each, and if not, why. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { FormatPlan, Plan } from '../../dsl/plan.ts';
import { given } from '../../given.ts';
import { RecordClock } from '../decode/stamps/clock.ts';
import { TextReader } from '../decode/text.ts';
import { compileExpression } from '../expression/compile.ts';
import { type Environment, recordScope, type Scope } from '../expression/scope.ts';
import { compileAlternative } from '../match/alternatives.ts';
import { CaptureTypes } from '../match/capture-types.ts';
import { type LogRecord, type Match, RecordFlag, type Value } from '../record.ts';
import { brokenConditions } from './conditions.ts';
import { shownValue } from './expression-text.ts';
import { PatternReach } from './pattern-reach.ts';
import { lengthOf, type Reach } from './reach.ts';
import { TemplateReach } from './template-reach.ts';

export interface PatternTrace {
  record: string;
  matches: boolean;
  /** For a match: its values, as `user = "bob"`. Otherwise, why it does not match. */
  text: string;
  /** How far the pattern fits, in bytes of the message, and which change would make it fit. */
  at?: number;
  remedy?: string;
  /** The greater, the closer the line came: the length of what fits, in bytes, if the pattern is tried. */
  rank: number;
}

/** What a line that is no record comes closest to: its format, if it does not fit that, or else a record; among equals the first. */
export function nearestPattern(plan: Plan, format: FormatPlan, record: LogRecord, environment: Environment): PatternTrace | undefined {
  const patterns = new Patterns(format, record, environment);
  if ((record.flags & RecordFlag.undecodable) !== 0) return patterns.ofFormat(format);
  const traces = plan.records.flatMap((one, index) => (one.format === format.name ? [patterns.trace(one, index, undefined)] : []));
  return traces.sort((a, b) => b.rank - a.rank)[0];
}

/** Compares one line with records. */
export class Patterns {
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
    if (before.length > 0) return no(`is not tried: ${before.join(', ')}`, reach && rankUntried(reach));
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
    ...given({ at, remedy }),
  };
}

/** Below that of a pattern which fits the first byte, and the higher the more of the pattern would fit. */
function rankUntried(reach: Reach): number {
  return reach.whole ? 0.5 : -1 / (1 + lengthOf(reach));
}

function valuesOf({ fields }: RecordPlan, { values }: Match): string {
  return fields
    .flatMap(({ name, type }, slot) => (values[slot] === undefined ? [] : [`${name} = ${shownValue(values[slot], type)}`]))
    .join(', ');
}
