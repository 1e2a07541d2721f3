/** Counts outcomes by rule and kind, hour by hour or day by day; `schema/statistics.schema.json` describes the lines. */

import { OUTCOME_WORDS, type OutcomeWord, type Plan } from '../../dsl/plan.ts';
import { jsonString, urlText } from '../outputs/escape.ts';
import { jsonObject, jsonTime } from '../outputs/json-text.ts';
import { DAY, HOUR } from '../values/time-units.ts';
import { Zone } from '../values/zone.ts';
import type { CountedOutcome } from './outcome-totals.ts';

const STATISTICS_SCHEMA = 'corr/statistics/1';

export const PERIODS = ['hourly', 'daily'] as const;
export type Period = (typeof PERIODS)[number];

const SPANS: Record<Period, number> = { hourly: HOUR, daily: DAY };

interface StatisticsOptions {
  period: Period;
  /** IANA name of the zone whose hours or days are counted. */
  zone: string;
  /** Writes a line, without its line end, with its stable id. */
  write(line: string, id: string): void;
}

interface SavedStatistics {
  /** Null before the first counted period. */
  period: { begin: number; end: number } | null;
  closed: boolean;
  rules: [rule: string, counts: [OutcomeWord, number][]][];
}

/** Receives every outcome, reported or not, so that the lines of a run add up to its totals. Late ones count in the current period. */
export class Statistics {
  private readonly zone: Zone;
  private readonly span: number;
  /** The current period, or the last one: no period is reported twice. */
  private begin = Number.NEGATIVE_INFINITY;
  private end = Number.NEGATIVE_INFINITY;
  private closed = true;
  /** By rule, in the order of the plan; rules that no longer exist come last, until their period is reported. */
  private readonly counts: Map<string, Map<OutcomeWord, number>>;

  constructor(
    plan: Plan,
    private readonly options: StatisticsOptions,
  ) {
    this.zone = Zone.of(options.zone);
    this.span = SPANS[options.period];
    this.counts = new Map(plan.rules.map(({ name }) => [name, new Map()]));
  }

  add({ rule, outcome, end }: CountedOutcome): void {
    if (end >= this.end) this.close();
    if (this.closed) this.open(Math.max(end, this.end));
    const counts = this.counts.get(rule);
    counts?.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }

  /** Advances time (microseconds since 1970): a period that is over is reported. */
  advance(now: number): void {
    if (!this.closed && now >= this.end) this.close();
  }

  /** Whether anything was counted that is not yet reported. */
  get isCounting(): boolean {
    return !this.closed;
  }

  /** Reports what was counted: one line for each rule that had outcomes. */
  close(): void {
    for (const [rule, counts] of this.counts) {
      if (counts.size > 0) this.writeLine(rule, counts);
      counts.clear();
    }
    this.closed = true;
  }

  private open(time: number): void {
    this.begin = this.zone.bucketStart(time, this.span);
    this.end = this.zone.bucketEnd(this.begin, this.span);
    this.closed = false;
  }

  /** Plain JSON, for {@link Statistics.restore}. */
  save(): unknown {
    const rules = Array.from(this.counts, ([rule, counts]) => [rule, [...counts]]);
    const period = Number.isFinite(this.end) ? { begin: this.begin, end: this.end } : null;
    return { period, closed: this.closed, rules } as SavedStatistics;
  }

  restore(saved: unknown): void {
    const { period, closed, rules } = saved as SavedStatistics;
    if (period) Object.assign(this, period);
    this.closed = closed;
    for (const [rule, counts] of rules) if (this.counts.has(rule) || counts.length > 0) this.counts.set(rule, new Map(counts));
  }

  private writeLine(rule: string, counts: ReadonlyMap<OutcomeWord, number>): void {
    const { period, write } = this.options;
    const begin = jsonTime(this.begin);
    // Receivers get it in a header, where a name in backquotes could not stand.
    const id = `${period}.${urlText(rule)}.${JSON.parse(begin)}`;
    const outcomes = OUTCOME_WORDS.flatMap((word) => (counts.has(word) ? [[word, String(counts.get(word))] as const] : []));
    const line = jsonObject([
      ['schema', jsonString(STATISTICS_SCHEMA)],
      ['id', jsonString(id)],
      ['period', jsonString(period)],
      ['rule', jsonString(rule)],
      ['begin', begin],
      ['end', jsonTime(this.end)],
      ['outcomes', jsonObject(outcomes)],
    ]);
    write(line, id);
  }
}
