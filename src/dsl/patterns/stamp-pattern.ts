/** Patterns of time stamps, as in `stamp('dd/MMM/yyyy:HH:mm:ss Z')`. */

/** Predefined patterns. */
export const NAMED_STAMPS = ['iso', 'epoch', 'epoch_ms'];

/**
 * The allowed repetitions of each letter. `yy` is in this century; a single letter takes one digit or two; `S` are
 * digits of the fraction.
 */
const COUNTS: Readonly<Record<string, readonly number[]>> = {
  y: [2, 4],
  M: [1, 2, 3],
  d: [1, 2],
  /** Day of the year, 001 to 366. */
  D: [3],
  H: [1, 2],
  h: [1, 2],
  m: [1, 2],
  s: [1, 2],
  S: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  /** AM or PM. */
  a: [1],
  /** `Z`, `+0100`, `+01:00`, or a name: `UTC`, `CEST`. */
  Z: [1],
  /** Day of the week, three letters. */
  E: [3],
};
/** A part of the time, and the parts that it requires. */
const NEEDS: readonly [string, readonly string[]][] = [
  ['D', ['y']],
  ['m', ['H', 'h']],
  ['s', ['m']],
  ['S', ['s']],
];
const RUN = /([A-Za-z])\1*/g;
/** Literal text, which may contain letters. */
const LITERAL = /'[^']*'/g;

/** What is wrong with a stamp pattern, for people; undefined if it is valid. */
export function stampProblem(pattern: string): string | undefined {
  if (NAMED_STAMPS.includes(pattern)) return undefined;
  const letters = pattern.replace(LITERAL, "'");
  // The T of ISO 8601 is a literal.
  const runs = (letters.match(RUN) ?? []).filter((run) => run !== 'T');
  const order = runs.map((run) => run.charAt(0));
  return wrongRun(runs) ?? wrongWhole(new Set(order)) ?? wrongOrder(order) ?? unseparated(letters);
}

/** For those who write `yyyy-MM-DD`. */
const DAYS = ": the day of the month is 'd' or 'dd', that of the year 'DDD'";

function wrongRun(runs: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const run of runs) {
    const letter = run.charAt(0);
    const counts = Object.hasOwn(COUNTS, letter) ? COUNTS[letter] : undefined;
    if (!counts) return `'${letter}' has no meaning in it`;
    if (!counts.includes(run.length)) return `'${run}' has too many or too few letters${letter === 'D' ? DAYS : ''}`;
    if (seen.has(letter)) return `'${letter}' occurs twice`;
    seen.add(letter);
  }
  return undefined;
}

function wrongWhole(letters: ReadonlySet<string>): string | undefined {
  const hasDate = ['y', 'M', 'd', 'D', 'E'].some((letter) => letters.has(letter));
  const isOrdinal = letters.has('D');
  if (isOrdinal && (letters.has('M') || letters.has('d'))) return "'DDD' is the day of the year, and goes with neither 'M' nor 'd'";
  if (hasDate && !isOrdinal && !(letters.has('M') && letters.has('d'))) return 'it needs a month M and a day d';
  if (!hasDate && !letters.has('m')) return 'it needs a month M and a day d, or an hour and a minute';
  if (letters.has('H') && letters.has('h')) return "'H' and 'h' both give the hour";
  if (letters.has('h') !== letters.has('a')) return "'h' and 'a' must be used together";
  const lacking = NEEDS.find(([part, wholes]) => letters.has(part) && !wholes.some((whole) => letters.has(whole)));
  return lacking && `'${lacking[0]}' needs '${lacking[1][0]}'`;
}

/** As nobody writes a minute before its hour, it is meant for the month. What date a day of the year is depends on the year. */
function wrongOrder(order: readonly string[]): string | undefined {
  if (order.includes('D') && order.indexOf('D') < order.indexOf('y')) return "the year 'y' comes before the day of the year 'DDD'";
  const hour = order.findIndex((letter) => letter === 'H' || letter === 'h');
  return order.includes('m') && order.indexOf('m') < hour
    ? "'m' is the minute and 'M' the month, and the hour comes before the minute"
    : undefined;
}

/** Fields of one digit or two are ambiguous directly before other digits. */
function unseparated(pattern: string): string | undefined {
  const letter = /([MdHhms])(?<!\1\1)(?!\1|MMM)[yMdDHhmsS]/.exec(pattern)?.[1];
  return letter && `'${letter}' takes one or two digits, and is followed directly by more digits`;
}
