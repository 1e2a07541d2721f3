/** What becomes of the program when a stream of its own takes nothing more. */

import { ExitCode } from './exit-code.ts';

/**
 * `| head -1` ends quietly: whoever reads has what it wants. What else standard output refuses, such as on a full
 * disk, is told; where standard error fails nobody is left to be told.
 */
export function endOnBrokenStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`corr: Standard output cannot be written: ${error.message}.\n  Is the disk full? What came before is written.\n`);
    process.exit(ExitCode.usage);
  });
  process.stderr.on('error', () => {});
}
