/** Dead letters as a table for people. */

import type { Stream } from '../terminal.ts';
import { tableRow } from './table-row.ts';

/** A line of `dead-letters.ndjson`. */
interface LetterLine {
  output: string;
  why: string;
  attempts: number;
  outcome: { id: string; rule: string; end?: string };
}

const HEAD = ['ID', 'OUTPUT', 'RULE', 'END (UTC)', 'ATTEMPTS', 'WHY'];
const WIDTHS = [20, 16, 16, 19, 8];

export class LetterTable {
  private isBegun = false;

  constructor(private readonly out: Stream) {}

  write(line: string): void {
    const { out } = this;
    const { output, why, attempts, outcome } = JSON.parse(line) as LetterLine;
    if (!this.isBegun) out.write(`${out.palette.dim(tableRow(HEAD, WIDTHS, out.columns))}\n`);
    this.isBegun = true;
    const end = (outcome.end ?? '').slice(0, 19).replace('T', ' ');
    out.write(`${tableRow([outcome.id, output, outcome.rule, end, String(attempts), why], WIDTHS, out.columns)}\n`);
  }
}
