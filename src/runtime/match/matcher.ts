/** All record patterns of a plan as one matcher. */

import type { AlternativePlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import type { Plan } from '../../dsl/plan.ts';
import { RecordClock } from '../decode/clock.ts';
import type { DecodeContext } from '../decode/context.ts';
import { TextReader } from '../decode/text.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate } from '../expression/scope.ts';
import type { LogRecord, Match } from '../record.ts';
import { compileAlternative } from './alternatives.ts';
import { CaptureTypes } from './capture-types.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { FoundNumbers } from './found-numbers.ts';
import { type Hints, hintsOf } from './hints.ts';
import { Candidate, REFUSED, RecordMatcher, type Tried } from './record-matcher.ts';

/** Recognises the records of one format. */
export interface FormatMatcher {
  /** What is known in advance of records that fit each candidate. */
  readonly hints: readonly Hints[];
  /**
   * All named records that a log record is, in the order of the plan. They own their data. A record that is none
   * allocates nothing: the result is then always the same list.
   */
  match(record: LogRecord, source: number, line: number): readonly Match[];
}

/** Wraps a candidate of a record of the plan, to observe it. */
export type Watch = (candidate: Tried, record: number) => Tried;

export class Matcher {
  private readonly formats = new Map<string, FormatMatcher>();

  constructor(
    private readonly plan: Plan,
    private readonly environment: Environment,
    private readonly watch?: Watch,
  ) {}

  forFormat(format: string): FormatMatcher {
    const matcher = this.formats.get(format) ?? new PatternMatcher(this.plan, format, this.environment, this.watch);
    this.formats.set(format, matcher);
    return matcher;
  }
}

const NONE: readonly Match[] = [];

class PatternMatcher implements FormatMatcher {
  /** Provides the time that stamps in captures are close to. */
  private readonly context: DecodeContext;
  private readonly candidates: readonly Tried[];
  private readonly dispatch: Dispatch;
  private readonly found: FoundNumbers;
  readonly hints: readonly Hints[];

  constructor(plan: Plan, format: string, environment: Environment, watch: Watch = (candidate) => candidate) {
    const zone = plan.formats.find(({ name }) => name === format)?.zone ?? 'UTC';
    this.context = { received: 0, zone, live: true };
    const reader = new TextReader();
    const compiler = new CandidateCompiler(environment, new CaptureTypes(new RecordClock(this.context, zone), reader), reader, watch);
    for (const [index, record] of plan.records.entries()) if (record.format === format) compiler.add(record, index);
    this.candidates = compiler.candidates;
    this.hints = compiler.hints;
    this.dispatch = createDispatch(compiler.hints);
    this.found = new FoundNumbers(compiler.candidates.length);
  }

  match(record: LogRecord, source: number, line: number): readonly Match[] {
    const { found, candidates } = this;
    this.dispatch.find(record, found);
    if (found.isEmpty) return NONE;
    this.context.received = record.time;
    let matches: Match[] | undefined;
    let done: RecordMatcher | undefined;
    for (let number = found.take(); number >= 0; number = found.take()) {
      const candidate = candidates[number]!;
      if (candidate.record === done) continue;
      const match = candidate.match(record, source, line);
      if (match === undefined) continue;
      done = candidate.record;
      if (match === REFUSED) continue;
      // An empty list that grows reserves room for seventeen.
      if (matches) matches.push(match);
      else matches = [match];
    }
    return matches ?? NONE;
  }
}

/** Compiles candidates in the order of their records, and within these of their alternatives. */
class CandidateCompiler {
  readonly candidates: Tried[] = [];
  readonly hints: Hints[] = [];

  constructor(
    private readonly environment: Environment,
    private readonly types: CaptureTypes,
    private readonly reader: TextReader,
    private readonly watch: Watch,
  ) {}

  add(plan: RecordPlan, index: number): void {
    const record = new RecordMatcher(index, plan, this.environment);
    const conditions = plan.before.map((condition) => compileExpression(condition, this.environment));
    for (const alternative of plan.alternatives) {
      this.candidates.push(this.watch(this.candidateOf(plan, record, alternative, conditions), index));
    }
  }

  private candidateOf(plan: RecordPlan, record: RecordMatcher, alternative: AlternativePlan, conditions: readonly Evaluate[]): Candidate {
    const hints = hintsOf(plan, alternative);
    const decided = new Set(hints.constraints.map(({ condition }) => condition));
    const open = conditions.filter((_, i) => !decided.has(plan.before[i]));
    this.hints.push(hints);
    return new Candidate(record, compileAlternative(alternative, this.types, this.reader), open);
  }
}
