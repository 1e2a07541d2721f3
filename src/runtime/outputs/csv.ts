/** Outcomes as CSV (RFC 4180). Columns are named as in JSON: `outcome`, `key.user`, `fields.tries`. */

import type { Plan, Type } from '../../dsl/plan.ts';
import { keyPartOf } from '../outcome-keys.ts';
import type { Outcome, Value } from '../record.ts';
import { renderValue } from '../values/render.ts';
import { csvText, terminalText } from './escape.ts';
import { jsonValue, seconds } from './json-text.ts';
import { OutcomeTypes, type RuleTypes } from './outcome-types.ts';
import { placeOf } from './place.ts';
import { Sink, type SinkOptions } from './sink.ts';

interface CsvOptions extends SinkOptions {
  /** If true, everything that could deceive someone reading it on a terminal is escaped, including line ends in cells. */
  isShown?: boolean;
}

/** A cell; undefined if it is empty. */
type Cell = string | undefined;

interface Column {
  name: string;
  cell(outcome: Outcome, types: RuleTypes): Cell;
}

export class CsvSink extends Sink {
  private readonly columns: readonly Column[];
  private readonly types: OutcomeTypes;

  constructor(plan: Plan, { sources, write, isShown = false }: CsvOptions) {
    super(write);
    const text = (value: string) => csvText(isShown ? terminalText(value) : value);
    this.types = new OutcomeTypes(plan);
    this.columns = [...fixedColumns(sources, text), ...keyColumns(plan, text), ...fieldColumns(plan, text)];
    this.write(rowOf(this.columns.map(({ name }) => text(name))));
  }

  override textOf(outcome: Outcome): string {
    const types = this.types.of(outcome.rule);
    return rowOf(this.columns.map(({ cell }) => cell(outcome, types)));
  }
}

function rowOf(cells: readonly Cell[]): string {
  return `${cells.join(',')}\r\n`;
}

type CellText = (value: string) => string;

function fixedColumns(sources: readonly string[], text: CellText): Column[] {
  const optional = (value: string | undefined) => (value === undefined ? undefined : text(value));
  const place = ({ records }: Outcome) => placeOf(records.at(-1), sources);
  return [
    { name: 'id', cell: ({ id }) => text(id) },
    { name: 'rule', cell: ({ rule }) => text(rule) },
    { name: 'outcome', cell: ({ outcome }) => outcome },
    { name: 'name', cell: ({ name }) => optional(name) },
    { name: 'code', cell: ({ code }) => code },
    { name: 'reason', cell: ({ reason }) => text(reason) },
    { name: 'severity', cell: ({ severity }) => severity },
    { name: 'begin', cell: ({ begin }) => renderValue(begin, 'time') },
    { name: 'end', cell: ({ end }) => renderValue(end, 'time') },
    { name: 'duration', cell: ({ begin, end }) => seconds(end - begin) },
    { name: 'lastStep', cell: ({ lastStep }) => optional(lastStep) },
    { name: 'awaited', cell: ({ awaited }) => (awaited.length === 0 ? undefined : text(awaited.join(', '))) },
    { name: 'recordCount', cell: ({ recordCount }) => String(recordCount) },
    { name: 'peak', cell: ({ peak }, types) => (peak === undefined ? undefined : cellOf(peak, types.peak, text)) },
    { name: 'message', cell: ({ message }) => optional(message) },
    { name: 'heldBack', cell: ({ heldBack }) => String(heldBack) },
    { name: 'file', cell: (outcome) => optional(place(outcome)?.file) },
    { name: 'line', cell: (outcome) => place(outcome)?.line.toString() },
  ];
}

/** Columns for the parts of all rules' keys: the first value of each. */
function keyColumns({ rules }: Plan, text: CellText): Column[] {
  const names = new Set(rules.flatMap(({ keys }) => keys.flatMap(({ parts }) => parts.map(({ name }) => name))));
  return Array.from(names, (name) => ({ name: `key.${name}`, cell: ({ keys }, types) => keyCell(keys, types, name, text) }));
}

function keyCell(keys: Outcome['keys'], types: RuleTypes, name: string, text: CellText): Cell {
  const found = keyPartOf(keys, name);
  return found && cellOf(found.value, types.keys[found.key]?.[found.part], text);
}

/** Columns for all emitted fields. */
function fieldColumns({ rules }: Plan, text: CellText): Column[] {
  const names = new Set(rules.flatMap(({ reporting }) => reporting.emit.map(({ name }) => name)));
  return Array.from(names, (name) => ({
    name: `fields.${name}`,
    cell: ({ fields }, types) => {
      const value = fields.get(name);
      return value === undefined ? undefined : cellOf(value, types.fields.get(name), text);
    },
  }));
}

/** Numbers unchanged, also negative ones; times in ISO 8601, durations in seconds, lists and maps as JSON. */
function cellOf(value: Value, type: Type | undefined, text: CellText): Cell {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  if (type === 'time' && typeof value === 'number') return renderValue(value, 'time');
  return typeof value === 'object' ? text(jsonValue(value, type)) : jsonValue(value, type);
}
