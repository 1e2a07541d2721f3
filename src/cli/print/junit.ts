/** JUnit XML, as Jenkins, GitLab and GitHub's actions read it. */

import { type Findings, type PrintFindings, regionOf } from './findings.ts';
import { type Element, xmlDocument } from './xml.ts';

interface JunitSuite {
  name: string;
  cases: readonly JunitCase[];
}

export interface JunitCase {
  name: string;
  file?: string;
  line?: number;
  /** Empty or absent if it passed. */
  failures?: readonly JunitFailure[];
}

interface JunitFailure {
  /** A single line. */
  message: string;
  type: string;
  /** The full text. */
  text: string;
}

/** Seconds: some readers require a time, and none is measured. */
const time = '0.000';

export function junitXml(suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return xmlDocument({ name: 'testsuites', attributes: { name: 'corr', ...tally(all) }, children: suites.map(suiteElement) });
}

function suiteElement({ name, cases }: JunitSuite): Element {
  return { name: 'testsuite', attributes: { name, ...tally(cases) }, children: cases.map((one) => caseElement(one, name)) };
}

function tally(cases: readonly JunitCase[]) {
  const failures = cases.filter((one) => (one.failures ?? []).length > 0).length;
  return { tests: cases.length, failures, errors: 0, skipped: 0, time };
}

function caseElement({ name, file, line, failures = [] }: JunitCase, suite: string): Element {
  const children = failures.map(({ message, type, text }) => ({ name: 'failure', attributes: { message, type }, children: [text] }));
  return { name: 'testcase', attributes: { name, classname: suite, file, line, time }, children };
}

/** A suite for each file, a case for each diagnostic; a file without any is one passing case. */
export const printJunit: PrintFindings = (findings, write) => {
  const files = [...new Set([...findings.sources.keys(), ...findings.diagnostics.map(({ file }) => file)])];
  write(junitXml(files.map((file) => suiteOf(file, findings))));
};

/** A suite for each file that has a diagnostic. */
export function suitesOf(findings: Findings): JunitSuite[] {
  return [...new Set(findings.diagnostics.map(({ file }) => file))].map((file) => suiteOf(file, findings));
}

function suiteOf(file: string, { diagnostics, sources }: Findings): JunitSuite {
  const own = diagnostics.filter((diagnostic) => diagnostic.file === file);
  const cases = own.map((diagnostic): JunitCase => {
    const { code, severity, message, help = '' } = diagnostic;
    const { line, column } = regionOf(diagnostic, sources);
    const text = `${file}:${line}:${column}: ${severity}: ${message}\n${help}`;
    return { name: `${code} at ${line}:${column}`, file, line, failures: [{ message, type: severity, text }] };
  });
  return { name: file, cases: cases.length > 0 ? cases : [{ name: 'check', file }] };
}
