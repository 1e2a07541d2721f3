/** The values of literals. */

import { daysInMonth, daysSinceEpoch } from '../../calendar.ts';

const UNIT: Record<string, number> = { us: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6, d: 86400e6, w: 604800e6 };
const BYTES: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** `1h30m` in microseconds, rounded; NaN if it is not a duration. */
export function durationMicros(text: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d|w))+$/.test(text)) return Number.NaN;
  let micros = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d|w)/g)) micros += Number(amount) * (UNIT[unit ?? ''] ?? 0);
  return Math.round(micros);
}

/** A duration as a constant may be written, `-5m` or the time of day `06:00`, in microseconds; NaN if it is none. */
export function constantMicros(text: string): number {
  const [, sign, size = ''] = /^(-?)(.*)$/s.exec(text) ?? [];
  const micros = /^\d{1,2}:\d\d(?::\d\d)?$/.test(size) ? clockMicros(size) : durationMicros(size);
  return sign === '-' ? -micros : micros;
}

/** `4KB` in bytes. */
export function sizeBytes(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text) ?? [];
  return Math.round(Number(amount ?? 0) * (BYTES[unit ?? ''] ?? 1));
}

/** `06:00:30` in microseconds since midnight; NaN if there is no such time. */
export function clockMicros(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
  return ((hours * 60 + minutes) * 60 + seconds) * 1e6;
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d\d):?(\d\d))?$/;

/** `2024-02-29T06:00:00Z` in microseconds since 1970; NaN if there is no such date. UTC if it has no zone. */
export function stampMicros(text: string): number {
  const parts = STAMP.exec(text);
  if (!parts) return Number.NaN;
  const number = (index: number) => Number(parts[index] ?? 0);
  const [year, month, day] = [number(1), number(2), number(3)];
  const clock = clockMicros(`${parts[4]}:${parts[5]}:${parts[6] ?? '00'}`);
  if (day < 1 || day > daysInMonth(year, month) || number(9) > 23 || number(10) > 59) return Number.NaN;
  const midnight = daysSinceEpoch(year, month, day) * 86400e6;
  const offset = (number(9) * 60 + number(10)) * 60e6 * (parts[8] === '-' ? -1 : 1);
  return midnight + clock + Number((parts[7] ?? '').padEnd(6, '0')) - offset;
}
