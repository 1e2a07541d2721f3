/** What of a followed log is lost, or may be. */

import type { InputProblem } from '../problem.ts';

/** It was truncated under its reader, and what was not read yet is nowhere. */
export function truncated(path: string): InputProblem {
  return {
    code: 'truncated',
    severity: 'warning',
    path,
    message: `'${path}' was truncated while it was being read, and there is no copy of it beside it.`,
    help: 'What was written just before may be lost. Rotate it with create instead of copytruncate.',
  };
}

/** The file in which reading stopped is gone. */
export function lostPlace(path: string): InputProblem {
  return {
    code: 'lost-place',
    severity: 'warning',
    path,
    message: `The file last read as '${path}' cannot be found; '${path}' is read from its beginning.`,
    help: 'Keep rotated files beside it until they have been read.',
  };
}

/** A renamed file was removed, or changed, before it was read. */
export function gone(path: string): InputProblem {
  return {
    code: 'lost-place',
    severity: 'warning',
    path,
    message: `'${path}' was renamed or removed before it was read.`,
    help: 'Keep rotated files beside the log until they have been read.',
  };
}

/** A renamed file is never silent, and those after it wait for it. */
export function stillWritten(path: string): InputProblem {
  return {
    code: 'still-written',
    severity: 'warning',
    path,
    message: `'${path}' was rotated, and the old file is still written to: the new one is read once the old one is silent.`,
    help: 'Make all its writers open the log again when it is rotated.',
  };
}

/** A renamed file was written to after it had been silent, and was left. */
export function writtenLate(path: string, bytes: number): InputProblem {
  return {
    code: 'written-late',
    severity: 'warning',
    path,
    message: `'${path}' was written to after it had been rotated and read to its end: ${bytes} bytes were not read.`,
    help: 'Make all its writers open the log again when it is rotated.',
  };
}

/** What is decompressed or converted is read to its end, and never again, and more was added to it. */
export function readOnce(path: string): InputProblem {
  return {
    code: 'read-once',
    severity: 'warning',
    path,
    message: `'${path}' has grown since it was read: as it is compressed, or an export of the journal, what was added is not read.`,
    help: 'Follow a log that is not compressed; what the journal gets is read by: journalctl -f -o json | corr run RULES -',
  };
}
