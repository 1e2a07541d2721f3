import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
/** The V8 of Node 26 lets it grow less by itself. */
const GROWS = Number(process.versions.node.split('.')[0]) < 26;

/** The size, in MiB, where V8 would let each half grow to 64. */
function size(how: 'limited' | 'unlimited'): number {
  const script = join(import.meta.dirname, 'young-generation.ts');
  const run = ['--max-semi-space-size=64', 'scripts/run.mjs', script, how];
  return Number(execFileSync(process.execPath, run, { cwd: ROOT, encoding: 'utf8' })) / 2 ** 20;
}

describe('the young generation of a run', () => {
  it('grows to 32 MiB and no further', () => {
    expect(size('limited')).toBeLessThanOrEqual(32);
  });

  it.runIf(GROWS)('would grow further', () => {
    expect(size('unlimited')).toBeGreaterThan(32);
  });
});
