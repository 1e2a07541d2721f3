/** Durations as text, in both directions. */

import { DAY, HOUR, MINUTE, SECOND } from './time-units.ts';

const UNITS = new Map([
  ['ns', 0.001],
  ['us', 1],
  ['µs', 1],
  ['μs', 1],
  ['ms', 1_000],
  ['s', SECOND],
  ['m', MINUTE],
  ['h', HOUR],
  ['d', DAY],
  ['w', 7 * DAY],
]);
const PIECES = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d|w)/y;
const CLOCK = /^(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)$/;

/** Whole microseconds of `1h30m`, `-250ms`, `90.5s` or `26:03:04.5`; undefined if the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const micros = unsignedMicros(negative ? text.slice(1) : text);
  if (micros === undefined || !Number.isSafeInteger(micros)) return undefined;
  return negative && micros !== 0 ? -micros : micros;
}

function unsignedMicros(text: string): number | undefined {
  const clock = CLOCK.exec(text);
  if (clock) return Math.round(Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE + Number(clock[3]) * SECOND);
  let micros = 0;
  let at = 0;
  while (at < text.length) {
    PIECES.lastIndex = at;
    const [whole, amount, unit] = PIECES.exec(text) ?? [];
    if (whole === undefined) return undefined;
    micros += Number(amount) * (UNITS.get(unit ?? '') ?? 0);
    at += whole.length;
  }
  return at === 0 ? undefined : Math.round(micros);
}

/** `1d2h`, `1m30.5s`, `250ms`, `12us`: in the notation of the language, so that it can be read again. */
export function writeDuration(micros: number): string {
  const size = Math.abs(Math.round(micros));
  const sign = micros < 0 && size > 0 ? '-' : '';
  if (size === 0) return '0s';
  if (size < 1_000) return `${sign}${size}us`;
  if (size < SECOND) return `${sign}${size / 1_000}ms`;
  const whole = (unit: number, within: number, name: string) => {
    const count = Math.floor((size % within) / unit);
    return count === 0 ? '' : `${count}${name}`;
  };
  const rest = size % MINUTE;
  const seconds = rest === 0 ? '' : `${decimal(rest)}s`;
  return `${sign}${whole(DAY, Number.POSITIVE_INFINITY, 'd')}${whole(HOUR, DAY, 'h')}${whole(MINUTE, HOUR, 'm')}${seconds}`;
}

/** Exact seconds, without trailing zeros. */
function decimal(micros: number): string {
  const fraction = String(micros % SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${Math.floor(micros / SECOND)}${fraction === '' ? '' : `.${fraction}`}`;
}
