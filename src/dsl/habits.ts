/** What people write who come from other languages, and how it is said here. */

interface Habit {
  /** What the grammar wants there, as a message names it. */
  expected: RegExp;
  found: RegExp;
  help: string;
}

const CLAUSE = /^a clause of/;
const ENDING = /'after'/;

/** The first that fits is told. */
const HABITS: readonly Habit[] = [
  { expected: /^','/, found: /./, help: 'What stands in braces, brackets or parentheses is parted by commas.' },
  { expected: /^'='$/, found: /^:$/, help: "A name and its value are parted by '='." },
  { expected: /./, found: /^:$/, help: 'No colon stands behind the word that begins a clause.' },
  { expected: /./, found: /^=$/, help: "Values are compared by '==', '!=', '<=' and '>='; a single '=' gives a value a name." },
  { expected: /^a duration/, found: /^\d/, help: 'A duration has its unit right behind the number: 500ms, 5s, 5m, 5h, 5d.' },
  { expected: ENDING, found: /^\d/, help: "What comes with time is said with 'after' or 'by': timeout after 5m." },
  {
    expected: ENDING,
    found: /^(when|where|if)$/,
    help: "'on' takes a record, which may have a 'where'; what must hold in the end is said by 'success when'.",
  },
  {
    expected: /'no'$/,
    found: /^not$/,
    help: 'What must not come is awaited for a time: then no RECORD for 10s. On the way to a step it is forbidden by: without RECORD.',
  },
  { expected: /^'for'$/, found: /./, help: 'Say how long it must not come: then no RECORD for 10s.' },
  { expected: /^a declaration$/, found: /^rule$/, help: 'Rules are called transaction, window and schedule.' },
  { expected: CLAUSE, found: /^(,|or)$/, help: 'One of several records is a set: any { app.paid, app.declined }.' },
  { expected: CLAUSE, found: /^-/, help: "A step that follows another one begins with 'then' or 'next'." },
  {
    expected: CLAUSE,
    found: /^\w+$/,
    help: 'A clause begins with its word, such as key or emit; several fields or records are parted by commas.',
  },
];

/** A next step for one who wrote `found` where something else is expected; undefined: it is no habit that is known. */
export function helpForHabit(expected: string, found: string): string | undefined {
  return HABITS.find((habit) => habit.expected.test(expected) && habit.found.test(found))?.help;
}
