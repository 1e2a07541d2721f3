import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import { compileExpression } from '../expression/compile.ts';
import { type Environment, type Evaluate, recordScope, type Scope } from '../expression/scope.ts';
import type { LogRecord, Match, Value } from '../record.ts';
import type { Alternative } from './alternatives.ts';

/** The log record fits a pattern of this record but does not meet its conditions. */
export const REFUSED = false;

/** Creates matches of one record of the plan. */
export class RecordMatcher {
  /** Refilled for each attempt, so that failed attempts allocate nothing. */
  private readonly draft: Match;
  private readonly scope: Scope;
  private readonly header: RecordPlan['header'];
  private readonly lets: readonly { slot: number; value: Evaluate }[];
  private readonly where: readonly Evaluate[];
  private readonly weight: Evaluate | undefined;

  /** @param index into the records of the plan */
  constructor(index: number, plan: RecordPlan, environment: Environment) {
    const match = { record: index, time: 0, weight: 1, values: new Array<Value | undefined>(plan.fields.length), source: 0, line: 0 };
    this.draft = match;
    this.scope = recordScope(match);
    this.header = plan.header;
    this.lets = plan.lets.map(({ slot, value }) => ({ slot, value: compileExpression(value, environment) }));
    this.where = plan.where.map((condition) => compileExpression(condition, environment));
    this.weight = plan.weight && compileExpression(plan.weight, environment);
  }

  /** Whether conditions on the header hold. */
  admits(record: LogRecord, conditions: readonly Evaluate[]): boolean {
    if (conditions.length === 0) return true;
    this.begin(record);
    return this.hold(conditions);
  }

  /**
   * The match of a record that fits the alternative; undefined if a value does not have its type after all, so that
   * another alternative may fit.
   */
  match(record: LogRecord, alternative: Alternative, source: number, line: number): Match | typeof REFUSED | undefined {
    const { draft, scope } = this;
    this.begin(record);
    if (!alternative.read(record, draft.values)) return undefined;
    for (const { slot, value } of this.lets) draft.values[slot] = value(scope);
    const weight = this.weight?.(scope);
    if (typeof weight === 'number' && weight >= 0) draft.weight = weight;
    if (!this.hold(this.where)) return REFUSED;
    return { record: draft.record, time: draft.time, weight: draft.weight, values: draft.values.slice(), source, line };
  }

  private begin(record: LogRecord): void {
    const { draft } = this;
    draft.time = record.time;
    draft.weight = record.weight;
    // Calling `fill` would cost more for so few values.
    for (let slot = 0; slot < draft.values.length; slot++) draft.values[slot] = undefined;
    for (const { slot, path } of this.header) draft.values[slot] = record.field(path);
  }

  private hold(conditions: readonly Evaluate[]): boolean {
    for (const condition of conditions) if (condition(this.scope) !== true) return false;
    return true;
  }
}

/** Something that can be tried on a log record. */
export interface Tried {
  readonly record: RecordMatcher;
  /** Undefined if the log record does not fit. */
  match(record: LogRecord, source: number, line: number): Match | typeof REFUSED | undefined;
}

/** One alternative of a record. */
export class Candidate implements Tried {
  constructor(
    readonly record: RecordMatcher,
    private readonly alternative: Alternative,
    /** Conditions not already known to hold when the candidate is tried. */
    private readonly conditions: readonly Evaluate[],
  ) {}

  match(record: LogRecord, source: number, line: number): Match | typeof REFUSED | undefined {
    if (!this.record.admits(record, this.conditions) || !this.alternative.matches(record)) return undefined;
    return this.record.match(record, this.alternative, source, line);
  }
}
