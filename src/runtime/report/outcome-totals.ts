import type { OutcomeWord } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import { given } from '../../given.ts';
import type { Location, Outcome, ReasonCode } from '../record.ts';
import { Quantiles } from '../values/quantiles.ts';
import type { OutcomeSummary } from './summary.ts';

/** The counted parts of an outcome; of its records only the first and the last are used. */
export interface CountedOutcome
  extends Pick<Outcome, 'rule' | 'outcome' | 'name' | 'code' | 'reason' | 'keys' | 'begin' | 'end' | 'isReported'> {
  records: readonly Location[];
}

interface NamedCount {
  name?: string;
  code: ReasonCode;
  count: number;
}

export interface SavedOutcomeTotals {
  count: number;
  suppressed: number;
  longest: number;
  durations: unknown;
  names: [id: string, named: NamedCount][];
}

/** How often one outcome of one rule occurred, under which names, and how long it took. */
export class OutcomeTotals {
  private count = 0;
  private suppressed = 0;
  private longest = Number.NEGATIVE_INFINITY;
  private readonly durations = new Quantiles();
  private readonly names = new Map<string, NamedCount>();

  constructor(private readonly outcome: OutcomeWord) {}

  add({ name, code, begin, end, isReported }: CountedOutcome): void {
    this.count++;
    if (!isReported) this.suppressed++;
    this.durations.add(end - begin);
    this.longest = Math.max(this.longest, end - begin);
    getOrMake(this.names, `${code} ${name ?? ''}`, () => ({ ...given({ name }), code, count: 0 })).count++;
  }

  /** Plain JSON, for {@link OutcomeTotals.restore}. */
  save(): SavedOutcomeTotals {
    const { count, suppressed, longest, durations, names } = this;
    return { count, suppressed, longest, durations: durations.save(), names: Array.from(names, ([id, named]) => [id, { ...named }]) };
  }

  restore({ count, suppressed, longest, durations, names }: SavedOutcomeTotals): void {
    Object.assign(this, { count, suppressed, longest });
    this.durations.restore(durations);
    for (const [id, named] of names) this.names.set(id, named);
  }

  summary(): OutcomeSummary {
    const { outcome, count, suppressed, durations, longest } = this;
    const percentile = (percent: number) => durations.percentile(percent) ?? 0;
    return {
      outcome,
      count,
      suppressed,
      names: mostFirst([...this.names.values()]),
      durations: { p50: percentile(50), p95: percentile(95), p99: percentile(99), max: longest },
    };
  }
}

/** Sorts by count, descending; equals keep their order. */
export function mostFirst<T extends { count: number }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => b.count - a.count);
}
