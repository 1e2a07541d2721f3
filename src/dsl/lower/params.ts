/** `param` and `table`: constants of the program, written there or in a file beside it. */

import type { Name, ParamDecl, StringLiteral, TypeNode } from '../ast.ts';
import { resolvePath, type SourceReader } from '../imports.ts';
import { durationMicros, stampMicros } from '../parser/literals.ts';
import type { ConstantValue, ParamPlan, TablePlan, Type } from '../plan.ts';
import type { Report } from '../report.ts';
import type { ParamSymbol, TableSymbol } from '../symbols.ts';
import { isList, readConstant, TYPE_NAMES, typeName, typeOf } from '../types.ts';
import { lowerExpr } from './expressions.ts';
import { convertTo } from './operators.ts';
import { constantValue, type Place } from './typed.ts';

const MAX_ROWS = 1_000_000;

export function writtenType(node: TypeNode | undefined, report: Report): Type | undefined {
  if (!node || node.name.text === '') return undefined;
  const type = typeOf(node);
  if (!type) report.unknown(node.name, 'unknown-type', [node.name.text], node.name.text, TYPE_NAMES);
  return type;
}

export function lowerParam({ decl, module }: ParamSymbol, reader: SourceReader, place: Place): ParamPlan | undefined {
  const declared = writtenType(decl.type, module.report);
  if (decl.from) return paramFromFile(decl, decl.from, declared ?? { list: 'text' }, module.path, reader, module.report);
  const typed = decl.value && lowerExpr(decl.value, place);
  if (!typed || !decl.value) return undefined;
  const type = declared ?? typed.type;
  const converted = convertTo(typed, type);
  const value = converted && constantValue(converted);
  if (!converted) module.report.add(decl.value, 'wrong-type', [decl.name.text, typeName(type), typeName(typed.type)]);
  else if (value === undefined || value === null) module.report.add(decl.value, 'constant-wanted', []);
  return { name: decl.name.text, type, value: value ?? null };
}

function paramFromFile(
  decl: ParamDecl,
  from: StringLiteral,
  type: Type,
  path: string,
  reader: SourceReader,
  report: Report,
): ParamPlan | undefined {
  const text = reader.read(resolvePath(path, from.value));
  if (text === undefined) {
    report.add(from, 'unknown-file', [from.value]);
    return undefined;
  }
  const lines = linesOf(text);
  const element = isList(type) ? type.list : type;
  const values: ConstantValue[] = [];
  for (const [i, line] of lines.entries()) {
    const value = readValue(line, element);
    if (value === undefined) report.add(from, 'bad-value', [from.value, i + 1, line, typeName(element)]);
    else values.push(value);
  }
  const [first] = values;
  return { name: decl.name.text, type, value: isList(type) ? values : (first ?? null) };
}

/** Without empty lines and lines that begin with `#`. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function readValue(text: string, type: Type): ConstantValue | undefined {
  if (type === 'duration') return /^(\d+(\.\d+)?(us|ms|s|m|h|d|w))+$/.test(text) ? durationMicros(text) : undefined;
  if (type === 'time') {
    const micros = stampMicros(text);
    return Number.isNaN(micros) ? undefined : micros;
  }
  return readConstant(text, type);
}

export function lowerTable({ decl, module }: TableSymbol, reader: SourceReader): TablePlan {
  const { report } = module;
  const columns = decl.columns.map(({ name, type }) => ({ name: name.text, type: writtenType(type, report) ?? ('text' as const) }));
  const table: TablePlan = { name: decl.name.text, columns, rows: [] };
  if (!decl.from) return table;
  const text = reader.read(resolvePath(module.path, decl.from.value));
  if (text === undefined) report.add(decl.from, 'unknown-file', [decl.from.value]);
  else table.rows.push(...rowsOf(text, columns, decl.from, report));
  return table;
}

function rowsOf(text: string, columns: TablePlan['columns'], from: StringLiteral, report: Report): ConstantValue[][] {
  const rows: ConstantValue[][] = [];
  const lines = parseCsv(text).slice(0, MAX_ROWS);
  const isHeading = lines[0]?.cells.length === columns.length && lines[0].cells.every((cell, i) => cell.trim() === columns[i]?.name);
  for (const { line, cells } of isHeading ? lines.slice(1) : lines) {
    if (cells.length !== columns.length) {
      report.add(from, 'bad-row', [from.value, line, cells.length, columns.length]);
      continue;
    }
    const row = cells.map((cell, i) => readValue(cell.trim(), columns[i]?.type ?? 'text'));
    const wrong = row.indexOf(undefined);
    if (wrong < 0) rows.push(row as ConstantValue[]);
    else report.add(from, 'bad-value', [from.value, line, cells[wrong] ?? '', typeName(columns[wrong]?.type ?? 'text')]);
  }
  return rows;
}

/** Cells parted by commas, quoted with `"` where they hold one (RFC 4180); a quote inside is written twice. */
function parseCsv(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let line = 1;
  let started = 1;
  const cell = /"((?:[^"]|"")*)"|([^",\n\r]*)/y;
  for (let at = 0; at <= text.length; ) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    const raw = found?.[0] ?? '';
    cells.push(found?.[1] === undefined ? (found?.[2] ?? '') : found[1].replaceAll('""', '"'));
    line += raw.split('\n').length - 1;
    at += raw.length;
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: started, cells });
    cells = [];
    while (at < text.length && text[at] !== '\n') at++;
    at++;
    started = ++line;
  }
  return rows;
}

export type TableOf = (name: Name) => TablePlan | undefined;
