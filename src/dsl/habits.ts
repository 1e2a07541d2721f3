/** Constructs of other languages, and their equivalents here. */

import { shownForms } from './forms.ts';
import { at, CLAUSE, ENDING, type Habit, ITEMS, TRANSACTION, UNIT } from './habits/habit.ts';
import { CERTAIN } from './habits/table.ts';
import { unitElsewhere } from './parser/foreign-numbers.ts';

/** Likely meanings, used if none is certain and no word is similar. */
const LIKELY: readonly Habit[] = [
  ...at(/^an operator/, {
    '.+': 'The operators are == != < <= > >= in, contains, matches, starts with, ends with, ?? + - * / % and, between conditions, and or.',
  }),
  ...at(/^'for'$/, { '.+': 'Say how long it must not come: then no RECORD for 10s.' }),
  ...at(ENDING, {
    '[A-Za-z].*': `'on' takes a record, optionally with 'where', and a name before it is in quotes: failure "denied" on app.refused; for a condition that must hold at the end, use 'success when'.`,
  }),
  ...at(/^'every' or 'daily'$/, { '.+': 'Write a period as: every 60s, every 7d, or daily by 06:00.' }),
  ...at(/^'\{'$/, {
    '[\\w(].*':
      'Put sets, maps, imported names and blocks in braces: any { app.paid, app.declined }, emit { user = login.user }, import { sshd } from "std/sshd".',
  }),
  ...at(/^','/, { '.+': 'Separate items in braces, brackets or parentheses by commas.' }),
  ...at(TRANSACTION, {
    ':': "Do not put a colon after the word that begins a clause; name a step with 'as': then app.paid as payment.",
  }),
  ...at(/^(?!'=' or)/, { ':': 'Do not put a colon after the word that begins a clause.' }),
  ...at(/^(?!a name$|'=')/, { '=': "Compare values with '==', '!=', '<=' and '>='; a single '=' gives a value a name." }),
  ...at(/^a duration/, { '\\d.*': UNIT }),
  ...at(/^a declaration$/, { '-.*': 'Begin comments with //.' }),
  ...at(/^(a clause of|'then')/, {
    '-.*':
      "Begin each step after the first with 'then' or 'next'. Compute how long an ending waits beside the pattern of its record: issued = { ends: time } let left = ends - time - 7d, and failure after issued.left.",
  }),
];

/** Advice for all other cases. */
const VAGUE: readonly Habit[] = [
  ...at(TRANSACTION, {
    'within|without|where|as':
      'Write it directly after the step that it belongs to: then app.paid as payment where amount > 0 within 5m without app.declined.',
  }),
  ...at(CLAUSE, { '\\w+': 'A clause begins with a keyword such as key or emit; separate fields and records by commas.' }),
];

/**
 * The help if `found` certainly had a known meaning where something else is expected; undefined otherwise.
 * @param before the text before it
 */
export function helpForHabit(expected: string, found: string, before: string): string | undefined {
  if (/\d\s*$/.test(before) && ITEMS.test(expected) && isUnit(found)) return UNIT;
  return helpIn(CERTAIN, expected, found, before);
}

function isUnit(word: string): boolean {
  return /^(ms|[smhdw])$/.test(word) || unitElsewhere(word) !== undefined;
}

/** The help for a word similar to no valid one; `forms` are those of the clause that contains it, if known. */
export function helpForStranger(expected: string, found: string, forms?: readonly string[]): string | undefined {
  return helpIn(LIKELY, expected, found) ?? (forms && shownForms(forms)) ?? helpIn(VAGUE, expected, found);
}

function helpIn(habits: readonly Habit[], expected: string, found: string, before = ''): string | undefined {
  return habits.find((habit) => habit.expected.test(expected) && habit.found.test(found) && habit.before.test(before))?.help;
}
