/** What may be asked of a running server: one line of JSON a connection, answered in lines of JSON. */

import validate from '../../../schema/control-request.schema.json?validate';

export interface Selection {
  rule?: string;
  /** `name=value` */
  keys?: string[];
}

export const TAIL_FORMATS = ['text', 'ndjson', 'csv'] as const;

export interface TailRequest {
  command: 'tail';
  rule?: string;
  format?: (typeof TAIL_FORMATS)[number];
  columns?: number;
  color?: boolean;
}

export interface TapRequest {
  command: 'tap';
  records?: string[];
  unmatched?: boolean;
  /** A condition on records, in the rule language. */
  where?: string;
}

export type Request =
  | ({ command: 'list' } & Selection)
  | { command: 'show'; id: string }
  | ({ command: 'expire'; id?: string } & Selection)
  | TailRequest
  | { command: 'status' }
  | TapRequest;

/** No request is longer, in characters. */
export const LONGEST_REQUEST = 65_536;

/** Undefined for what is no request. */
export function readRequest(line: string): Request | undefined {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    return undefined;
  }
  return validate(request) ? (request as Request) : undefined;
}

/** Why a request is not answered: the last line of its answer. `exit` is how the command that asks should end. */
export interface RefusalLine {
  error: string;
  help?: string;
  exit: number;
}

/** The last line of what `expire` answers: so many were ended, and that is safe. */
export interface EndedLine {
  ended: number;
}

/** Lines that were lost before this one, as they were not read fast enough. */
export interface LostLine {
  lost: number;
}
