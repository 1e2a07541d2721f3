import type { Span, StringLiteral } from './ast.ts';
import { firstFrom } from './search.ts';

/** Of Unix, of Windows, and of old Macintosh programs, as the protocol of language servers has them. */
export const LINE_END = /\r\n?|\n/g;

/** A rule file: its text, and its lines. */
export class Source {
  private readonly lines: readonly Span[];

  constructor(
    /** The author's name for it, as shown in messages. */
    readonly path: string,
    readonly text: string,
  ) {
    this.lines = linesOf(text);
  }

  /** The line and column of an offset, both from 1; columns count UTF-16 units. */
  positionOf(offset: number): { line: number; column: number } {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = firstFrom(this.lines, at + 1, ({ start }) => start);
    return { line, column: at - (this.lines[line - 1]?.start ?? 0) + 1 };
  }

  /** The offset of a line and column (both from 1), clamped to the text. */
  offsetOf(line: number, column: number): number {
    const start = this.lines[line - 1]?.start ?? this.text.length;
    return Math.min(start + column - 1, this.text.length);
  }

  /** The start of the line that contains an offset. */
  lineStart(offset: number): number {
    return this.offsetOf(this.positionOf(offset).line, 1);
  }

  /** The end of the line in front of the one that contains an offset, without its line end; undefined for the first line. */
  lineEndBefore(offset: number): number | undefined {
    return this.lines[this.positionOf(offset).line - 2]?.end;
  }

  /** The text of a line (from 1), without its line end. */
  lineText(line: number): string {
    const { start, end } = this.lines[line - 1] ?? { start: 0, end: 0 };
    return this.text.slice(start, end);
  }
}

/** The lines of a text, without their line ends; at least one. */
function linesOf(text: string): Span[] {
  const lines: Span[] = [];
  let start = 0;
  for (const { index, 0: mark } of text.matchAll(LINE_END)) {
    lines.push({ start, end: index });
    start = index + mark.length;
  }
  lines.push({ start, end: text.length });
  return lines;
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
  const lines = linesOf(body).map(({ start, end }) => ({ text: body.slice(start, end), offset: start + 3 }));
  if (lines.length === 1) return { value: body, offsets: Array.from({ length: body.length }, (_, i) => i + 3) };
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
