/** What happens when a standard stream no longer accepts output. */

import { ExitCode } from './exit-code.ts';

/** What a command owes besides standard output: the files that it is writing, and an exit code that tells of all outcomes. */
export const owed = { count: 0 };

/**
 * With `| head -1` the program ends quietly: the reader has what it wants. If it owes something else, it goes on until that
 * is whole. Other errors of standard output, such as a full disk, are reported; if standard error fails, nobody can be
 * told.
 */
export function endOnBrokenStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' && owed.count > 0) return;
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`corr: Standard output cannot be written: ${error.message}.\n  Is the disk full? What came before is written.\n`);
    process.exit(ExitCode.usage);
  });
  process.stderr.on('error', () => {});
}
