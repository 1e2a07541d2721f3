/** What the tables of habits share. */

/** A construct of another language, and its equivalent here. */
export interface Habit {
  /** What the grammar expects there, as named in messages. */
  expected: RegExp;
  found: RegExp;
  /** The text before it, if that decides. */
  before: RegExp;
  help: string;
}

/** Habits where the grammar expects one thing. @param helps by a regular expression for the whole of what is found there */
export function at(expected: RegExp, helps: Readonly<Record<string, string>>): Habit[] {
  return behind(/$/, expected, helps);
}

/** The same, if they come behind some text. */
export function behind(before: RegExp, expected: RegExp, helps: Readonly<Record<string, string>>): Habit[] {
  return Object.entries(helps).map(([found, help]) => ({ expected, found: new RegExp(`^(?:${found})$`, 's'), before, help }));
}

export const TRANSACTION = /^a clause of the transaction/;
export const CLAUSE = /^a clause of/;
export const ENDING = /'after'/;
export const ITEMS = /^(',' or|a clause of|'then'|'\)'|'\]')/;

export const UNIT = 'Write the unit of a duration directly after the number: 500ms, 5s, 5m, 5h, 5d.';
export const UNQUOTED_DURATION = 'Write a duration without quotes: 10s, 5m, 1h30m.';
export const RANGE = 'Write a range of values as two comparisons: n >= 1 and n <= 3.';
export const NO_CHOICE =
  'There is no conditional expression; use `??` to give a default for a missing value. In a condition, write both cases: (n > 3 and took < 2d) or (n <= 3 and took < 4d).';
