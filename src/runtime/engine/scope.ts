/** What the expressions of one rule see: one object per rule, pointed at the subject in hand before each use. */

import type { OutcomeField } from '../../dsl/plan.ts';
import type { Scope } from '../expression/scope.ts';
import type { Match, Outcome, Value } from '../record.ts';
import type { KeyValue } from './key-value.ts';

/** An instance of a transaction or the state of a window, as far as expressions can see it. */
export interface ScopeSubject {
  /** All key values it owns, in order of binding. */
  readonly owned: readonly KeyValue[];
  /** The id of the key value that its look-backs use. */
  readonly lookbackKey: string | undefined;
  captureAt(index: number): Match | undefined;
  summaryAt(index: number): Value | undefined;
}

/** What is known of an outcome before it is reported. */
type ReportedOutcome = Pick<Outcome, 'begin' | 'end' | 'fields'> & Partial<Pick<Outcome, Exclude<OutcomeField, 'duration'>>>;

export class RuleScope implements Scope {
  match: Match | undefined;
  subject: ScopeSubject | undefined;
  /** The outcome being reported, or about to be. */
  reported: ReportedOutcome | undefined;
  private time = 0;
  private carriedKey: string | undefined;

  /** @param lookBack reads a look-back by the id of a key value, up to a time */
  constructor(private readonly lookBack: (index: number, id: string | undefined, time: number) => Value | undefined) {}

  /** Points at the record in hand, of this time and with this key value, or at a deadline. */
  point(time: number, carriedKey?: string): void {
    this.time = time;
    this.carriedKey = carriedKey;
    this.match = undefined;
  }

  /** Does something about an instance that the record in hand does not reach: its look-backs use its own key. */
  apart(body: () => void): void {
    const { carriedKey } = this;
    this.carriedKey = undefined;
    body();
    this.carriedKey = carriedKey;
  }

  capture(index: number): Match | undefined {
    return this.subject?.captureAt(index);
  }

  summary(index: number): Value | undefined {
    return this.subject?.summaryAt(index);
  }

  /** Uses the key that the record carries, otherwise that of the subject. */
  lookback(index: number): Value | undefined {
    return this.lookBack(index, this.carriedKey ?? this.subject?.lookbackKey, this.time);
  }

  /** The first value bound to a part of a key. */
  key(key: number, part: number): Value | undefined {
    return this.subject?.owned.find((value) => value.key === key)?.values[part];
  }

  emitted(name: string): Value | undefined {
    return this.reported?.fields.get(name);
  }

  outcome(field: OutcomeField): Value | undefined {
    const { reported } = this;
    if (!reported) return undefined;
    return field === 'duration' ? reported.end - reported.begin : reported[field];
  }
}
