/** `param` and `table`: constants of the program, from the rule file or a separate file. */

import type { ParamDecl, StringLiteral, TypeNode } from '../ast.ts';
import { notTextBut, notUtf8At } from '../encoding.ts';
import { typeElsewhere } from '../habits.ts';
import { resolvePath, type SourceReader } from '../imports.ts';
import { durationMicros, stampMicros } from '../parser/literals.ts';
import type { ConstantValue, ParamPlan, TablePlan, Type } from '../plan.ts';
import type { Report } from '../report.ts';
import type { ParamSymbol, TableSymbol } from '../symbols.ts';
import { isList, readConstant, TYPE_NAMES, typeName, typeOf } from '../types.ts';
import { type Cell, LINE_END, parseCsv, type Row } from './csv.ts';
import { lowerExpr } from './expressions.ts';
import { reportTwice } from './names.ts';
import { convertTo } from './operators.ts';
import { constantValue, type Place } from './typed.ts';

const MAX_ROWS = 1_000_000;
/** The maximum number of errors reported for one file: the author of a wrong file wants to know it once. */
const MAX_TOLD = 20;

function writtenType(node: TypeNode | undefined, report: Report): Type | undefined {
  if (!node || node.name.text === '') return undefined;
  const type = typeOf(node);
  if (!type) report.unknown(node.name, 'unknown-type', [node.name.text], typeElsewhere(node.name.text), TYPE_NAMES);
  return type;
}

export function lowerParam({ decl, module }: ParamSymbol, reader: SourceReader, place: Place): ParamPlan | undefined {
  const { report } = module;
  const declared = writtenType(decl.type, report);
  if (decl.from) {
    const file = ValueFile.open(decl.from, module, reader);
    return file && paramFromFile(decl, file, declared ?? { list: 'text' }, report);
  }
  const typed = decl.value && lowerExpr(decl.value, place);
  if (!typed || !decl.value) return undefined;
  const type = declared ?? typed.type;
  const converted = convertTo(typed, type);
  const value = converted && constantValue(converted);
  if (!converted) report.add(decl.value, 'wrong-type', [decl.name.text, typeName(type), typeName(typed.type)]);
  else if (value === undefined || value === null) report.add(decl.value, 'constant-wanted', []);
  return { name: decl.name.text, type, value: value ?? null };
}

/** One value per line; empty lines and lines that begin with `#` are skipped. */
function paramFromFile({ name, from }: ParamDecl, file: ValueFile, type: Type, report: Report): ParamPlan {
  const element = isList(type) ? type.list : type;
  const values: ConstantValue[] = [];
  for (const [i, line] of file.text.split(LINE_END).entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const value = file.read({ text: line, line: i + 1, column: 1 }, element);
    if (value !== undefined) values.push(value);
    if (file.isEnough(values.length)) break;
  }
  const [first = null] = values;
  if (!isList(type) && from && values.length !== 1) report.add(from, 'one-value-wanted', [from.value, name.text, values.length]);
  return { name: name.text, type, value: isList(type) ? values : first };
}

export function lowerTable({ decl, module }: TableSymbol, reader: SourceReader): TablePlan {
  const { report } = module;
  const table: TablePlan = { name: decl.name.text, columns: [], rows: [] };
  reportTwice(decl.columns, report);
  for (const { name, type } of decl.columns) {
    table.columns.push({ name: name.text, type: writtenType(type, report) ?? 'text' });
  }
  const file = decl.from && ValueFile.open(decl.from, module, reader);
  const optional = decl.columns.map(({ type }) => type?.optional ?? false);
  if (file) table.rows = rowsOf(file, table.columns, optional);
  return table;
}

function rowsOf(file: ValueFile, columns: TablePlan['columns'], optional: readonly boolean[]): ConstantValue[][] {
  const rows: ConstantValue[][] = [];
  const [first] = parseCsv(file.text);
  const places = placesIn(first, columns);
  for (const row of parseCsv(file.text)) {
    if (places && row.line === first?.line) continue;
    const cells = file.cellsOf(row, columns.length);
    const placed = cells && places ? places.map((place) => cells[place] as Cell) : cells;
    const values = placed?.map((cell, i) => (optional[i] && cell.text === '' ? null : file.read(cell, columns[i]?.type ?? 'text')));
    if (values?.every((value) => value !== undefined)) rows.push(values);
    if (file.isEnough(rows.length)) break;
  }
  return rows;
}

/**
 * The index of each column according to a header line with their names, in any order; undefined if there is no such
 * line.
 */
function placesIn(row: Row | undefined, columns: TablePlan['columns']): number[] | undefined {
  const heading = row?.cells.map(({ text }) => text.trim()) ?? [];
  const places = columns.map(({ name }) => heading.indexOf(name));
  return heading.length === columns.length && !places.includes(-1) ? places : undefined;
}

/** A file of values, and the errors in it. */
class ValueFile {
  private told = 0;

  private constructor(
    readonly text: string,
    private readonly from: StringLiteral,
    private readonly report: Report,
  ) {}

  /** Undefined if there is none, which is reported. */
  static open(from: StringLiteral, { path, report }: ParamSymbol['module'], reader: SourceReader): ValueFile | undefined {
    const text = reader.read(resolvePath(path, from.value));
    if (text === undefined) report.add(from, 'unknown-file', [from.value]);
    const other = text && notTextBut(text);
    if (other) report.add(from, 'not-text', [from.value, other]);
    if (text === undefined || other) return undefined;
    if (notUtf8At(text) >= 0) report.add(from, 'not-utf8', [from.value]);
    return new ValueFile(text.replace(/^\uFEFF/, ''), from, report);
  }

  /** The cells of a row; undefined if there are too few or too many. */
  cellsOf({ line, cells, broken }: Row, wanted: number): Cell[] | undefined {
    if (!broken && cells.length === wanted) return cells;
    this.told++;
    if (broken) this.report.add(this.from, 'bad-quotes', [this.from.value, broken.line, broken.column]);
    else this.report.add(this.from, 'bad-row', [this.from.value, line, cells.length, wanted]);
    return undefined;
  }

  /** The value in a cell; undefined if it is not of the type. */
  read(cell: Cell, type: Type): ConstantValue | undefined {
    const text = cell.text.trim();
    const value = readValue(text, type);
    if (value !== undefined) return value;
    this.told++;
    const column = cell.column + cell.text.length - cell.text.trimStart().length;
    this.report.add(this.from, 'bad-value', [this.from.value, cell.line, column, text, typeName(type)]);
    return undefined;
  }

  /** Whether to stop reading. */
  isEnough(values: number): boolean {
    if (values > MAX_ROWS) this.report.add(this.from, 'too-many-values', [this.from.value, MAX_ROWS]);
    return values > MAX_ROWS || this.told >= MAX_TOLD;
  }
}

function readValue(text: string, type: Type): ConstantValue | undefined {
  if (type !== 'duration' && type !== 'time') return readConstant(text, type);
  const micros = type === 'duration' ? durationMicros(text) : stampMicros(text);
  // As in rules: a duration that is too large to be exact is invalid, and so is NaN.
  const fits = type === 'duration' ? micros <= Number.MAX_SAFE_INTEGER : !Number.isNaN(micros);
  return fits ? micros : undefined;
}
