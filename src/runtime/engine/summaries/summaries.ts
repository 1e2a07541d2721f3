/** Summaries over records as they come: `count`, `sum`, percentiles and the others. */

import { compareAddresses } from '../../../addresses.ts';
import type { SummaryPlan } from '../../../dsl/plan.ts';
import type { Value } from '../../record.ts';
import { canonicalText } from '../../values/canonical.ts';
import { compareValues } from '../../values/equality.ts';
import { ExactSum } from '../../values/exact-sum.ts';
import { Quantiles } from '../../values/quantiles.ts';
import { restoreValue, type SavedValue, saveValue } from '../../values/saved.ts';

export interface Accumulator {
  /** Counts a record with this value; only `count` uses the weight. */
  add(value: Value, weight: number): void;
  result(): Value | undefined;
  /** Plain JSON, for `restore` of an accumulator made from the same plan. */
  save(): unknown;
  restore(saved: unknown): void;
}

/** An accumulator that can take back what was added, in any order, as if it had never been there. */
export interface Reversible extends Accumulator {
  remove(value: Value, weight: number): void;
  /** Whether what was taken back has left a trace all the same, so that adding the rest anew would differ. */
  readonly isTraced?: boolean;
}

export function createAccumulator(plan: SummaryPlan): Accumulator {
  switch (plan.fn) {
    case 'min':
    case 'max':
      return new Extreme(goesBefore(plan));
    case 'first':
      return new First();
    case 'last':
      return new Last();
    case 'list':
      return new List(plan.limit);
    case 'sum':
      return new Sum(plan.type !== 'float');
    case 'avg':
      return new Mean(plan.type !== 'float');
    case 'distinct':
      return new Distinct();
    case 'p50':
    case 'p95':
    case 'p99':
      return new Percentile(Number(plan.fn.slice(1)));
    default:
      return new Count();
  }
}

export function isReversible(total: Accumulator): total is Reversible {
  return 'remove' in total;
}

/** Returns whether `min` or `max` prefers the first of two values. */
export function goesBefore({ fn, type }: SummaryPlan): (a: Value, b: Value) => boolean {
  const sign = fn === 'min' ? -1 : 1;
  const order = (a: Value, b: Value) =>
    type === 'ip' && typeof a === 'string' && typeof b === 'string' ? compareAddresses(a, b) : compareValues(a, b);
  return (a, b) => (order(a, b) ?? 0) * sign > 0;
}

/** The only summary that uses weights: a record that stands for three counts three times. */
class Count implements Reversible {
  private readonly sum = new ExactSum();

  add(_: Value, weight: number): void {
    this.sum.add(weight);
  }

  remove(_: Value, weight: number): void {
    this.sum.remove(weight);
  }

  result(): Value | undefined {
    return wholeOf(this.sum.value);
  }

  save(): unknown {
    return this.sum.save();
  }

  restore(saved: unknown): void {
    this.sum.restore(saved);
  }
}

/** A whole number; missing beyond ±2^53. */
function wholeOf(value: number | undefined): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined;
}

class Sum implements Reversible {
  protected readonly sum = new ExactSum();

  /** @param whole whether the values are whole numbers */
  constructor(protected readonly whole: boolean) {}

  add(value: Value): void {
    if (typeof value === 'number') this.sum.add(value);
  }

  remove(value: Value): void {
    if (typeof value === 'number') this.sum.remove(value);
  }

  result(): Value | undefined {
    const { value } = this.sum;
    return this.whole ? wholeOf(value) : value;
  }

  save(): unknown {
    return this.sum.save();
  }

  restore(saved: unknown): void {
    this.sum.restore(saved);
  }
}

class Mean extends Sum {
  private count = 0;

  override add(value: Value): void {
    super.add(value);
    this.count++;
  }

  override remove(value: Value): void {
    super.remove(value);
    this.count--;
  }

  override result(): Value | undefined {
    const { value } = this.sum;
    if (value === undefined || this.count === 0) return undefined;
    const mean = value / this.count;
    return this.whole ? Math.round(mean) : mean;
  }

  override save(): unknown {
    return [this.count, super.save()];
  }

  override restore(saved: unknown): void {
    const [count, sum] = saved as [number, unknown];
    this.count = count;
    super.restore(sum);
  }
}

class Distinct implements Reversible {
  /** How often each value other than lists and maps occurs. */
  private plain = new Map<Value, number>();
  /** The same for lists and maps, by canonical text: these are rare. */
  private nested: Map<Value, number> | undefined;

  add(value: Value): void {
    if (typeof value !== 'object') raise(this.plain, value);
    else raise((this.nested ??= new Map()), canonicalText(value));
  }

  remove(value: Value): void {
    if (typeof value !== 'object') lower(this.plain, value);
    else if (this.nested) lower(this.nested, canonicalText(value));
  }

  result(): Value {
    return this.plain.size + (this.nested?.size ?? 0);
  }

  save(): unknown {
    return [this.plain, this.nested ?? []].map((counts) => Array.from(counts, ([value, count]) => [saveValue(value), count]));
  }

  restore(saved: unknown): void {
    const [plain, nested] = (saved as [SavedValue, number][][]).map(
      (counts) => new Map(counts.map(([value, count]) => [restoreValue(value) as Value, count])),
    );
    this.plain = plain ?? new Map();
    this.nested = nested;
  }
}

function raise(counts: Map<Value, number>, value: Value): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function lower(counts: Map<Value, number>, value: Value): void {
  const left = (counts.get(value) ?? 0) - 1;
  if (left > 0) counts.set(value, left);
  else counts.delete(value);
}

class Percentile implements Reversible {
  private readonly quantiles = new Quantiles();

  constructor(private readonly percent: number) {}

  get isTraced(): boolean {
    return this.quantiles.isRounded;
  }

  add(value: Value): void {
    if (typeof value === 'number') this.quantiles.add(value);
  }

  remove(value: Value): void {
    if (typeof value === 'number') this.quantiles.remove(value);
  }

  result(): Value | undefined {
    return this.quantiles.percentile(this.percent);
  }

  save(): unknown {
    return this.quantiles.save();
  }

  restore(saved: unknown): void {
    this.quantiles.restore(saved);
  }
}

/** Keeps a single value. */
abstract class One implements Accumulator {
  protected value: Value | undefined;

  abstract add(value: Value): void;

  result(): Value | undefined {
    return this.value;
  }

  save(): unknown {
    return saveValue(this.value);
  }

  restore(saved: unknown): void {
    this.value = restoreValue(saved as SavedValue);
  }
}

class First extends One {
  override add(value: Value): void {
    this.value ??= value;
  }
}

class Last extends One {
  override add(value: Value): void {
    this.value = value;
  }
}

class Extreme extends One {
  constructor(private readonly before: (a: Value, b: Value) => boolean) {
    super();
  }

  override add(value: Value): void {
    if (this.value === undefined || this.before(value, this.value)) this.value = value;
  }
}

/** Keeps the first values, up to a limit. */
class List implements Accumulator {
  private values: Value[] = [];

  constructor(private readonly limit = Number.POSITIVE_INFINITY) {}

  add(value: Value): void {
    if (this.values.length < this.limit) this.values.push(value);
  }

  result(): Value {
    return [...this.values];
  }

  save(): unknown {
    return saveValue(this.values);
  }

  restore(saved: unknown): void {
    this.values = restoreValue(saved as SavedValue) as Value[];
  }
}
