/** Files of values for `param` and `table`. */

import type { StringLiteral } from '../ast.ts';
import { notTextBut, notUtf8At } from '../encoding.ts';
import { constantMicros, sizeBytes, stampMicros } from '../parser/literals.ts';
import type { ConstantValue, TablePlan, Type } from '../plan.ts';
import type { Report } from '../report.ts';
import { LINE_END } from '../source.ts';
import { readConstant, typeName } from '../types.ts';
import { type Cell, parseCsv, type Row } from './csv.ts';

const MAX_ROWS = 1_000_000;
/** The maximum number of errors reported for one file: the author of a wrong file wants to know it once. */
const MAX_TOLD = 20;

/** What a file holds, and what is wrong in it; neither depends on where it is named. */
export interface FileValues {
  rows: ConstantValue[][];
  /** Each reports one problem at the place that names the file. */
  problems: ((from: StringLiteral, report: Report) => void)[];
}

/** Reads a text with one of the functions below; a text that is none holds nothing. */
export function readValues(text: string, read: (file: ValueFile) => ConstantValue[][]): FileValues {
  const other = notTextBut(text);
  if (other) return { rows: [], problems: [(from, report) => report.add(from, 'not-text', [from.value, other])] };
  const file = new ValueFile(text.replace(/^\uFEFF/, ''));
  if (notUtf8At(text) >= 0) file.problems.push((from, report) => report.add(from, 'not-utf8', [from.value]));
  return { rows: read(file), problems: file.problems };
}

/** One value per line; empty lines and lines that begin with `#` are skipped. */
export function listIn(file: ValueFile, element: Type): ConstantValue[] {
  const values: ConstantValue[] = [];
  for (const [i, line] of file.text.split(LINE_END).entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const value = file.read({ text: line, line: i + 1, column: 1 }, element);
    if (value !== undefined) values.push(value);
    if (file.isEnough(values.length)) break;
  }
  return values;
}

/** Comma-separated; a first line with the names of the columns sets their order. */
export function rowsIn(file: ValueFile, columns: TablePlan['columns'], optional: readonly boolean[]): ConstantValue[][] {
  const rows: ConstantValue[][] = [];
  const [first] = parseCsv(file.text);
  const places = placesIn(first, columns);
  for (const row of parseCsv(file.text)) {
    if (places && row.line === first?.line) continue;
    const cells = file.cellsOf(row, columns.length);
    const placed = cells && places ? places.map((place) => cells[place] as Cell) : cells;
    const values = placed?.map((cell, i) => (optional[i] && cell.text.trim() === '' ? null : file.read(cell, columns[i]?.type ?? 'text')));
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

/** A file that is being read. */
export class ValueFile {
  readonly problems: FileValues['problems'] = [];
  private told = 0;

  constructor(readonly text: string) {}

  /** The cells of a row; undefined if there are too few or too many. */
  cellsOf({ line, cells, broken }: Row, wanted: number): Cell[] | undefined {
    if (!broken && cells.length === wanted) return cells;
    this.told++;
    if (broken) this.problems.push((from, report) => report.add(from, 'bad-quotes', [from.value, broken.line, broken.column]));
    else this.problems.push((from, report) => report.add(from, 'bad-row', [from.value, line, cells.length, wanted]));
    return undefined;
  }

  /** The value in a cell; undefined if it is not of the type. */
  read(cell: Cell, type: Type): ConstantValue | undefined {
    const text = cell.text.trim();
    const value = readLiteral(text, type);
    if (value !== undefined) return value;
    this.told++;
    const column = cell.column + cell.text.length - cell.text.trimStart().length;
    this.problems.push((from, report) => report.add(from, 'bad-value', [from.value, cell.line, column, text, typeName(type)]));
    return undefined;
  }

  /** Whether to stop reading. */
  isEnough(values: number): boolean {
    if (values > MAX_ROWS) this.problems.push((from, report) => report.add(from, 'too-many-values', [from.value, MAX_ROWS]));
    return values > MAX_ROWS || this.told >= MAX_TOLD;
  }
}

/** A value as rules have it, without quotes; undefined if it is not of the type. */
export function readLiteral(text: string, type: Type): ConstantValue | undefined {
  if (type === 'int' && /^\d+(\.\d+)?([KMG]i?)?B$/.test(text)) return safe(sizeBytes(text));
  if (type === 'duration') return safe(constantMicros(text));
  if (type === 'time') return safe(stampMicros(text));
  return readConstant(text, type);
}

/** As in rules: what is too large to be exact is invalid, and so is NaN. */
function safe(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined;
}
