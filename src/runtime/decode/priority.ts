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

/** How others name them: systems in BSD's tradition, in shorter words. */
const LEVEL_NAMES: ReadonlyMap<string, number> = new Map([
  ...LEVELS.map((name, code) => [name, code] as const),
  ['emerg', 0], ['panic', 0], ['crit', 2], ['err', 3], ['warn', 4],
]); // biome-ignore format: two families

/** The PRI of `auth.info`, or of its codes `4.6`; undefined: it names none. */
export function priorityNamed(text: string): number | undefined {
  const [facility = '', level = '', ...others] = text.split('.');
  const high = codeOf(facility, FACILITIES.indexOf(facility), FACILITIES.length);
  const low = codeOf(level, LEVEL_NAMES.get(level) ?? -1, LEVELS.length);
  return high < 0 || low < 0 || others.length > 0 ? undefined : high * 8 + low;
}

/** -1: it is neither a name nor a code below `count`. */
function codeOf(text: string, named: number, count: number): number {
  return named < 0 && /^\d{1,2}$/.test(text) && Number(text) < count ? Number(text) : named;
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
