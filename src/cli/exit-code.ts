import { helpToFind } from '../runtime/inputs/problem.ts';
import { terminalLines } from '../runtime/outputs/escape.ts';

/** The exit codes; scripts and CI rely on each. */
export const ExitCode = {
  fine: 0,
  /** A failed test, a lint finding at or above `--fail-level`, an outcome of `--fail-on`. */
  findings: 1,
  /** The rules do not compile. */
  rules: 2,
  /** Wrong usage or configuration, or an output that cannot be written. */
  usage: 3,
  /** An input cannot be read. */
  input: 4,
  /** A fault of the program. */
  bug: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends a command; the error is reported once, on stderr, with what to do next. */
export class Failure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** The next step. */
    readonly help?: string,
  ) {
    super(message);
  }
}

/** The failure for wrong usage or configuration. */
export function usageError(message: string, help?: string): Failure {
  return new Failure(ExitCode.usage, message, help);
}

/** One failure for several mistakes of one kind, each told with its next step. */
export function together(failures: readonly Failure[]): Failure {
  const [first, ...others] = failures;
  if (!first || others.length === 0) return first ?? new Silent(ExitCode.usage);
  const told = failures.map((failure) => failureText(failure).trimEnd()).join('\n');
  return new Failure(first.exitCode, told.slice('corr: '.length));
}

/** Ends a command that has already reported what is wrong. */
export class Silent extends Failure {
  constructor(exitCode: ExitCode) {
    super(exitCode, '');
  }
}

/**
 * The text of a failure on stderr; empty if it was already reported. Paths in it may contain anything, and it may span
 * lines.
 */
export function failureText({ message, help }: Failure): string {
  if (message === '') return '';
  return `corr: ${terminalLines(message)}\n${help === undefined ? '' : `  ${terminalLines(help)}\n`}`;
}

/** The failure for an output file that cannot be written. */
export function unwritable(path: string, error: unknown, help: string): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return usageError(`'${path}' cannot be written: ${why}.`, help);
}

const ENDED = 'What was saved, and is still there, is safe; fix the path or the disk, then start again.';

/** Turns disk errors, which are not faults of the program, into failures. Other errors are returned unchanged. */
export function diskFailure(error: unknown, help = ENDED): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('syscall' in error)) return error;
  return new Failure(ExitCode.input, `Disk error: ${error.message}.`, help);
}

/** Errors that are not faults of the program: they are caused by paths, permissions and disks. */
const REFUSALS = new Set(
  'EACCES EPERM EROFS ENOENT ENOTDIR EISDIR ELOOP ENAMETOOLONG ETXTBSY EBUSY EIO ENOSPC EDQUOT EFBIG EMFILE ENFILE'.split(' '),
);

/** The failure to report for an error; undefined if it is a fault of the program. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error) || !('code' in error) || !REFUSALS.has(String(error.code))) return undefined;
  const usual = 'Check the path, its permissions, and whether the disk is full.';
  return usageError(`The operating system reports: ${error.message}.`, helpToFind(error.message, usual));
}
