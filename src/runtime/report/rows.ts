/** Rows of cells, each column as wide as its widest cell. */

import { clip, padEnd, padStart, widthOf } from '../outputs/terminal.ts';

export interface Cell {
  text: string;
  /** Numbers stand at the right of their column. */
  right?: boolean;
  paint?: (text: string) => string;
}

const GAP = '  ';

/** The lines of the rows; a line longer than `columns` loses of its last cell. */
export function alignRows(rows: readonly (readonly Cell[])[], columns = Number.POSITIVE_INFINITY): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(text));
  return rows.map((row) => line(row, widths, columns));
}

function line(row: readonly Cell[], widths: readonly number[], columns: number): string {
  let used = 0;
  return row
    .map(({ text, right, paint = (plain) => plain }, i) => {
      const width = widths[i] ?? 0;
      const last = i === row.length - 1;
      const room = last ? columns - used : columns;
      used += width + GAP.length;
      if (right) return paint(padStart(text, width));
      return paint(last ? clip(text, room) : padEnd(text, width));
    })
    .join(GAP)
    .trimEnd();
}
