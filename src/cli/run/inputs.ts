/** Separates the arguments of `run` into rules and logs, and opens the logs. */

import { FORMATS, isZone } from '../../dsl/builtins.ts';
import type { FormatPlan } from '../../dsl/plan.ts';
import { given } from '../../given.ts';
import { statsOf } from '../../library/disk-reader.ts';
import { formatNamed } from '../../runtime/decode/detect.ts';
import { dateOf, type GivenDate, isYear, YEARS } from '../../runtime/decode/stamps/calendar.ts';
import { LINE_BOUNDS } from '../../runtime/inputs/limits.ts';
import { type OpenedInputs, openInputs } from '../../runtime/inputs/open.ts';
import { expandInputs, type InputArgument, type SourceSpec, STDIN } from '../../runtime/inputs/paths.ts';
import type { InputProblem } from '../../runtime/inputs/problem.ts';
import { isJournal } from '../../runtime/state/frame-splitter.ts';
import { sizeOption } from '../arguments.ts';
import { type Failure, usageError } from '../exit-code.ts';
import { headOf } from '../file-head.ts';
import { meantOrAll } from '../meant.ts';
import { namesRules } from '../rule-files.ts';
import { standardInput } from '../standard-input.ts';

interface Arguments {
  rules: string[];
  logs: string[];
}

/** Rules come first; the first argument that does not name rules, and all after it, are logs. */
export function rulesAndLogs(inputs: readonly string[]): Arguments {
  const first = inputs.findIndex((path) => !namesRules(path));
  const count = first < 0 ? inputs.length : first;
  return { rules: inputs.slice(0, count), logs: inputs.slice(count) };
}

/** As {@link rulesAndLogs}. @throws Failure if there are no rules. */
export function splitArguments(inputs: readonly string[], hasInline = false): Arguments {
  const split = rulesAndLogs(inputs);
  if (split.rules.length === 0 && !hasInline) {
    const help = 'Rules come first: corr run RULES… LOGS…, where rules are .corr files, folders with such files, or a compiled plan.';
    throw usageError(inputs.length === 0 ? 'There are no rules to run.' : `'${inputs[0]}' is not a rule file.`, help);
  }
  return split;
}

/** The options of `addReading`, as given. */
export interface ReadingOptions {
  zone: string;
  year?: number;
  date?: string;
  maxLine: string;
}

/**
 * Opens the logs, or standard input if there are none. Problems with one are passed to `report`, now or while it is
 * read.
 * @param format that of all logs that are not bound to another by name
 * @throws Failure if standard input is a terminal, a file is a capture, a zone or format does not exist, or a size is invalid
 */
export async function openLogs(
  logs: readonly string[],
  formats: readonly FormatPlan[],
  { zone, year, date, maxLine }: ReadingOptions,
  report: (problem: InputProblem) => void,
  format?: string,
): Promise<OpenedInputs> {
  if (format !== undefined && !formatNamed(format, formats)) throw unknownFormat(format);
  const time = { received: Date.now() * 1000, zone: zoneOption(zone), ...dateOption(year, date) };
  const limits = { maxLine: lineOption(maxLine) };
  if (logs.length === 0 && process.stdin.isTTY) {
    throw usageError('There is no log to read.', 'Name files, folders or patterns, or pipe a log in.');
  }
  const { sources, problems } = await expandInputs((logs.length === 0 ? [STDIN] : logs).map((log) => argumentOf(log, formats, format)));
  for (const problem of problems) report(problem);
  refuseCaptures(sources);
  return openInputs(sources, { formats, ...time, limits, stdin: standardInput(), report });
}

/** Captures consist of frames, not lines: read as a log, one is noise. @throws Failure for the first. */
export function refuseCaptures(sources: readonly SourceSpec[]): void {
  const capture = sources.flatMap(({ files }) => files).find((path) => path !== STDIN && isJournal(headOf(path)));
  if (capture !== undefined) throw usageError(`'${capture}' is a capture.`, 'Run rules over it with corr replay.');
}

/** @throws Failure if the zone does not exist. */
export function zoneOption(zone: string): string {
  if (isZone(zone)) return zone;
  throw usageError(`There is no time zone '${zone}'.`, 'Use a name such as Europe/Paris or UTC.');
}

/** The date of the first timestamp without one, or its year. @throws Failure if there is no such day, or its times cannot be counted. */
export function dateOption(year: number | undefined, text: string | undefined): Partial<GivenDate> {
  if (year !== undefined && !isYear(year)) {
    throw usageError(`${year} is not a year from ${YEARS.first} to ${YEARS.last}.`, 'Write all four digits of it.');
  }
  const date = text === undefined ? given({ year }) : dateOf(text);
  if (date) return date;
  throw usageError(`'${text}' is not a date.`, 'Write it as 2024-05-01.');
}

/** The longest line in bytes. @throws Failure if it is no size, or out of bounds. */
export function lineOption(text: string): number {
  const size = sizeOption(text, '--max-line');
  if (size >= LINE_BOUNDS.least && size <= LINE_BOUNDS.greatest) return size;
  throw usageError(`'${text}' is not a valid size for --max-line.`, `Give ${LINE_BOUNDS.text}, such as 256KiB.`);
}

/** `orders=app.jsonl` binds a log to a format, if one has that name; otherwise it is a path. */
export function argumentOf(log: string, formats: readonly FormatPlan[], usual?: string): InputArgument {
  const equals = log.indexOf('=');
  const name = log.slice(0, Math.max(0, equals));
  if (formatNamed(name, formats)) return { path: log.slice(equals + 1), format: name };
  return usual === undefined ? { path: log } : { path: log, format: usual };
}

/** Whether the logs can be read repeatedly: there are some, and none is standard input or a pipe. */
export function areFiles(logs: readonly string[], formats: readonly FormatPlan[]): boolean {
  return logs.length > 0 && logs.every((log) => !isReadOnce(argumentOf(log, formats).path));
}

/** Reading a pipe again finds nothing, and blocks forever if it is a named pipe. */
function isReadOnce(path: string): boolean {
  if (path === STDIN) return true;
  const stats = statsOf(path);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function unknownFormat(name: string): Failure {
  return usageError(`There is no format '${name}'.`, meantOrAll(name, Object.keys(FORMATS)));
}
