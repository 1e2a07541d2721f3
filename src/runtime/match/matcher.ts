/**
 * All record patterns of a plan as one matcher: `dispatch.ts` selects those worth trying on a log record, and
 * `record-matcher.ts` tries one, which is a template, a regular expression or tests of fields (`alternatives.ts`).
 */

import type { AlternativePlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import type { Plan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { DecodeContext } from '../decode/context.ts';
import { RecordClock } from '../decode/stamps/clock.ts';
import { TextReader } from '../decode/text.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment } from '../expression/scope.ts';
import type { LogRecord, Match } from '../record.ts';
import { type Alternative, compileAlternative } from './alternatives.ts';
import { CaptureTypes } from './capture-types.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { FoundNumbers } from './found-numbers.ts';
import { type Hints, hintsOf } from './hints.ts';
import { Candidate, REFUSED, RecordMatcher, type Tried } from './record-matcher.ts';

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
    return getOrMake(this.formats, format, () => new FormatMatcher(this.plan, format, this.environment, this.watch));
  }
}

const NONE: readonly Match[] = [];

/** Recognises the records of one format. */
export class FormatMatcher {
  /** What is known in advance of records that fit each candidate. */
  readonly hints: readonly Hints[];
  /** Provides the time that stamps in captures are close to. */
  private readonly context: DecodeContext;
  /** In the order of their records, and within these of their alternatives. */
  private readonly candidates: readonly Tried[];
  private readonly dispatch: Dispatch;
  private readonly found: FoundNumbers;

  constructor(plan: Plan, format: string, environment: Environment, watch: Watch = (candidate) => candidate) {
    const zone = plan.formats.find(({ name }) => name === format)?.zone ?? 'UTC';
    this.context = { received: 0, zone, live: true };
    const reader = new TextReader();
    const types = new CaptureTypes(new RecordClock(this.context, zone), reader);
    const compile = (alternative: AlternativePlan) => compileAlternative(alternative, types, reader);
    const all = plan.records.flatMap((record, index) => {
      if (record.format !== format) return [];
      const candidates = candidatesOf(record, index, environment, compile);
      return candidates.map(({ hints, candidate }) => ({ hints, candidate: watch(candidate, index) }));
    });
    this.candidates = all.map(({ candidate }) => candidate);
    this.hints = all.map(({ hints }) => hints);
    this.dispatch = createDispatch(this.hints);
    this.found = new FoundNumbers(all.length);
  }

  /**
   * All named records that a log record is, in the order of the plan. They own their data. A record that is none
   * allocates nothing: the result is then always the same list.
   */
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

function candidatesOf(
  plan: RecordPlan,
  index: number,
  environment: Environment,
  compile: (alternative: AlternativePlan) => Alternative,
): { hints: Hints; candidate: Candidate }[] {
  const record = new RecordMatcher(index, plan, environment);
  const conditions = plan.before.map((condition) => compileExpression(condition, environment));
  return plan.alternatives.map((alternative) => {
    const hints = hintsOf(plan, alternative);
    const decided = new Set(hints.constraints.map(({ condition }) => condition));
    const open = conditions.filter((_, i) => !decided.has(plan.before[i]));
    return { hints, candidate: new Candidate(record, compile(alternative), open) };
  });
}
