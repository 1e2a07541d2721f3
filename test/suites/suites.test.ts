/** What other systems have tests for, said in rules of ours: one file a system. */

import { testCases } from '../dsl/cases.ts';
import { scenario } from './notation.ts';

for (const file of [
  'eql',
  'esper',
  'flink',
  'kusto',
  'logstash',
  'match-recognize',
  'questions',
  'sec',
  'siddhi',
  'sigma',
  'splunk',
  'syslog-ng',
])
  testCases(file, scenario, import.meta.dirname);
