import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from '../fault-rows.ts';
import type { Goal, Proof } from '../goal.ts';
import { inFolder } from '../program.ts';

export const faults: Goal = {
  id: 'G11',
  name: 'faults',
  what: 'each fault that has a test ends as the table says',
  share: 0,
  prove: tested,
};

interface TestResult {
  fullName: string;
  status: string;
}

/** Runs the test files that prove rows, and looks for each of their tests among those that passed. */
async function tested(): Promise<Proof> {
  const covered = FAULTS.flatMap(({ fault, proof }) => (proof ? [{ fault, ...proof }] : []));
  const results = await testResults([...new Set(covered.map(({ file }) => file))]);
  const wrong = covered.flatMap(({ fault, file, test }) => {
    const named = results.filter(({ fullName }) => fullName.includes(test));
    if (named.length === 0) return [`${fault}: there is no test '${test}' in ${file}`];
    return named.every(({ status }) => status === 'passed') ? [] : [`${fault}: '${test}' fails`];
  });
  return { figure: { rows: FAULTS.length, covered: covered.length, tests: results.length }, wrong, isFixed: true };
}

function testResults(files: readonly string[]): Promise<TestResult[]> {
  return inFolder(async (folder) => {
    const output = join(folder, 'results.json');
    const args = ['run', ...files, '--reporter=json', `--outputFile=${output}`];
    await new Promise((resolve) => execFile(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), ...args], resolve));
    const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as { testResults: { assertionResults: TestResult[] }[] };
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  });
}
