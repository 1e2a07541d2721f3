import { expect } from 'vitest';
import { loadPlan } from '../../../src/dsl/plan-schema.ts';
import { filesOf, library, testCases } from '../cases.ts';
import { compiled, told } from '../programs.ts';
import { printPlan } from './print.ts';

/** The plan, or the diagnostics. Every plan is valid against the schema. */
function run(source: string): string {
  const { 'main.corr': main = '', ...files } = filesOf(source);
  const result = compiled(main, { ...library, ...files });
  if (result.plan) expect(loadPlan(JSON.parse(JSON.stringify(result.plan)))).toEqual(result.plan);
  return [...told(result).map((line) => `⚠ ${line}`), ...(result.plan ? [printPlan(result.plan)] : [])].join('\n');
}

for (const file of [
  'expressions',
  'records',
  'formats',
  'params',
  'keys',
  'patterns',
  'endings',
  'windows',
  'schedules',
  'chains',
  'reporting',
])
  testCases(`lower/${file}`, run);
