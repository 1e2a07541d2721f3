/**
 * The columns of a log that names them itself: in `#Fields: date time c-ip cs-method`, as in W3C's extended format, or
 * in its first line, as in CSV (RFC 4180), perhaps behind a few lines about the log.
 */

import { RecordClock } from '../../runtime/decode/stamps/clock.ts';
import { nameOf, UniqueNames } from './names.ts';
import { stampOf } from './stamps.ts';

export interface Columns {
  /** The template of the format. */
  template: string;
  /** The values of the columns of a line, by name; undefined if the line does not have this form. */
  fieldsOf(line: string): ReadonlyMap<string, string> | undefined;
}

/** The line that names columns in W3C's format, that of Zeek, and that of Exchange, which separates them by commas. */
const NAMING = /^#fields:?[ \t]+(.*)$/i;
/** Names of columns that hold a complete time; `date` and `time` form one together. */
const STAMPS: ReadonlySet<string> = new Set(['ts', 'timestamp', 'datetime', 'date_time']);
/** Columns with such names may hold a time, depending on their values. */
const TELLING = /time|date|stamp|^(?:start|begin|created)/;
const TIME = 'time';
/** The name of a column in a header line: neither a number nor a stamp. */
const HEADING = /^"?[A-Za-z_@#][^":;|=]*"?$/;
const LEAST_COLUMNS = 3;
/** The share of lines that must have the columns of the header line. */
const SHARE = 0.9;
const MOST_LINES = 200;
/** The maximum number of lines before the one that has the names. */
const MOST_BEFORE = 40;

interface Manner {
  /** The separator of columns. */
  separator: string;
  /** The separator in the notation of templates. */
  written: string;
  /** A regular expression for the content of a cell. */
  cell: string;
  /** Whether cells may be quoted. */
  isQuoted?: boolean;
}

const BY_BLANK: Manner = { separator: ' ', written: ' ', cell: '\\S+' };
const BY_TAB: Manner = { separator: '\t', written: '{*:/\\t/}', cell: '[^\\t]*' };
const BY_SIGN: readonly Manner[] = [',', ';', '|'].map((sign) => ({
  separator: sign,
  written: sign,
  cell: `[^${sign}"]*`,
  isQuoted: true,
}));
/** Possible separators between the date and the time of day. */
const STAMP_PARTINGS = [' ', '\t', ','];
const QUOTED = '"(?:[^"]|"")*"';

/** Columns with their names, how they are separated, and the cells of each line; none of a line that has another form. */
interface Naming {
  columns: readonly string[];
  manner: Manner;
  rows: readonly (readonly string[])[];
}

/** Undefined if no line names the columns, or none of them is a time. */
export function columnsOf(lines: readonly string[]): Columns | undefined {
  const naming = saidBy(lines) ?? headedBy(lines);
  return naming && withTime(naming);
}

function saidBy(lines: readonly string[]): Naming | undefined {
  const named = lines.flatMap((line) => NAMING.exec(line)?.[1] ?? [])[0];
  if (named === undefined) return undefined;
  const rows = lines.filter((line) => !line.startsWith('#'));
  const blank = rows.some((line) => line.includes('\t')) ? BY_TAB : BY_BLANK;
  const manner = /[ \t]/.test(named.trim()) ? blank : (BY_SIGN.find(({ separator }) => named.includes(separator)) ?? blank);
  const columns = named.trim().split(manner.isQuoted ? manner.separator : /[ \t]+/);
  return { columns, manner, rows: rows.map((line) => cellsOf(line, columns.length, manner)) };
}

/** If one of the first lines has only names, and those behind it have the same number of columns. */
function headedBy(all: readonly string[]): Naming | undefined {
  const lines = all.slice(0, MOST_LINES);
  for (const manner of [...BY_SIGN, BY_TAB, BY_BLANK]) {
    for (const [at, head] of lines.slice(0, MOST_BEFORE).entries()) {
      const columns = head.split(manner.separator).map((name) => name.trim());
      if (columns.length < LEAST_COLUMNS || !columns.every((name) => HEADING.test(name))) continue;
      const others = lines.slice(at + 1);
      const rows = others.map((line) => cellsOf(line, columns.length, manner)).filter((cells) => cells.length > 0);
      if (rows.length > 0 && rows.length >= others.length * SHARE) return { columns, manner, rows };
    }
  }
  return undefined;
}

/** The cells of a line, with their quotes; none if it does not have exactly so many. */
function cellsOf(line: string, count: number, { separator, cell, isQuoted }: Manner): string[] {
  const next = new RegExp(isQuoted ? `${QUOTED}|${cell}` : cell, 'y');
  const cells: string[] = [];
  for (let at = 0; cells.length < count; at++) {
    next.lastIndex = at;
    const found = next.exec(line)?.[0];
    if (found === undefined) return [];
    cells.push(found);
    at += found.length;
    if (at === line.length) return cells.length === count ? cells : [];
    if (line[at] !== separator) return [];
  }
  return [];
}

function withTime({ columns: named, manner, rows }: Naming): Columns | undefined {
  const columns = named.map((name) => nameOf(name) ?? 'column');
  const kinds = columns.map((_, i) => kindOf(i, rows, manner));
  const isStamp = STAMP_PARTINGS.includes(manner.separator);
  const date = isStamp ? columns.findIndex((name, i) => name === 'date' && columns[i + 1] === TIME) : -1;
  if (date >= 0) {
    columns.splice(date, 1);
    const texts = rows.map((cells) => cells.slice(date, date + 2).join(manner.separator));
    kinds.splice(date, 2, formedKind(texts, dateAndTime(manner)));
  }
  const joined = (cells: readonly string[]) =>
    date < 0 ? cells : [...cells.slice(0, date), cells.slice(date, date + 2).join(manner.separator), ...cells.slice(date + 2)];
  const time = date >= 0 ? date : timeColumn(columns, rows);
  if (time < 0) return undefined;
  // Keeps the header line from matching as a record.
  if (time !== date && rows.every((cells) => /^"?\d/.test(cells[time] ?? '0'))) kinds[time] = digitFirst(kinds[time]!);
  const taken = new UniqueNames([TIME, 'weight']);
  const names = columns.map((name, i) => (i === time ? TIME : taken.take(name)));
  const fits = kinds.map(({ pattern }) => new RegExp(`^(?:${pattern})$`));
  return {
    template: names.map((name, i) => kinds[i]!.template(name)).join(manner.written),
    fieldsOf: (line) => {
      const cells = joined(cellsOf(line, named.length, manner));
      const isRow = cells.length === names.length && cells.every((cell, i) => fits[i]!.test(cell));
      return isRow ? new Map(names.map((name, i) => [name, kinds[i]!.meant(cells[i]!)])) : undefined;
    },
  };
}

/** The kind of values in a column. */
interface Kind {
  pattern: string;
  template(name: string): string;
  meant(text: string): string;
}

const asItStands = (text: string) => text;
const unquoted = (text: string) => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);

function plainKind(pattern: string): Kind {
  return { pattern, template: (name) => `{${name}:/${pattern}/}`, meant: asItStands };
}

/** Stamps of a form that must be told, since the day might be the month; `usual` if it need not be. */
function formedKind(texts: readonly string[], usual: Kind): Kind {
  const fits = (pattern: string) => {
    const regex = new RegExp(`^(?:${pattern})`);
    return texts.filter((text) => regex.test(text)).length >= texts.length * SHARE;
  };
  const stamp = fits(usual.pattern) ? undefined : stampOf(texts, fits, false);
  return stamp ? { pattern: stamp.pattern, template: () => stamp.template, meant: asItStands } : usual;
}

function digitFirst({ pattern, meant }: Kind): Kind {
  if (pattern === QUOTED) return { pattern: '"\\d[^"]*"', template: (name) => `"{${name}:/\\d[^"]*/}"`, meant };
  return plainKind(`\\d${pattern.replace(/\+$/, '*')}`);
}

function dateAndTime({ separator }: Manner): Kind {
  return plainKind(`\\d{4}-\\d\\d-\\d\\d${separator === '\t' ? '\\t' : separator}[\\d:.]+`);
}

/** The kind of a column; for CSV it depends on whether all, some or none of the cells are quoted. */
function kindOf(column: number, rows: Naming['rows'], manner: Manner): Kind {
  if (!manner.isQuoted) return plainKind(manner.cell);
  const inQuotes = rows.filter((cells) => cells[column]?.startsWith('"')).length;
  if (inQuotes === 0) return plainKind(manner.cell);
  if (inQuotes < rows.length) return plainKind(`(?:${QUOTED}|${manner.cell})`);
  return { pattern: QUOTED, template: (name) => `{${name}:quoted}`, meant: unquoted };
}

/**
 * The first column named as a complete time, or else the first whose name suggests a time and that has one in every
 * row; -1 if there is none.
 */
function timeColumn(columns: readonly string[], rows: Naming['rows']): number {
  const named = columns.findIndex((name) => STAMPS.has(name));
  if (named >= 0) return named;
  const clock = new RecordClock({ received: 0, zone: 'UTC' }, undefined);
  const isTime = (cell = '') => {
    const bytes = Buffer.from(unquoted(cell));
    return !Number.isNaN(clock.fromText(bytes, 0, bytes.length, true));
  };
  return columns.findIndex((name, i) => TELLING.test(name) && rows.every((cells) => isTime(cells[i])));
}
