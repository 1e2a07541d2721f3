/** For values that are compared thousands of times: the matcher, which is slow, is asked only where they differ. */

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** @param what said if they differ */
export function expectEqual(found: unknown, expected: unknown, what?: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, what).toEqual(expected);
}
