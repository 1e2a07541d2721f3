/** What the tables of habits share. */

/** A construct of another language, and its equivalent here. */
export interface Habit {
  /** What the grammar expects there, as named in messages. */
  expected: RegExp;
  found: RegExp;
  /** The text before it, if that decides. */
  before?: RegExp;
  help: string;
}

export const TRANSACTION = /^a clause of the transaction/;
export const SCHEDULE = /^a clause of the schedule/;
export const CLAUSE = /^a clause of/;
export const ENDING = /'after'/;
/** After an element of a step or of a group. */
export const LINK = /^(a clause of the transaction|'then')/;

export const ITEMS = /^(',' or|a clause of|'then'|'\)'|'\]')/;

/** In a condition. */
export const CONDITION = /\b(where|when)\b[^{}\n]*$/;

export const TEXTS = 'Compare texts with contains, starts with, ends with, and matches /…/.';
export const RANGE = 'Write a range of values as two comparisons: n >= 1 and n <= 3.';
export const NO_CHOICE =
  'There is no conditional expression; use `??` to give a default for a missing value. In a condition, write both cases: (n > 3 and took < 2d) or (n <= 3 and took < 4d).';
