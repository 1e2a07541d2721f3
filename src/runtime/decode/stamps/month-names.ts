/** Months by name. Loggers of Java, `journalctl` and `date` write them in the language of the machine. */

import { BLANK, isDigit, POINT } from '../../values/ascii.ts';
import { isOfWord, textIn } from '../text.ts';

/** In full and abbreviated: English, German, French, Spanish, Italian, Portuguese, Dutch, and of others what sounds alike. */
const NAMES: readonly string[] = [
  'jan january januar jänner janvier janv enero ene gennaio gen janeiro januari',
  'feb february februar février févr febrero febbraio fevereiro fev februari febr',
  'mar march märz mär mars marzo março maart mrt',
  'apr april avril avr abril abr aprile',
  'may mai mayo maggio mag maio mei maj',
  'jun june juni juin junio giugno giu junho',
  'jul july juli juillet juil julio luglio lug julho',
  'aug august août agosto ago augustus augusti',
  'sep sept september septembre septiembre settembre set setembro',
  'oct october oktober okt octobre octubre ottobre ott outubro out',
  'nov november novembre noviembre novembro',
  'dec december dezember dez décembre déc diciembre dic dicembre dezembro',
];
/** In English, of three letters. */
export const SHORT_NAMES: readonly string[] = NAMES.map((names) => names.slice(0, 3));
/** By {@link keyAt}. */
const BY_KEY = new Uint8Array(1 << 15);
for (const [index, name] of SHORT_NAMES.entries()) BY_KEY[keyAt(Buffer.from(name), 0)] = index + 1;
const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);
/** By their first two bytes in lower case, whether any of them begins so: most words of a log do not, and cost no more than this. */
const BEGINNINGS = new Uint8Array(1 << 16);
for (const name of MONTHS.keys()) BEGINNINGS[beginningAt(Buffer.from(name), 0)] = 1;
/** `septiembre`, in bytes. */
const LONGEST = 10;
const NONE = { month: 0, length: 0 };

/** The month of a three-letter name in any case; 0 if it is none. */
export function monthAt(bytes: Uint8Array, at: number): number {
  return BY_KEY[keyAt(bytes, at)]!;
}

/** Three letters in any case, of five bits each; 0 if they are none. */
function keyAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  const areLetters = (first & second & third & 0x40) !== 0 && (first | second | third) < 0x80;
  return areLetters ? ((first & 31) << 10) | ((second & 31) << 5) | (third & 31) : 0;
}

/** The month named here, and the length of its name with the point behind it, in bytes; a number must follow. Both are 0 if there is none. */
export function monthNamed(bytes: Uint8Array, at: number, end: number): { month: number; length: number } {
  if (BEGINNINGS[beginningAt(bytes, at)] === 0) return NONE;
  let next = at;
  while (next < end && next <= at + LONGEST && isOfWord(bytes[next]!) && !isDigit(bytes[next])) next++;
  const after = bytes[next] === POINT ? next + 1 : next;
  // Most words end here: no text is made of them.
  if (next < at + 3 || !(isDigit(bytes[after + 1]) || (bytes[after + 1] === BLANK && isDigit(bytes[after + 2])))) return NONE;
  const month = MONTHS.get(textIn(bytes, at, next).toLowerCase());
  return month === undefined ? NONE : { month, length: after - at };
}

function beginningAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! | 0x20) << 8) | (bytes[at + 1]! | 0x20);
}
