/** What of a followed log is lost, or may be. */

import { type InputProblem, inputWarning } from '../problem.ts';

/** It was truncated under its reader, and what was not read yet is nowhere. */
export function truncated(path: string): InputProblem {
  const help = 'What was written just before may be lost. Rotate it with create instead of copytruncate.';
  return inputWarning('truncated', path, `'${path}' was truncated while it was being read, and there is no copy of it beside it.`, help);
}

/** The file in which reading stopped is gone. */
export function lostPlace(path: string): InputProblem {
  const help = 'Keep rotated files beside it until they have been read.';
  return inputWarning('lost-place', path, `The file last read as '${path}' cannot be found; '${path}' is read from its beginning.`, help);
}

/** A renamed file was removed, or changed, before it was read. */
export function gone(path: string): InputProblem {
  const help = 'Keep rotated files beside the log until they have been read.';
  return inputWarning('lost-place', path, `'${path}' was renamed or removed before it was read.`, help);
}

/** A renamed file is never silent, and those after it wait for it. */
export function stillWritten(path: string): InputProblem {
  const message = `'${path}' was rotated, and the old file is still written to: the new one is read once the old one is silent.`;
  return inputWarning('still-written', path, message, 'Make all its writers open the log again when it is rotated.');
}

/** A renamed file was written to after it had been silent, and was left. */
export function writtenLate(path: string, bytes: number): InputProblem {
  const message = `'${path}' was written to after it had been rotated and read to its end: ${bytes} bytes were not read.`;
  return inputWarning('written-late', path, message, 'Make all its writers open the log again when it is rotated.');
}

/** What is decompressed or converted is read to its end, and never again, and more was added to it. */
export function readOnce(path: string): InputProblem {
  const help = 'Follow a log that is not compressed; what the journal gets is read by: journalctl -f -o json | corr run RULES -';
  const message = `'${path}' has grown since it was read: as it is compressed, or an export of the journal, what was added is not read.`;
  return inputWarning('read-once', path, message, help);
}
