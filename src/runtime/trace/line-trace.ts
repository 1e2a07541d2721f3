/** What one line means to a program: how it is decoded, which records it is or is not, and what the rules do with it. */

import type { FormatPlan, Plan } from '../../dsl/plan.ts';
import { textIn } from '../decode/text.ts';
import type { Environment } from '../expression/scope.ts';
import type { SourceCursor } from '../inputs/cursor.ts';
import type { OpenedInputs } from '../inputs/open.ts';
import { flagNames } from '../outputs/record-json.ts';
import { Pipeline, type PipelineOptions } from '../pipeline.ts';
import type { Match, Value } from '../record.ts';
import { lineText } from './lines.ts';
import { Patterns, type PatternTrace } from './pattern-trace.ts';
import { type RuleEffect, RuleEffects, untouched } from './rule-effects.ts';

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
  patterns: PatternTrace[];
  /** How many records have other formats. */
  others: number;
  rules: readonly RuleEffect[];
}

/** Undefined if there is no such line. `file` is an index into the inputs' files. */
export async function traceLine(
  plan: Plan,
  { cursors }: OpenedInputs,
  asked: { file: number; line: number },
  options: Pick<PipelineOptions, 'params' | 'lateness' | 'late' | 'atEnd'>,
): Promise<LineTrace | undefined> {
  let found: LineTrace | undefined;
  let itsMatches: readonly Match[] | undefined;
  let rules: readonly RuleEffect[] = plan.rules.map(({ name }) => untouched(name));
  const pipeline: Pipeline = new Pipeline(plan, {
    ...options,
    onOutcome: (outcome) => effects.onOutcome(outcome),
    onRecord: (cursor, matches) => {
      if (found || cursor.file !== asked.file || cursor.line !== asked.line) return;
      found = traceOf(plan, cursor, matches, pipeline.engine.environment);
      itsMatches = matches;
    },
  });
  const effects = new RuleEffects(
    pipeline.engine,
    ({ matches: [match] }) => match !== undefined && itsMatches?.includes(match) === true,
    (_event, changed) => {
      rules = rules.map((known) => changed.find(({ rule, effects: those }) => rule === known.rule && those.length > 0) ?? known);
    },
  );
  pipeline.engine.observer = effects;
  await pipeline.run(cursors);
  return found && { ...found, rules };
}

function traceOf(plan: Plan, cursor: SourceCursor, matches: readonly Match[], environment: Environment): LineTrace {
  const { record, info, line } = cursor;
  const { bytes, messageStart, messageEnd, time, flags } = record;
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
