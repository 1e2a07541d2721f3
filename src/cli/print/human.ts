/** Diagnostics for people: the position, the message, the source line, and what to do next. */

import type { Diagnostic, DiagnosticSeverity, Place } from '../../dsl/diagnostic.ts';
import type { Source } from '../../dsl/source.ts';
import { given } from '../../given.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { type Palette, PLAIN } from '../../runtime/outputs/palette.ts';
import type { Write } from '../../runtime/outputs/sink.ts';
import { clip, clipStart, UNITS_A_COLUMN, widthOf } from '../../runtime/outputs/terminal.ts';
import { type Findings, regionOf } from './findings.ts';

export interface HumanOptions {
  write: Write;
  palette?: Palette;
  /** The width of the terminal; source lines are cut to it. */
  columns?: number | undefined;
  /** The maximum number to print; the count at the end includes all. */
  most?: number;
}

const COLUMNS = 160;
/** Tabs are replaced with a fixed number of blanks, so that the marks below align on any terminal. */
const TAB = '    ';

/** A help that repeats that of the diagnostic before is left out. */
export function printHuman({ diagnostics, sources }: Findings, options: HumanOptions): void {
  const { write, palette = PLAIN, columns = COLUMNS, most = diagnostics.length } = options;
  let last: string | undefined;
  for (const { help, ...diagnostic } of diagnostics.slice(0, most)) {
    const shown = help === last ? diagnostic : { ...diagnostic, ...given({ help }) };
    write(`${linesOf(shown, sources, palette, columns).join('\n')}\n\n`);
    last = help;
  }
  if (diagnostics.length === 0) return;
  const hidden = diagnostics.length > most ? `, ${diagnostics.length - most} of them not shown` : '';
  write(`${palette.bold(countOf(diagnostics))}${hidden}. ${palette.dim('corr help CODE says more of each.')}\n`);
}

function linesOf(diagnostic: Diagnostic, sources: Findings['sources'], palette: Palette, columns: number): string[] {
  const { severity, message, code, help, related = [] } = diagnostic;
  const paint = paintOf(severity, palette);
  const head = `${palette.bold(placeText(diagnostic, sources))}: ${paint(`${severity}:`)} ${terminalText(message)} ${palette.dim(`[${code}]`)}`;
  const source = sources.get(diagnostic.file);
  return [
    head,
    ...(source ? excerpt(source, diagnostic, { palette, paint, columns }) : []),
    ...related.map((place) => `  see ${placeText(place, sources)}: ${terminalText(place.message)}`),
    ...(help === undefined ? [] : [`  ${palette.cyan('help:')} ${terminalText(help)}`]),
  ];
}

function placeText(place: Place, sources: Findings['sources']): string {
  const file = terminalText(place.file);
  if (!sources.has(place.file)) return file;
  const { line, column } = regionOf(place, sources);
  return `${file}:${line}:${column}`;
}

interface Style {
  palette: Palette;
  paint: (text: string) => string;
  columns: number;
}

/** The source line of a place with marks below; the first line if it spans several. */
function excerpt(source: Source, { start, end }: Place, { palette, paint, columns }: Style): string[] {
  const { line, column } = source.positionOf(start);
  const text = source.lineText(line);
  const from = Math.min(column - 1, text.length);
  const to = Math.min(from + Math.max(0, end - start), text.length);
  const number = String(line);
  const room = Math.max(20, columns - number.length - 5);
  // What is too far away to be shown is not looked at: a line may be a megabyte with thousands of errors.
  const far = (room + 1) * UNITS_A_COLUMN;
  const before = clipStart(shown(text.slice(Math.max(0, from - far), from)), Math.floor(room / 2));
  const marked = clip(shown(text.slice(from, Math.min(to, from + far))), room - widthOf(before));
  const after = clip(shown(text.slice(to, to + far)), room - widthOf(before) - widthOf(marked));
  const marks = ' '.repeat(widthOf(before)) + paint('^'.repeat(Math.max(1, widthOf(marked))));
  return [
    `  ${palette.dim(`${number} │`)} ${before}${marked}${after}`.trimEnd(),
    `  ${palette.dim(`${' '.repeat(number.length)} │`)} ${marks}`,
  ];
}

function shown(text: string): string {
  return terminalText(text.replaceAll('\t', TAB));
}

function paintOf(severity: DiagnosticSeverity, palette: Palette): (text: string) => string {
  return severity === 'error' ? palette.red : severity === 'warning' ? palette.yellow : palette.cyan;
}

/** `2 errors, 1 warning` */
export function countOf(diagnostics: readonly Pick<Diagnostic, 'severity'>[]): string {
  const severities = ['error', 'warning', 'info'] as const;
  return severities
    .map((severity) => ({ severity, count: diagnostics.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => (severity === 'info' ? `${count} info` : counted(count, severity)))
    .join(', ');
}
