/** Constructs of other languages, and their equivalents here. */

import { shownForms } from './forms.ts';
import { unitElsewhere } from './parser/foreign-numbers.ts';

interface Habit {
  /** What the grammar expects there, as named in messages. */
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
/** After an element of a step or of a group. */
const LINK = /^(a clause of the transaction|'then')/;

const ITEMS = /^(',' or|a clause of|'then'|'\)'|'\]')/;

const HOW_OFTEN = 'Write how often a record comes directly after it: ?, *, +, {3}, {2..5} or {2..}.';
const NOT_COMING =
  'To require that a record does not come for some time, write: then no RECORD for 10s. To forbid it on the way to a step: without RECORD. To test that it has not come before: where count(RECORD, 10s) == 0.';
const NOT_IN_SETS =
  'A set can only contain records, sets and groups. Put what must not come meanwhile after it: then all { … } without RECORD. To wait for time to pass, add a step, then no RECORD for 10s, or write a separate rule and put its success into the set.';
const EACH_OPENS = 'Every record that can be the first opens a transaction. To let them overlap, write: on restart overlap.';
const ONE_OF_SEVERAL =
  "For one of several records, use a set, any { app.paid, app.declined }, and for a key by several names: key id = app.sent.src | app.got.dst; 'or' only joins conditions.";
export const RANGE = 'Write a range of values as two comparisons: n >= 1 and n <= 3.';
export const NO_CHOICE =
  'There is no conditional expression; use `??` to give a default for a missing value. In a condition, write both cases: (n > 3 and took < 2d) or (n <= 3 and took < 4d).';
const SOME_DAYS = 'To expect it on some days only, write a rule over the schedule: fire on nightly.missing as m when weekday(m.time) <= 5.';
const UNIT = 'Write the unit of a duration directly after the number: 500ms, 5s, 5m, 5h, 5d.';
const COMPARE = "Compare values with '==', '!=', '<', '<=', '>' and '>='.";
const QUOTED_NAME = 'Put a name with other characters than letters, digits and _ in backquotes: `my-app`.';
const BRACES = 'A block is in braces, { … }; so are sets and maps: any { app.paid, app.declined }, emit { user = login.user }.';
const PATTERN =
  'Put a pattern in double quotes, with fields in braces: done = "job {id} done"; or write a regular expression: /job (?<id>\\w+)/.';
const HOW_LONG = 'To limit how long it may take, write: timeout after 5m. To limit how long nothing may come: timeout after 5m idle.';

/** Equivalents of exact matches, whose meaning is certain. */
const EXACT: readonly Habit[] = [
  // Signs.
  { expected: /^a (pattern|template|type|clause)|^a record or/, found: /^>$/, help: "Write '=' alone, not '=>'." },
  {
    expected: /^a declaration$/,
    found: /^[)\]}]$/,
    help: 'Nothing is open here that it could close: remove it, or add what it should close.',
  },
  { expected: /^(',' or |'then', 'next' or )?'[)\]}]'$/, found: /^[)\]}]$/, help: "Close '(' with ')', '[' with ']', and '{' with '}'." },
  { expected: ITEMS, found: /^\.\.$/, help: `Write one dot between the parts of a name: sshd.failed. ${RANGE}` },
  { expected: /^(',' or|'then'|'\)')/, found: /^:$/, help: 'Write a dot between the parts of a name: sshd.failed.' },
  { expected: /^',' or/, found: /^[[{]$/, help: 'Put the arguments of a function in parentheses: count(app.paid).' },
  { expected: /^another item or/, found: /^,$/, help: 'One comma is enough between two items, and none is needed after the last.' },
  { expected: /^a record or '}'$/, found: /^,$/, help: "Records need no separator; join conditions with 'and'." },
  {
    expected: /^a record or '}'$/,
    found: /^\|$/,
    help: "Join conditions with 'or'; '|' begins another pattern of the same record, before its where.",
  },
  { expected: /^a record or '}'$/, found: /^-$/, help: "Begin comments with //; put '=' between a record and its pattern." },
  {
    expected: /^a record or '}'$/,
    found: /^and$/,
    help: 'Begin the condition of a record with where: bad = {} where status >= 500 and status < 600.',
  },
  {
    expected: /^':'$/,
    found: /^-$/,
    help: 'Put a name with other characters than letters, digits and _ in backquotes: { `event-type`: "paid" }.',
  },
  { expected: /^':'$/, found: /^\/$/, help: "Put ':' between a field and its type or value, and a dot between the parts of its name." },
  { expected: LINK, found: /^->$/, help: "Begin each step after the first with 'then' or 'next'." },
  {
    expected: /^'\{'$/,
    found: /^by$/,
    help: 'Name the fields that the records share in a clause of its own, between the braces: key order.',
  },
  { expected: /^'\{'$/, found: /^([[(:]|begin|do|then|is)$/, help: BRACES },
  { expected: /^'\{'$/, found: /^,$/, help: "Join conditions with 'and'." },
  { expected: /^('\{'|a name|'from')$/, found: /^-$/, help: QUOTED_NAME },
  {
    expected: /^a name$/,
    found: /^\[$/,
    help: 'Name a param that has the list: param servers: list(text) = ["web1", "db1"], then key host from servers.',
  },
  {
    expected: /^a name$/,
    found: /^"[^"]*\./,
    help: 'Write the name without quotes. After from comes the format of the logs, such as syslog or json; the logs themselves are named on the command line.',
  },
  // Values.
  { expected: /^a value$/, found: /^\/$/, help: 'A regular expression follows matches: path matches /^\\/api/.' },
  {
    expected: /^',' or '}'$/,
    found: /^([<>]=?|[!=]=|in|matches|contains|starts|ends)$/,
    help: 'Put conditions on fields after the braces: paid = { amount: float } where amount > 10.',
  },
  { expected: /^a pattern/, found: /^`/, help: PATTERN },
  { expected: /^a pattern/, found: /^r$/, help: 'Write a regular expression between slashes: /job (?<id>\\w+)/.' },
  { expected: /^a pattern/, found: /^\w/, help: PATTERN },
  { expected: /^a regular expression$/, found: /^(r$|")/, help: 'Write a regular expression between slashes: /^\\d{4}-/.' },
  {
    expected: /^text in double quotes$/,
    found: /^\w/,
    help: 'Put it in double quotes, as in test "paid too late" { … } and from "servers.txt".',
  },
  { expected: /^a duration/, found: /^"/, help: 'Write a duration without quotes: 10s, 5m, 1h30m.' },
  { expected: ITEMS, found: /^(eq|ne|neq|gt|lt|ge|le|gte|lte|equals?)$/, help: COMPARE },
  { expected: /^('[,)]|an operator|something else|'=')/, found: /^is$/, help: `${COMPARE} A missing value is none: x == none.` },
  {
    expected: /^('[,)]|something else|a clause of)/,
    found: /^(has|includes?|ilike|rlike|regexp?|match)$/,
    help: 'Compare texts with contains, starts with, ends with, and matches /…/.',
  },
  { expected: /^('[,)]|a clause of)/, found: /^(named|called)$/, help: "Name a step with 'as': then app.paid as payment." },
  // Tests.
  {
    expected: /^a declaration$/,
    found: /^(it|describe|spec|scenario|case)$/,
    help: 'A test is: test "paid too late" { … }, with log and expect in it.',
  },
  {
    expected: /^a statement/,
    found: /^(assert|should|verify|check|then|must)$/,
    help: 'Say what must be reported with: expect job.failure { id = "7" }.',
  },
  {
    expected: /^a statement/,
    found: /^(input|lines?|given|events?|feed|send)$/,
    help: 'Give the lines of a log with: log syslog """…""".',
  },
  { expected: /^a statement/, found: /^(sleep|wait|after|tick)$/, help: 'Let time pass with: advance 10m.' },
  // Declarations and clauses.
  {
    expected: /^a declaration$/,
    found: /^(events?|source|input|stream|logs?|type|schema)$/,
    help: 'Declare the records of a log with: records app from syslog { … }.',
  },
  {
    expected: CLAUSE,
    found: /^(select|output|return|print|yield|fields|save)$/,
    help: 'Give outcomes fields with: emit { user = login.user }.',
  },
  {
    expected: TRANSACTION,
    found: /^(ok|pass|passed|succeeds?|completed?|done)$/,
    help: 'Say what a success is with: success on app.done, or: success when n > 3.',
  },
  // Kinds of rules, and their names.
  {
    expected: /^a declaration$/,
    found: /^(rule|sequence|correlation|pattern|alert|query|select|from)$/,
    help: 'A rule is a transaction, a window or a schedule.',
  },
  {
    expected: /^a declaration$/,
    found: /^(let|const|var|set|def|define)$/,
    help: 'Declare a named value with param: param span = 5m. What is computed for all records of a group comes before its brace: records app from json let n = a.b { … }.',
  },
  {
    expected: CLAUSE,
    found: /^(description|title|desc|tags?)$/,
    help: 'Describe the rule in a /// comment above it; put anything else into labels { … }.',
  },
  { expected: SCHEDULE, found: /^by$/, help: 'Write the time by which it must come as: daily by 06:00.' },
  {
    expected: CLAUSE,
    found: /^(group|by|partition|correlate)$/,
    help: 'Name the fields that the records share with: key host, user. If their names differ: key app.sent.src | app.got.dst.',
  },
  { expected: /^a field$/, found: /^\($/, help: 'Separate the fields of a key by commas, without parentheses: key host, user.' },
  {
    expected: CLAUSE,
    found: /^(suppress|throttle|cooldown|ignore|once|dedup)$/,
    help: 'To limit how often outcomes are reported, write: report failure once per 1h by user.',
  },
  {
    expected: /^a type, or/,
    found: /^(\W|any|all|none)/,
    help: 'Here a field has a type, one value, or a pattern /…/; put other conditions into where.',
  },
  { expected: /^':'$/, found: /^[,}]$/, help: 'Give each field a type or a value: { user: text }.' },
  {
    expected: /^a record or '}'$/,
    found: /^\{$/,
    help: 'A record is either a template or fields: { msg: "paid", order: text }. If the format has fields, records written as a template have them too, undeclared.',
  },
  {
    expected: /^(another item or )?'}'$/,
    found: /^"/,
    help: 'Write field names without quotes, or in backquotes: { event: "paid", `user-id`: text }.',
  },
  { expected: /^',' or '}'$/, found: /^as$/, help: 'Put the new name before the type: { customer.id as customer: text }.' },
  { expected: /^':'$/, found: /^=/, help: "Put ':' between a field and its type or value." },
  {
    expected: /^a template, or/,
    found: /^\//,
    help: 'A format must be a template; use a regular expression for a capture in it: "{id:/[a-f0-9]+/} {message:rest}".',
  },
  { expected: /^a declaration$/, found: /^(timezone|tz)$/, help: 'Set the time zone of a format with: zone "Europe/Paris".' },
  // Steps.
  { expected: TRANSACTION, found: /^(begin|begins|startswith|starts|from)$/, help: 'Write the first step as: start RECORD.' },
  {
    expected: TRANSACTION,
    found: /^(end|ends|endswith|finish|stop)$/,
    help: 'A transaction ends with its last step: then RECORD. To end it earlier, add an ending, such as success on RECORD.',
  },
  {
    expected: TRANSACTION,
    found: /^(followed|followedBy|follow|pattern|sequence|step|match|define)$/,
    help: 'Write steps as clauses: start RECORD, then RECORD if other records may come in between, next RECORD if not.',
  },
  { expected: /^(a clause of|'then')/, found: /^(,|or|\|)$/, help: ONE_OF_SEVERAL },
  { expected: LINK, found: /^and$/, help: 'For several records in any order, use a set: all { app.paid, app.shipped }.' },
  { expected: TRANSACTION, found: /^(\d+|runs|times|repeat|oneOrMore|zeroOrMore|optional)$/, help: HOW_OFTEN },
  { expected: ELEMENT, found: /^(\[|\d+)$/, help: HOW_OFTEN },
  {
    expected: /^a whole number$/,
    found: /^[A-Za-z_]/,
    help: 'The number is fixed here. Compare a number of a record with a count: then app.done where count(app.done) + 1 >= begin.jobs.',
  },
  { expected: TRANSACTION, found: /^hold$/, help: "Write it after a key's parts: key host, pid hold 2s." },
  { expected: /^('}'|a whole number)$/, found: /^,$/, help: 'Write a range with two dots: {2..5}, {2..}, {0..5}.' },
  { expected: LINK, found: /^<$/, help: `${HOW_OFTEN} ${RANGE}` },
  { expected: LINK, found: /^\?$/, help: 'Repetitions are never greedy: a record that a later step can match goes to that step.' },
  { expected: TRANSACTION, found: /^(unless|not|absent)$/, help: NOT_COMING },
  { expected: ELEMENT, found: /^(no|not)$/, help: NOT_COMING },
  { expected: ELEMENT, found: /^wait$/, help: 'Put a wait between two steps of the rule: it cannot come first or stand in a group.' },
  { expected: /^(another item or )?'}'$/, found: /^(no|not|wait)$/, help: NOT_IN_SETS },
  { expected: ELEMENT, found: /^every$/, help: EACH_OPENS },
  { expected: /'no'$/, found: /^not$/, help: NOT_COMING },
  { expected: /^a duration/, found: /^for$/, help: 'Write a pause as: then wait 5m.' },
  // Time, and other endings of a transaction.
  {
    expected: TRANSACTION,
    found: /^\.$/,
    help: 'Steps are named by one word. How long within, wait, no and linger last is a constant or a param; only an ending lasts as long as a field of a step tells: timeout after ack.lease.',
  },
  { expected: TRANSACTION, found: /^(maxspan|maxpause|window|span|after)$/, help: HOW_LONG },
  { expected: TRANSACTION, found: /^maxevents$/, help: HOW_OFTEN },
  { expected: TRANSACTION, found: /^with$/, help: `${HOW_OFTEN} ${HOW_LONG}` },
  { expected: TRANSACTION, found: /^every$/, help: EACH_OPENS },
  {
    expected: TRANSACTION,
    found: /^(until|cancel|abort|reject|fail|error)$/,
    help: 'To end it on a record, use an ending: success, failure, timeout or abandoned on RECORD.',
  },
  {
    expected: TRANSACTION,
    found: /^(if|when|having|assert|require)$/,
    help: 'Put a condition on a record after it: then RECORD where …. For a condition on the whole transaction, write: success when ….',
  },
  { expected: ENDING, found: /^\d/, help: "Give a time with 'after' or 'by': timeout after 5m." },
  { expected: ENDING, found: /^idle$/, help: 'Write a limit on silence as: timeout after 5m idle.' },
  // Windows and schedules.
  {
    expected: WINDOW,
    found: /^(every|step|hop|slide|\d.*)$/,
    help: 'A window slides (over 5m), ends on the clock (over every 5m), or ends after silence (over session 5m).',
  },
  {
    expected: WINDOW,
    found: /^where$/,
    help: 'Choose which records to count inside the parentheses: count(sshd.failed where port == 22).',
  },
  {
    expected: WINDOW,
    found: /^(within|in|for)$/,
    help: 'To look back in time, add a duration as the last argument: count(sshd.failed, 5m).',
  },
  {
    expected: WINDOW,
    found: /^(when|if|having|threshold|on|alert|condition)$/,
    help: 'A window reports episodes, open when count(sshd.failed) >= 5, or single records, fire on sshd.failed when ….',
  },
  {
    expected: SCHEDULE,
    found: /^(every|expect|at|daily)$/,
    help: 'Say what must come with: await RECORD every 60s, or await RECORD daily by 06:00.',
  },
  { expected: SCHEDULE, found: /^(on|only|except|if|when|where|weekdays?)$/, help: SOME_DAYS },
  {
    expected: /^'every' or 'daily'$/,
    found: /^(week(ly|days?|ends?)?|workdays?|month(ly)?|cron|on|(mon|tues|wednes|thurs|fri|satur|sun)days?)$/,
    help: `Write a period as: every 60s, every 7d, or daily by 06:00. ${SOME_DAYS}`,
  },
  { expected: /^'by'$/, found: /^at$/, help: 'Write the time by which it must come as: daily by 06:00.' },
  // Values and conditions.
  { expected: CLAUSE, found: /^like$/, help: 'Compare texts with contains, starts with, ends with, and matches /…/.' },
  { expected: CLAUSE, found: /^is$/, help: 'Test whether a value is missing with: x == none, x != none.' },
  { expected: CLAUSE, found: /^(between|\.\.)$/, help: RANGE },
  { expected: CLAUSE, found: /^[<>]=?$/, help: RANGE },
  {
    expected: CLAUSE,
    found: /^\($/,
    help: 'Write the name of a function before its arguments: lower(user). Text comparisons such as starts with are operators. A key takes only fields: compute one beside the pattern of its record, let who = lower(user).',
  },
  {
    expected: /^a value$/,
    found: /^(contains|matches|starts|ends|in)$/,
    help: 'This is an operator, to be written between two values: message contains "text".',
  },
  {
    expected: /^a value$/,
    found: /^(all|any|every|as)$/,
    help: 'This is a keyword; to use it as the name of a field, write it in backquotes: `all`.',
  },
  { expected: /^a value$/, found: /^[=<>]/, help: "Compare values with '==', '!=', '<=' and '>='." },
  {
    expected: /^'\)'$/,
    found: /^(any|all|\{)$/,
    help: 'Add up several kinds: count(app.paid) + count(app.declined). With fire on any { app.paid, app.declined }, count() counts both.',
  },
  { expected: /^'\)'$/, found: /^,$/, help: 'Write a list in brackets: [1, 2].' },
  { expected: /^'\)'$/, found: /^\*$/, help: 'To count all records, write count(); for one kind, count(sshd.failed).' },
  {
    expected: /^',' or '}'$/,
    found: /^(then|next)$/,
    help: "Close the braces with '}' before the next step; in a set, put steps in parentheses: any { (app.a then app.b), app.c }.",
  },
  { expected: /^(',' or|'\)'$)/, found: /^(\?|when|then|if)$/, help: NO_CHOICE },
  { expected: /^'='$/, found: /^:$/, help: "Put '=' between a name and its value." },
  { expected: /^'='$/, found: /^[.,}]$/, help: 'Give each value a name of one part: emit { user = login.user }.' },
  { expected: /^'='$/, found: /^"/, help: 'Put \'=\' before the text, and an outcome before that if you like: message failure = "…".' },
  { expected: /^a name$/, found: /^"""/, help: 'Name the format of the lines before them: log syslog """…""".' },
  { expected: /^a name$/, found: /^"/, help: 'Write the name without quotes.' },
  { expected: /^'\{'$/, found: /^(from|on)$/, help: 'A rule does not declare its input: it reads the records that its clauses name.' },
];

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
  { expected: /./, found: /^:$/, help: 'Do not put a colon after the word that begins a clause.' },
  { expected: /./, found: /^=$/, help: "Compare values with '==', '!=', '<=' and '>='; a single '=' gives a value a name." },
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
 * @param isAfterNumber whether a digit precedes it, as the unit of a duration
 */
export function helpForHabit(expected: string, found: string, isAfterNumber: boolean): string | undefined {
  if (isAfterNumber && ITEMS.test(expected) && isUnit(found)) return UNIT;
  return helpIn(EXACT, expected, found);
}

function isUnit(word: string): boolean {
  return /^(ms|[smhdw])$/.test(word) || unitElsewhere(word) !== undefined;
}

/** The help for a word similar to no valid one; `forms` are those of the clause that contains it, if known. */
export function helpForStranger(expected: string, found: string, forms?: readonly string[]): string | undefined {
  return helpIn(LIKELY, expected, found) ?? (forms && shownForms(forms)) ?? helpIn(VAGUE, expected, found);
}

function helpIn(habits: readonly Habit[], expected: string, found: string): string | undefined {
  return habits.find((habit) => habit.expected.test(expected) && habit.found.test(found))?.help;
}
