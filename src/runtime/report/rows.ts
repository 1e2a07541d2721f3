/** Rows of cells, each column as wide as its widest cell. */

import { clip, clipStart, padEnd, padStart, widthOf } from '../outputs/terminal.ts';

export interface Cell {
  text: string;
  /** Aligned right, for numbers. */
  right?: boolean;
  /** Keeps the end rather than the beginning if it must be cut, as for paths. */
  tail?: boolean;
  paint?: (text: string) => string;
}

const GAP = '  ';

/** Formats rows as lines. Each cell takes at most a quarter of `columns`, except for the last, which takes the rest. */
export function alignRows(rows: readonly (readonly Cell[])[], columns = Number.POSITIVE_INFINITY): string[] {
  const most = Math.floor(columns / 4);
  const cut = rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : { ...cell, text: shortened(cell, most) })));
  const widths: number[] = [];
  for (const row of cut) for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(text));
  return cut.map((row) => line(row, widths, columns));
}

function shortened({ text, tail }: Cell, columns: number): string {
  return tail ? clipStart(text, columns) : clip(text, columns);
}

function line(row: readonly Cell[], widths: readonly number[], columns: number): string {
  let used = 0;
  const cells = row.map((cell, i) => {
    const { right, paint = (plain: string) => plain } = cell;
    const width = widths[i] ?? 0;
    const room = columns - used;
    used += width + GAP.length;
    if (right) return paint(padStart(cell.text, width));
    return paint(i === row.length - 1 ? shortened(cell, room) : padEnd(cell.text, width));
  });
  return cells.join(GAP).trimEnd();
}
