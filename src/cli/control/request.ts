/** Requests to a running server: one line of JSON per connection, answered with lines of JSON. */

import validate from '../../../schema/control-request.schema.json?validate';
import type { LetterSelection, Resent } from '../../runtime/live/resend.ts';

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
  /** A condition on records in the rule language. */
  where?: string;
}

export interface ResendRequest extends LetterSelection {
  command: 'resend';
  /** Only list the letters. */
  preview?: boolean;
}

export type Request =
  | ({ command: 'list' } & Selection)
  | { command: 'show'; id: string }
  | ({ command: 'expire'; id?: string } & Selection)
  | ResendRequest
  | TailRequest
  | { command: 'status' }
  | TapRequest;

/** The maximum length of a request in characters. */
export const LONGEST_REQUEST = 65_536;

/** Undefined if it is not a request. */
export function readRequest(line: string): Request | undefined {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    return undefined;
  }
  return validate(request) ? (request as Request) : undefined;
}

/** Why a request is refused: the last line of its answer. `exit` is the exit code for the asking command. */
export interface RefusalLine {
  error: string;
  help?: string;
  exit: number;
}

/** The last line of the answer to `list`: without it, there may be more. */
export interface ListedLine {
  listed: number;
}

/** The last line of the answer to `expire`: the number of ended transactions, once that is durable. */
export interface EndedLine {
  ended: number;
}

/** The last line of the answer to `resend`, once that is durable. */
export type ResentLine = Resent;

/** The number of lines dropped before this one, because they were not read fast enough. */
export interface LostLine {
  lost: number;
}
