/** Patterns over fields: `{ event: "order.placed", order: text, customer.id as customer: text? }`. */

import type { FieldTestPlan } from '../../dsl/pattern-plan.ts';
import type { ConstantValue, Type } from '../../dsl/plan.ts';
import type { LogRecord, Value } from '../record.ts';
import { convertValue } from '../values/convert.ts';
import { sameValue } from '../values/equality.ts';
import type { Alternative } from './alternatives.ts';
import { compileRegex } from './automata/regex.ts';

/** The value that a field is captured as, whether or not it is used; undefined if the field does not fit. */
type FieldTest = (value: Value) => Value | undefined;

export class FieldTests implements Alternative {
  private readonly tests: readonly { plan: FieldTestPlan; test: FieldTest }[];
  /** The values found in the current record. */
  private readonly found: (Value | undefined)[];

  constructor(plans: readonly FieldTestPlan[]) {
    this.tests = plans.map((plan) => ({ plan, test: testOf(plan) }));
    this.found = new Array<Value | undefined>(plans.length);
  }

  matches(record: LogRecord): boolean {
    const { tests, found } = this;
    for (let i = 0; i < tests.length; i++) {
      const { plan, test } = tests[i]!;
      const value = record.field(plan.path);
      found[i] = value === undefined ? undefined : test(value);
      if (found[i] === undefined && (value !== undefined || !plan.optional)) return false;
    }
    return true;
  }

  read(_record: LogRecord, values: (Value | undefined)[]): boolean {
    const { tests, found } = this;
    for (let i = 0; i < tests.length; i++) {
      const { slot } = tests[i]!.plan;
      if (slot !== undefined) values[slot] = found[i];
    }
    return true;
  }
}

function testOf({ equals, matches, type = 'json' }: FieldTestPlan): FieldTest {
  if (equals !== undefined) return equalTo(equals);
  if (!matches) return (value) => typed(value, type);
  const regex = compileRegex(matches);
  return (value) => {
    const text = convertValue(value, 'text');
    return typeof text === 'string' && regex.test(text) ? text : undefined;
  };
}

/** A number in a format that has only text is compared as a number. `none` equals no value. */
function equalTo(constant: ConstantValue): FieldTest {
  if (constant === null) return () => undefined;
  const type: Type = typeof constant === 'number' ? 'float' : typeof constant === 'boolean' ? 'bool' : 'json';
  return (value) => (sameValue(convertValue(value, type), constant as Value) ? (constant as Value) : undefined);
}

/** Text converts to any type, but only a text is accepted as `text`. */
function typed(value: Value, type: Type): Value | undefined {
  return type === 'text' && typeof value !== 'string' ? undefined : convertValue(value, type);
}
