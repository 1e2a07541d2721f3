/** The formatter: one style. It rewrites the whitespace between tokens, and nothing else. */

import type { Span } from './ast.ts';
import { applyEdits, type TextEdit } from './edits.ts';
import { isComment, isLineComment } from './format/brackets.ts';
import { alignColumns } from './format/columns.ts';
import { gapsOf } from './format/gaps.ts';
import { marksOf } from './format/marks.ts';
import { type Parsed, parse, type Token } from './parser.ts';
import type { Source } from './source.ts';

/** The formatted text; unchanged if it has syntax errors. */
export function format(source: Source): string {
  return applyEdits(source.text, formatEdits(parse(source)));
}

/** The formatter's edits on the lines that touch a range. */
export function formatRange(parsed: Parsed, { start, end }: Span): TextEdit[] {
  const lineOf = (offset: number) => parsed.source.positionOf(offset).line;
  const [first, last] = [lineOf(start), lineOf(end)];
  return formatEdits(parsed).filter((edit) => lineOf(edit.end) >= first && lineOf(edit.start) <= last);
}

/** The formatter's edits, in order. */
export function formatEdits({ source, file, tokens: written, diagnostics }: Parsed): TextEdit[] {
  if (diagnostics.some(({ severity }) => severity === 'error')) return [];
  const { text } = source;
  const tokens = written.map(withoutTrailingBlanks);
  const marks = marksOf(
    file,
    tokens.filter((token) => !isComment(token)),
  );
  const gaps = gapsOf(text, tokens, marks);
  alignColumns(tokens, gaps, marks);
  const lineEnd = ['\r\n', '\n', '\r'].find((mark) => text.includes(mark)) ?? '\n';
  const edits = tokens.map(({ start }, i) => {
    const { lines = 0, blanks = 0 } = gaps[i] ?? {};
    return { start: tokens[i - 1]?.end ?? 0, end: start, text: lineEnd.repeat(lines) + ' '.repeat(blanks) };
  });
  const end = tokens[tokens.length - 1]?.end ?? 0;
  edits.push({ start: end, end: text.length, text: tokens.length > 0 ? lineEnd : '' });
  return edits.filter((edit) => text.slice(edit.start, edit.end) !== edit.text);
}

/** A comment to the end of its line includes trailing blanks. */
function withoutTrailingBlanks(token: Token): Token {
  if (!isLineComment(token)) return token;
  const text = token.text.trimEnd();
  return { ...token, text, end: token.start + text.length };
}
