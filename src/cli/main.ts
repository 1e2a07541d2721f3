#!/usr/bin/env node
/** The program: loads as little as possible before the command is known. */

import nodeModule from 'node:module';
import { endOnBrokenStreams } from './broken-streams.ts';
import { ExitCode } from './exit-code.ts';
import { version } from './version.ts';

endOnBrokenStreams();
process.on('uncaughtException', endOnBug);
const args = process.argv.slice(2);
const [first, ...others] = args;
// A server reads its rules again on SIGHUP; one that comes before it has read them, or while it stops, must not end it.
if (args.find((one, at) => !one.startsWith('-') && !['--config', '--color'].includes(args[at - 1] ?? '')) === 'serve')
  process.on('SIGHUP', () => {});
if (others.length === 0 && (first === '--version' || first === '-V')) {
  process.stdout.write(`${version()}\n`);
} else {
  keepCompiledCode();
  await keepHeapSmall();
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(process.argv);
}

/** Wherever it is thrown: also in timers, and in callbacks that nobody waits for. */
function endOnBug(error: unknown): never {
  process.stderr.write(`corr: a bug in Corr: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.stderr.write('Please report it with the command that led to it.\n');
  process.exit(ExitCode.bug);
}

/**
 * By default V8 lets the heap grow to four times its live objects before it collects garbage; here to less than twice.
 * Transactions live long enough to be promoted to the old generation, and then end: this saves a fifth to a half of the
 * memory.
 */
async function keepHeapSmall(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--heap-growing-percent=60');
}

/** From Node 22.1 on, compiled code is cached on disk, if the cache can be written. */
function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
}
