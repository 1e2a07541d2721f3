/** The columns of a log that names them itself, as in `#Fields: date time c-ip cs-method` of W3C's extended format. */

import { nameOf, UniqueNames } from './names.ts';

export interface Columns {
  /** The template of a format. */
  template: string;
  /** By name, what stands in the columns of a line; undefined: it is no line of this form. */
  fieldsOf(line: string): ReadonlyMap<string, string> | undefined;
}

/** W3C's and that of Zeek. */
const NAMING = /^#fields:?[ \t]+(.*)$/i;
/** Columns that are a time by themselves; `date` and `time` are one together. */
const STAMPS: ReadonlySet<string> = new Set(['ts', 'timestamp', 'datetime', 'date_time']);
const TIME = 'time';

interface Manner {
  /** Between two columns. */
  parting: string;
  /** As it is written in a template. */
  written: string;
  /** A regular expression for what stands in one. */
  cell: string;
}

const BY_BLANK: Manner = { parting: ' ', written: ' ', cell: '\\S+' };
const BY_TAB: Manner = { parting: '\t', written: '{*:/\\t/}', cell: '[^\\t]*' };

/** Undefined: no line names the columns, or none of them is a time. */
export function columnsOf(lines: readonly string[]): Columns | undefined {
  const named = lines.flatMap((line) => NAMING.exec(line)?.[1] ?? [])[0];
  if (named === undefined) return undefined;
  const manner = lines.some((line) => !line.startsWith('#') && line.includes('\t')) ? BY_TAB : BY_BLANK;
  const { parting, written, cell } = manner;
  const stamp = `\\d{4}-\\d\\d-\\d\\d${parting === ' ' ? ' ' : '\\t'}[\\d:.]+`;
  const columns = named
    .trim()
    .split(/[ \t]+/)
    .map((name) => nameOf(name) ?? 'column');
  const date = columns.findIndex((name, i) => name === 'date' && columns[i + 1] === TIME);
  if (date >= 0) columns.splice(date, 1);
  const time = date >= 0 ? date : columns.findIndex((name) => STAMPS.has(name));
  if (time < 0) return undefined;
  const taken = new UniqueNames([TIME, 'weight']);
  const names = columns.map((name, i) => (i === time ? TIME : taken.take(name)));
  const cells = names.map((_, i) => (i === date ? stamp : cell));
  const regex = new RegExp(`^${cells.map((one) => `(${one})`).join(parting)}$`);
  return {
    template: names.map((name, i) => `{${name}:/${cells[i]}/}`).join(written),
    fieldsOf: (line) => {
      const found = regex.exec(line);
      return found ? new Map(names.map((name, i) => [name, found[i + 1] ?? ''])) : undefined;
    },
  };
}
