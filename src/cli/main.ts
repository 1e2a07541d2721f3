#!/usr/bin/env node
/** The program: as little as possible before it is known what to do. */

import nodeModule from 'node:module';
import { endOnBrokenStreams } from './broken-streams.ts';
import { ExitCode } from './exit-code.ts';
import { version } from './version.ts';

endOnBrokenStreams();
const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === '--version' || first === '-V')) {
  process.stdout.write(`${version()}\n`);
} else {
  keepCompiledCode();
  await keepHeapSmall();
  try {
    const { runProgram } = await import('./program.ts');
    process.exitCode = await runProgram(process.argv);
  } catch (error) {
    process.stderr.write(
      `corr: a mistake of the program itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.stderr.write('Please report it with the command that led to it.\n');
    process.exitCode = ExitCode.bug;
  }
}

/**
 * V8 lets a heap grow to four times what lives in it before it looks for what does not; here to less than twice that.
 * Transactions live long enough to be taken for lasting, and then end: this takes a fifth to a half of the memory away.
 */
async function keepHeapSmall(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--heap-growing-percent=60');
}

/** From Node 22.1 on, code that was compiled once is kept in a cache on disk; where it cannot be written, it is not. */
function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
}
