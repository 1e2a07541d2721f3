/** Constructs of other languages, and their equivalents here. */

import { shownForms } from './forms.ts';
import { DECLARATION_HABITS } from './habits/declarations.ts';
import { CLAUSE, ENDING, type Habit, ITEMS, TRANSACTION } from './habits/habit.ts';
import { RULE_HABITS } from './habits/rules.ts';
import { unitElsewhere } from './parser/foreign-numbers.ts';

const UNIT = 'Write the unit of a duration directly after the number: 500ms, 5s, 5m, 5h, 5d.';

/** Equivalents of exact matches, whose meaning is certain. */
const EXACT: readonly Habit[] = [...DECLARATION_HABITS, ...RULE_HABITS];

/** Likely meanings, used if there is no exact match or similar word. */
const LIKELY: readonly Habit[] = [
  { expected: /^'from'$/, found: /./, help: 'A group must name the format of its records: records app from syslog { … }.' },
  { expected: /^'for'$/, found: /./, help: 'Say how long it must not come: then no RECORD for 10s.' },
  {
    expected: ENDING,
    found: /^[a-z]/i,
    help: `'on' takes a record, optionally with 'where', and a name before it is in quotes: failure "denied" on app.refused; for a condition that must hold at the end, use 'success when'.`,
  },
  { expected: /^'every' or 'daily'$/, found: /./, help: 'Write a period as: every 60s, every 7d, or daily by 06:00.' },
  {
    expected: /^'\{'$/,
    found: /^[\w(]/,
    help: 'Put sets, maps, imported names and blocks in braces: any { app.paid, app.declined }, emit { user = login.user }, import { sshd } from "std/sshd".',
  },
  { expected: /^','/, found: /./, help: 'Separate items in braces, brackets or parentheses by commas.' },
  {
    expected: TRANSACTION,
    found: /^:$/,
    help: "Do not put a colon after the word that begins a clause; name a step with 'as': then app.paid as payment.",
  },
  { expected: /^(?!'=' or)/, found: /^:$/, help: 'Do not put a colon after the word that begins a clause.' },
  { expected: /^(?!a name$|'=')/, found: /^=$/, help: "Compare values with '==', '!=', '<=' and '>='; a single '=' gives a value a name." },
  { expected: /^a duration/, found: /^\d/, help: UNIT },
  { expected: /^a declaration$/, found: /^-/, help: 'Begin comments with //.' },
  {
    expected: /^(a clause of|'then')/,
    found: /^-/,
    help: "Begin each step after the first with 'then' or 'next'. Compute how long an ending waits beside the pattern of its record: issued = { ends: time } let left = ends - time - 7d, and failure after issued.left.",
  },
];

/** Advice for all other cases. */
const VAGUE: readonly Habit[] = [
  {
    expected: TRANSACTION,
    found: /^(within|without|where|as)$/,
    help: 'Write it directly after the step that it belongs to: then app.paid as payment where amount > 0 within 5m without app.declined.',
  },
  { expected: CLAUSE, found: /^\w+$/, help: 'A clause begins with a keyword such as key or emit; separate fields and records by commas.' },
];

/**
 * The help if `found` certainly had a known meaning where something else is expected; undefined otherwise.
 * @param before the text before it
 */
export function helpForHabit(expected: string, found: string, before: string): string | undefined {
  if (/\d\s*$/.test(before) && ITEMS.test(expected) && isUnit(found)) return UNIT;
  return helpIn(EXACT, expected, found, before);
}

function isUnit(word: string): boolean {
  return /^(ms|[smhdw])$/.test(word) || unitElsewhere(word) !== undefined;
}

/** The help for a word similar to no valid one; `forms` are those of the clause that contains it, if known. */
export function helpForStranger(expected: string, found: string, forms?: readonly string[]): string | undefined {
  return helpIn(LIKELY, expected, found) ?? (forms && shownForms(forms)) ?? helpIn(VAGUE, expected, found);
}

function helpIn(habits: readonly Habit[], expected: string, found: string, before = ''): string | undefined {
  return habits.find((habit) => habit.expected.test(expected) && habit.found.test(found) && (habit.before?.test(before) ?? true))?.help;
}
