/** Calls of the standard functions. */

import type { CallExpr } from '../ast-expressions.ts';
import { type ArgumentType, FUNCTIONS, isZone, type Signature, SUMMARY_NAMES } from '../builtins.ts';
import { helpForFunction } from '../foreign-names.ts';
import type { FunctionName } from '../plan.ts';
import { commonType, isList, isNumber, typeName } from '../types.ts';
import { adviceOnArgument } from './advice.ts';
import { lowerExpr } from './expressions.ts';
import { callOf, convertTo } from './operators.ts';
import { constantValue, type Place, type Typed } from './typed.ts';

export function lowerCall(call: CallExpr, place: Place): Typed | undefined {
  const own = place.call ? place.call(call, place) : null;
  if (own !== null) return own;
  const signature = FUNCTIONS.get(call.callee.text);
  if (signature) return lowerFunction(call, signature, place);
  const { text } = call.callee;
  const help = helpForFunction(text);
  if ((SUMMARY_NAMES as readonly string[]).includes(text)) place.report.add(call.callee, 'misplaced-summary', [text]);
  else if (help !== undefined) place.report.add(call.callee, 'unknown-function', [text], { help });
  else place.report.unknown(call.callee, 'unknown-function', [text], text, [...FUNCTIONS.keys(), ...SUMMARY_NAMES]);
  return undefined;
}

function lowerFunction(call: CallExpr, signature: Signature, place: Place): Typed | undefined {
  const { text } = call.callee;
  for (const { where } of call.args) if (where) place.report.add(where, 'misplaced-where', [text]);
  const args = call.args.map(({ value }) => lowerExpr(value, place));
  if (!countFits(args.length, signature)) {
    place.report.add(call, 'wrong-number-of-arguments', [text, countOf(signature), args.length]);
    return undefined;
  }
  const converted: Typed[] = [];
  for (const [i, arg] of args.entries()) {
    if (!arg) return undefined;
    const wanted = signature.params[Math.min(i, signature.params.length - 1)] as ArgumentType;
    const fitting = asWanted(arg, wanted);
    if (!fitting) {
      const found = arg.none ? 'none' : typeName(arg.type);
      place.report.add(call.args[i]?.value ?? call, 'wrong-argument', [text, describe(wanted), found], adviceOnArgument(wanted, arg));
      return undefined;
    }
    converted.push(fitting);
  }
  if (signature.zoned) checkZone(call, converted[1], place);
  return finish(call, signature, converted, place);
}

function checkZone({ args }: CallExpr, zone: Typed | undefined, { report }: Place): void {
  const name = zone && (constantValue(zone) ?? zone.byDefault);
  if (args[1] && typeof name === 'string' && !isZone(name)) report.add(args[1], 'unknown-zone', [name]);
}

function finish(call: CallExpr, signature: Signature, args: Typed[], place: Place): Typed | undefined {
  let type = signature.result === 'first' ? (args[0]?.type ?? 'json') : signature.result;
  for (const arg of signature.variadic ? args : []) {
    const common = commonType(type, arg.type);
    if (!common) {
      place.report.add(call, 'wrong-argument', [call.callee.text, typeName(type), typeName(arg.type)]);
      return undefined;
    }
    type = common;
  }
  const [, zone] = signature.zoned ? args : [];
  const mayLack = signature.partial || args.some((arg) => arg.optional) || (zone && constantValue(zone) === undefined);
  return callOf(call.callee.text as FunctionName, args, type, mayLack);
}

function countFits(count: number, { params, optional = 0, variadic }: Signature): boolean {
  return count >= params.length - optional && (variadic === true || count <= params.length);
}

function countOf({ params, optional = 0, variadic }: Signature): string {
  const least = params.length - optional;
  if (variadic) return `${least} or more`;
  return optional === 0 ? `${least}` : `${least} or ${params.length}`;
}

/** The argument converted to the wanted type; undefined if that is impossible. */
function asWanted(arg: Typed, wanted: ArgumentType): Typed | undefined {
  if (arg.none) return undefined;
  switch (wanted) {
    case 'any':
      return arg;
    case 'number':
    case 'magnitude': {
      const value = arg.type === 'json' ? convertTo(arg, 'float') : arg;
      const fits = value && (isNumber(value.type) || (wanted === 'magnitude' && (value.type === 'duration' || value.type === 'time')));
      return fits ? value : undefined;
    }
    case 'listOrText':
      // Which of the two a value of JSON is, is known at run time only.
      if (isList(arg.type) || arg.type === 'json') return arg;
      return convertTo(arg, 'text');
    default:
      if (wanted === 'int' && arg.type === 'float') return undefined;
      return convertTo(arg, wanted);
  }
}

function describe(wanted: ArgumentType): string {
  if (wanted === 'number') return 'int or float';
  if (wanted === 'magnitude') return 'a number, duration or time';
  if (wanted === 'listOrText') return 'text or a list';
  return wanted === 'any' ? 'a value' : typeName(wanted);
}
