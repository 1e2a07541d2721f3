/** Test scenarios of other systems, expressed in our rules: one file per system. */

import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/dsl/plan.ts';
import { LineSource } from '../../src/library/line-source.ts';
import { Intake } from '../../src/runtime/intake.ts';
import type { LogRecord } from '../../src/runtime/record.ts';
import { casesOf, testCases } from '../dsl/cases.ts';
import { engineLines, oracleLines } from '../oracle/compare.ts';
import type { LogItem } from '../oracle/interpreter/interpreter.ts';
import { readScenario, scenario } from './notation.ts';

const SUITES = [
  'alarms',
  'declare',
  'drools',
  'elastalert',
  'eql',
  'esper',
  'fail2ban',
  'flink',
  'kusto',
  'logstash',
  'match-recognize',
  'monitors',
  'nxlog',
  'ossec',
  'processes',
  'prometheus',
  'qradar',
  'questions',
  'sec',
  'siddhi',
  'siem',
  'sigma',
  'splunk',
  'streams',
  'suricata',
  'syslog-ng',
  'yara-l',
  'zeek',
];

for (const suite of SUITES) testCases(suite, scenario, import.meta.dirname);

/** Lines as the records of a plan. */
function itemsOf(plan: Plan, lines: readonly string[]): LogItem[] {
  const [format] = plan.formats;
  if (!format) return [];
  const intake = new Intake(plan, { onOutcome: () => undefined });
  const matcher = intake.matcherOf(format.name);
  const items: LogItem[] = [];
  const take = (record: LogRecord, line: number) => {
    items.push({ kind: 'record', time: record.time, matches: intake.recognise(record, matcher, 0, line) ?? [] });
  };
  const source = new LineSource(format, { received: 0, zone: 'UTC' }, { take, during: (work) => work() });
  source.write(lines.join(''));
  return items;
}

describe.each(SUITES)('%s', (suite) => {
  it.each(casesOf(suite, import.meta.dirname))(
    '$title: the oracle says the same, and a restart at each record changes nothing',
    ({ source, expected }) => {
      const { lines, compiled, atEnd } = readScenario(source);
      const { plan } = compiled;
      if (!plan) return;
      const items = itemsOf(plan, lines);
      const setting = { lateness: 0, late: 'deliver', atEnd } as const;
      expect(engineLines(plan, items, setting, { counts: true })).toEqual(oracleLines(plan, items, setting));
      const told = engineLines(plan, items, setting);
      const outcomes = expected.split('\n').filter((line) => /^\d/.test(line));
      expect(told.filter((line) => line.includes('"isReported":true'))).toHaveLength(outcomes.length);
      expect(engineLines(plan, items, setting, { restartsAt: [...items.keys()] })).toEqual(told);
    },
  );
});
