/** What to write instead of a value of the wrong type, where that is plain from the types. */

import type { BinaryExpr, Expr } from '../ast-expressions.ts';
import type { ArgumentType } from '../builtins.ts';
import type { Extras } from '../diagnostic.ts';
import { UNIT, UNQUOTED_DURATION } from '../habits/habit.ts';
import type { Type } from '../plan.ts';
import type { Report } from '../report.ts';
import { bare } from '../tree.ts';
import { isList, isNumber, typeName } from '../types.ts';
import type { Typed } from './typed.ts';

const AS_NUMBER = 'Capture it as a number, as in {size:int} or { size: int }, or convert it: int(size).';
const AS_ADDRESS = 'Make it an address, as with ip(…), or in its pattern: { addr: ip }.';
const UNQUOTED_TIME = 'Write a time without quotes: 2024-03-01T08:00:00Z.';

export const kindOf = (type: Type): string => (isNumber(type) ? 'n' : typeName(type));

/** For the operands of an operator. */
export function adviceOnOperands({ operator, left, right }: BinaryExpr, a: Typed, b: Typed, report: Report): Extras {
  const kinds = [kindOf(a.type), kindOf(b.type)];
  const isOf = (one: string, other: string) => kinds.includes(one) && kinds.includes(other) && one !== other;
  if (a.none || b.none) return { help: 'Ask whether a value is missing with == none or != none.' };
  if (operator === 'in' && a.type === 'ip' && b.type === 'text') return { help: 'Write a network without quotes: addr in 10.0.0.0/8.' };
  if (operator === 'in' && !isList(b.type) && b.type !== 'network')
    return { help: 'Give a list after in: user in ["root"]. For a part of a text, write: path contains "/api/".' };
  if (a.words ?? b.words) return { help: `It is one of ${(a.words ?? b.words ?? []).join(', ')}, in double quotes.` };
  if ([left, right].map(bare).some(isWeekday)) return { help: 'Days are numbers, Monday 1 to Sunday 7: weekday(time) in [6, 7].' };
  if (operator === 'in' && kindOf(b.type) === 'network') return { help: AS_ADDRESS };
  if (operator === 'matches') return { help: 'Write a regular expression between slashes: path matches /^\\/api/.' };
  if (isOf('duration', 'n')) return { help: UNIT };
  if (isOf('time', 'n'))
    return {
      help: 'Write a date with its time: 2024-03-01T08:00:00Z. A time and a duration give a time, two times a duration: done.time - begun.time > 5s.',
    };
  if (isOf('time', 'duration')) return { help: 'A time has a date, 2024-03-01T08:00:00Z; its hour is hour(begun.time).' };
  const literal = [left, right].map(bare).find(({ kind }) => kind === 'StringLiteral' || kind === 'NumberLiteral');
  if (isOf('ip', 'text') && !literal && operator !== '+') return { help: AS_ADDRESS };
  if (isOf('duration', 'text') && literal) return { help: UNQUOTED_DURATION };
  if (isOf('time', 'text') && literal) return { help: UNQUOTED_TIME };
  if (literal?.kind === 'StringLiteral' && literal.value === '') return { help: 'Ask for a missing value with none: size == none.' };
  // A number in quotes would be ordered as a text, and does not compute.
  const isNumeric = /^[-<>+*/%]/.test(operator);
  if (!isOf('text', 'n')) return {};
  if (operator === '+' && !literal) return { help: 'Join them as texts, as in host + text(port), or add numbers, as in int(size) + 1.' };
  if (literal && !(isNumeric && literal.kind === 'NumberLiteral')) return otherLiteral(literal, report);
  return { help: AS_NUMBER };
}

const isWeekday = (expr: Expr): boolean => expr.kind === 'CallExpr' && expr.callee.text === 'weekday';

/** The same number with quotes, or without. */
function otherLiteral(literal: Expr, report: Report): Extras {
  const number = literal.kind === 'NumberLiteral' ? String(literal.value) : literal.kind === 'StringLiteral' ? literal.value : '';
  if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(number)) return {};
  const text = literal.kind === 'NumberLiteral' ? `"${number}"` : number;
  return { help: `Write ${text}.`, fixes: [report.replacement(literal, text)] };
}

/** For an argument of a function. */
export function adviceOnArgument(wanted: ArgumentType, found: Typed): Extras {
  if (found.type === 'text' && (wanted === 'number' || wanted === 'magnitude' || wanted === 'int' || wanted === 'float'))
    return { help: AS_NUMBER };
  if (found.type === 'text' && wanted === 'ip') return { help: AS_ADDRESS };
  if (wanted === 'text' || wanted === 'listOrText') return { help: 'Convert it to a text: text(…).' };
  if (wanted === 'int' && found.type === 'float') return { help: 'Make it whole with round(…), floor(…) or ceil(…).' };
  return {};
}

/** For a constant. */
export function adviceOnConstant(value: Expr, wanted: Type, report: Report): Extras {
  const literal = bare(value);
  const isText = literal.kind === 'StringLiteral';
  if (wanted === 'duration' && literal.kind === 'NumberLiteral') return { help: UNIT };
  if (isText ? isNumber(wanted) : wanted === 'text') return otherLiteral(literal, report);
  if (isText && wanted === 'duration') return { help: UNQUOTED_DURATION };
  if (isText && wanted === 'time') return { help: UNQUOTED_TIME };
  return {};
}
