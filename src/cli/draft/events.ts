/** How a program matches the lines of a sample. */

import { FORMATS } from '../../dsl/builtins.ts';
import type { AlternativePlan } from '../../dsl/pattern-plan.ts';
import type { BuiltinFormat, FormatPlan, Plan } from '../../dsl/plan.ts';
import type { Line } from '../../runtime/decode/records/record-reader.ts';
import { createRecordReader } from '../../runtime/decode/records/record-readers.ts';
import { Engine } from '../../runtime/engine/engine.ts';
import { Matcher } from '../../runtime/match/matcher.ts';
import type { LogRecord, Match, Outcome, Value } from '../../runtime/record.ts';
import { flatten, TIMES } from './fields.ts';
import type { DraftedProgram } from './program.ts';
import { hasPrograms, type Sample, type SampleRecord } from './sample.ts';

/** A line that matches a record of the program. */
export interface DraftEvent {
  line: SampleRecord;
  /** The name of the format in which the program reads it. */
  from: string;
  /** The first record that it matches, such as `sshd.failed`. */
  record: string;
  /** Microseconds since 1970. */
  time: number;
  matches: readonly Match[];
  /** Captures, and what else may be a key. */
  values: ReadonlyMap<string, Value>;
}

const NO_KEYS: ReadonlySet<string> = new Set(['time', 'message', 'trace']);
/** The lines of samples, encoded once: every attempt reads them anew. */
const LINES = new WeakMap<Sample, readonly Line[]>();

/** The events of all samples, one sample for each log of the program, in order of time. */
export function eventsOfAll(plan: Plan, { logs }: DraftedProgram, samples: readonly Sample[]): DraftEvent[] {
  const events = samples.map((sample, i) => eventsOf(plan, logs[i]?.from ?? '', sample));
  const [only] = events;
  // Events of a single log keep its order, which is already sorted as well as possible.
  return only && events.length === 1 ? only : events.flat().sort((a, b) => a.time - b.time);
}

/** @param format the name of the format in which the program reads the lines */
export function eventsOf(plan: Plan, format: string, sample: Sample): DraftEvent[] {
  const used = plan.formats.find(({ name }) => name === format);
  if (!used) return [];
  const matcher = new Matcher(plan, new Engine(plan, { onOutcome: () => {} }).environment).forFormat(format);
  const reader = createRecordReader(used, sample.context);
  const lines = linesOf(sample);
  return sample.records.flatMap((line, index) => {
    // Records of several lines are complete here.
    if (!reader.take(lines[index]!) && !reader.flush()) return [];
    const { record } = reader;
    const matches = matcher.match(record, 0, index);
    const match = mostTelling(plan, matches);
    const recognised = match && plan.records[match.record];
    if (!recognised) return [];
    const isFreeText = recognised.alternatives.every(({ kind }) => kind === 'template');
    const hasIds = FORMATS[used.base as BuiltinFormat]?.open && !hasPrograms(used) && isFreeText;
    const header = hasIds ? idsOf(line.fields) : fieldsOf(record, headerOf(used));
    const captured = recognised.fields.map(({ name }, slot) => [name, match.values[slot]] as const);
    const values = new Map<string, Value>();
    for (const [name, value] of [...header, ...captured]) if (value !== undefined) values.set(name, value);
    return [{ line, from: format, record: recognised.name, time: record.time, matches, values }];
  });
}

/** The fields of every record that may be keys. */
function headerOf(format: FormatPlan): string[] {
  const { fields = [] } = format;
  if (hasPrograms(format)) return ['host', 'pid'];
  return fields.flatMap(({ name, type }) => (type === 'time' || NO_KEYS.has(name) ? [] : name));
}

function fieldsOf(record: LogRecord, names: readonly string[]): (readonly [name: string, value: Value | undefined])[] {
  return names.map((name) => [name, record.field([name])] as const);
}

/** Beside a message of free text, the words in a record of JSON and the like: one may be an id that it has in common with others. */
function idsOf(fields: SampleRecord['fields']): [path: string, value: Value][] {
  return [...flatten(fields)].filter(([path, value]) => typeof value === 'string' && /^\S{1,128}$/.test(value) && !TIMES.has(path));
}

/** The match of the pattern with the most text of its own: one that ends in `{*}` may fit the lines of the others too. */
function mostTelling({ records }: Plan, matches: readonly Match[]): Match | undefined {
  const textOf = ({ record }: Match) => Math.max(0, ...(records[record]?.alternatives ?? []).map(lengthOfText));
  return matches.reduce<Match | undefined>((best, match) => (best && textOf(best) >= textOf(match) ? best : match), undefined);
}

function lengthOfText(alternative: AlternativePlan): number {
  if (alternative.kind !== 'template') return 0;
  return alternative.template.pieces.reduce((sum, piece) => sum + (piece.kind === 'text' ? piece.text.length : 0), 0);
}

/** All in one buffer: decoders make a view of each. */
function linesOf(sample: Sample): readonly Line[] {
  const known = LINES.get(sample);
  if (known) return known;
  const bytes = Buffer.from(sample.records.map(({ text }) => text).join('\n'));
  let next = 0;
  const lines = sample.records.map(({ text }, index): Line => {
    const start = next;
    const end = start + Buffer.byteLength(text);
    next = end + 1;
    return { bytes, start, end, number: index + 1, flags: 0 };
  });
  LINES.set(sample, lines);
  return lines;
}

/** The outcomes of a program for its records. */
export function outcomesOf(plan: Plan, events: readonly DraftEvent[]): Outcome[] {
  const outcomes: Outcome[] = [];
  const engine = new Engine(plan, { onOutcome: (outcome) => outcomes.push(outcome), recordLimit: 0 });
  for (const { time, matches } of events) engine.accept(time, matches);
  engine.end();
  return outcomes;
}
