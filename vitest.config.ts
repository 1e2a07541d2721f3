import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { validatorsOfTests } from './scripts/validators.mjs';
import { needsOwnProcess } from './test/sharing.ts';

/** Of rooms that do no I/O and know no clock, as the architecture test sees to: one test leaves nothing behind for another. */
const PURE = ['dsl', 'grammar', 'lsp/features', 'oracle', 'std', 'runtime/{decode,engine,expression,match,report,scan,trace,values}'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

/** Of the others, those that fake what others see. */
const ALONE = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((file) => `test/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.test.ts') && needsOwnProcess(readFileSync(file, 'utf8')));

/**
 * A file of tests is over before the optimizing compiler has paid for itself, which Node 20 starts early, in a second
 * thread: up to a third of all CPU. Later versions wait longer by themselves, and do not know the option.
 */
const PATIENT = process.versions.node.startsWith('20.') ? ['--interrupt-budget=500000'] : [];

const SHARED = { isolate: false, setupFiles: ['test/left-behind.ts'] };
const WORLD = { globalSetup: ['test/temporary.ts', 'test/build.ts'] };

export default defineConfig({
  plugins: [validatorsOfTests],
  test: {
    // By default one core is left idle, which on two cores is half of them.
    maxWorkers: '100%',
    execArgv: [...PATIENT, '--min-semi-space-size=16'],
    projects: [
      // They share what they import, which is most of what they cost otherwise.
      { extends: true, test: { name: 'pure', include: PURE, ...SHARED } },
      { extends: true, test: { name: 'world', include: ['test/**/*.test.ts'], exclude: [...PURE, ...ALONE], ...SHARED, ...WORLD } },
      { extends: true, test: { name: 'alone', include: ALONE, exclude: PURE, ...WORLD } },
    ],
    setupFiles: ['test/properties.ts'],
    // Only a test that hangs comes to them, also on a machine that is slow and busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
