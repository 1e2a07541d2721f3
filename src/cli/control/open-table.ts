/** Open transactions as a table for people. */

import type { Stream } from '../terminal.ts';
import { tableRow } from './table-row.ts';

/** As in `schema/open.schema.json`. */
interface OpenLine {
  id: string;
  rule: string;
  key: Record<string, unknown>;
  begin: string;
  awaited: string[];
  due?: { at: string; what: string };
  recordCount: number;
}

const WIDTHS = [16, 16, 24, 19, 7];

/** Rows in the order of the lines, after a header. */
export async function* openTable(lines: AsyncIterable<string>, { palette, columns }: Stream): AsyncGenerator<string> {
  let isFirst = true;
  for await (const line of lines) {
    if (isFirst) yield palette.dim(tableRow(['ID', 'RULE', 'KEY', 'SINCE (UTC)', 'RECORDS', 'NEXT'], WIDTHS, columns));
    isFirst = false;
    yield tableRow(cellsOf(JSON.parse(line) as OpenLine), WIDTHS, columns);
  }
}

function cellsOf({ id, rule, key, begin, awaited, due, recordCount }: OpenLine): string[] {
  const keys = Object.entries(key).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const next = awaited.length === 0 ? [] : [`awaits ${awaited.join(', ')}`];
  if (due) next.push(`${due.what} at ${timeText(due.at)}`);
  return [id, rule, keys.join(' '), timeText(begin), String(recordCount), next.join('; ')];
}

function timeText(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}
