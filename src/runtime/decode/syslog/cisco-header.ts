/** Cisco's own header: behind a PRI without a stamp, or behind the header of a relay that has kept it. */

import { isDigit, PERCENT } from '../../values/ascii.ts';
import { find } from '../text.ts';
import type { SyslogHeader } from './syslog-header.ts';

/** How long a device without a clock has been up: `00:01:01`, `1w2d`, or `101 21` in seconds. */
const UPTIME = String.raw`(?:\d\d:\d\d:\d\d|(?:\d+[ywdh])+|\d+ \d+)(?:\.\d+)?`;
/** Of IOS XR, before its stamp: `RP/0/RP0/CPU0:`. */
const NODE = String.raw`(?:(?:\w+/)+\w+:)?`;
const ZONE = String.raw`[A-Za-z]{3,5}(?:[+-][\d:]*\d)?`;
const STAMP = String.raw`[*.]?(?:\d{4} )?[A-Z][a-z]{2} (?: ?\d|\d\d) (?:\d{4} )?\d\d:\d\d:\d\d(?: [AP]M)?(?:\.\d+)?(?: ${ZONE})? ?`;
const FACILITY = String.raw`(?=%[A-Z]\w*-)`;
/**
 * Up to two numbers around a host, and a stamp with an optional node, year and zone (see `SyslogReader.readCiscoPrefix`), or an
 * uptime or nothing before a facility.
 */
const HEADER = new RegExp(
  `^(\\d*: )?(?:(?!\\d+: |${UPTIME}: )([\\w.-]+): )?(?:\\d+: )?(?:${NODE}${STAMP}: +|(?:${UPTIME}: +)?${FACILITY})`,
);
const LONGEST_HEADER = 128;

/**
 * The offset after `10.0.0.1 123: *Mar  1 18:48:50.483: `, mostly that of a facility, `%SYS-5-…`; `start` if there is no such
 * header. One that begins with a number may be without a facility.
 */
export function endOfCiscoHeader(bytes: Uint8Array, start: number, end: number): number {
  const header = isDigit(bytes[start]) || hasPercent(bytes, start, end) ? headerAt(bytes, start, end) : null;
  return start + (header ? header[0].length : 0);
}

/**
 * Reads the header without a stamp, directly behind a PRI: `29: sw1: 1w2d: %SYS-5-…`. Returns the offset of the facility; `start`
 * if there is no such header.
 */
export function readCiscoUptime(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  const header = hasPercent(bytes, start, end) ? headerAt(bytes, start, end) : null;
  if (!header) return start;
  const [text, sequence = '', host = ''] = header;
  into.hostStart = start + sequence.length;
  into.hostEnd = into.hostStart + host.length;
  return start + text.length;
}

function hasPercent(bytes: Uint8Array, start: number, end: number): boolean {
  return find(bytes, PERCENT, start, Math.min(end, start + LONGEST_HEADER)) >= 0;
}

function headerAt(bytes: Uint8Array, start: number, end: number): RegExpExecArray | null {
  return HEADER.exec(String.fromCharCode(...bytes.subarray(start, Math.min(end, start + LONGEST_HEADER))));
}
