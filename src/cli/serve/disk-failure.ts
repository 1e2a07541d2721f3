import { ExitCode, Failure } from '../exit-code.ts';

/** What a disk does is no mistake of the program: it is told as a failure. Any other error is itself. */
export function diskFailure(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('syscall' in error)) return error;
  return new Failure(
    ExitCode.input,
    `The disk fails: ${error.message}.`,
    'What was saved is safe; start again when path and disk are well.',
  );
}
