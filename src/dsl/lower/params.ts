/** `param` and `table`: constants of the program, from the rule file or a separate file. */

import type { ParamDecl, StringLiteral } from '../ast.ts';
import { resolvePath, type SourceReader } from '../imports.ts';
import type { ConstantValue, ParamPlan, TablePlan, Type } from '../plan.ts';
import type { Report } from '../report.ts';
import type { ParamSymbol, TableSymbol } from '../symbols.ts';
import { isList, isPartOf, typeName } from '../types.ts';
import { adviceOnConstant } from './advice.ts';
import { lowerExpr } from './expressions.ts';
import { reportTwice } from './names.ts';
import { convertTo } from './operators.ts';
import { constantValue, type Place } from './typed.ts';
import { isRead } from './uses.ts';
import { listIn, readValues, rowsIn, type ValueFile } from './value-file.ts';
import { lowerType } from './written-type.ts';

export function lowerParam({ decl, module }: ParamSymbol, reader: SourceReader, place: Place): ParamPlan | undefined {
  const { report } = module;
  const declared = decl.type && lowerType(decl.type, report);
  if (decl.from) {
    const type = declared ?? { list: 'text' };
    const [values] = valuesFrom(decl.from, module, reader, type, (file) => [listIn(file, isList(type) ? type.list : type)]);
    return values && paramFromFile(decl, values, type, report);
  }
  const typed = decl.value && lowerExpr(decl.value, place);
  if (!typed || !decl.value || !isRead(decl, module)) return undefined;
  const type = declared ?? typed.type;
  const converted = convertTo(typed, type);
  const value = converted && constantValue(converted);
  if (!converted || !isPartOf(converted.type, type))
    report.add(
      decl.value,
      'wrong-type',
      [decl.name.text, typeName(type), typeName(typed.type)],
      adviceOnConstant(decl.value, type, report),
    );
  else if (value === undefined || value === null) report.add(decl.value, 'constant-wanted', []);
  return { name: decl.name.text, type, value: value ?? null };
}

function paramFromFile({ name, from }: ParamDecl, values: ConstantValue[], type: Type, report: Report): ParamPlan {
  const [first = null] = values;
  if (!isList(type) && from && values.length !== 1) report.add(from, 'one-value-wanted', [from.value, name.text, values.length]);
  return { name: name.text, type, value: isList(type) ? values : first };
}

export function lowerTable({ decl, module }: TableSymbol, reader: SourceReader): TablePlan {
  const { report } = module;
  const table: TablePlan = { name: decl.name.text, columns: [], rows: [] };
  reportTwice(decl.columns, report);
  for (const { name, type } of decl.columns) {
    table.columns.push({ name: name.text, type: (type && lowerType(type, report)) ?? 'text' });
  }
  const optional = decl.columns.map(({ type }) => type?.optional ?? false);
  const how = { columns: table.columns, optional };
  if (decl.from) table.rows = valuesFrom(decl.from, module, reader, how, (file) => rowsIn(file, table.columns, optional));
  return table;
}

/**
 * The values in a file, in rows; none if there is no such file.
 * @param how what `read` depends on
 */
function valuesFrom(
  from: StringLiteral,
  { path, report }: ParamSymbol['module'],
  reader: SourceReader,
  how: object | string,
  read: (file: ValueFile) => ConstantValue[][],
): ConstantValue[][] {
  const file = resolvePath(path, from.value);
  const text = reader.read(file);
  if (text === undefined) {
    report.add(from, 'unknown-file', [from.value]);
    return [];
  }
  const fresh = () => readValues(text, read);
  const { rows, problems } = reader.values?.(file, text, JSON.stringify(how), fresh) ?? fresh();
  for (const tell of problems) tell(from, report);
  return rows;
}
