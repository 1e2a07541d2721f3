/** Problems with inputs. A problem is a value: the other inputs are read all the same. */

import { shellText } from '../outputs/escape.ts';

type InputProblemCode =
  | 'not-found'
  | 'no-match'
  | 'no-logs'
  | 'no-access'
  | 'is-directory'
  | 'too-many-open'
  | 'unreadable'
  | 'unknown-compression'
  | 'bomb'
  | 'damaged'
  | 'cut-off'
  | 'trailing-garbage'
  | 'no-line-feeds'
  | 'too-many-alternatives'
  | 'bad-address'
  | 'not-listening'
  | 'not-accepting'
  | 'turned-away'
  | 'exposed'
  | 'bad-certificate'
  | 'certificate-ends'
  | 'small-buffer'
  | 'lost-place'
  | 'truncated'
  | 'still-written'
  | 'written-late'
  | 'read-once';

export interface InputProblem {
  code: InputProblemCode;
  /** `warning` if everything available was read. */
  severity: 'error' | 'warning';
  /** As given, or found below what was given; for receivers the address. */
  path: string;
  /** A sentence that names the path. */
  message: string;
  /** What to do about it. */
  help: string;
}

/** The path in problems of standard input. */
export const STANDARD_INPUT = 'standard input';

/** How to read what another program must undo first; each of `filters` reads the output of the one before it. */
export function pipedThrough(path: string, program: string, ...filters: string[]): string {
  const first = path === STANDARD_INPUT ? `… | ${program}` : `${program} ${shellText(path)}`;
  return [first, ...filters, 'corr run RULES -'].join(' | ');
}

/** A problem that keeps something from being read. */
export function inputError(code: InputProblemCode, path: string, message: string, help: string): InputProblem {
  return { code, severity: 'error', path, message, help };
}

/** A problem beside which everything available is read. */
export function inputWarning(code: InputProblemCode, path: string, message: string, help: string): InputProblem {
  return { code, severity: 'warning', path, message, help };
}

/** Lines end in carriage returns only, an obsolete convention: the whole file would be one record. */
export function withoutLineFeeds(path: string): InputProblem {
  const program = "tr '\\r' '\\n'";
  const help = `Pipe it in: ${pipedThrough(path, path === STANDARD_INPUT ? program : `${program} <`)}`;
  return inputError('no-line-feeds', path, `'${path}' has carriage returns, but no line feeds.`, help);
}

/** Called for each problem when it occurs. */
export type ReportProblem = (problem: InputProblem) => void;

/** Whether a name has what is not UTF-8, which Node.js shows as U+FFFD: by that name, the file cannot be found again. */
export function isUnspeakable(name: string): boolean {
  return name.includes('\ufffd');
}

/**
 * What to do about a file that is not there.
 * @param usual the help for any other name
 */
export function helpToFind(name: string, usual: string): string {
  return isUnspeakable(name) ? 'If its name is not UTF-8, rename it.' : usual;
}

/** The problem for an error of the file system. */
export function problemOf(error: unknown, path: string): InputProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return inputError('not-found', path, `There is no file '${path}'.`, helpToFind(path, 'Check its name.'));
    case 'EACCES':
    case 'EPERM': {
      const help = 'Run as a user who has it, or pipe the file in: sudo cat FILE | corr run RULES -';
      return inputError('no-access', path, `There is no permission to read '${path}'.`, help);
    }
    case 'EISDIR':
      return inputError('is-directory', path, `'${path}' is a folder.`, 'Name the files in it.');
    case 'ESPIPE':
      return inputError(
        'unreadable',
        path,
        `'${path}' is a pipe or a device, and cannot be followed.`,
        `Pipe it in: corr run RULES - < ${path}`,
      );
    case 'EMFILE':
    case 'ENFILE': {
      const help = 'Give fewer files at once, or raise the limit: ulimit -n';
      return inputError('too-many-open', path, `'${path}' cannot be opened: too many files are open.`, help);
    }
    default: {
      const message = `Reading '${path}' failed: ${error instanceof Error ? error.message : String(error)}.`;
      return inputError(
        'unreadable',
        path,
        message,
        'Everything before the failure was used. Check the disk, or copy the file and try again.',
      );
    }
  }
}

/** The path at which a call of the system failed; undefined if the error does not tell. */
export function failedAt(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}
