/** The output of a run does not depend on whether rules run in threads. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corr, folderWith, ROOT } from '../corr.ts';

const FORMATS = ['ndjson', 'csv', 'json', 'text'] as const;

interface Told {
  code: number | null;
  stdout: string;
  summary: string;
  files: string[];
}

function told(rules: string, log: string, workers: string | undefined, input?: string): Told {
  const folder = folderWith({});
  const { code, stdout, stderr } = corr(
    [
      ...['run', rules, log, '--year', '2024', '--fail-on', 'failure', '--stats', 'hourly=stats'],
      ...[
        '--format',
        'text',
        ...FORMATS.flatMap((format) => ['--format', `${format}=${format}`]),
        '--summary',
        'json=summary',
        '--summary',
        'text',
      ],
      ...(workers === undefined ? [] : ['--workers', workers]),
    ],
    { cwd: folder, env: { FORCE_COLOR: '1', NO_COLOR: '', COLUMNS: '100' }, ...(input === undefined ? {} : { input }) },
  );
  // Before the summary it may report how many workers are idle.
  const summary = stderr.replace(/^corr: the keys of the rules part them.*\n/, '');
  const files = ['stats', 'summary', ...FORMATS].map((file) => readFileSync(join(folder, file), 'utf8'));
  return { code, stdout, summary, files };
}

describe.each([
  ['ssh', 'auth.log'],
  ['checkout', 'shop.jsonl'],
])('examples/%s', (name, log) => {
  const example = join(ROOT, 'examples', name);
  const rules = join(example, `${name}.corr`);

  it('gives the same with and without workers, to all outputs', () => {
    const alone = told(rules, join(example, log), undefined);
    expect(alone.stdout).not.toBe('');
    for (const workers of ['1', '3']) expect(told(rules, join(example, log), workers)).toEqual(alone);
  });

  it('gives the same for standard input', () => {
    const input = readFileSync(join(example, log), 'utf8');
    expect(told(rules, '-', '2', input)).toEqual(told(rules, '-', undefined, input));
  });
});

it('says how many workers have nothing to do', () => {
  const rules = 'records r from line { a = "a" } window w { key none fire on r.a when count(r.a, 1h) > 0 }';
  const { code, stdout, stderr } = corr(['run', '-e', rules, '-', '--workers', '4', '--summary', 'none'], { input: 'a\n' });
  expect([code, stderr]).toEqual([0, 'corr: the keys of the rules part them for 1 of 4 workers.\n']);
  expect(stdout).toContain('"outcome":"fired"');
});
