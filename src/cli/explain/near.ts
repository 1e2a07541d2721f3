/** `corr explain --near`, as text and as JSON. */

import { jsonString, terminalText } from '../../runtime/outputs/escape.ts';
import { counted, grouped } from '../../runtime/outputs/figures.ts';
import { jsonObject, jsonOptional } from '../../runtime/outputs/json-text.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import { clip } from '../../runtime/outputs/terminal.ts';
import type { NearGroup, NearReport } from '../../runtime/trace/nearly.ts';
import { broken } from '../print/pattern-trace.ts';

const NEAR_SCHEMA = 'corr/near/1';

export interface NearStyle {
  palette: Palette;
  columns: number;
  /** The paths of the run's sources. */
  files: readonly string[];
  /** The maximum number of groups shown. */
  most: number;
}

export function nearText({ groups, read, strangers }: NearReport, style: NearStyle): string {
  const near = groups.reduce((sum, { count }) => sum + count, 0);
  const shown = groups.slice(0, style.most);
  const left = groups.length - shown.length;
  return [
    ...shown.flatMap((group) => [...groupLines(group, style), '']),
    ...(left === 0 ? [] : [style.palette.dim(`${counted(left, 'other place')} not shown: use --most to show more.`)]),
    `${counted(read, 'record')} read: ${grouped(strangers)} matched no pattern, ${grouped(near)} of these almost matched one.`,
    '',
  ].join('\n');
}

function groupLines({ record, format, reach, count, place, message }: NearGroup, { palette, columns, files }: NearStyle): string[] {
  const { whole, at, fits, expected, remedy } = reach;
  const where = `${terminalText(files[place.source] ?? '')}:${place.line}`;
  const head = `${palette.bold(terminalText(record ?? `format ${format}`))}  ${counted(count, 'line')}, such as ${where}`;
  if (at === undefined) {
    const why = whole || fits === '' ? expected : `has ${fits}, but ${expected}`;
    return [head, `  ${clip(terminalText(message), columns - 2)}`, `  ${terminalText(why)}`];
  }
  const [shown, blanks] = broken(message, at, columns - 2);
  return [
    head,
    `  ${shown}`,
    `  ${blanks}${palette.red('^')}`,
    ...(fits === '' ? [] : [`  ${clip(terminalText(fits), columns - 2)}`]),
    `  fits up to column ${columnOf(fits)} of the pattern, where it expects ${terminalText(expected)}${remedy === undefined ? '' : `; ${remedy}`}`,
  ];
}

/** One object per line, groups with most lines first. */
export function nearJson({ groups }: NearReport, { files, most }: Pick<NearStyle, 'files' | 'most'>): string {
  return groups
    .slice(0, most)
    .map(({ record, format, reach, count, place, message }) =>
      jsonObject([
        ['schema', jsonString(NEAR_SCHEMA)],
        ['record', jsonOptional(record)],
        ['format', jsonOptional(format)],
        ['count', String(count)],
        ['fits', jsonString(reach.fits)],
        ['column', reach.at === undefined ? undefined : String(columnOf(reach.fits))],
        ['expected', jsonString(reach.expected)],
        ['remedy', jsonOptional(reach.remedy)],
        ['file', jsonOptional(files[place.source])],
        ['line', String(place.line)],
        ['message', jsonString(message)],
      ]),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function columnOf(fits: string): number {
  return [...fits].length + 1;
}
