import { terminalText } from '../runtime/outputs/escape.ts';

/** How the program ends; scripts and CI rely on each. */
export const ExitCode = {
  fine: 0,
  /** A failed test, a lint finding at or above `--fail-level`, an outcome of `--fail-on`. */
  findings: 1,
  /** The rules do not compile. */
  rules: 2,
  /** Usage or configuration, or an output that cannot be written. */
  usage: 3,
  /** An input cannot be read. */
  input: 4,
  /** A mistake of our own. */
  bug: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends a command; what is wrong is said once, on stderr, with what to do next. */
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

/** Ends a command that has said already what is wrong. */
export class Silent extends Failure {
  constructor(exitCode: ExitCode) {
    super(exitCode, '');
  }
}

/** A failure as it is told on stderr; nothing of one that was told already. Paths in it may hold anything, and it may be of several lines. */
export function failureText({ message, help }: Failure): string {
  const harmless = (text: string) => text.split('\n').map(terminalText).join('\n');
  if (message === '') return '';
  return `corr: ${harmless(message)}\n${help === undefined ? '' : `  ${harmless(help)}\n`}`;
}

/** A file that is to be written, and cannot. */
export function unwritable(path: string, error: unknown, help: string): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(ExitCode.usage, `'${path}' cannot be written: ${why}.`, help);
}

/** No program can help these: they come of paths, permissions and disks. */
const REFUSALS = new Set(
  'EACCES EPERM EROFS ENOENT ENOTDIR EISDIR ELOOP ENAMETOOLONG ETXTBSY EBUSY EIO ENOSPC EDQUOT EFBIG EMFILE ENFILE'.split(' '),
);

/** How an error is told to whoever asked for what failed; undefined: it is a mistake of our own. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error) || !('code' in error) || !REFUSALS.has(String(error.code))) return undefined;
  return new Failure(
    ExitCode.usage,
    `The system refuses: ${error.message}.`,
    'Look at the path, who may use it, and whether the disk is full.',
  );
}
