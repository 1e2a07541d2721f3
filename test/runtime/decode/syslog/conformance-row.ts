/** One row of the table of syslog records and their meaning. */

import type { RecordFlag } from '../../../../src/runtime/record.ts';

export interface SyslogRow {
  name: string;
  /** The record; bytes if it is not text. */
  record: string | Uint8Array;
  /** Its origin; in a file the PRI is optional. */
  from: 'wire' | 'file';
  /** The fields that it has; all others are missing. */
  fields: Readonly<Record<string, unknown>>;
  message: string;
  /** ISO 8601; absent if there is no usable time, so that the time of receipt is used. */
  time?: string;
  flags: readonly (keyof typeof RecordFlag)[];
  weight?: number;
}

/** When all records are received; 2024 is a leap year. */
export const RECEIVED = '2024-03-01T12:00:00.000Z';

export const BSD = ['yearGuessed', 'zoneAssumed'] as const;
export const USER = { facility: 'user', severity: 'notice' };
export const AUTH = { facility: 'auth', severity: 'critical' };
export const PROC = { host: 'h', app: 'a', pid: '1', msgid: 'm' };

export type Rest = Partial<Omit<SyslogRow, 'name' | 'record' | 'message'>>;

export function row(name: string, record: string | Uint8Array, message: string, rest: Rest = {}): SyslogRow {
  return { name, record, message, from: 'wire', fields: {}, flags: [], ...rest };
}

/** For rows that are not about time. */
export const NOON = '2024-02-29T12:00:00Z';
export const AT_NOON = { time: '2024-02-29T12:00:00.000Z' };
