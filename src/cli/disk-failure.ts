import { ExitCode, Failure } from './exit-code.ts';

const ENDED = 'What was saved is safe; fix the path or the disk, then start again.';

/** Turns disk errors, which are not faults of the program, into failures. Other errors are returned unchanged. */
export function diskFailure(error: unknown, help = ENDED): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('syscall' in error)) return error;
  return new Failure(ExitCode.input, `Disk error: ${error.message}.`, help);
}
