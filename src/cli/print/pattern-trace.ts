/** What a line is to a record: whether it matches, and if not, how far its pattern fits. */

import { terminalText } from '../../runtime/outputs/escape.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import { clip, clipStart, widthOf } from '../../runtime/outputs/terminal.ts';
import type { PatternTrace } from '../../runtime/trace/pattern-trace.ts';

/** A line for a record, and if its pattern breaks off within the message, two that show where. */
export function patternLines(
  { record, matches, text, at, remedy }: Omit<PatternTrace, 'rank'>,
  message: string,
  { palette, columns }: { palette: Palette; columns: number },
): string[] {
  const subject = `  ${matches ? palette.green('✓') : palette.red('✗')} ${terminalText(record)}`;
  if (at === undefined) return [`${subject}  ${terminalText(text)}`];
  const mended = remedy === undefined ? '' : `; ${remedy}`;
  if (at === 0) return [`${subject}  ${terminalText(text)} at the beginning${mended}`];
  const [shown, blanks] = broken(message, at, columns - 6);
  return [
    `${subject}  fits up to column ${at + 1}, where it ${terminalText(text)}${mended}`,
    `      ${palette.dim(shown)}`,
    `      ${blanks}${palette.red('^')}`,
  ];
}

const LEAST = 20;

/**
 * A message in which a pattern breaks off, and the blanks before a mark below that place; of one that is too long, the
 * part around it.
 */
export function broken(message: string, at: number, columns: number): [shown: string, blanks: string] {
  const room = Math.max(LEAST, columns);
  const rest = terminalText(message.slice(at));
  const before = clipStart(terminalText(message.slice(0, at)), Math.max(Math.floor(room / 2), room - widthOf(rest)));
  const width = widthOf(before);
  return [`${before}${clip(rest, room - width)}`, ' '.repeat(width)];
}
