/** A file of tests that shares its process must leave it as it was; `sharing.ts` says which ones run alone instead. */

import { afterAll, beforeAll, expect, vi } from 'vitest';

const found = () => ({
  folder: process.cwd(),
  variables: { ...process.env },
  globals: Object.keys(globalThis),
  isClockFake: vi.isFakeTimers(),
});

let before: ReturnType<typeof found>;
beforeAll(() => {
  before = found();
});
afterAll(() => expect(found()).toEqual(before));
