/** PRI of RFC 3164 and RFC 5424: facility × 8 + severity, in angle brackets. */

import type { Severity } from '../../dsl/plan.ts';

/** What a message without a usable PRI is taken as: user.notice (RFC 3164, 4.3.3). */
export const DEFAULT_PRIORITY = 13;
const GREATEST = 191;

/** By code, from 0; the names that syslog configurations use. */
const FACILITIES: readonly string[] = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp',
  'ntp', 'security', 'console', 'solaris-cron',
  'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
]; // biome-ignore format: two families

const LEVELS: readonly Severity[] = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

export function facilityOf(priority: number): string | undefined {
  return FACILITIES[priority >> 3];
}

export function severityOf(priority: number): Severity | undefined {
  return LEVELS[priority & 7];
}

/** A severity by the code that syslog and the journal give it. */
export function severityName(code: number): Severity | undefined {
  return LEVELS[code];
}

export function facilityName(code: number): string | undefined {
  return FACILITIES[code];
}

/** What a `<` at the start of a line turned out to be. */
export interface Priority {
  value: number;
  /** Offset after the `>`. */
  next: number;
  /** Written with a leading zero, which RFC 5424 forbids. */
  padded: boolean;
}

/** Reads `<` 1 to 3 digits `>` into `into`; false when that is not there, or beyond 191. */
export function readPriority(bytes: Uint8Array, at: number, end: number, into: Priority): boolean {
  let value = 0;
  let next = at + 1;
  for (; next < end && next < at + 4; next++) {
    const digit = bytes[next]! - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (next === at + 1 || next >= end || bytes[next] !== 0x3e || value > GREATEST) return false;
  into.value = value;
  into.next = next + 1;
  into.padded = bytes[at + 1] === 0x30 && next > at + 2;
  return true;
}
