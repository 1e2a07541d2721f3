/** Formatting while typing: the line that was left, or the declaration that was closed. */

import type { TextEdit } from '../../dsl/edits.ts';
import { formatRange } from '../../dsl/format.ts';
import type { Parsed } from '../../dsl/parser.ts';

/** The characters that trigger it. */
export const FORMAT_TRIGGERS = ['}', '\n'] as const;

/** Edits before an offset, so that nothing after it moves: a line that was just begun stays empty. */
export function formatTyped(parsed: Parsed, offset: number, typed: string): TextEdit[] {
  const { source, file } = parsed;
  const end = typed === '\n' ? source.lineEndBefore(offset) : offset;
  const closed =
    typed === '}' ? file.declarations.find((declaration) => declaration.start < offset && offset <= declaration.end) : undefined;
  return end === undefined ? [] : formatRange(parsed, { start: closed?.start ?? end, end }).filter((edit) => edit.end <= end);
}
