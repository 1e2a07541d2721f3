/**
 * Comma-separated values (RFC 4180): cells are quoted with `"` if they contain a comma, a quote (doubled) or a line
 * end.
 */

import { LINE_END } from '../source.ts';

export interface Row {
  /** From 1. */
  line: number;
  cells: Cell[];
  /**
   * The position of a quote that is never closed, or is neither the first nor the last of its cell; the rest of the row
   * is omitted.
   */
  broken?: Cell;
}

/** A cell and its position; line and column from 1, columns in UTF-16 units. */
export interface Cell {
  text: string;
  line: number;
  column: number;
}

/** The rows, one by one, without empty lines and a byte order mark. Never throws. */
export function* parseCsv(text: string): Generator<Row, void> {
  const reader = new Reader(text);
  while (!reader.done) {
    const row = reader.row();
    if (row.broken || row.cells.length > 1 || row.cells[0]?.text !== '') yield row;
  }
}

class Reader {
  private at: number;
  private line = 1;
  private lineStart: number;

  constructor(private readonly text: string) {
    this.at = text.startsWith('\uFEFF') ? 1 : 0;
    this.lineStart = this.at;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  row(): Row {
    const row: Row = { line: this.line, cells: [] };
    for (let more = true; more; ) {
      const cell = { text: '', line: this.line, column: this.at - this.lineStart + 1 };
      const text = this.text[this.at] === '"' ? this.quoted() : this.plain();
      if (text === undefined) row.broken = cell;
      else row.cells.push({ ...cell, text });
      more = text !== undefined && this.text[this.at] === ',';
      if (more) this.at++;
    }
    this.endLine();
    return row;
  }

  private plain(): string | undefined {
    const stop = /[,\r\n]|$/g;
    stop.lastIndex = this.at;
    const end = stop.exec(this.text)?.index ?? this.text.length;
    const text = this.text.slice(this.at, end);
    this.at = end;
    return text.includes('"') ? undefined : text;
  }

  private quoted(): string | undefined {
    const start = this.at + 1;
    let end = this.text.indexOf('"', start);
    while (end >= 0 && this.text[end + 1] === '"') end = this.text.indexOf('"', end + 2);
    if (end < 0) {
      this.at = this.text.length;
      return undefined;
    }
    this.at = end + 1;
    const text = this.text.slice(start, end);
    this.countLines(text, start);
    return /[^,\r\n]/.test(this.text[this.at] ?? ',') ? undefined : text.replaceAll('""', '"');
  }

  private countLines(text: string, offset: number): void {
    for (const { 0: end, index } of text.matchAll(LINE_END)) {
      this.line++;
      this.lineStart = offset + index + end.length;
    }
  }

  private endLine(): void {
    const stop = new RegExp(LINE_END);
    stop.lastIndex = this.at;
    this.at = stop.test(this.text) ? stop.lastIndex : this.text.length;
    this.line++;
    this.lineStart = this.at;
  }
}
