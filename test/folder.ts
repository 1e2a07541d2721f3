/** Folders for what tests write. They are removed when all tests have ended ({@link file://./temporary.ts}). */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'corr-'));
}
