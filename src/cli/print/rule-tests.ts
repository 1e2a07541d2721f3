/** Results of `test` blocks: one line each, and for failures the difference to the nearest outcome, field by field. */

import { OUTCOME_FIELDS } from '../../dsl/builtins.ts';
import type { Plan, Type } from '../../dsl/plan.ts';
import { jsonString, terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { jsonList, jsonObject, jsonValue } from '../../runtime/outputs/json-text.ts';
import { keyText } from '../../runtime/outputs/outcome-text.ts';
import { OutcomeTypes } from '../../runtime/outputs/outcome-types.ts';
import { type Palette, PLAIN } from '../../runtime/outputs/palette.ts';
import type { Write } from '../../runtime/outputs/sink.ts';
import type { OpenTransaction, Outcome, Value } from '../../runtime/record.ts';
import { type Difference, type Failure, MOST_SHOWN } from '../../runtime/rule-tests/expectations.ts';
import type { TestResult } from '../../runtime/rule-tests.ts';
import { namedOutcome } from '../../runtime/trace/names.ts';
import { silenceText } from '../../runtime/trace/silences.ts';
import { renderValue } from '../../runtime/values/render.ts';
import type { Findings } from './findings.ts';
import { githubCommand, printGithub } from './github.ts';
import { printJson } from './json.ts';
import { type JunitCase, junitXml, suitesOf } from './junit.ts';
import { patternLines } from './pattern-trace.ts';

export interface TestedFile {
  path: string;
  /** Undefined if the file does not compile. */
  plan: Plan | undefined;
  results: readonly TestResult[];
}

/** How wide a line of a log is shown. */
const COLUMNS = 106;

export function printTestsText(files: readonly TestedFile[], write: Write, palette: Palette = PLAIN): void {
  for (const { path, plan, results } of files) {
    if (!plan || results.length === 0) continue;
    write(`${palette.bold(terminalText(path))}\n`);
    for (const result of results) {
      const passed = result.failures.length === 0;
      write(`  ${passed ? palette.green('✓') : palette.red('✗')} ${terminalText(result.test.name)}\n`);
      if (!passed) for (const line of explained(result, path, plan, palette)) write(`      ${line}\n`);
    }
  }
  const all = files.flatMap(({ results }) => results);
  const failed = all.filter(({ failures }) => failures.length > 0).length;
  write(`${palette.bold(`${all.length - failed} passed, ${failed} failed`)}\n`);
}

/** Lines that show what was expected, what was found, and possible causes. */
function explained({ failures, strays }: TestResult, path: string, plan: Plan, palette: Palette): string[] {
  const types = new OutcomeTypes(plan);
  const lines = failures.flatMap((failure) => failureLines(failure, path, types));
  for (const { line, text, undecodable, nearest } of strays.slice(0, MOST_SHOWN)) {
    lines.push(
      `note: line ${line} ${undecodable ? 'is not of its format' : 'is none of the records'}: ${terminalText(text.slice(0, 100))}`,
      ...(nearest ? patternLines(nearest.pattern, nearest.message, { palette, columns: COLUMNS }) : []),
    );
  }
  if (strays.length > MOST_SHOWN) lines.push(`note: and ${counted(strays.length - MOST_SHOWN, 'more such line')}`);
  return lines;
}

function failureLines(
  { line, text, message, nearest = [], open = [], silences = [] }: Failure,
  path: string,
  types: OutcomeTypes,
): string[] {
  return [
    `${terminalText(path)}:${line}: ${terminalText(text)}`,
    `  ${message}`,
    ...nearest.flatMap(({ outcome, differences }) => [
      `  ${differences.length === 0 ? 'there is' : 'nearest is'} ${outcomeText(outcome, types)}`,
      ...differences.map((difference) => `    ${differenceText(difference, outcome, types)}`),
    ]),
    ...open.map((one) => `  ${openText(one, types)}`),
    ...silences.flatMap((one) => [`  ${silenceText(subjectText(one, types), one)}:`, `    ${terminalText(one.why)}`]),
  ];
}

function subjectText({ rule, keys }: Pick<Outcome, 'rule' | 'keys'>, types: OutcomeTypes): string {
  return terminalText(`${rule} { ${keyText(keys, types.of(rule))} }`);
}

function openText(open: OpenTransaction, types: OutcomeTypes): string {
  const { awaited, due } = open;
  const clock = due ? ` (${due.text}, at ${renderValue(due.at, 'time')})` : '';
  return `${subjectText(open, types)} is still open, and awaits ${terminalText(`${awaited.join(', ')}${clock}`)}`;
}

function outcomeText(outcome: Outcome, types: OutcomeTypes): string {
  const { rule, keys, end, reason } = outcome;
  return terminalText(`${rule}.${namedOutcome(outcome)} { ${keyText(keys, types.of(rule))} } at ${renderValue(end, 'time')}: ${reason}`);
}

function differenceText({ field, expected, found }: Difference, outcome: Outcome, types: OutcomeTypes): string {
  const type = field === 'at' ? 'time' : typeOf(field, outcome, types);
  return `${terminalText(field)}: expected ${shown(expected, type)}, found ${shown(found, type)}`;
}

function typeOf(field: string, { rule, keys }: Outcome, types: OutcomeTypes): Type {
  const own = types.of(rule);
  const emitted = own.fields.get(field);
  if (emitted) return emitted;
  const key = keys.findIndex(({ parts }) => parts.includes(field));
  return own.keys[key]?.[keys[key]?.parts.indexOf(field) ?? -1] ?? COMMON.get(field)?.type ?? 'json';
}

const COMMON: ReadonlyMap<string, { type: Type }> = OUTCOME_FIELDS;

function shown(value: Value | undefined, type: Type): string {
  return value === undefined ? 'none' : terminalText(typeof value === 'string' ? JSON.stringify(value) : renderValue(value, type));
}

const TEST_SCHEMA = 'corr/test/1';

/** One line per test, behind one per error of the rules. */
export function printTestsJson(files: readonly TestedFile[], errors: Findings, write: Write): void {
  printJson(errors, write);
  for (const { path, results } of files) for (const result of results) write(`${testJson(path, result)}\n`);
}

function testJson(path: string, { test, failures, outcomes }: TestResult): string {
  return jsonObject([
    ['schema', jsonString(TEST_SCHEMA)],
    ['file', jsonString(path)],
    ['line', String(test.origin.line)],
    ['name', jsonString(test.name)],
    ['passed', String(failures.length === 0)],
    ['outcomes', String(outcomes.length)],
    ['failures', jsonList(failures, failureJson)],
  ]);
}

function failureJson({ line, text, message, nearest = [] }: Failure): string {
  const value = (one: Value | undefined) => (one === undefined ? undefined : jsonValue(one));
  return jsonObject([
    ['line', String(line)],
    ['text', jsonString(text)],
    ['message', jsonString(message)],
    [
      'differences',
      jsonList(nearest[0]?.differences ?? [], ({ field, expected, found }) =>
        jsonObject([
          ['field', jsonString(field)],
          ['expected', value(expected)],
          ['found', value(found)],
        ]),
      ),
    ],
  ]);
}

/** Errors of rules are suites of their own, as in `corr check`: without them, rules that do not compile would look fine. */
export function printTestsJunit(files: readonly TestedFile[], errors: Findings, write: Write): void {
  const suites = files.map(({ path, plan, results }) => ({
    name: path,
    cases: plan ? results.map((result) => caseOf(result, path, plan)) : [],
  }));
  write(junitXml([...suitesOf(errors), ...suites.filter(({ cases }) => cases.length > 0)]));
}

function caseOf({ test, failures }: TestResult, path: string, plan: Plan): JunitCase {
  const types = new OutcomeTypes(plan);
  return {
    name: test.name,
    file: path,
    line: test.origin.line,
    failures: failures.map((failure) => ({
      message: failure.message,
      type: 'expectation',
      text: failureLines(failure, path, types).join('\n'),
    })),
  };
}

/** An annotation at each error of the rules, and at each `expect` that failed. */
export function printTestsGithub(files: readonly TestedFile[], errors: Findings, write: Write): void {
  printGithub(errors, write);
  for (const { path, plan, results } of files) {
    if (!plan) continue;
    const types = new OutcomeTypes(plan);
    for (const { test, failures } of results) {
      for (const failure of failures)
        write(githubCommand('error', { file: path, line: failure.line, title: test.name }, failureLines(failure, path, types).join('\n')));
    }
  }
}
