/** What to put in order while somebody types: the line that was left, or the declaration that was closed. */

import type { TextEdit } from '../../dsl/edits.ts';
import { formatRange } from '../../dsl/format.ts';
import type { Parsed } from '../../dsl/parser.ts';

/** Characters after which it is asked for. */
export const FORMAT_TRIGGERS = ['}', '\n'] as const;

/** Edits in front of an offset, behind which nothing moves: a line that has just been begun stays empty. */
export function formatTyped(parsed: Parsed, offset: number, typed: string): TextEdit[] {
  const { source, file } = parsed;
  const end = typed === '\n' ? source.text.lastIndexOf('\n', offset - 1) : offset;
  const closed =
    typed === '}' ? file.declarations.find((declaration) => declaration.start < offset && offset <= declaration.end) : undefined;
  const start = closed?.start ?? end;
  return end < 0 ? [] : formatRange(parsed, { start, end }).filter((edit) => edit.end <= end);
}
