/** Counts the outcomes of a live run by hour and by day, for the outputs that ask for it. */

import type { Plan } from '../../dsl/plan.ts';
import type { Outcome } from '../record.ts';
import { type Period, Statistics } from '../report/statistics.ts';

export type SavedCounts = [period: Period, counts: unknown][];

interface PeriodCountsOptions {
  /** IANA name of the zone whose hours and days are counted. */
  zone: string;
  /** Microseconds by which records may be out of order: a period is reported this long after its end. */
  lateness: number;
  /** Writes a line, without its line end, with its stable id. */
  write(period: Period, line: string, id: string): void;
}

export class PeriodCounts {
  private all: readonly (readonly [Period, Statistics])[] = [];

  constructor(private readonly options: PeriodCountsOptions) {}

  /** Sets the counted periods. Counts of those that stay are kept. */
  change(periods: Iterable<Period>, plan: Plan): void {
    const before = new Map(this.all);
    this.all = Array.from(new Set(periods), (period) => [period, before.get(period) ?? this.statisticsOf(period, plan)]);
  }

  /** Must be called when the plan of the outcomes changes. Counts are kept. */
  begin(plan: Plan): void {
    const saved = this.save();
    this.all = this.all.map(([period]) => [period, this.statisticsOf(period, plan)]);
    this.restore(saved);
  }

  add(outcome: Outcome): void {
    for (const [, statistics] of this.all) statistics.add(outcome);
  }

  /** Advances time (microseconds since 1970). */
  advance(time: number): void {
    for (const [, statistics] of this.all) statistics.advance(time - this.options.lateness);
  }

  /** Whether anything was counted that is not yet reported: time alone brings that about. */
  get isWaiting(): boolean {
    return this.all.some(([, statistics]) => statistics.isCounting);
  }

  save(): SavedCounts {
    return this.all.map(([period, statistics]) => [period, statistics.save()]);
  }

  restore(saved: SavedCounts): void {
    const byPeriod = new Map(saved);
    for (const [period, statistics] of this.all) {
      const counts = byPeriod.get(period);
      if (counts !== undefined) statistics.restore(counts);
    }
  }

  private statisticsOf(period: Period, plan: Plan): Statistics {
    const { zone, write } = this.options;
    return new Statistics(plan, { period, zone, write: (line, id) => write(period, line, id) });
  }
}
