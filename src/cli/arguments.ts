/** Values on the command line: durations and times, in the notation of rules. */

import { durationMicros, sizeBytes, stampMicros } from '../dsl/parser/literals.ts';
import { given } from '../given.ts';
import { usageError } from './exit-code.ts';

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/** In microseconds; undefined if it is not a duration. */
function parseDuration(text: string): number | undefined {
  const micros = durationMicros(text);
  return micros <= Number.MAX_SAFE_INTEGER ? micros : undefined;
}

/** In microseconds. @throws Failure if it is not a duration. */
export function durationOption(text: string, option: string): number {
  const micros = parseDuration(text);
  if (micros === undefined) throw usageError(`'${text}' is not a valid duration for ${option}.`, 'Write it as 10s, 5m or 1h30m.');
  return micros;
}

/** `4096`, `10MB`, `1GiB` in bytes. @throws Failure if it is not a size. */
export function sizeOption(text: string, option: string): number {
  const [, number, unit] = /^(\d{1,15}(?:\.\d+)?)(B|[KMG]i?B)?$/.exec(text) ?? [];
  if (number === undefined) throw usageError(`'${text}' is not a valid size for ${option}.`, 'Write it as 100MB or 1GiB.');
  return sizeBytes(`${number}${unit ?? 'B'}`);
}

/** A date, or a date and time, in microseconds since 1970; UTC if it has no zone. Undefined if it is neither. */
export function parseStamp(text: string): number | undefined {
  const micros = stampMicros(text.length > 10 ? text.replace(' ', 'T') : `${text}T00:00`);
  return Number.isNaN(micros) ? undefined : micros;
}

/** `--since` and `--until`, those that are given. @throws Failure if one is not a time, or nothing lies between them */
export function periodOf({ since, until }: { since?: string; until?: string }): { since?: number; until?: number } {
  const now = Date.now() * 1000;
  const from = since === undefined ? undefined : momentOption(since, '--since', now);
  const to = until === undefined ? undefined : momentOption(until, '--until', now);
  if (from !== undefined && to !== undefined && from >= to)
    throw usageError(`Nothing lies between --since ${since} and --until ${until}.`, 'Give --since the earlier of the two times.');
  return given({ since: from, until: to });
}

/**
 * A moment: `2h` ago, `14:30` today, a date, or a date and time; UTC if it has no zone.
 * @param now microseconds since 1970
 * @throws Failure if it is none of these
 */
export function momentOption(text: string, option: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const day = new Date(now / 1000).toISOString().slice(0, 10);
  const moment = parseStamp(CLOCK.test(text) ? `${day}T${text}` : text);
  if (moment !== undefined) return moment;
  throw usageError(`'${text}' is not a valid time for ${option}.`, 'Write it as 2h (ago), 14:30, 2024-03-01 or 2024-03-01T08:00:00Z.');
}
