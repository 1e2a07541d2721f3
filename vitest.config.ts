import { defineConfig } from 'vitest/config';
import { validatorsOfTests } from './scripts/validators.mjs';

export default defineConfig({
  plugins: [validatorsOfTests],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/properties.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // By default one core is left idle, which on two cores is half of them.
    maxWorkers: '100%',
  },
});
