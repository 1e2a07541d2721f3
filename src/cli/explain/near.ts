/** `corr explain --near`, as text and as JSON. */

import { jsonText, terminalText } from '../../runtime/outputs/escape.ts';
import { counted, grouped } from '../../runtime/outputs/figures.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import { clip } from '../../runtime/outputs/terminal.ts';
import type { NearGroup, NearReport } from '../../runtime/trace/nearly.ts';
import { columnOf, reachText } from '../../runtime/trace/reach.ts';
import { broken } from '../print/pattern-trace.ts';

const NEAR_SCHEMA = 'corr/near/1';

interface NearStyle {
  palette: Palette;
  columns: number;
  /** The paths of the run's sources. */
  files: readonly string[];
  /** The maximum number of groups shown. */
  most: number;
}

export function nearText({ groups, read, unmatched }: NearReport, style: NearStyle): string {
  const near = groups.reduce((sum, { count }) => sum + count, 0);
  const shown = groups.slice(0, style.most);
  const left = groups.length - shown.length;
  return [
    ...shown.flatMap((group) => [...groupLines(group, style), '']),
    ...(left === 0 ? [] : [style.palette.dim(`${counted(left, 'other place')} not shown: use --most to show more.`)]),
    `${counted(read, 'record')} read: ${grouped(unmatched)} matched no record of the rules, ${grouped(near)} of these almost matched one.`,
    '',
  ].join('\n');
}

function groupLines({ record, format, reach, count, place, message }: NearGroup, { palette, columns, files }: NearStyle): string[] {
  const { at, fits } = reach;
  const where = `${terminalText(files[place.source] ?? '')}:${place.line}`;
  const head = `${palette.bold(terminalText(record ?? `format ${format}`))}  ${counted(count, 'line')}, such as ${where}`;
  const why = `  ${terminalText(reachText(reach))}`;
  if (at === undefined) return [head, `  ${clip(terminalText(message), columns - 2)}`, why];
  const [shown, blanks] = broken(message, at, columns - 2);
  return [
    head,
    `  ${shown}`,
    `  ${blanks}${palette.red('^')}`,
    ...(fits === '' ? [] : [`  ${clip(terminalText(fits), columns - 2)}`]),
    why,
  ];
}

/** One object per line, groups with most lines first. */
export function nearJson({ groups }: NearReport, { files, most }: Pick<NearStyle, 'files' | 'most'>): string {
  const lines = groups.slice(0, most).map(({ record, format, reach: { at, fits, expected, remedy }, count, place, message }) => {
    const column = at === undefined ? undefined : columnOf(fits);
    const { source, line } = place;
    return jsonText({ schema: NEAR_SCHEMA, record, format, count, fits, column, expected, remedy, file: files[source], line, message });
  });
  return lines.map((line) => `${line}\n`).join('');
}
