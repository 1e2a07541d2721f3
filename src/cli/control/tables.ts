/** Answers as tables for people. Rows are shown as they arrive, so all columns but the last have fixed widths. */

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

/** A line of `dead-letters.ndjson`. */
interface LetterLine {
  output: string;
  why: string;
  attempts: number;
  outcome: { id: string; rule: string; end?: string };
}

/** Makes the row of a line of JSON, without a line end; the first with the head above it. */
type ToRow = (line: string) => string;

const GAP = '  ';

/** Open transactions. */
export function openRows(out: Stream): ToRow {
  return rowsOf(out, ['ID', 'RULE', 'KEY', 'SINCE (UTC)', 'RECORDS', 'NEXT'], [16, 16, 24, 19, 7], (line) => {
    const { id, rule, key, begin, awaited, due, recordCount } = JSON.parse(line) as OpenLine;
    const next = awaited.length === 0 ? [] : [`awaits ${awaited.join(', ')}`];
    if (due) next.push(`${due.what} at ${timeText(due.at)}`);
    return [id, rule, pairsOf(key).join(' '), timeText(begin), String(recordCount), next.join('; ')];
  });
}

/** Dead letters. */
export function letterRows(out: Stream): ToRow {
  return rowsOf(out, ['ID', 'OUTPUT', 'RULE', 'END (UTC)', 'ATTEMPTS', 'WHY'], [20, 16, 16, 19, 8], (line) => {
    const { output, why, attempts, outcome } = JSON.parse(line) as LetterLine;
    return [outcome.id, output, outcome.rule, timeText(outcome.end ?? ''), String(attempts), why];
  });
}

/** Date and time to the second: `2024-05-01 10:00:32`. */
export function timeText(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/** `user=bob`, `port=22`, still to be escaped. */
export function pairsOf(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

function rowsOf({ palette, columns }: Stream, head: string[], widths: readonly number[], cellsOf: (line: string) => string[]): ToRow {
  const row = (cells: string[]) => {
    const texts = cells.map(terminalText).map((text, i) => {
      const width = widths[i];
      return width === undefined ? text : padEnd(clip(text, width), width);
    });
    return columns === undefined ? texts.join(GAP) : clip(texts.join(GAP), columns);
  };
  let before = `${palette.dim(row(head))}\n`;
  return (line) => {
    const text = before + row(cellsOf(line));
    before = '';
    return text;
  };
}
