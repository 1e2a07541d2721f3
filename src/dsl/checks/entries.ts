/** Entries of triggers, and which of them certainly take every record that another takes. */

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

/** Entries, each with what is known of it. */
export class Entries<T> {
  private readonly byRecord = new Map<number, { demands: readonly Demand[]; value: T }[]>();

  add({ record, where }: Entry, value: T): void {
    const known = this.byRecord.get(record);
    const added = { demands: demandsOf(where), value };
    if (known) known.push(added);
    else this.byRecord.set(record, [added]);
  }

  /** Those that take every record which this one takes, in the order in which they were added. */
  wider({ record, where }: Entry): T[] {
    const demands = demandsOf(where);
    const wider = (this.byRecord.get(record) ?? []).filter((one) => one.demands.every((demand) => isImplied(demand, demands)));
    return wider.map(({ value }) => value);
  }

  /** Whether there are any, for each of these. */
  coverAll(entries: TriggerPlan): boolean {
    return entries.length > 0 && entries.every((entry) => this.wider(entry).length > 0);
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
