/** Open transactions as a table for people. */

import { terminalText } from '../../runtime/outputs/escape.ts';
import { clip, padEnd } from '../../runtime/outputs/terminal.ts';
import type { Stream } from '../terminal.ts';

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

const WIDTHS = { id: 16, rule: 16, key: 24, begin: 19, records: 7 };
const GAP = '  ';

/** Rows in the order of the lines, after a header. */
export async function* openTable(lines: AsyncIterable<string>, { palette, columns }: Stream): AsyncGenerator<string> {
  let isFirst = true;
  for await (const line of lines) {
    if (isFirst) yield palette.dim(row(['ID', 'RULE', 'KEY', 'SINCE (UTC)', 'RECORDS', 'NEXT'], columns));
    isFirst = false;
    yield row(cellsOf(JSON.parse(line) as OpenLine), columns);
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

function row([...cells]: string[], columns: number | undefined): string {
  const last = terminalText(cells.pop() ?? '');
  const widths = Object.values(WIDTHS);
  const text = [...cells.map((cell, i) => padEnd(clip(terminalText(cell), widths[i] ?? 0), widths[i] ?? 0)), last].join(GAP);
  return columns === undefined ? text : clip(text, columns);
}
