/** Generates pages of `docs/reference`. */

import { cliPage } from './reference/cli.ts';
import { diagnosticsPage } from './reference/diagnostics.ts';
import { functionsPage } from './reference/functions.ts';

/** Pages by path. */
export function referencePages(): Map<string, string> {
  return new Map([
    ['docs/reference/cli.md', cliPage()],
    ['docs/reference/diagnostics.md', diagnosticsPage()],
    ['docs/reference/functions.md', functionsPage()],
  ]);
}
