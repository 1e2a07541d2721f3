import { defineConfig } from 'vitest/config';
import { validatorsOfTests } from './scripts/validators.mjs';

export default defineConfig({
  plugins: [validatorsOfTests],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/properties.ts'],
    // Only a test that hangs comes to them, also on a machine that is slow and busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // By default one core is left idle, which on two cores is half of them.
    maxWorkers: '100%',
  },
});
