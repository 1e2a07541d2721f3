/** The sources in which the names of expressions are looked up. */

import type { Name } from '../ast.ts';
import type { ExprPlan } from '../plan.ts';
import type { Report } from '../report.ts';
import { misspelt } from '../suggest.ts';
import { textsOf } from '../tree.ts';
import { eitherType } from '../types.ts';
import { callOf } from './operators.ts';
import { knownFields, type RecordShape } from './shape.ts';
import { constant, type Found, type Names, type Typed } from './typed.ts';

/**
 * The names visible to an expression about the current record: its declared fields, then the others, then any path if
 * its format is open. A param thus takes precedence over an undeclared JSON field.
 */
export function aboutRecord(shapes: readonly RecordShape[], others: readonly Names[]): Names[] {
  const declared = fieldsOf(shapes, false);
  return shapes.some((shape) => shape.open)
    ? [declared, ...others, fieldsOf(shapes, true)]
    : [declared, ...others, withoutValue(maybeField(shapes))];
}

const maybeField = (shapes: readonly RecordShape[]) => (name: string) => shapes.some((shape) => shape.mayHave(name));

/** Names that are found without a value, as an error, which is reported, may have kept them from having one. */
export function withoutValue(isMeant: (name: string) => boolean): Names {
  return { find: ([first]) => (first && isMeant(first.text) ? { used: 1 } : undefined) };
}

function fieldsOf(shapes: readonly RecordShape[], anything: boolean): Names {
  return {
    find: (path, report) => {
      const found = fieldIn(shapes, path, readField, anything);
      if (!found?.value || !anything) return found;
      return { ...found, value: { ...found.value, undeclared: !warnForeign(path, report) } };
    },
    known: () => knownFields(shapes),
  };
}

/** Missing values and booleans in other languages. As the name of a field they are nearly always a mistake. */
const FOREIGN = new Set(['null', 'NULL', 'Null', 'nil', 'undefined', 'None', 'TRUE', 'True', 'FALSE', 'False']);

/** Whether it was reported. */
function warnForeign([first, ...rest]: readonly Name[], report: Report): boolean {
  if (!first || rest.length > 0 || !FOREIGN.has(first.text) || inBackquotes(first)) return false;
  report.add(first, 'foreign-value', [first.text]);
  return true;
}

export function inBackquotes({ text, start, end }: Name): boolean {
  return end - start > text.length;
}

/**
 * A field of one of several records, by a path. If the records disagree on its type, it is read as `json`. Undefined if
 * none has it.
 */
export function fieldIn(
  shapes: readonly RecordShape[],
  path: readonly Name[],
  read: (name: string) => ExprPlan,
  anything: boolean,
): Found | undefined {
  const texts = textsOf(path);
  const found = shapes.map((shape) => shape.find(texts, anything)).filter((field) => field !== undefined);
  const used = found.reduce((most, field) => Math.max(most, field.used), 0);
  const optional = found.length < shapes.length || found.some(({ field }) => field.optional);
  const byExpression = new Map<string, Typed>();
  for (const { field, used: own } of found) {
    const value = memberOf({ expr: read(field.name), type: field.type, optional }, texts.slice(own, used));
    const id = JSON.stringify(value.expr);
    const known = byExpression.get(id);
    byExpression.set(id, known ? { ...known, type: eitherType(known.type, value.type) } : value);
  }
  const [first, ...others] = byExpression.values();
  const lacks = found.some(({ field }) => field.optional && shapes.some((shape) => shape.declares(field)));
  if (first && lacks && others.length === 0) first.lacking = texts.slice(0, used).join('.');
  if (first && anything) {
    const meant = misspeltIn(shapes, texts.slice(0, used));
    if (meant !== undefined) first.resembles = meant;
  }
  const words = shapes.map((shape) => shape.wordsOf(texts[0] ?? ''));
  if (first && words[0] && words.every((one) => one === words[0])) first.words = words[0];
  // One record may have the whole path as a field, another inside of a value: the first one present counts.
  return (
    first && { value: others.reduce((all, other) => callOf('default', [all, other], eitherType(all.type, other.type), true), first), used }
  );
}

/**
 * As {@link fieldIn}; a field that none of the records declares is taken from those of open formats, which have any
 * field.
 */
export function anyFieldIn(shapes: readonly RecordShape[], path: readonly Name[], read = readField): Found | undefined {
  return fieldIn(shapes, path, read, false) ?? fieldIn(shapes, path, read, true);
}

function readField(name: string): ExprPlan {
  return { op: 'field', name };
}

/** The record's fields that an expression reads. */
export function fieldNames(expr: ExprPlan): string[] {
  const names: string[] = [];
  const open = [expr];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.op === 'field') names.push(at.name);
    else if (at.op === 'call') for (const arg of at.args) open.push(arg);
    else if (at.op === 'convert') open.push(at.value);
    else if (at.op === 'lookup') open.push(at.key);
  }
  return names;
}

/** A member of a json value. */
export function memberOf(typed: Typed, rest: readonly string[]): Typed {
  return rest.reduce((value, name) => callOf('index', [value, constant(name, 'text')], 'json', true), typed);
}

/** Among more declared fields none is sought: every other path of the program would be compared with each of them. */
const MOST_DECLARED = 200;

/** The last part of the declared field that was probably meant by a path that no record declares; undefined if none was. */
export function misspeltIn(shapes: readonly RecordShape[], path: readonly string[]): string | undefined {
  const declared = new Set<string>();
  for (const shape of shapes) {
    for (const name of shape.open ? shape.declared : []) declared.add(name);
    if (declared.size > MOST_DECLARED) return undefined;
  }
  if (declared.has(path.join('.'))) return undefined;
  const beside = path.with(-1, '').join('.');
  const names = [...declared].filter((name) => name.startsWith(beside)).map((name) => name.slice(beside.length));
  return misspelt(path.at(-1) ?? '', names);
}

/** Reports a field of {@link misspeltIn}. */
export function warnMisspelt(name: Name, meant: string | undefined, report: Report): void {
  if (meant === undefined || inBackquotes(name)) return;
  const help = `Write ${meant}; or declare the other field in a pattern, too, as in { ${name.text}: text? }.`;
  report.add(name, 'similar-field', [name.text, meant], { help, fixes: [report.replacement(name, meant)] });
}

/** Reports names that occur in a list for the second time. */
export function reportTwice(list: readonly { name: Name }[], report: Report): void {
  const seen = new Set<string>();
  for (const { name } of list) {
    if (name.text !== '' && seen.has(name.text)) report.add(name, 'duplicate-name', [name.text]);
    seen.add(name.text);
  }
}

/** Names that each denote one value. */
export function valueNames(values: ReadonlyMap<string, Typed>): Names {
  return {
    find: ([first]) => {
      const value = values.get(first?.text ?? '');
      return value && { value, used: 1 };
    },
    known: () => values.keys(),
  };
}
