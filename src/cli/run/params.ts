/** `--param name=value`: values for the params of a plan, parsed according to their types. */

import { readLiteral } from '../../dsl/lower/value-file.ts';
import type { ConstantValue, Plan, Type } from '../../dsl/plan.ts';
import { isList, typeName } from '../../dsl/types.ts';
import { misuseOf } from '../../library/options.ts';
import type { Value } from '../../runtime/record.ts';
import { parseStamp } from '../arguments.ts';
import { type Failure, usageError } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';

/** @throws Failure for a param that the plan does not have, or a value of the wrong type. */
export function paramsOf(given: readonly string[] | undefined, plan: Plan): Map<string, ConstantValue & Value> {
  return new Map((given ?? []).map((text) => paramOf(text, plan)));
}

/**
 * Parses one.
 * @param items the values of a list, if they were given one by one: they may have commas
 * @throws Failure as {@link paramsOf}
 */
export function paramOf(text: string, plan: Plan, items?: readonly string[]): [name: string, value: ConstantValue & Value] {
  const equals = text.indexOf('=');
  if (equals < 0) throw usageError(`'${text}' is not a valid value for --param.`, 'Write it as --param name=value.');
  const name = text.slice(0, equals);
  const param = plan.params.find((candidate) => candidate.name === name);
  if (!param) throw unknownParam(name, plan);
  const value = valueFrom(text.slice(equals + 1), param.type, name, items);
  const misuse = misuseOf(name, value, plan);
  if (misuse) throw usageError(misuse.message, `Give ${misuse.instead}: --param ${name}=${misuse.example}.`);
  return [name, value];
}

function unknownParam(name: string, { params }: Plan): Failure {
  const known = params.map((param) => param.name);
  const help = known.length === 0 ? 'The rules have no params.' : meantOrAll(name, known, 'The rules have');
  return usageError(`There is no param '${name}'.`, help);
}

/** Lists are separated by commas; one without a value is empty. */
function valueFrom(
  text: string,
  type: Type,
  name: string,
  items: readonly string[] = text === '' ? [] : text.split(',').map((item) => item.trim()),
): ConstantValue & Value {
  const value = isList(type) ? items.map((item) => constantOf(item, type.list)) : constantOf(text, type);
  if (value === undefined || (Array.isArray(value) && value.includes(undefined))) {
    throw usageError(
      `'${text}' is not a valid value for '${name}', which is ${typeName(type)}.`,
      isList(type) ? 'Separate the values of a list by commas.' : 'Write values as in rules: 12, 1.5, true, 5m, 2024-03-01T08:00:00Z.',
    );
  }
  return value as ConstantValue & Value;
}

/** Of a time, the date is enough. */
function constantOf(text: string, type: Type): ConstantValue | undefined {
  return type === 'time' ? parseStamp(text) : readLiteral(text, type);
}
