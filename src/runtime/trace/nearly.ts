/** Lines that nearly match a record, or their format: frequent once a program changes its messages slightly. */

import type { RecordPlan, TemplatePlan } from '../../dsl/pattern-plan.ts';
import type { FormatPlan, Plan } from '../../dsl/plan.ts';
import { RecordClock } from '../decode/clock.ts';
import { textIn } from '../decode/text.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate } from '../expression/scope.ts';
import type { SourceCursor } from '../inputs/cursor.ts';
import type { OpenedInputs } from '../inputs/open.ts';
import { CaptureTypes } from '../match/capture-types.ts';
import { RecordMatcher } from '../match/record-matcher.ts';
import { Pipeline, type PipelineOptions } from '../pipeline.ts';
import { type Location, type LogRecord, RecordFlag } from '../record.ts';
import { PatternReach } from './pattern-reach.ts';
import type { Reach } from './reach.ts';
import { TemplateReach } from './template-reach.ts';

export interface NearReport {
  /** Largest group first. */
  groups: NearGroup[];
  read: number;
  /** Lines that match no record. */
  strangers: number;
}

/** Lines that fit the same pattern up to the same point. */
export interface NearGroup {
  /** The record; absent if the lines do not even fit their format, which is one of the program. */
  record?: string;
  format?: string;
  /** For the example: what of the pattern fits, and what it expects next. */
  reach: Reach;
  count: number;
  /** The location of the first of these lines. */
  place: Location;
  message: string;
}

/** Reads the inputs to their end. */
export async function nearlyRecords(plan: Plan, { cursors }: OpenedInputs, options: Pick<PipelineOptions, 'params'>): Promise<NearReport> {
  const groups = new Map<string, NearGroup>();
  const tried = new Map<SourceCursor, Candidate[]>();
  const counts = { read: 0, strangers: 0 };
  const pipeline: Pipeline = new Pipeline(plan, {
    ...options,
    onOutcome: () => {},
    onRecord: (cursor, matches) => {
      counts.read++;
      if (matches.length > 0) return;
      counts.strangers++;
      const candidates = tried.get(cursor) ?? candidatesOf(plan, cursor, pipeline.engine.environment);
      tried.set(cursor, candidates);
      const best = nearestOf(cursor.record, candidates);
      if (best) group(groups, best, cursor);
    },
  });
  await pipeline.run(cursors);
  return { ...counts, groups: [...groups.values()].sort((a, b) => b.count - a.count) };
}

/** A pattern that a line may nearly match. */
interface Candidate {
  /** What is said of lines that fit up to one place, besides that. */
  readonly of: Pick<NearGroup, 'record' | 'format'>;
  reachOf(record: LogRecord): Reach | undefined;
}

interface Near {
  candidate: Candidate;
  reach: Reach;
}

function candidatesOf({ records }: Plan, { info }: SourceCursor, environment: Environment): Candidate[] {
  const { format, context } = info;
  const types = new CaptureTypes(new RecordClock(context, format.zone));
  const own = format.template ? [new NearFormat(format, format.template, types)] : [];
  return [
    ...own,
    ...records.flatMap((plan, index) => (plan.format === format.name ? [new NearRecord(index, plan, types, environment)] : [])),
  ];
}

/** The pattern that fits furthest; among equals the first. */
function nearestOf(record: LogRecord, candidates: readonly Candidate[]): Near | undefined {
  let best: Near | undefined;
  for (const candidate of candidates) {
    const reach = candidate.reachOf(record);
    if (reach?.near && (!best || lengthOf(reach) > lengthOf(best.reach))) best = { candidate, reach };
  }
  return best;
}

function lengthOf({ at, fits, remedy }: Reach): number {
  return remedy === undefined ? (at ?? fits.length) : Number.POSITIVE_INFINITY;
}

function group(groups: Map<string, NearGroup>, { candidate, reach }: Near, { record, file, line }: SourceCursor): void {
  const { of } = candidate;
  const key = JSON.stringify([of, reach.remedy, reach.fits]);
  const known = groups.get(key);
  if (known) {
    known.count++;
    return;
  }
  const message = textIn(record.bytes, record.messageStart, record.messageEnd);
  groups.set(key, { ...of, reach, count: 1, place: { source: file, line }, message });
}

/** A format of the program, compared with lines that do not fit it: no record can be meant by them before they do. */
class NearFormat implements Candidate {
  readonly of: Candidate['of'];
  private readonly template: TemplateReach;

  constructor({ name, fields = [] }: FormatPlan, template: TemplatePlan, types: CaptureTypes) {
    this.of = { format: name };
    this.template = new TemplateReach(
      template,
      types,
      fields.map((field) => field.name),
    );
  }

  reachOf(record: LogRecord): Reach | undefined {
    return (record.flags & RecordFlag.undecodable) === 0 ? undefined : { ...this.template.of(record), near: true };
  }
}

/** One record of the plan, compared with lines that match none. */
class NearRecord implements Candidate {
  readonly of: Candidate['of'];
  private readonly matcher: RecordMatcher;
  private readonly before: readonly Evaluate[];
  private readonly patterns: PatternReach;

  /** @param index into the records of the plan */
  constructor(index: number, plan: RecordPlan, types: CaptureTypes, environment: Environment) {
    const names = plan.fields.map(({ name }) => name);
    this.of = { record: plan.name };
    this.matcher = new RecordMatcher(index, plan, environment);
    this.before = plan.before.map((condition) => compileExpression(condition, environment));
    this.patterns = new PatternReach(plan.alternatives, types, names);
  }

  /** Undefined if the line is from another program, or fits the pattern but does not meet the conditions. */
  reachOf(record: LogRecord): Reach | undefined {
    const isRead = (record.flags & RecordFlag.undecodable) === 0;
    if (!isRead || !this.matcher.admits(record, this.before)) return undefined;
    const reach = this.patterns.of(record);
    return reach?.whole ? undefined : reach;
  }
}
