/** What people write who come from other languages, and how it is said here. */

import { shownForms } from './forms.ts';

interface Habit {
  /** What the grammar wants there, as a message names it. */
  expected: RegExp;
  found: RegExp;
  help: string;
}

const TRANSACTION = /^a clause of the transaction/;
const WINDOW = /^a clause of the window/;
const SCHEDULE = /^a clause of the schedule/;
const CLAUSE = /^a clause of/;
const ENDING = /'after'/;
const ELEMENT = /^a record, a set/;

const HOW_OFTEN = 'How often a record comes stands right behind it: {3}, {2..5}, {2..}, + or *.';
const NOT_COMING =
  'What must not come is awaited for a time: then no RECORD for 10s. On the way to a step it is forbidden by: without RECORD. That it has not come before is asked by: where count(RECORD, 10s) == 0.';
const NOT_IN_SETS =
  'A set has records, sets and groups. What must not come meanwhile stands behind it: then all { … } without RECORD. What passes with time is a step, then no RECORD for 10s, or a rule of its own, whose success the set may have.';
const EACH_OPENS = 'Every record that can be the first opens a transaction; of those that overlap it is said by: on restart overlap.';
const ONE_OF_SEVERAL = "One of several records is a set, any { app.paid, app.declined }; conditions are joined by 'or'.";
const RANGE = 'A range of values is two comparisons: n >= 1 and n <= 3.';
const NO_CHOICE = 'There is no choice between two values; `??` says what stands in for a missing one.';
const HOW_LONG = 'How long it may take is said by: timeout after 5m; how long nothing may come: timeout after 5m idle.';

/** What is surely meant, by exactly what was written. */
const EXACT: readonly Habit[] = [
  // What a rule is, and what it is called.
  {
    expected: /^a declaration$/,
    found: /^(rule|sequence|correlation|pattern|alert|event|query|select|from)$/,
    help: 'Rules are called transaction, window and schedule.',
  },
  { expected: /^a declaration$/, found: /^(let|const|var|set|def|define)$/, help: 'A value with a name is a param: param span = 5m.' },
  {
    expected: CLAUSE,
    found: /^(description|title|desc|tags?)$/,
    help: 'What it is about stands above it behind ///; more goes into labels { … }.',
  },
  {
    expected: CLAUSE,
    found: /^(group|by|partition|correlate)$/,
    help: 'What its records share is said by: key host, user; where they call it differently, key app.sent.src | app.got.dst.',
  },
  { expected: /^a field$/, found: /^\($/, help: 'The fields of a key are parted by commas: key host, user.' },
  {
    expected: CLAUSE,
    found: /^(suppress|throttle|cooldown|ignore|once|dedup)$/,
    help: 'How often outcomes are told is said by: report failure once per 1h by user.',
  },
  {
    expected: /^a type, or/,
    found: /^(\W|any|all|none)/,
    help: 'Here a field is of a type, or is one value, or matches /…/; more is said by where.',
  },
  { expected: /^':'$/, found: /^[,}]$/, help: 'Each field has a type or a value: { user: text }.' },
  {
    expected: /^a record or '}'$/,
    found: /^\{$/,
    help: 'A record is a template or fields: { msg: "paid", order: text }. A format with fields has them also where none is declared.',
  },
  { expected: /^'}'$/, found: /^"/, help: 'A field stands without quotes, or in backquotes: { event: "paid", `user-id`: text }.' },
  { expected: /^',' or '}'$/, found: /^as$/, help: 'Another name stands in front of the type: { customer.id as customer: text }.' },
  { expected: /^':'$/, found: /^=/, help: "A field and its type or value are parted by ':'." },
  {
    expected: /^a template, or/,
    found: /^\//,
    help: 'A format is a template; a regular expression is one capture of it: "{id:/[a-f0-9]+/} {message:rest}".',
  },
  { expected: /^a declaration$/, found: /^(timezone|tz)$/, help: 'The zone of a format is said by: zone "Europe/Paris".' },
  // Steps.
  { expected: TRANSACTION, found: /^(begin|begins|startswith|starts|from)$/, help: 'The first step is said by: start RECORD.' },
  {
    expected: TRANSACTION,
    found: /^(end|ends|endswith|finish|stop)$/,
    help: 'The last step is the end: then RECORD. An end on the way is an ending, such as success on RECORD.',
  },
  {
    expected: TRANSACTION,
    found: /^(followed|followedBy|follow|pattern|sequence|step|match|define)$/,
    help: 'Steps are clauses: start RECORD, then RECORD with others between, next RECORD without.',
  },
  { expected: CLAUSE, found: /^(,|or|\|)$/, help: ONE_OF_SEVERAL },
  { expected: TRANSACTION, found: /^and$/, help: 'Several records in any order are a set: all { app.paid, app.shipped }.' },
  { expected: TRANSACTION, found: /^(\d+|runs|times|repeat|oneOrMore|zeroOrMore|optional)$/, help: HOW_OFTEN },
  { expected: ELEMENT, found: /^(\[|\d+)$/, help: HOW_OFTEN },
  { expected: /^('}'|a whole number)$/, found: /^,$/, help: 'A range is written with two points: {2..5}, {2..}, {0..5}.' },
  { expected: TRANSACTION, found: /^\?$/, help: 'Every repetition gives way: what a later step can take goes to that step.' },
  { expected: TRANSACTION, found: /^(unless|not|absent)$/, help: NOT_COMING },
  { expected: ELEMENT, found: /^(no|not)$/, help: NOT_COMING },
  { expected: /^'}'$/, found: /^(no|not|wait)$/, help: NOT_IN_SETS },
  { expected: ELEMENT, found: /^every$/, help: EACH_OPENS },
  { expected: /'no'$/, found: /^not$/, help: NOT_COMING },
  { expected: /^a duration/, found: /^for$/, help: 'A pause is said by: then wait 5m.' },
  // Time, and what else ends a transaction.
  { expected: TRANSACTION, found: /^(maxspan|maxpause|window|span|after)$/, help: HOW_LONG },
  { expected: TRANSACTION, found: /^maxevents$/, help: HOW_OFTEN },
  { expected: TRANSACTION, found: /^with$/, help: `${HOW_OFTEN} ${HOW_LONG}` },
  {
    expected: TRANSACTION,
    found: /^every$/,
    help: EACH_OPENS,
  },
  {
    expected: TRANSACTION,
    found: /^(until|cancel|abort|reject|fail|error)$/,
    help: 'What ends it is said by an ending: success, failure, timeout or abandoned on RECORD.',
  },
  {
    expected: TRANSACTION,
    found: /^(if|when|having|assert|require)$/,
    help: 'A condition on a record stands behind it: then RECORD where …. On the whole it is said by: success when ….',
  },
  { expected: ENDING, found: /^\d/, help: "What comes with time is said with 'after' or 'by': timeout after 5m." },
  { expected: ENDING, found: /^idle$/, help: 'Silence is said by: timeout after 5m idle.' },
  // Windows and schedules.
  {
    expected: WINDOW,
    found: /^(every|step|hop|slide|\d.*)$/,
    help: 'A window slides (over 5m), or ends on the clock (over every 5m) or with silence (over session 5m).',
  },
  { expected: WINDOW, found: /^where$/, help: 'Which records are counted is said inside: count(sshd.failed where port == 22).' },
  { expected: WINDOW, found: /^(within|in|for)$/, help: 'A look-back has its time as last argument: count(sshd.failed, 5m).' },
  {
    expected: WINDOW,
    found: /^(when|if|having|threshold|on|alert|condition)$/,
    help: 'It tells of episodes, open when count(sshd.failed) >= 5, or of records, fire on sshd.failed when ….',
  },
  { expected: SCHEDULE, found: /^(every|expect|at|daily)$/, help: 'What must come is said by: await RECORD every 60s, or daily by 06:00.' },
  { expected: /^'by'$/, found: /^at$/, help: 'By when it must have come is said by: daily by 06:00.' },
  // Values and conditions.
  { expected: CLAUSE, found: /^like$/, help: 'Texts are compared by contains, starts with, ends with, and matches /…/.' },
  { expected: CLAUSE, found: /^is$/, help: 'Whether a value is missing is asked by: x == none, x != none.' },
  { expected: CLAUSE, found: /^(between|\.\.)$/, help: RANGE },
  { expected: CLAUSE, found: /^[<>]=?$/, help: RANGE },
  {
    expected: CLAUSE,
    found: /^\($/,
    help: 'Functions stand in front of what they are given: lower(user). Texts are compared by starts with and its like.',
  },
  {
    expected: /^a value$/,
    found: /^(contains|matches|starts|ends|in)$/,
    help: 'It stands between what is compared: message contains "text".',
  },
  { expected: /^a value$/, found: /^[=<>]/, help: "Values are compared by '==', '!=', '<=' and '>='." },
  { expected: /^'\)'$/, found: /^,$/, help: 'A list stands in brackets: [1, 2].' },
  { expected: /^'\)'$/, found: /^\*$/, help: 'All records are count(), those of one kind count(sshd.failed).' },
  { expected: /^',' or/, found: /^(\?|when|then|if)$/, help: NO_CHOICE },
  { expected: /^'='$/, found: /^:$/, help: "A name and its value are parted by '='." },
  { expected: /^'='$/, found: /^[.,}]$/, help: 'Each value has a name: emit { user = login.user }.' },
  { expected: /^'='$/, found: /^"/, help: 'A \'=\' stands in front of the text; an outcome may stand before it: message failure = "…".' },
  { expected: /^a name$/, found: /^"/, help: 'A name stands without quotes.' },
  { expected: /^'\{'$/, found: /^(from|on)$/, help: 'A rule takes the records that its clauses name.' },
];

/** What is likely meant where nothing nearer was found. */
const LIKELY: readonly Habit[] = [
  { expected: /^'from'$/, found: /./, help: 'A group says what its records are read from: records app from syslog { … }.' },
  { expected: /^'for'$/, found: /./, help: 'Say how long it must not come: then no RECORD for 10s.' },
  {
    expected: ENDING,
    found: /^[a-z]/i,
    help: "'on' takes a record, which may have a 'where'; what must hold in the end is said by 'success when'.",
  },
  { expected: /^'every' or 'daily'$/, found: /./, help: 'Periods are said by: every 60s, every 7d, or daily by 06:00.' },
  {
    expected: /^'\{'$/,
    found: /^[\w(]/,
    help: 'Sets, maps and blocks stand in braces: any { app.paid, app.declined }, emit { user = login.user }.',
  },
  { expected: /^','/, found: /./, help: 'What stands in braces, brackets or parentheses is parted by commas.' },
  { expected: /./, found: /^:$/, help: 'No colon stands behind the word that begins a clause.' },
  { expected: /./, found: /^=$/, help: "Values are compared by '==', '!=', '<=' and '>='; a single '=' gives a value a name." },
  { expected: /^a duration/, found: /^\d/, help: 'A duration has its unit right behind the number: 500ms, 5s, 5m, 5h, 5d.' },
  { expected: /^a declaration$/, found: /^-/, help: 'Comments begin with //.' },
  { expected: CLAUSE, found: /^-/, help: "A step that follows another one begins with 'then' or 'next'." },
];

/** What can be said in any case. */
const VAGUE: readonly Habit[] = [
  {
    expected: CLAUSE,
    found: /^\w+$/,
    help: 'A clause begins with its word, such as key or emit; several fields or records are parted by commas.',
  },
];

/** What is written here in place of functions of other languages; those in lower case, and without what parts their words. */
const FUNCTIONS = new Map(
  [
    ['It is called avg.', 'mean average'],
    ['It is called distinct.', 'dc dcount countdistinct distinctcount cardinality uniq nunique'],
    ['It is called list.', 'values collect collectlist collectset arrayagg makelist makeset'],
    ['It is called first.', 'earliest firstvalue'],
    ['It is called last.', 'latest lastvalue'],
    ['It is called length.', 'len strlen size'],
    ['It is called text.', 'str string tostring'],
    ['There are p50, p95 and p99.', 'median percentile quantile p25 p75 p90 p999'],
    ['How many come in a time is counted by a look-back: count(app.bad, 1m).', 'rate persecond'],
    ['In a repetition the record before is called previous: where amount > previous.amount.', 'prev previous lag'],
    ['Texts are joined by +: host + ":" + text(port).', 'concat strcat'],
    [
      'Texts are compared by contains, starts with, ends with, and matches /…/, each between two values.',
      'startswith endswith hasprefix hassuffix includes indexof like match regex regexmatch wildcard',
    ],
    ['Whether a network has an address is asked by: addr in 10.0.0.0/8.', 'cidrmatch inrange ipinrange incidr'],
    [
      'Whether a value is missing is asked by: x == none. What stands in for it is said by: x ?? 0.',
      'exists has isnull isnotnull defined empty coalesce ifnull nvl',
    ],
    ['How long it took is the difference of two times: logout.time - login.time.', 'datediff timestampdiff elapsed age'],
    ['A rule has no clock but the time of its records: login.time.', 'now today sysdate currenttimestamp currenttime currentdate'],
    [RANGE, 'between'],
    [NO_CHOICE, 'if iif iff case choose'],
  ].flatMap(([help = '', names = '']) => names.split(' ').map((name) => [name, help] as const)),
);

/** Types by what other languages call them. */
const TYPES = new Map(
  [
    ['text', 'string str varchar char keyword'],
    ['int', 'integer long bigint short uint number'],
    ['float', 'double decimal real numeric'],
    ['bool', 'boolean'],
    ['time', 'timestamp datetime date'],
    ['ip', 'ipv4 ipv6 inet address'],
    ['json', 'object map dict struct'],
    ['list(…)', 'list array'],
  ].flatMap(([type = '', names = '']) => names.split(' ').map((name) => [name, type] as const)),
);

/** The type that is meant by what other languages call it; what is written, where that is none of theirs. */
export function typeElsewhere(written: string): string {
  return TYPES.get(written.toLowerCase()) ?? written;
}

/** A next step for one who calls a function that other languages have. */
export function helpForFunction(name: string): string | undefined {
  return FUNCTIONS.get(name.toLowerCase().replaceAll('_', ''));
}

/** A next step for one who surely meant something by `found`, where something else is expected. */
export function helpForHabit(expected: string, found: string): string | undefined {
  return helpIn(EXACT, expected, found);
}

/** A next step for one who wrote what is like no word that could stand there; `forms` are those of the clause it stands in, if it is known. */
export function helpForStranger(expected: string, found: string, forms?: readonly string[]): string | undefined {
  return helpIn(LIKELY, expected, found) ?? (forms && shownForms(forms)) ?? helpIn(VAGUE, expected, found);
}

function helpIn(habits: readonly Habit[], expected: string, found: string): string | undefined {
  return habits.find((habit) => habit.expected.test(expected) && habit.found.test(found))?.help;
}
