/** Entries of triggers, and which of them certainly take every record that another takes. */

import { getOrMake } from '../../get-or-make.ts';
import { canonicalJson } from '../meaning.ts';
import type { ConstantValue, ExprPlan, FunctionName, TriggerPlan } from '../plan.ts';

type Entry = TriggerPlan[number];

/** A part of a condition, of those that `and` joins. */
interface Demand {
  text: string;
  bound?: Bound;
}

/** A call of a function of two values, of which the second is a constant, such as a comparison. */
interface Bound {
  /** The first value. */
  of: string;
  fn: FunctionName;
  value: ConstantValue;
}

interface Added<T> {
  /** Its place in the order in which entries were added. */
  order: number;
  demands: readonly Demand[];
  value: T;
}

/** Those that another comparison of the same value may imply. */
const COMPARISONS: ReadonlySet<FunctionName> = new Set(['ne', 'gt', 'ge', 'lt', 'le']);

/** Entries, each with what is known of it. */
export class Entries<T> {
  private count = 0;
  /** By record, and by what an entry must demand to be implied the first demand of those here. */
  private readonly known = new Map<string, Added<T>[]>();

  add({ record, where }: Entry, value: T): void {
    const demands = demandsOf(where);
    const at = `${record} ${demands[0] ? subjectOf(demands[0]) : ''}`;
    getOrMake(this.known, at, () => []).push({ order: this.count++, demands, value });
  }

  /** The first added that takes every record which this one takes, and suits; undefined if there is none. */
  firstWider(entry: Entry, suits: (value: T) => boolean): T | undefined {
    const demands = demandsOf(entry.where);
    const firsts = this.near(entry, demands).flatMap((some) => some.find((one) => isWider(one, demands) && suits(one.value)) ?? []);
    return firsts.sort((a, b) => a.order - b.order)[0]?.value;
  }

  /** Whether there are any, for each of these. */
  coverAll(entries: TriggerPlan): boolean {
    const isCovered = (entry: Entry): boolean => {
      const demands = demandsOf(entry.where);
      return this.near(entry, demands).some((some) => some.some((one) => isWider(one, demands)));
    };
    return entries.length > 0 && entries.every(isCovered);
  }

  /** All whose first demand may follow from these, and those without a demand. */
  private near({ record }: Entry, demands: readonly Demand[]): Added<T>[][] {
    const subjects = new Set(['', ...demands.flatMap(({ text, bound }) => (bound ? [text, bound.of] : [text]))]);
    return Array.from(subjects, (subject) => this.known.get(`${record} ${subject}`) ?? []);
  }
}

export function entriesIn(trigger: TriggerPlan): Entries<true> {
  const entries = new Entries<true>();
  for (const entry of trigger) entries.add(entry, true);
  return entries;
}

function demandsOf(condition: ExprPlan | undefined): Demand[] {
  if (!condition) return [];
  if (condition.op !== 'call') return [{ text: canonicalJson(condition) }];
  const { fn, args } = condition;
  if (fn === 'and') return args.flatMap(demandsOf);
  const [of, constant] = args;
  const text = canonicalJson(condition);
  return of && constant?.op === 'const' ? [{ text, bound: { of: canonicalJson(of), fn, value: constant.value } }] : [{ text }];
}

function isWider({ demands }: Added<unknown>, by: readonly Demand[]): boolean {
  return demands.every((demand) => isImplied(demand, by));
}

/** What a demand that implies this one shares with it: the value that is compared, or everything. */
function subjectOf({ text, bound }: Demand): string {
  return bound && COMPARISONS.has(bound.fn) ? bound.of : text;
}

function isImplied({ text, bound }: Demand, by: readonly Demand[]): boolean {
  return by.some((one) => one.text === text || (bound && one.bound?.of === bound.of && follows(bound, one.bound)));
}

/** Whether `x fn value` holds wherever another such comparison does. Of a missing x neither holds. */
function follows({ fn, value }: Bound, by: Bound): boolean {
  if (fn === 'ne' && by.fn === 'eq') return typeof value === typeof by.value && value !== by.value;
  if (typeof value !== 'number' || typeof by.value !== 'number') return false;
  const is = (...fns: FunctionName[]) => fns.includes(by.fn);
  switch (fn) {
    case 'gt':
      return (is('gt') && by.value >= value) || (is('ge', 'eq') && by.value > value);
    case 'ge':
      return is('gt', 'ge', 'eq') && by.value >= value;
    case 'lt':
      return (is('lt') && by.value <= value) || (is('le', 'eq') && by.value < value);
    case 'le':
      return is('lt', 'le', 'eq') && by.value <= value;
    case 'ne':
      return follows({ ...by, fn: 'gt', value }, by) || follows({ ...by, fn: 'lt', value }, by);
    default:
      return false;
  }
}
