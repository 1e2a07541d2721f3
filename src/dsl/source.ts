import type { StringLiteral } from './ast.ts';
import { firstFrom } from './search.ts';

/** A rule file: its text, and the offsets of its lines. */
export class Source {
  private readonly starts: number[] = [0];

  constructor(
    /** The author's name for it, as shown in messages. */
    readonly path: string,
    readonly text: string,
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** The line and column of an offset, both from 1; columns count UTF-16 units. */
  positionOf(offset: number): { line: number; column: number } {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = firstFrom(this.starts, at + 1, (start) => start);
    return { line, column: at - (this.starts[line - 1] ?? 0) + 1 };
  }

  /** The offset of a line and column (both from 1), clamped to the text. */
  offsetOf(line: number, column: number): number {
    const start = this.starts[line - 1];
    return start === undefined ? this.text.length : Math.min(start + column - 1, this.text.length);
  }

  /** The text of a line (from 1), without its line end. */
  lineText(line: number): string {
    const start = this.starts[line - 1] ?? this.text.length;
    const end = this.starts[line] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }
}

/** The value of a string literal, and for each of its characters its offset in the literal. */
export function readString(written: string): { value: string; offsets: number[] } {
  return written.startsWith('"""') ? readBlock(written) : readQuoted(written);
}

/** `\"` and `\\` are escapes; any other backslash is literal, as patterns are full of them. */
function readQuoted(written: string): { value: string; offsets: number[] } {
  const end = written.length > 1 && written.endsWith('"') ? written.length - 1 : written.length;
  const offsets: number[] = [];
  let value = '';
  for (let i = 1; i < end; i++) {
    const escaped = written[i] === '\\' && i + 1 < end && (written[i + 1] === '"' || written[i + 1] === '\\');
    offsets.push(i);
    if (escaped) i++;
    value += written[i];
  }
  return { value, offsets };
}

/** `"""…"""`: raw. A first empty line, the common indent of all lines and the blanks before the end are removed. */
function readBlock(written: string): { value: string; offsets: number[] } {
  const end = written.length >= 6 && written.endsWith('"""') ? written.length - 3 : written.length;
  const body = written.slice(3, end);
  if (!body.includes('\n')) return { value: body, offsets: Array.from({ length: body.length }, (_, i) => i + 3) };
  const lines = linesOf(body, 3);
  if (lines[0]?.text.trim() === '') lines.shift();
  const last = lines[lines.length - 1];
  if (last && last.text.trim() === '') lines.pop();
  const indents = lines.filter(({ text }) => text.trim() !== '').map(({ text }) => text.length - text.trimStart().length);
  const indent = indents.reduce((least, one) => Math.min(least, one), Number.MAX_SAFE_INTEGER);
  let value = '';
  const offsets: number[] = [];
  for (const { text, offset } of lines) {
    const cut = Math.min(indent, text.length);
    for (let i = cut; i <= text.length; i++) offsets.push(offset + i);
    value += `${text.slice(cut)}\n`;
  }
  return { value, offsets };
}

function linesOf(text: string, offset: number): { text: string; offset: number }[] {
  const lines = [];
  for (let start = 0; start <= text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    lines.push({ text: text.slice(start, end).replace(/\r$/, ''), offset: offset + start });
    start = end + 1;
  }
  return lines;
}

/** The offset in the source of a character of a string literal's value. */
export function offsetInLiteral(source: Source, literal: StringLiteral, valueOffset: number): number {
  return offsetsInLiteral(source, literal)(valueOffset);
}

/** As `offsetInLiteral`, for many characters of one literal. */
export function offsetsInLiteral(source: Source, literal: StringLiteral): (valueOffset: number) => number {
  const { offsets } = readString(source.text.slice(literal.start, literal.end));
  const last = offsets[offsets.length - 1];
  const end = literal.start + (last === undefined ? 1 : last + 1);
  return (valueOffset) => {
    const known = offsets[valueOffset];
    return known === undefined ? end : literal.start + known;
  };
}
