/** What the expressions of one rule see. One object a rule, pointed at what is in hand before each use. */

import type { OutcomeField } from '../../dsl/plan.ts';
import type { Scope } from '../expression/scope.ts';
import type { Match, Outcome, Value } from '../record.ts';

/** An instance of a transaction or the state of a window, as far as expressions can see it. */
export interface Subjective {
  captureAt(index: number): Match | undefined;
  summaryAt(index: number): Value | undefined;
  /** The first value bound to a part of a key. */
  keyAt(key: number, part: number): Value | undefined;
}

export class RuleScope implements Scope {
  match: Match | undefined;
  subject: Subjective | undefined;
  /** The outcome being told. */
  draft: Outcome | undefined;
  /** Answers look-backs for what is in hand. */
  lookbackOf: (index: number) => Value | undefined = () => undefined;

  capture(index: number): Match | undefined {
    return this.subject?.captureAt(index);
  }

  summary(index: number): Value | undefined {
    return this.subject?.summaryAt(index);
  }

  lookback(index: number): Value | undefined {
    return this.lookbackOf(index);
  }

  key(key: number, part: number): Value | undefined {
    return this.subject?.keyAt(key, part);
  }

  emitted(name: string): Value | undefined {
    return this.draft?.fields.get(name);
  }

  outcome(field: OutcomeField): Value | undefined {
    const { draft } = this;
    if (!draft) return undefined;
    if (field === 'duration') return draft.end - draft.begin;
    return draft[field];
  }
}
