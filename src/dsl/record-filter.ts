/** A standalone condition on records before any rule sees them: `host == "web1" and peer starts with "10."`. */

import { type CompiledExpr, compileLone, paramNames } from './condition.ts';
import { lowerCondition } from './lower/expressions.ts';
import { headerOf } from './lower/formats.ts';
import { fieldIn, valueNames } from './lower/names.ts';
import { knownFields, RecordShape } from './lower/shape.ts';
import type { Names, Typed } from './lower/typed.ts';
import type { RecordPlan } from './pattern-plan.ts';
import { type ExprPlan, type FormatPlan, type Plan, SEVERITIES, type Type } from './plan.ts';
import type { Source } from './source.ts';

interface CompiledRecordFilter extends CompiledExpr {
  /** For each format of the plan, the fields that the condition names, as a record without patterns. */
  records: RecordPlan[];
}

/** Fields of every captured record besides its own. `emitted` names stand for them. */
const ARRIVAL: readonly (readonly [string, Type, boolean])[] = [
  ['source', 'text', false],
  ['format', 'text', false],
  ['transport', 'text', false],
  ['peer', 'text', true],
  ['address', 'ip', true],
  ['certificate', 'text', true],
  ['received', 'time', false],
  ['line', 'int', false],
  ['message', 'text', false],
  ['text', 'text', false],
];

const arrivalNames = valueNames(
  new Map(ARRIVAL.map(([name, type, optional]) => [name, { expr: { op: 'emitted', name }, type, optional } satisfies Typed])),
);

/**
 * Compiles the condition for records in the formats of a plan. It sees how the record arrived, then the fields of its
 * format, then params, then any field of an open format; `fields.source` denotes a field whose name is otherwise taken.
 * Never throws, whatever the text.
 */
export function compileRecordFilter(source: Source, plan: Plan): CompiledRecordFilter {
  const shapes = plan.formats.map(shapeOf);
  const names = [arrivalNames, explicitNames(shapes), declaredNames(shapes), paramNames(plan), anyNames(shapes)];
  const hasLevels = plan.formats.every(({ base }) => base === 'syslog');
  const words = hasLevels ? new Map([['severity', SEVERITIES]]) : new Map();
  const compiled = compileLone(source, plan, { names, words, help: NAMES }, lowerCondition);
  return { ...compiled, records: shapes.map((shape) => shape.plan) };
}

const NAMES = 'A record has the fields of its format, which corr decode shows.';

function shapeOf(format: FormatPlan, index: number): RecordShape {
  const { name } = format;
  const nothing = { fields: [], header: [], before: [], alternatives: [], lets: [], where: [] };
  return new RecordShape(index, { name, format: name, origin: { file: '', line: 0 }, ...nothing }, headerOf(format));
}

/** A field that one format declares may also exist in an open one. */
function declaredNames(shapes: readonly RecordShape[]): Names {
  return {
    find: (path) => fieldIn(shapes, path, read, false) && fieldIn(shapes, path, read, true),
    known: () => knownFields(shapes),
  };
}

function anyNames(shapes: readonly RecordShape[]): Names {
  return { find: (path) => fieldIn(shapes, path, read, true) };
}

function explicitNames(shapes: readonly RecordShape[]): Names {
  return {
    find: ([first, ...path]) => {
      const found = first?.text === 'fields' && path.length > 0 ? fieldIn(shapes, path, read, true) : undefined;
      return found && { ...found, used: found.used + 1 };
    },
  };
}

function read(name: string): ExprPlan {
  return { op: 'field', name };
}
