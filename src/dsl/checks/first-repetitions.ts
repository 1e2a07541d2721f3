import type { ExprPlan, FunctionName } from '../plan.ts';
import { takesIn } from '../sequence-plan.ts';
import type { Check } from './check.ts';

/** Functions that may have a value although an argument is missing; all others then have none. */
const BEAR_MISSING: readonly FunctionName[] = ['and', 'or', 'not', 'default', 'list'];

/** Whether an expression has no value, or is false, if some captures are empty; false if that cannot be determined. */
function isNothing(expr: ExprPlan, empty: ReadonlySet<number>): boolean {
  if (expr.op === 'capture') return empty.has(expr.capture);
  if (expr.op === 'convert') return isNothing(expr.value, empty);
  if (expr.op !== 'call') return false;
  const { fn, args } = expr;
  const nothing = (arg: ExprPlan) => isNothing(arg, empty);
  if (fn === 'or' || fn === 'default') return args.every(nothing);
  if (fn === 'and') return args.some(nothing);
  return !BEAR_MISSING.includes(fn) && !asksForMissing(args) && args.some(nothing);
}

/** `== none` */
function asksForMissing(args: readonly ExprPlan[]): boolean {
  return args.some((arg) => arg.op === 'const' && arg.value === null);
}

/** A repetition whose condition needs the previous record can never take a first one, and so takes none at all. */
export const firstRepetitions: Check = {
  transaction({ plan, context, report }) {
    for (const take of takesIn(plan.pattern)) {
      // `previous` reads captures without a name.
      const previous = new Set(take.captures.filter((index) => plan.captures[index]?.name === ''));
      if (previous.size === 0 || !take.of.every(({ where }) => where && isNothing(where, previous))) continue;
      report.add(context.placeOf(take), 'no-first-repetition', [take.label]);
    }
  },
};
