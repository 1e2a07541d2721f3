import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { junitXml, printJunit } from '../../../src/cli/print/junit.ts';
import { terminalText } from '../../../src/runtime/outputs/escape.ts';
import { PAYLOADS } from '../../runtime/outputs/payloads.ts';
import { ACTS } from '../../runtime/outputs/sample.ts';
import { FINDINGS, hostile, printed } from './sample.ts';
import { type ReadElement, readXml } from './xml-reader.ts';

const named = ({ children }: ReadElement, name: string) => children.filter((child) => child.name === name);
const attributes = ({ attributes }: ReadElement) => Object.fromEntries(attributes);

/** Characters that XML cannot contain are shown as on a terminal. */
const possible = (text: string) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, shown);
const shown = (char: string) => (terminalText(char) === char ? `\\u${char.charCodeAt(0).toString(16)}` : terminalText(char));

describe('JUnit', () => {
  it('counts what passed and what failed', () => {
    const failure = { message: 'not so', type: 'expectation', text: 'expected 1\n   found 2' };
    const root = readXml(
      junitXml([
        {
          name: 'ssh.corr',
          cases: [{ name: 'a' }, { name: 'b', file: 'ssh.corr', line: 7, failures: [failure, failure] }],
        },
        { name: 'shop.corr', cases: [{ name: 'c' }] },
      ]),
    );
    expect(attributes(root)).toEqual({ name: 'corr', tests: '3', failures: '1', errors: '0', skipped: '0', time: '0.000' });
    const [ssh] = named(root, 'testsuite') as [ReadElement];
    expect(attributes(ssh)).toEqual({ name: 'ssh.corr', tests: '2', failures: '1', errors: '0', skipped: '0', time: '0.000' });
    const [passed, failed] = named(ssh, 'testcase') as [ReadElement, ReadElement];
    expect(attributes(passed)).toEqual({ name: 'a', classname: 'ssh.corr', time: '0.000' });
    expect(passed.children).toEqual([]);
    expect(attributes(failed)).toEqual({ name: 'b', classname: 'ssh.corr', file: 'ssh.corr', line: '7', time: '0.000' });
    expect(named(failed, 'failure').map(({ text }) => text)).toEqual([failure.text, failure.text]);
  });

  it('has a suite a file: a case for each diagnostic, or one that passed', () => {
    const suites = named(readXml(printed(printJunit, FINDINGS)), 'testsuite');
    expect(suites.map(attributes).map(({ name, tests, failures }) => [name, tests, failures])).toEqual([
      ['rules/job.corr', '2', '2'],
      ['rules/fine.corr', '1', '0'],
      ['hosts.csv', '1', '1'],
    ]);
    const [first] = named(suites[0] as ReadElement, 'testcase') as [ReadElement];
    expect(attributes(first)).toMatchObject({ name: 'unknown-record at 3:12', file: 'rules/job.corr', line: '3' });
    expect(first.children[0]?.text).toBe("rules/job.corr:3:12: error: 'app' has no record 'begn'.\nDid you mean 'begin'?");
  });

  it('holds whatever a text says, in attributes and in content', () => {
    const anyText = fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(anyText, (text) => {
        const xml = junitXml([{ name: text, cases: [{ name: text, failures: [{ message: text, type: text, text }] }] }]);
        expect(xml).not.toMatch(ACTS);
        const [suite] = named(readXml(xml), 'testsuite') as [ReadElement];
        const [failure] = named(named(suite, 'testcase')[0] as ReadElement, 'failure') as [ReadElement];
        for (const found of [suite.attributes.get('name'), failure.attributes.get('message'), failure.text])
          expect(found).toBe(possible(text));
      }),
    );
    for (const text of PAYLOADS) expect(() => readXml(printed(printJunit, hostile(text)))).not.toThrow();
  });
});
