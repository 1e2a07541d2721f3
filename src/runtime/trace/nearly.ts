/** Lines that nearly match a record, or their format: frequent once a program changes its messages slightly. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { FormatPlan, Plan } from '../../dsl/plan.ts';
import { RecordClock } from '../decode/stamps/clock.ts';
import { TextReader, textIn } from '../decode/text.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate } from '../expression/scope.ts';
import type { SourceCursor } from '../inputs/cursor.ts';
import type { OpenedInputs } from '../inputs/open.ts';
import { type Alternative, compileAlternative } from '../match/alternatives.ts';
import { CaptureTypes } from '../match/capture-types.ts';
import { RecordMatcher } from '../match/record-matcher.ts';
import { Pipeline, type PipelineOptions } from '../pipeline.ts';
import { type Location, type LogRecord, RecordFlag } from '../record.ts';
import { PatternReach } from './pattern-reach.ts';
import { Patterns } from './pattern-trace.ts';
import { lengthOf, type Reach } from './reach.ts';
import { TemplateReach } from './template-reach.ts';

export interface NearReport {
  /** Largest group first. */
  groups: NearGroup[];
  read: number;
  /** Lines that match no record. */
  unmatched: number;
}

/** Lines that fit the same pattern up to the same point, or as a whole and break its conditions. */
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
  const counts = { read: 0, unmatched: 0 };
  let nearest: NearestPatterns | undefined;
  const pipeline = new Pipeline(plan, {
    ...options,
    onOutcome: () => {},
    onRecord: (cursor, matches) => {
      counts.read++;
      if (matches.length > 0) return;
      counts.unmatched++;
      const best = nearest?.of(cursor);
      if (best) group(groups, best, cursor);
    },
  });
  nearest = new NearestPatterns(plan, pipeline.engine.environment);
  await pipeline.run(cursors);
  return { ...counts, groups: [...groups.values()].sort((a, b) => b.count - a.count) };
}

interface Near {
  of: Pick<NearGroup, 'record' | 'format'>;
  reach: Reach;
}

interface Candidates {
  /** The format and its template, if it is one of the program. */
  format: { name: string; template: TemplateReach } | undefined;
  records: readonly NearRecord[];
}

/** Finds the pattern that a line comes closest to. */
export class NearestPatterns {
  private readonly known = new Map<SourceCursor, Candidates>();

  /** @param isTried whether a record, given as an index into those of the plan, is compared; by default all are */
  constructor(
    private readonly plan: Plan,
    private readonly environment: Environment,
    private readonly isTried: (record: number) => boolean = () => true,
  ) {}

  /** Of the current line, which matches none of the records that are tried; undefined if it is near none. */
  of(cursor: SourceCursor): Near | undefined {
    const candidates = this.known.get(cursor) ?? candidatesOf(this.plan, cursor, this.environment, this.isTried);
    this.known.set(cursor, candidates);
    return nearestOf(cursor.record, candidates);
  }
}

function candidatesOf(
  { records }: Plan,
  { info }: SourceCursor,
  environment: Environment,
  isTried: NearestPatterns['isTried'],
): Candidates {
  const { format, context } = info;
  const { name, template, fields = [] } = format;
  const types = new CaptureTypes(new RecordClock(context, format.zone));
  const captured = fields.map((field) => field.name);
  return {
    format: template && { name, template: new TemplateReach(template, types, captured) },
    records: records.flatMap((plan, index) =>
      plan.format === name && isTried(index) ? [new NearRecord(index, plan, format, types, environment)] : [],
    ),
  };
}

/** The format, if the line does not fit it; otherwise the pattern that fits furthest, among equals the first. */
function nearestOf(record: LogRecord, { format, records }: Candidates): Near | undefined {
  if (format && (record.flags & RecordFlag.undecodable) !== 0) return { of: { format: format.name }, reach: format.template.of(record) };
  let best: Near | undefined;
  for (const candidate of records) {
    const reach = candidate.reachOf(record);
    if (reach?.near && (!best || lengthOf(reach) > lengthOf(best.reach))) best = { of: { record: candidate.name }, reach };
  }
  return best;
}

function group(groups: Map<string, NearGroup>, { of, reach }: Near, { record, file, line }: SourceCursor): void {
  const key = JSON.stringify([of, reach.remedy, reach.fits, reach.untried]);
  const known = groups.get(key);
  if (known) {
    known.count++;
    return;
  }
  const message = textIn(record.bytes, record.messageStart, record.messageEnd);
  groups.set(key, { ...of, reach, count: 1, place: { source: file, line }, message });
}

/** One record of the plan, compared with lines that match none. */
class NearRecord {
  readonly name: string;
  private readonly matcher: RecordMatcher;
  private readonly before: readonly Evaluate[];
  private readonly alternatives: readonly Alternative[];
  private readonly patterns: PatternReach;

  /** @param index into the records of the plan */
  constructor(
    private readonly index: number,
    private readonly plan: RecordPlan,
    private readonly format: FormatPlan,
    types: CaptureTypes,
    private readonly environment: Environment,
  ) {
    const names = plan.fields.map(({ name }) => name);
    const reader = new TextReader();
    this.name = plan.name;
    this.matcher = new RecordMatcher(index, plan, environment);
    this.before = plan.before.map((condition) => compileExpression(condition, environment));
    this.alternatives = plan.alternatives.map((alternative) => compileAlternative(alternative, types, reader));
    this.patterns = new PatternReach(plan.alternatives, types, names);
  }

  /** Undefined if the line is from another program and does not fit either. */
  reachOf(record: LogRecord): Reach | undefined {
    const isTried = this.matcher.admits(record, this.before);
    if (!isTried && !this.alternatives.some((alternative) => alternative.matches(record))) return undefined;
    const reach = this.patterns.of(record);
    if (!reach?.whole) return reach;
    const { text } = new Patterns(this.format, record, this.environment).trace(this.plan, this.index, undefined);
    return { whole: true, expected: text, fits: reach.fits, near: reach.near, untried: !isTried };
  }
}
