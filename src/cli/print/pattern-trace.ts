/** What a line is to a record: whether it matches, and if not, how far its pattern fits. */

import { terminalText } from '../../runtime/outputs/escape.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import { clip, widthOf } from '../../runtime/outputs/terminal.ts';
import type { PatternTrace } from '../../runtime/trace/line-trace.ts';

/** A line for a record, and if its pattern breaks off within the message, two that show where. */
export function patternLines(
  { record, matches, text, at, remedy }: Omit<PatternTrace, 'rank'>,
  message: string,
  { palette, columns }: { palette: Palette; columns: number },
): string[] {
  const mark = matches ? palette.green('✓') : palette.red('✗');
  if (at === undefined) return [`  ${mark} ${record}  ${terminalText(text)}`];
  const fits = Buffer.from(message).subarray(0, at).toString();
  const mended = remedy === undefined ? '' : `; ${remedy}`;
  const head = `  ${mark} ${record}  fits up to column ${fits.length + 1}, where it ${terminalText(text)}${mended}`;
  if (at === 0) return [`  ${mark} ${record}  ${terminalText(text)} at the beginning${mended}`];
  const before = terminalText(fits);
  return [
    head,
    `      ${palette.dim(clip(terminalText(message), columns - 6))}`,
    `      ${' '.repeat(widthOf(before))}${palette.red('^')}`,
  ];
}
