/** A summary for people: the results of each rule, why things went wrong, and what deserves a second look. */

import { terminalText } from '../outputs/escape.ts';
import { counted, grouped, shortBytes, shortDuration } from '../outputs/figures.ts';
import { type Palette, PLAIN } from '../outputs/palette.ts';
import type { SourcePlace } from '../outputs/place.ts';
import { clip } from '../outputs/terminal.ts';
import { alignRows, type Cell } from './rows.ts';
import { ruleTables } from './rule-tables.ts';
import type { RuleSummary, Summary } from './summary.ts';

interface SummaryTextOptions {
  palette?: Palette;
  /** Width of the terminal in columns; if absent, lines have any length. */
  columns?: number | undefined;
  /** Other remarks on the input, one per line. */
  remarks?: readonly string[];
}

const MOST_UNEXPECTED = 5;

/** Returns lines, each with its line end. */
export function summaryText(summary: Summary, options: SummaryTextOptions = {}): string {
  const { palette = PLAIN, columns = Number.POSITIVE_INFINITY, remarks = [] } = options;
  const section = (title: string, rows: Cell[][]) =>
    rows.length === 0 ? [] : [palette.bold(title), ...alignRows(rows, columns - 2).map((line) => `  ${line}`)];
  const sections = [
    ...ruleTables(summary.rules, palette),
    section('what went wrong', failureRows(summary, palette)),
    section('slowest', slowRows(summary, palette)),
    section('records that no step took', unexpectedRows(summary.rules)),
    [palette.bold('input'), ...[...notes(summary), ...remarks.map(terminalText)].map((note) => `  ${clip(note, columns - 2)}`)],
    imbalances(summary).map(palette.red),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function failureRows({ failures }: Summary, palette: Palette): Cell[][] {
  return failures.map(({ count, rule, outcome, name, reason, example }) => [
    { text: grouped(count), right: true, paint: palette.bold },
    cell(rule),
    cell(outcome + quoted(name), palette.red),
    place(example, palette),
    cell(reason),
  ]);
}

function slowRows({ slowest }: Summary, palette: Palette): Cell[][] {
  return slowest.map(({ duration, rule, outcome, name, key, place: at }) => [
    { text: shortDuration(duration), right: true, paint: palette.bold },
    cell(rule),
    cell(outcome + quoted(name)),
    place(at, palette),
    cell(key),
  ]);
}

function unexpectedRows(rules: readonly RuleSummary[]): Cell[][] {
  return rules.flatMap(({ rule, unexpected }) =>
    unexpected
      .slice(0, MOST_UNEXPECTED)
      .map(({ awaited, count }) => [
        { text: grouped(count), right: true },
        cell(rule),
        cell(awaited === '' ? 'while nothing was awaited' : `while ${awaited} was awaited`),
      ]),
  );
}

function cell(text: string, paint?: (text: string) => string): Cell {
  return { text: terminalText(text), ...(paint ? { paint } : {}) };
}

function quoted(name: string | undefined): string {
  return name === undefined ? '' : ` "${name}"`;
}

function place(at: SourcePlace | undefined, palette: Palette): Cell {
  return { ...cell(at ? `${at.file}:${at.line}` : '', palette.dim), tail: true };
}

/** What was read, followed by irregularities only. */
function notes({ input, rules, unmatched, silent }: Summary): string[] {
  const flaws = [
    [input.undecodable, 'not of their format'],
    [input.late, 'late'],
    [input.lateDropped, 'of these dropped'],
    [input.truncated, 'longer than the limit'],
    [input.incomplete, 'with no line end'],
    [input.invalidUtf8, 'not in UTF-8'],
    [input.badTime, 'without a usable time'],
    [input.fromFuture, 'from the future'],
    [input.futureDropped, 'of these dropped'],
  ] as const;
  return [
    `${counted(input.read, 'record')} read (${shortBytes(input.bytes)}), ${grouped(input.matched)} of them matched a pattern`,
    ...listed(flaws),
    ...(input.truncated > 0
      ? ['they were cut: lines at --max-line, messages at max= of their address, multiline records at their max']
      : []),
    ...(input.overflows > 0 ? [`${counted(input.overflows, 'number')} beyond 2^53 left out of calculations`] : []),
    ...rules.flatMap((rule) => listed(asideOf(rule)).map((text) => `${terminalText(rule.rule)}: ${text}`)),
    ...(unmatched.length > 0 ? [`never matched: ${shownNames(unmatched)}`] : []),
    ...rules
      .filter(hasNoStart)
      .map(({ rule, seen }) => `never began: ${terminalText(rule)}; none of its ${counted(seen, 'record')} is a start`),
    ...(silent.length > 0 ? [`saw no record: ${shownNames(silent)}`] : []),
    ...whereToLook(input, rules),
  ];
}

/** The most names in a list; the summary as JSON has them all. */
const MOST_NAMES = 50;

function shownNames(names: readonly string[]): string {
  const shown = terminalText(names.slice(0, MOST_NAMES).join(', '));
  return names.length > MOST_NAMES ? `${shown} and ${grouped(names.length - MOST_NAMES)} more` : shown;
}

/** What says more, if nothing is a record of the rules, a rule saw records and never began, or much is not of its format. */
function whereToLook({ read, matched, undecodable }: Summary['input'], rules: readonly RuleSummary[]): string[] {
  if (read === 0) return [];
  if (matched === 0 || rules.some(hasNoStart))
    return ['corr doctor RULES LOGS says why; corr explain RULES LOGS --near shows what almost matches a pattern'];
  return undecodable * 10 > read ? ['corr doctor RULES LOGS says which logs are read in the wrong format'] : [];
}

/** Whether a transaction saw records with its key, and none that opens it. */
function hasNoStart({ kind, seen, noKey, outcomes, live }: RuleSummary): boolean {
  return kind === 'transaction' && seen > noKey && outcomes.length === 0 && live === 0;
}

/** Records of a rule that moved nothing, by reason. */
function asideOf({ noKey, orphans, absorbed, ignored, conflicts, tooLate, outcomes }: RuleSummary): [number, string][] {
  return [
    [noKey, 'without a key'],
    [orphans, 'with no transaction open'],
    [absorbed, 'absorbed after an end'],
    [ignored, 'ignored as second starts'],
    [conflicts, 'with a key of another transaction'],
    [tooLate, 'too late'],
    [outcomes.reduce((sum, { suppressed }) => sum + suppressed, 0), 'held back by report'],
  ];
}

function listed(counts: readonly (readonly [number, string])[]): string[] {
  const texts = counts.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`);
  return texts.length === 0 ? [] : [texts.join(', ')];
}

function imbalances({ imbalances }: Summary): string[] {
  return imbalances.map(({ rule, started, ended, live }) => {
    const books = `${grouped(started)} started, ${grouped(ended)} ended, ${grouped(live)} open`;
    return `The books of '${terminalText(rule)}' do not balance: ${books}. This is a bug in Corr; please report it.`;
  });
}
