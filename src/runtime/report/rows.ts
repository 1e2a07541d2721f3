/** Rows of cells, each column as wide as its widest cell. */

import { clip, clipStart, padEnd, padStart, widthOf } from '../outputs/terminal.ts';

export interface Cell {
  text: string;
  /** Numbers stand at the right of their column. */
  right?: boolean;
  /** Where there is no room for all of it, its end says most: a path. */
  tail?: boolean;
  paint?: (text: string) => string;
}

const GAP = '  ';

/** The lines of the rows. No cell but the last takes more than a quarter of `columns`, and the last what is left. */
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
