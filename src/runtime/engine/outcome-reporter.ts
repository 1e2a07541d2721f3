/** Turns an end into an {@link Outcome}, following `emit`, `message`, `severity`, `labels` and `report` of the rule. */

import type { OutcomeWord, RulePlan, Severity, Type } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Evaluate } from '../expression/scope.ts';
import type { Outcome, OutcomeKey, Value } from '../record.ts';
import { renderInSentence } from '../values/render.ts';
import { captured } from './captured.ts';
import { countOutcome } from './counting.ts';
import type { Host } from './host.ts';
import { Ids } from './ids.ts';
import type { KeyValue } from './key-value.ts';
import { Reporting } from './reporting.ts';
import type { RuleScope, ScopeSubject } from './scope.ts';
import { append } from './short-list.ts';

const SEVERITY_OF: Record<OutcomeWord, Severity> = {
  success: 'info',
  failure: 'error',
  timeout: 'warning',
  evicted: 'warning',
  open: 'notice',
  abandoned: 'notice',
  begin: 'warning',
  fired: 'warning',
  warning: 'warning',
  missing: 'warning',
  end: 'info',
  met: 'info',
  orphan: 'notice',
};

/** Shared empty map: most outcomes have one or two. */
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

const NO_RECORDS: Outcome['records'] = [];
const NOTHING_AWAITED: Outcome['awaited'] = [];

/** What the rule knows of an outcome before `emit` and the rest are evaluated. */
interface Draft extends Pick<Outcome, 'id' | 'outcome' | 'code' | 'reason' | 'begin' | 'end' | 'records' | 'recordCount'> {
  awaited?: string[];
  name?: string | undefined;
  lastStep?: string | undefined;
  peak?: Value | undefined;
}

interface Chosen<T> {
  outcome?: OutcomeWord;
  name?: string;
  value: T;
}

/** Plain JSON of an {@link OutcomeReporter}: the ids given out, and the memory of `report … once per`. */
export interface SavedReporter {
  ids: unknown;
  reporter: unknown;
}

export class OutcomeReporter {
  readonly ids: Ids;
  private readonly keys: { name: string; parts: string[] }[];
  private readonly emits: { name: string; value: Evaluate }[];
  private readonly labels: { name: string; value: Evaluate }[];
  private readonly messages: Chosen<(string | { value: Evaluate; type: Type })[]>[];
  private readonly severities: Chosen<Severity>[];
  private readonly reporting: Reporting | undefined;

  constructor(
    private readonly plan: RulePlan,
    private readonly host: Host,
    private readonly scope: RuleScope,
    private readonly counters: RuleCounters,
  ) {
    const { reporting } = plan;
    this.ids = new Ids(plan.name, host.hashSeed);
    this.keys = plan.keys.map(({ name, parts }) => ({ name, parts: parts.map((part) => part.name) }));
    const compiled = (list: { name: string; value: Parameters<typeof compileExpression>[0] }[]) =>
      list.map(({ name, value }) => ({ name, value: compileExpression(value, host.environment) }));
    this.emits = compiled(reporting.emit);
    this.labels = compiled(reporting.labels);
    this.messages = reporting.messages.map(({ parts, ...of }) => ({
      ...of,
      value: parts.map((part) =>
        typeof part === 'string' ? part : { value: compileExpression(part.value, host.environment), type: part.type },
      ),
    }));
    this.severities = reporting.severities.map(({ level, ...of }) => ({ ...of, value: level }));
    this.reporting = reporting.report && new Reporting(reporting.report, host, scope, plan.limit);
  }

  /** The id of something with this key that began at this time. */
  newId(key: string, begin: number): string {
    return this.ids.next(key, begin, this.host.now);
  }

  /** Counts, completes and hands out an outcome of a subject. */
  report(subject: ScopeSubject, draft: Draft): void {
    countOutcome(this.counters, draft.outcome);
    const outcome = this.complete(subject, draft);
    this.scope.subject = subject;
    this.scope.reported = outcome;
    try {
      this.addFields(subject, outcome);
    } catch (error) {
      // The outcome is handed out all the same: each start must have exactly one.
      this.host.failed(this.plan.name, error);
    }
    this.scope.reported = undefined;
    this.host.emit(outcome);
  }

  /** Adds what the rule's author asks for. */
  private addFields(subject: ScopeSubject, outcome: Outcome): void {
    outcome.captures = captured(this.plan.captures, subject, this.host.environment);
    outcome.fields = this.valuesOf(this.emits);
    outcome.labels = this.valuesOf(this.labels);
    outcome.message = this.messageOf(outcome);
    this.reporting?.decide(outcome);
  }

  /** Leaves out missing values. */
  private valuesOf(named: readonly { name: string; value: Evaluate }[]): ReadonlyMap<string, Value> {
    if (named.length === 0) return NOTHING;
    const values = new Map<string, Value>();
    for (const { name, value } of named) {
      const found = value(this.scope);
      if (found !== undefined) values.set(name, found);
    }
    return values;
  }

  save(): SavedReporter {
    return { ids: this.ids.save(), reporter: this.reporting?.save() ?? null };
  }

  restore({ ids, reporter }: SavedReporter): void {
    this.ids.restore(ids);
    this.reporting?.restore(reporter);
  }

  /** Member by member, as spreading the draft takes ten times as long; and all members, as V8 then needs one shape for all outcomes. */
  private complete({ owned }: ScopeSubject, draft: Draft): Outcome {
    return {
      id: draft.id,
      rule: this.plan.name,
      outcome: draft.outcome,
      name: draft.name,
      code: draft.code,
      reason: draft.reason,
      severity: choose(this.severities, draft) ?? SEVERITY_OF[draft.outcome],
      keys: this.keysOf(owned),
      begin: draft.begin,
      end: draft.end,
      lastStep: draft.lastStep,
      awaited: draft.awaited ?? NOTHING_AWAITED,
      fields: NOTHING,
      captures: NOTHING,
      // Orphans and schedules have one, whatever the limit.
      records: this.host.recordLimit > 0 ? draft.records : NO_RECORDS,
      recordCount: draft.recordCount,
      peak: draft.peak,
      message: undefined,
      labels: NOTHING,
      isReported: true,
      heldBack: 0,
    };
  }

  keysOf(owned: readonly KeyValue[]): OutcomeKey[] {
    return this.keys.map(({ name, parts }, index) => {
      let values: Value[][] = [];
      for (const value of owned) if (value.key === index) values = append(values, value.values);
      return { name, parts, values };
    });
  }

  private messageOf(outcome: Outcome): string | undefined {
    const parts = choose(this.messages, outcome);
    return parts?.map((part) => (typeof part === 'string' ? part : text(part.value(this.scope), part.type))).join('');
  }
}

/** Renders a value for a message; a missing one as nothing. */
function text(value: Value | undefined, type: Type): string {
  return value === undefined ? '' : renderInSentence(value, type);
}

/** Chooses the most specific clause: for outcome and name, for the outcome, for all. */
function choose<T>(list: readonly Chosen<T>[], of: { outcome: OutcomeWord; name?: string | undefined }): T | undefined {
  if (list.length === 0) return undefined;
  const exactness = (one: Chosen<T>) => (one.outcome === undefined ? 0 : one.name === undefined ? 1 : 2);
  let best: Chosen<T> | undefined;
  for (const one of list) {
    if (one.outcome !== undefined && one.outcome !== of.outcome) continue;
    if (one.name !== undefined && one.name !== of.name) continue;
    if (!best || exactness(one) >= exactness(best)) best = one;
  }
  return best?.value;
}
