/** Types of values at compile time: their names, comparison and conversion. */

import { parseAddress, parseNetwork } from '../addresses.ts';
import type { TypeNode } from './ast.ts';
import type { ConstantValue, Type } from './plan.ts';

export const TYPE_NAMES = ['text', 'int', 'float', 'bool', 'time', 'duration', 'ip', 'network', 'json', 'list'] as const;

/** The type of a node; undefined if there is none of that name. */
export function typeOf(node: TypeNode): Type | undefined {
  const { name, of } = node;
  const element = of && typeOf(of);
  if (name.text === 'list') return element && { list: element };
  const isPlain = !of && TYPE_NAMES.some((known) => known === name.text);
  return isPlain ? (name.text as Type) : undefined;
}

export function isList(type: Type): type is { list: Type } {
  return typeof type === 'object';
}

export function sameType(a: Type, b: Type): boolean {
  return isList(a) && isList(b) ? sameType(a.list, b.list) : a === b;
}

export function isNumber(type: Type): boolean {
  return type === 'int' || type === 'float';
}

/** The name of a type for people. */
export function typeName(type: Type): string {
  return isList(type) ? `list(${typeName(type.list)})` : type;
}

/**
 * The common type of values from several sources: `int` widens to `float`, `json` takes the other's type. Undefined if
 * they have none.
 */
export function commonType(a: Type, b: Type): Type | undefined {
  if (sameType(a, b)) return a;
  if (a === 'json') return b;
  if (b === 'json') return a;
  if (isNumber(a) && isNumber(b)) return 'float';
  if (isList(a) && isList(b)) {
    const element = commonType(a.list, b.list);
    return element && { list: element };
  }
  return undefined;
}

/** The type of a value that may be of either: `json` if that is known at run time only. */
export function eitherType(a: Type, b: Type): Type {
  if (sameType(a, b)) return a;
  return isNumber(a) && isNumber(b) ? 'float' : 'json';
}

/** Whether every value of a type is also one of another; of `json` and to `json`, that is known at run time only. */
export function isPartOf(type: Type, whole: Type): boolean {
  if (isList(type) && isList(whole)) return isPartOf(type.list, whole.list);
  return type === whole || type === 'json' || whole === 'json' || (type === 'int' && whole === 'float');
}

/** Converts a constant to another type; undefined if that is impossible. */
export function convertConstant(value: ConstantValue, from: Type, to: Type): ConstantValue | undefined {
  if (sameType(from, to) || value === null) return value;
  if (isList(to)) return Array.isArray(value) ? convertList(value, isList(from) ? from.list : 'json', to.list) : undefined;
  if (to === 'json') return value;
  if (to === 'float' && typeof value === 'number' && isNumber(from)) return value;
  if (to === 'ip' && typeof value === 'string') return parseAddress(value);
  if (to === 'network' && typeof value === 'string') return parseNetwork(value);
  return undefined;
}

function convertList(values: ConstantValue[], from: Type, to: Type): ConstantValue[] | undefined {
  const converted = values.map((value) => convertConstant(value, from, to));
  return converted.every((value) => value !== undefined) ? converted : undefined;
}

const BOOLEANS: Record<string, boolean> = { true: true, false: false };

/** A constant written as bare text, as in a file of values; undefined if the text is not of the type. */
export function readConstant(text: string, type: Type): ConstantValue | undefined {
  switch (type) {
    case 'text':
    case 'json':
      return text;
    case 'int':
      return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case 'float':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'bool':
      return Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined;
    case 'ip':
      return parseAddress(text);
    case 'network':
      return parseNetwork(text);
    default:
      return undefined;
  }
}
