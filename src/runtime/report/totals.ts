/** Gathers outcomes during a run, and checks at its end that none was lost or counted twice. */

import { OUTCOME_WORDS, type OutcomeWord, type Plan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import { given } from '../../given.ts';
import type { RuleCounters, RunCounters } from '../counters.ts';
import { keyText } from '../outputs/outcome-text.ts';
import { OutcomeTypes } from '../outputs/outcome-types.ts';
import { placeOf } from '../outputs/place.ts';
import type { ReasonCode } from '../record.ts';
import { type CountedOutcome, mostFirst, OutcomeTotals, type SavedOutcomeTotals } from './outcome-totals.ts';
import type { Failure, Imbalance, RuleSummary, SlowTransaction, Summary } from './summary.ts';

/** Outcomes that end what a rule has started; each start has exactly one of them, or is still live. */
const ENDS: ReadonlySet<OutcomeWord> = new Set(['success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'end']);
const FAILURES: ReadonlySet<OutcomeWord> = new Set(['failure', 'timeout', 'abandoned', 'evicted', 'missing']);
/** Outcomes ended by a record. The duration of others is how long the rule waited, not how long the work took. */
const TIMED: ReadonlySet<OutcomeWord> = new Set(['success', 'failure']);
const SLOWEST = 5;
const MOST_FAILURES = 10;
/** The most kinds of failures to count: many reasons say what was awaited, and a set of n members has 2ⁿ of these. */
const MOST_KINDS = 4_096;
/** Stands for all reasons beyond {@link MOST_KINDS}. */
const OTHER_REASONS = '…';

interface SavedTotals {
  rules: [rule: string, totals: [outcome: OutcomeWord, totals: SavedOutcomeTotals][]][];
  failures: Failure[];
  slowest: SlowTransaction[];
}

export class Totals {
  private readonly types: OutcomeTypes;
  /** By rule, then by outcome. */
  private readonly rules: ReadonlyMap<string, Map<OutcomeWord, OutcomeTotals>>;
  private readonly failures = new Map<string, Failure>();
  /** Longest first; among equals the one reported first. */
  private readonly slowest: SlowTransaction[] = [];

  constructor(
    private readonly plan: Plan,
    /** Paths of the run's sources, by index; may grow during the run. */
    private readonly sources: readonly string[],
  ) {
    this.types = new OutcomeTypes(plan);
    this.rules = new Map(plan.rules.map(({ name }) => [name, new Map()]));
  }

  /** Adds an outcome; must be called for all, also those that are not reported. */
  add(outcome: CountedOutcome): void {
    this.totalsOf(outcome.rule, outcome.outcome)?.add(outcome);
    if (FAILURES.has(outcome.outcome)) this.addFailure(outcome);
    if (TIMED.has(outcome.outcome)) this.addTimed(outcome);
  }

  /** Undefined if there is no such rule. */
  private totalsOf(rule: string, outcome: OutcomeWord): OutcomeTotals | undefined {
    const byOutcome = this.rules.get(rule);
    return byOutcome && getOrMake(byOutcome, outcome, () => new OutcomeTotals(outcome));
  }

  /** Plain JSON, for {@link Totals.restore}. */
  save(): unknown {
    return {
      rules: Array.from(this.rules, ([rule, totals]) => [rule, Array.from(totals, ([outcome, one]) => [outcome, one.save()])]),
      failures: Array.from(this.failures.values(), (failure) => ({ ...failure })),
      slowest: [...this.slowest],
    } satisfies SavedTotals;
  }

  /** Resumes saved totals, perhaps of another program; if `kept` is given, those of these rules only. */
  restore(saved: unknown, kept?: ReadonlySet<string>): void {
    const { rules, failures, slowest } = saved as SavedTotals;
    const isKept = (rule: string) => kept?.has(rule) ?? true;
    for (const [rule, totals] of rules) if (isKept(rule)) for (const [outcome, one] of totals) this.totalsOf(rule, outcome)?.restore(one);
    for (const failure of failures) if (isKept(failure.rule)) this.failures.set(failureId(failure), failure);
    this.slowest.splice(0, this.slowest.length, ...slowest.filter(({ rule }) => isKept(rule)));
  }

  private addFailure(outcome: CountedOutcome): void {
    const { rule, outcome: word, name, code, records } = outcome;
    const kind = { rule, outcome: word, ...given({ name }), code, reason: reasonShape(outcome) };
    if (this.failures.size >= MOST_KINDS && !this.failures.has(failureId(kind))) kind.reason = OTHER_REASONS;
    const id = failureId(kind);
    const known = this.failures.get(id);
    if (known) {
      known.count++;
      return;
    }
    const example = placeOf(records.at(-1), this.sources);
    this.failures.set(id, { ...kind, count: 1, ...given({ example }) });
  }

  private addTimed({ rule, outcome, name, keys, begin, end, records }: CountedOutcome): void {
    const duration = end - begin;
    const { slowest } = this;
    const last = slowest.at(-1);
    if (last && slowest.length === SLOWEST && duration <= last.duration) return;
    const place = placeOf(records[0], this.sources);
    const slow = { rule, outcome, ...given({ name }), key: keyText(keys, this.types.of(rule)), duration, ...given({ place }) };
    const behind = slowest.findIndex((other) => other.duration < duration);
    slowest.splice(behind < 0 ? slowest.length : behind, 0, slow);
    slowest.splice(SLOWEST);
  }

  /** The summary, including the engine's counters. */
  summarize({ rules, perRecord, ...input }: RunCounters): Summary {
    const summaries = rules.map((counters) => this.ruleSummary(counters));
    return {
      input,
      rules: summaries,
      slowest: [...this.slowest],
      failures: mostFirst([...this.failures.values()]).slice(0, MOST_FAILURES),
      unmatched: this.plan.records.filter(({ outcome }, index) => !outcome && (perRecord[index] ?? 0) === 0).map(({ name }) => name),
      silent: rules.filter(({ seen }) => seen === 0).map(({ rule }) => rule),
      imbalances: summaries.map(balanceOf).filter(({ started, ended, live }) => started !== ended + live),
    };
  }

  private ruleSummary({ outcomes: _, unexpected, ...counters }: RuleCounters): RuleSummary {
    const totals = this.rules.get(counters.rule);
    return {
      ...counters,
      outcomes: OUTCOME_WORDS.flatMap((word) => totals?.get(word)?.summary() ?? []),
      unexpected: unexpectedOf(unexpected),
    };
  }
}

function balanceOf({ rule, started, live, outcomes }: RuleSummary): Imbalance {
  const ended = outcomes.filter(({ outcome }) => ENDS.has(outcome)).reduce((sum, { count }) => sum + count, 0);
  return { rule, started, ended, live };
}

/** Sorts equal counts by what was awaited, so that the order does not depend on which of several engines met them first. */
function unexpectedOf(counts: RuleCounters['unexpected']): RuleSummary['unexpected'] {
  const byName = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return mostFirst(byName.map(([awaited, count]) => ({ awaited, count })));
}

/** Equal for equal failures. */
function failureId({ rule, outcome, name, code, reason }: Omit<Failure, 'count' | 'example'>): string {
  return JSON.stringify([rule, outcome, code, name ?? null, reason]);
}

/** What is said before a colon and values of the individual case: those of a condition, or the time that a record told. */
const BEFORE_VALUES: Partial<Record<ReasonCode, string>> = { condition: ' does not hold', after: ' has passed', idle: ' has passed' };

/** The reason without the values of the individual case. */
function reasonShape({ code, reason }: CountedOutcome): string {
  const said = BEFORE_VALUES[code];
  const end = said === undefined ? -1 : reason.indexOf(`${said}: `);
  return said === undefined || end < 0 ? reason : reason.slice(0, end + said.length);
}
