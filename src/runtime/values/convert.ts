/** Converts values whose type is known only at run time to the type they are compared with or declared to have. */

import { parseAddress, parseNetwork } from '../../addresses.ts';
import type { Type } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { parseDuration } from './duration.ts';
import { instantOf, parseInstant } from './instant.ts';
import { SECOND } from './time-units.ts';

const INT = /^[+-]?\d+$/;
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Converts a value to a type; returns undefined if it has no such value. Numbers are seconds if a duration is wanted. */
export function convertValue(value: Value, to: Type): Value | undefined {
  if (typeof to === 'object') return Array.isArray(value) ? convertList(value, to.list) : undefined;
  if (to === 'json') return value;
  if (typeof value === 'string') return fromText(value, to);
  if (typeof value === 'number') return fromNumber(value, to);
  if (typeof value === 'boolean') return to === 'bool' ? value : to === 'text' ? String(value) : undefined;
  return undefined;
}

function convertList(values: readonly Value[], to: Type): Value[] | undefined {
  const converted: Value[] = [];
  for (const value of values) {
    const one = convertValue(value, to);
    if (one === undefined) return undefined;
    converted.push(one);
  }
  return converted;
}

function fromText(text: string, to: Exclude<Type, { list: Type }>): Value | undefined {
  switch (to) {
    case 'int':
      return INT.test(text) ? fromNumber(Number(text), to) : undefined;
    case 'float':
      return FLOAT.test(text) ? fromNumber(Number(text), to) : undefined;
    case 'bool':
      return text === 'true' || (text === 'false' ? false : undefined);
    case 'time':
      return parseInstant(text);
    case 'duration':
      return parseDuration(text);
    case 'ip':
      return parseAddress(text);
    case 'network':
      return parseNetwork(text);
    default:
      return text;
  }
}

function fromNumber(number: number, to: Exclude<Type, { list: Type }>): Value | undefined {
  switch (to) {
    case 'text':
      return String(number);
    case 'int':
      return Number.isSafeInteger(number) ? number + 0 : undefined;
    case 'float':
      return Number.isFinite(number) ? number + 0 : undefined;
    case 'time':
      return instantOf(number);
    case 'duration':
      return fromNumber(Math.round(number * SECOND), 'int');
    default:
      return undefined;
  }
}
