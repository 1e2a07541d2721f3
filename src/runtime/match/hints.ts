import type { AlternativePlan, PiecePlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import { type Constraint, constraintsOf, keyOf } from './constraints.ts';

/** More would make a large table for a single template. */
const MOST_BEGINNINGS = 16;

/** What is known in advance of records that fit a candidate. */
export interface Hints {
  constraints: readonly Constraint[];
  /** The message begins with one of these; undefined if nothing is known. */
  beginnings: readonly string[] | undefined;
  /** The message contains all of these; the rarest first. */
  literals: readonly string[];
}

export function hintsOf(record: RecordPlan, alternative: AlternativePlan): Hints {
  return { constraints: constraintsOf(record, alternative), ...textHints(alternative) };
}

function textHints(alternative: AlternativePlan): Pick<Hints, 'beginnings' | 'literals'> {
  switch (alternative.kind) {
    case 'template':
      return { beginnings: beginningsOf(alternative.template.pieces), literals: alternative.template.literals };
    case 'regex':
      return { beginnings: undefined, literals: alternative.regex.literals };
    case 'fields':
      return { beginnings: undefined, literals: [] };
  }
}

/** Texts one of which begins every text of a template; undefined if there are none, or too many. */
function beginningsOf(pieces: readonly PiecePlan[]): string[] | undefined {
  const found = new Set<string>();
  const open: { text: string; rest: readonly PiecePlan[] }[] = [{ text: '', rest: pieces }];
  for (let way = open.pop(); way; way = open.pop()) {
    if (found.size + open.length >= MOST_BEGINNINGS) return undefined;
    const { text } = way;
    const [piece, ...rest] = way.rest;
    if (piece?.kind === 'text') open.push({ text: text + piece.text, rest });
    else if (piece?.kind === 'optional') open.push({ text, rest }, { text, rest: [...piece.pieces, ...rest] });
    else if (piece?.kind === 'oneOf') for (const option of piece.options) open.push({ text: text + option, rest });
    else if (text === '') return undefined;
    else found.add(text);
  }
  return [...found];
}

/** Whether messages of a candidate are known to have some text. */
export function hasTexts({ beginnings, literals }: Hints): boolean {
  return beginnings !== undefined || literals.length > 0;
}

/** Whether no log record can satisfy both. */
export function areApart(a: Hints, b: Hints): boolean {
  return beginApart(a.beginnings, b.beginnings) || a.constraints.some((one) => b.constraints.some((other) => excludes(one, other)));
}

function beginApart(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.every((one) => b.every((other) => !one.startsWith(other) && !other.startsWith(one)));
}

/** Texts and numbers are compared differently: `1.0` equals the number 1, too. */
function excludes(a: Constraint, b: Constraint): boolean {
  const types = new Set([...a.values, ...b.values].map((value) => typeof value));
  return keyOf(a.path) === keyOf(b.path) && types.size === 1 && !a.values.some((value) => b.values.includes(value));
}
