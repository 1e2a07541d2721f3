/** The PRI of RFC 3164 and RFC 5424: facility × 8 + severity, in angle brackets. */

import { FACILITIES } from '../../../dsl/pattern-plan.ts';
import type { Severity } from '../../../dsl/plan.ts';
import { GREATER_THAN, ZERO } from '../../values/ascii.ts';

/** The PRI assumed for a message without a usable one: user.notice (RFC 3164, 4.3.3). */
export const DEFAULT_PRIORITY = 13;
/** local7.debug */
export const GREATEST = 191;

const LEVELS: readonly Severity[] = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

/** Alternative names: shorter words of the BSD tradition. */
const LEVEL_NAMES: ReadonlyMap<string, number> = new Map([
  ...LEVELS.map((name, code) => [name, code] as const),
  ['emerg', 0], ['panic', 0], ['crit', 2], ['err', 3], ['warn', 4],
]); // biome-ignore format: two families

/** The code of a severity by its name; undefined if there is none. */
export function levelNamed(name: string): number | undefined {
  return LEVEL_NAMES.get(name);
}

/** The PRI of `auth.info`, or of codes such as `4.6`; undefined if the text is neither. */
export function priorityNamed(text: string): number | undefined {
  const [facility = '', level = '', ...others] = text.split('.');
  const high = codeOf(facility, FACILITIES.indexOf(facility), FACILITIES.length);
  const low = codeOf(level, LEVEL_NAMES.get(level) ?? -1, LEVELS.length);
  return high < 0 || low < 0 || others.length > 0 ? undefined : high * 8 + low;
}

/** -1 if the text is neither a name nor a code below `count`. */
function codeOf(text: string, named: number, count: number): number {
  return named < 0 && /^\d{1,2}$/.test(text) && Number(text) < count ? Number(text) : named;
}

/** The severity with this code in syslog and the journal; undefined if there is none. */
export function severityName(code: number): Severity | undefined {
  return LEVELS[code];
}

export function facilityName(code: number): string | undefined {
  return FACILITIES[code];
}

/** The PRI read at a `<`. */
export interface Priority {
  value: number;
  /** The offset after the `>`. */
  next: number;
  /** Whether it has a leading zero, which RFC 5424 forbids. */
  padded: boolean;
}

/** Reads `<`, 1 to 3 digits and `>` into `into`; returns false if there is no such text, or the value exceeds 191. */
export function readPriority(bytes: Uint8Array, at: number, end: number, into: Priority): boolean {
  let value = 0;
  let next = at + 1;
  for (; next < end && next < at + 4; next++) {
    const digit = bytes[next]! - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (next === at + 1 || next >= end || bytes[next] !== GREATER_THAN || value > GREATEST) return false;
  into.value = value;
  into.next = next + 1;
  into.padded = bytes[at + 1] === ZERO && next > at + 2;
  return true;
}
