/** `and`, `or`, `not`, comparisons, membership and defaults. A missing condition does not hold. */

import { compareAddresses } from '../../addresses.ts';
import type { Type } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { convertValue } from '../values/convert.ts';
import { compareValues, sameValue } from '../values/equality.ts';
import { constantOf, isNone } from './constants.ts';
import { byCall, type Form, test } from './form.ts';
import type { Evaluate } from './scope.ts';

const and: Form = (args) => (scope) => args.every((arg) => arg(scope) === true);
const or: Form = (args) => (scope) => args.some((arg) => arg(scope) === true);
const not: Form =
  ([operand]) =>
  (scope) =>
    operand?.(scope) !== true;

const equal: Form = test(sameValue);
const different: Form = test((a, b) => !sameValue(a, b));

/** Only `== none` and `!= none` test for a missing value. */
function askingNone(compare: Form, wantsMissing: boolean): Form {
  return (args, call, environment) => {
    const [left, right] = call.args;
    const asked: Evaluate | undefined = isNone(right) ? args[0] : isNone(left) ? args[1] : undefined;
    if (!asked) return compare(args, call, environment);
    return (scope) => (asked(scope) === undefined) === wantsMissing;
  };
}

/** Values without an order compare neither less nor greater. */
function ordering(fits: (order: number) => boolean): Form {
  const values = test((a, b) => {
    const order = compareValues(a, b);
    return order !== undefined && fits(order);
  });
  const addresses = test((a, b) => typeof a === 'string' && typeof b === 'string' && fits(compareAddresses(a, b)));
  return byCall(({ of }) => (of === 'ip' ? addresses : values));
}

const isPlain = (value: Value) => typeof value !== 'object';

/** Whether a list has a value. Each element of JSON is converted by itself: one that cannot be is only not found. */
function searching(of: Type | undefined): (items: Value[], one: Value) => boolean {
  if (of === undefined) return (items, one) => items.some((item) => sameValue(item, one));
  return (items, one) => items.some((item) => sameValue(convertValue(item, of), one));
}

/** For constant lists a set is worthwhile. */
const within = byCall(({ args: [, list], of }, environment) => {
  const constant = of === undefined ? constantOf(list, environment) : undefined;
  const members = Array.isArray(constant) && constant.every(isPlain) ? new Set<Value>(constant) : undefined;
  if (members) return test((one) => members.has(one));
  const has = searching(of);
  return test((one, items) => Array.isArray(items) && has(items, one));
});

/** What is no list is read as a text, as a number of JSON may be. */
const contains = byCall(({ of }) => {
  const has = searching(of);
  return test((whole, part) => {
    if (Array.isArray(whole)) return has(whole, part);
    const text = convertValue(whole, 'text');
    return typeof text === 'string' && typeof part === 'string' && text.includes(part);
  });
});

/** The first argument that is not missing. */
const fallback: Form = (args) => (scope) => {
  for (const arg of args) {
    const value = arg(scope);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** The element with an index from 0, or the value under a name. */
const index: Form =
  ([whole, at]) =>
  (scope) => {
    const found = whole?.(scope);
    const place = at?.(scope);
    if (Array.isArray(found)) return typeof place === 'number' ? found[place] : undefined;
    return typeof found === 'object' && typeof place === 'string' ? found.get(place) : undefined;
  };

/** Missing values are left out. */
const list: Form = (args) => (scope) => args.map((arg) => arg(scope)).filter((value) => value !== undefined);

export const logic = {
  and,
  or,
  not,
  eq: askingNone(equal, true),
  ne: askingNone(different, false),
  lt: ordering((order) => order < 0),
  le: ordering((order) => order <= 0),
  gt: ordering((order) => order > 0),
  ge: ordering((order) => order >= 0),
  in: within,
  contains,
  default: fallback,
  index,
  list,
} satisfies Record<string, Form>;
