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
