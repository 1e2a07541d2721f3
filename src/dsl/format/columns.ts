/** Aligns related tokens in columns: `=` below `=`, comments below comments. */

import type { Token } from '../parser.ts';
import { isLineComment, linesIn } from './brackets.ts';
import type { Gap } from './gaps.ts';
import type { Column, Marks, Row } from './marks.ts';

/** Widens gaps until the columns of the text are aligned. */
export function alignColumns(tokens: readonly Token[], gaps: readonly Gap[], { siblings, bars }: Marks): void {
  const columns = new Columns(tokens, gaps);
  for (const rows of siblings) for (let i = 0; rows.some((row) => row.columns[i]); i++) columns.align(rows, i);
  for (const [start, { below, end }] of bars) columns.put(start, end, below);
  columns.alignComments();
}

/** The column of trailing comments, if no code extends beyond it. */
const COMMENTS = 44;

/** A token to be moved. */
interface Cell {
  index: number;
  /** The width of what precedes it in its row. */
  width: number;
}

class Columns {
  private readonly indices: ReadonlyMap<number, number>;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly gaps: readonly Gap[],
  ) {
    this.indices = new Map(tokens.map(({ start }, i) => [start, i]));
  }

  /** Aligns one column of rows with the same parent. A row of another kind or an empty line interrupts it. */
  align(rows: readonly Row[], column: number): void {
    let cells: Cell[] = [];
    let last: Column | undefined;
    let from = 0;
    for (const { start, columns } of rows) {
      const next = columns[column];
      const index = this.indexOf(start);
      if (next?.run !== last?.run || this.gaps.slice(from, index + 1).some(({ lines }) => lines === 2)) {
        this.straighten(cells, last?.least);
        cells = [];
      }
      const cell = next && this.cell(index, this.indexOf(next.stop));
      if (cell) cells.push(cell);
      last = next;
      from = index + 1;
    }
    this.straighten(cells, last?.least);
  }

  private indexOf(offset: number): number {
    return this.indices.get(offset) ?? 0;
  }

  /** Undefined if the row does not begin a line, or the token is not on that line. */
  private cell(start: number, index: number): Cell | undefined {
    if (start > 0 && this.gaps[start]?.lines === 0) return undefined;
    if (this.gaps.slice(start + 1, index + 1).some(({ lines }) => lines > 0)) return undefined;
    return { index, width: this.columnOf(index) - this.columnOf(start) };
  }

  private straighten(cells: readonly Cell[], least = 0): void {
    const widest = cells.reduce((most, { width }) => Math.max(most, width), least);
    for (const { index, width } of cells) (this.gaps[index] as Gap).blanks += widest - width;
  }

  /** Moves the lines from one that begins with a token up to an offset, so that the token is below another. */
  put(start: number, end: number, below: number): void {
    const first = this.indexOf(start);
    if (this.gaps[first]?.lines === 0) return;
    const by = this.columnOf(this.indexOf(below)) - this.columnOf(first);
    for (let i = first; (this.tokens[i]?.start ?? end) < end; i++) {
      const gap = this.gaps[i] as Gap;
      if (gap.lines > 0) gap.blanks += by;
    }
  }

  /** Aligns trailing comments on consecutive lines. */
  alignComments(): void {
    let cells: Cell[] = [];
    let line = 0;
    let last = 0;
    for (const [index, token] of this.tokens.entries()) {
      const { lines } = this.gaps[index] as Gap;
      line += lines;
      if (isLineComment(token) && lines === 0 && index > 0) {
        if (line > last + 1) {
          this.straighten(cells, COMMENTS);
          cells = [];
        }
        cells.push({ index, width: this.columnOf(index) });
        last = line;
      }
      line += linesIn(token.text);
    }
    this.straighten(cells, COMMENTS);
  }

  /** The column of a token. */
  private columnOf(index: number): number {
    let column = 0;
    for (; index >= 0; index--) {
      const { lines, blanks } = this.gaps[index] as Gap;
      column += blanks;
      if (lines > 0 || index === 0) break;
      const text = this.tokens[index - 1]?.text ?? '';
      const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
      column += widthOf(text.slice(end));
      if (end > 0) break;
    }
    return column;
  }
}

/** Counted in characters, not in UTF-16 units. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
