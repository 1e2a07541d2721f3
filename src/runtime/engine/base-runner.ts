/** What rules of every kind have: counters, keys, look-backs, the scope of their expressions, and outcomes to report. */

import type { RulePlan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match, RecordLocation } from '../record.ts';
import { newCounters, restoreCounters, saveCounters } from './counting.ts';
import type { LogEvent } from './event.ts';
import type { Host } from './host.ts';
import type { KeyValue } from './key-value.ts';
import { Keys } from './keys.ts';
import { OutcomeReporter, type SavedReporter } from './outcome-reporter.ts';
import { RuleScope } from './scope.ts';
import { Lookbacks } from './summaries/lookbacks.ts';

/** Plain JSON of a {@link BaseRunner}. */
export interface SavedBase extends SavedReporter {
  counters: unknown;
  opened: number;
  lookbacks: unknown;
}

export class BaseRunner<P extends RulePlan = RulePlan> {
  readonly environment: Environment;
  readonly scope: RuleScope;
  readonly keys: Keys;
  readonly lookbacks: Lookbacks;
  readonly reporter: OutcomeReporter;
  /** Number of what has opened, or was held, so far; numbers these in this order. */
  opened = 0;
  private readonly known: ReadonlySet<number>;

  constructor(
    readonly plan: P,
    /** The index of the rule among all. */
    readonly order: number,
    readonly host: Host,
    readonly counters = newCounters(plan),
  ) {
    this.environment = host.environment;
    this.scope = new RuleScope((index, key, time) => this.lookbacks.read(index, key, time));
    this.keys = new Keys(plan.keys, host, this.scope);
    this.lookbacks = new Lookbacks(plan, host, this.scope);
    this.reporter = new OutcomeReporter(plan, host, this.scope, counters);
    this.known = new Set(plan.known);
  }

  get listens(): Iterable<number> {
    return new Set([...this.plan.known, ...this.lookbacks.records]);
  }

  /** The event restricted to the record names that move the rule; undefined if it has none of them. */
  knownOf(event: LogEvent): LogEvent | undefined {
    if (event.matches.length < 2) {
      const only = event.matches[0];
      return only && this.known.has(only.record) ? event : undefined;
    }
    const matches = event.matches.filter(({ record }) => this.known.has(record));
    return matches.length > 0 ? { ...event, matches } : undefined;
  }

  recordName({ record }: Match): string {
    return this.environment.records[record]?.name ?? '';
  }

  placeOf(match: Match): RecordLocation {
    return { source: match.source, line: match.line, record: this.recordName(match) };
  }

  numberFrom(number: number): void {
    this.opened = Math.max(this.opened, number);
  }

  protected saveBase(): SavedBase {
    const { counters, opened, reporter, lookbacks } = this;
    return { counters: saveCounters(counters), opened, ...reporter.save(), lookbacks: lookbacks.save() };
  }

  protected restoreBase(saved: SavedBase): void {
    restoreCounters(this.counters, saved.counters);
    this.opened = saved.opened;
    this.reporter.restore(saved);
    this.lookbacks.restore(saved.lookbacks);
  }
}

/** A rule with one subject for each key value: a window, or an awaited record. */
export abstract class KeyedRunner<P extends RulePlan> extends BaseRunner<P> {
  deliver(event: LogEvent): void {
    if (this.lookbacks.records.length > 0) this.lookbacks.observe(event, this.keys.carriedFirst(event));
    const known = this.knownOf(event);
    if (!known) return;
    this.counters.seen++;
    const carried = this.keys.carriedFirst(known);
    if (carried.length === 0) this.counters.noKey++;
    for (const value of carried) this.take(value, known);
  }

  /** @param event with the names that the rule knows only */
  protected abstract take(value: KeyValue, event: LogEvent): void;
}
