/** Drafts of logs that are given as text. */

import { expect } from 'vitest';
import { draft } from '../../../src/cli/draft/draft.ts';
import { compiled, formatted } from '../../../src/cli/draft/program.ts';
import { readSamples } from '../../../src/cli/draft/sample.ts';
import { openInputs } from '../../../src/runtime/inputs/open.ts';
import { STDIN } from '../../../src/runtime/inputs/paths.ts';
import { runTest } from '../../../src/runtime/rule-tests.ts';

const OPTIONS = { least: 2, most: 30 };

async function samplesOf(log: string) {
  const stdin = (async function* () {
    yield Buffer.from(log);
  })();
  const received = Date.UTC(2024, 11, 1) * 1000;
  const options = { formats: [], received, zone: 'UTC', stdin, report: () => {} };
  const { cursors } = await openInputs([{ name: STDIN, files: [STDIN] }], options);
  return readSamples(cursors, { most: 1000 });
}

/** The draft of logs of different formats, which is right in every way that can be checked. */
export async function checkedDraft(...logs: string[]): Promise<string> {
  const samples = (await Promise.all(logs.map(samplesOf))).flat();
  if (samples.length === 0) return '';
  const text = draft(samples, OPTIONS);
  const { plan, tests, diagnostics } = compiled(text);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  expect(formatted(text)).toBe(text);
  for (const test of tests) expect(plan && runTest(plan, test, () => undefined).failures).toEqual([]);
  return text;
}
