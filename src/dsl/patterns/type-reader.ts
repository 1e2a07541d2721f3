/** Parses the types of captures: `int`, `stamp('yyMMdd')`, `list(word)`, `/[a-z]+/i`. */

import type { Span } from '../ast.ts';
import { typeElsewhere } from '../foreign-names.ts';
import type { CaptureTypePlan } from '../pattern-plan.ts';
import { nearest } from '../suggest.ts';
import { argumentOf, CAPTURE_TYPE_NAMES, canBeListed, isCaptureType } from './capture-types.ts';
import type { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { QUOTED, unquoted } from './quoted.ts';
import { parseRegex } from './regex.ts';
import { NAMED_STAMPS, stampProblem } from './stamp-pattern.ts';

/** The argument in parentheses after a type. */
type Argument = Span & ({ kind: 'none' } | { kind: 'text'; text: string } | { kind: 'type'; type: CaptureTypePlan } | { kind: 'other' });

/** The maximum nesting of parentheses; a sensible type has one. */
const MAX_DEPTH = 8;
/** Stands for a type that was reported, so that its field causes no further reports. */
const UNKNOWN: CaptureTypePlan = { name: 'json' };

const BLANKS = /\s*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const REGEX = /\/((?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([A-Za-z]*)/y;
/** The likely extent of an unclosed regular expression. */
const OPEN_REGEX = /\/((?:[^/\\{}]|\\.)+)\/([A-Za-z]*)/y;
const ANY_ARGUMENT = /[^(){}]*/y;

const TAKES = {
  stamp: "a pattern in quotes, as in stamp('yyyy-MM-dd HH:mm:ss')",
  type: 'the type of its elements, which must know where it ends, as in list(word)',
  none: 'no argument in parentheses',
} as const;

/** Reads what follows a colon, with surrounding blanks. Undefined if it does not have the form of a type. */
export function readType(cursor: Cursor, problems: Problems, depth = 0): CaptureTypePlan | undefined {
  cursor.match(BLANKS);
  const type = readRegex(cursor, problems) ?? readNamed(cursor, problems, depth);
  cursor.match(BLANKS);
  return type;
}

function readRegex(cursor: Cursor, problems: Problems): CaptureTypePlan | undefined {
  const start = cursor.at + '/'.length;
  const written = cursor.match(REGEX) ?? cursor.match(OPEN_REGEX);
  if (!written) return undefined;
  const [, pattern = '', flags = ''] = written;
  const { regex, problems: found } = parseRegex(pattern, flags, 'whole');
  problems.addFrom(start, found);
  return { name: 'regex', regex };
}

function readNamed(cursor: Cursor, problems: Problems, depth: number): CaptureTypePlan | undefined {
  const start = cursor.at;
  const name = cursor.match(WORD)?.[0];
  if (name === undefined) return undefined;
  const argument = readArgument(cursor, problems, depth);
  if (!argument) return undefined;
  const at = { start, end: start + name.length };
  if (isCaptureType(name)) return withArgument(name, argument, at, problems);
  const meant = NAMED_STAMPS.includes(name) ? `stamp('${name}')` : nearest(typeElsewhere(name), CAPTURE_TYPE_NAMES);
  problems.add(at, 'unknown-capture-type', [name], meant);
  return UNKNOWN;
}

function readArgument(cursor: Cursor, problems: Problems, depth: number): Argument | undefined {
  if (!cursor.take('(')) return { kind: 'none', start: cursor.at, end: cursor.at };
  if (depth === MAX_DEPTH) return undefined;
  cursor.match(BLANKS);
  const start = cursor.at;
  const text = cursor.match(QUOTED);
  const type = text ? undefined : readType(cursor, problems, depth + 1);
  if (!type) cursor.match(ANY_ARGUMENT);
  const at = { start, end: cursor.at };
  if (!cursor.take(')')) return undefined;
  if (text) return { kind: 'text', text: unquoted(text), ...at };
  return type ? { kind: 'type', type, ...at } : { kind: 'other', ...at };
}

function withArgument(name: CaptureTypePlan['name'], argument: Argument, at: Span, problems: Problems): CaptureTypePlan {
  const takes = argumentOf(name) ?? 'none';
  if (takes === 'stamp' && argument.kind === 'text') {
    const why = stampProblem(argument.text);
    if (why !== undefined) problems.add(argument, 'bad-stamp', [argument.text, why]);
    return { name, stamp: argument.text };
  }
  if (takes === 'type' && argument.kind === 'type' && canBeElement(argument.type)) return { name, of: argument.type };
  if (takes === 'none' && argument.kind === 'none') return { name };
  problems.add(argument.kind === 'none' ? at : argument, 'wrong-type-argument', [name, TAKES[takes]]);
  return UNKNOWN;
}

function canBeElement(type: CaptureTypePlan): boolean {
  return type === UNKNOWN || canBeListed(type.name);
}
