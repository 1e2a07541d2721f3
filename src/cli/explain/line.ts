/** `corr explain --line N`, as text. */

import type { Plan } from '../../dsl/plan.ts';
import type { OpenedInputs } from '../../runtime/inputs/open.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import type { Write } from '../../runtime/outputs/sink.ts';
import { clip, padEnd, widthOf } from '../../runtime/outputs/terminal.ts';
import type { PipelineOptions } from '../../runtime/pipeline.ts';
import { type LineTrace, traceLine } from '../../runtime/trace/line-trace.ts';
import type { PatternTrace } from '../../runtime/trace/pattern-trace.ts';
import { renderValue } from '../../runtime/values/render.ts';
import { usageError } from '../exit-code.ts';
import { patternLines } from '../print/pattern-trace.ts';

interface LineStyle {
  palette: Palette;
  columns: number;
  write: Write;
  /** Restricts the explanation to this rule. */
  rule?: string;
}

/** The meaning of a decoding flag for a reader. */
const FLAGS: Readonly<Record<string, string>> = {
  invalidUtf8: 'has bytes that are not valid UTF-8',
  truncated: 'is longer than the limit, and was cut: --max-line reads longer lines',
  incomplete: 'has no line end',
  undecodable: 'is not in this format; it is used unchanged',
  badPriority: 'has no usable priority',
  badTime: 'has no usable timestamp',
  yearGuessed: 'has no year; it was guessed',
  dateGuessed: 'has no date; it was guessed',
  zoneAssumed: 'has no time zone; one was assumed',
};

/** Nothing if no log could be opened, which is already reported. @throws Failure if there is no such line. */
export async function explainLine(
  plan: Plan,
  asked: string,
  open: () => Promise<OpenedInputs>,
  options: Pick<PipelineOptions, 'params' | 'lateness' | 'late' | 'atEnd'>,
  style: LineStyle,
): Promise<void> {
  const inputs = await open();
  if (inputs.files.length === 0) return;
  const place = placeOf(asked, inputs.files);
  const found = await traceLine(plan, inputs, place, options);
  const file = inputs.files[place.file] ?? '';
  if (!found)
    throw usageError(
      `No record begins at line ${place.line} of '${file}'.`,
      'Lines are counted from 1; name a record of several lines by its first line.',
    );
  const { palette } = style;
  const lines = [
    palette.bold(`${terminalText(file)}:${found.line}`),
    `  ${clip(terminalText(found.text), style.columns - 2)}`,
    '',
    ...decodedLines(found, style),
    '',
    palette.bold('records of the rules'),
    ...together(found.patterns.toSorted(byRank)).flatMap((pattern) => patternLines(pattern, found.message, style)),
    ...(found.others === 0 ? [] : [palette.dim(`  ${counted(found.others, 'record')} of other formats`)]),
    '',
    palette.bold('rules'),
    ...ruleLines(found, style),
  ];
  style.write(`${lines.join('\n')}\n`);
}

/** `17`, or `auth.log:17` if there are several files. */
function placeOf(asked: string, files: readonly string[]): { file: number; line: number } {
  const [, name, digits] = /^(?:(.*):)?(\d{1,15})$/s.exec(asked) ?? [];
  if (digits === undefined) throw usageError(`'${asked}' is not a valid line.`, 'Write it as --line 17, or --line auth.log:17.');
  const [file, ...others] = new Set(name === undefined ? files : logsNamed(name, files));
  if (file !== undefined && others.length === 0) return { file: files.indexOf(file), line: Number(digits) };
  const choices = file === undefined ? files : [file, ...others];
  throw usageError(
    file === undefined ? `'${name}' is not one of the logs.` : 'There are several files.',
    `Say which: ${choices
      .slice(0, 3)
      .map((path) => `--line ${path}:${digits}`)
      .join(', or ')}.`,
  );
}

/** By their whole path, or else by its end. */
function logsNamed(name: string, files: readonly string[]): readonly string[] {
  return files.includes(name) ? [name] : files.filter((path) => path.endsWith(`/${name}`));
}

function decodedLines({ format, time, flags, fields, text: line, message }: LineTrace, { palette, columns }: LineStyle): string[] {
  const rows: [string, string][] = [
    ['time', Number.isFinite(time) ? renderValue(time, 'time') : 'none'],
    ...Array.from(fields, ([name, value]): [string, string] => [name, renderValue(value, name === 'time' ? 'time' : 'json')]).filter(
      ([name]) => name !== 'time' && name !== 'message',
    ),
    ...(message === line ? [] : [['message', message] satisfies [string, string]]),
  ];
  const width = Math.max(...rows.map(([name]) => widthOf(terminalText(name))));
  return [
    `${palette.bold('decoded')} as ${terminalText(format.name)}`,
    ...rows.map(([name, text]) => `  ${padEnd(terminalText(name), width)}  ${clip(terminalText(text), Math.max(20, columns - width - 4))}`),
    ...flags.map((flag) => `  ${palette.yellow(FLAGS[flag] ?? flag)}`),
  ];
}

/** Matches first, then near misses. */
function byRank(a: PatternTrace, b: PatternTrace): number {
  return Number(b.matches) - Number(a.matches) || b.rank - a.rank;
}

/** Records that do not match for the same reason share a line. */
function together(patterns: readonly PatternTrace[]): PatternTrace[] {
  const shared = new Map<string, PatternTrace>();
  for (const pattern of patterns) {
    const reason = pattern.matches || pattern.at !== undefined ? pattern.record : pattern.text;
    const known = shared.get(reason);
    shared.set(reason, known ? { ...known, record: `${known.record}, ${pattern.record}` } : pattern);
  }
  return [...shared.values()];
}

function ruleLines({ rules }: LineTrace, { palette, rule: only }: LineStyle): string[] {
  const shown = rules.filter(({ rule, effects }) => (only === undefined || rule === only) && effects.length > 0);
  const silent = rules.length - shown.length;
  return [
    ...shown.flatMap(({ rule, effects }) => effects.map((effect) => `  ${palette.bold(terminalText(rule))}  ${terminalText(effect)}`)),
    ...(silent === 0 || only !== undefined ? [] : [palette.dim(`  ${counted(silent, 'rule')} not affected`)]),
    ...(only !== undefined && shown.length === 0 ? [palette.dim(`  ${terminalText(only)} is not affected`)] : []),
  ];
}
