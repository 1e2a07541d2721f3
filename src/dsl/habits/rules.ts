/** Habits in the clauses of rules, and in their conditions. */

import { CLAUSE, CONDITION, ENDING, type Habit, LINK, NO_CHOICE, RANGE, SCHEDULE, TEXTS, TRANSACTION } from './habit.ts';

const WINDOW = /^a clause of the window/;
const ELEMENT = /^a record, a set/;

const HOW_OFTEN = 'Write how often a record comes directly after it: ?, *, +, {3}, {2..5} or {2..}.';
const NOT_COMING =
  'To require that a record does not come for some time, write: then no RECORD for 10s. To forbid it on the way to a step: without RECORD. To test that it has not come before: where count(RECORD, 10s) == 0.';
const NOT_IN_SETS =
  'A set can only contain records, sets and groups. Put what must not come meanwhile after it: then all { … } without RECORD. To wait for time to pass, add a step, then no RECORD for 10s, or write a separate rule and put its success into the set.';
const EACH_OPENS = 'Every record that can be the first opens a transaction. To let them overlap, write: on restart overlap.';
const ONE_OF_SEVERAL =
  "For one of several records, use a set, any { app.paid, app.declined }, and for a key by several names: key id = app.sent.src | app.got.dst; 'or' only joins conditions.";
const ASK_MISSING = 'Test whether a value is missing with: x == none, x != none.';
const SOME_DAYS = 'To expect it on some days only, write a rule over the schedule: fire on nightly.missing as m when weekday(m.time) <= 5.';
const HOW_LONG = 'To limit how long it may take, write: timeout after 5m. To limit how long nothing may come: timeout after 5m idle.';

export const RULE_HABITS: readonly Habit[] = [
  // Reporting.
  {
    expected: CLAUSE,
    found: /^(and|each|every|per)$/,
    before: /\breport [a-z, ]+$/,
    help: 'Separate outcomes by commas, and say how often they are reported with once: report failure, timeout once per 1h by user.',
  },
  {
    expected: /^'='$/,
    found: /./,
    before: /\bmessage\s+[a-z]+\s+"[^"]*"\s*$/,
    help: 'Put \'=\' before the text of a message: message failure = "…". Behind an outcome comes the name of an ending: message failure "denied" = "…".',
  },
  // Steps.
  { expected: CLAUSE, found: /^(starts?|ends?)_?with$/i, before: CONDITION, help: TEXTS },
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
  { expected: /^(a clause of|'then')/, found: /^,$/, before: CONDITION, help: "Join conditions with 'and' or 'or'." },
  { expected: /^(a clause of|'then')/, found: /^(,|or|\|)$/, help: ONE_OF_SEVERAL },
  { expected: LINK, found: /^and$/, help: 'For several records in any order, use a set: all { app.paid, app.shipped }.' },
  { expected: TRANSACTION, found: /^(\d+|runs|times|repeat|oneOrMore|zeroOrMore|optional)$/, help: HOW_OFTEN },
  { expected: /^'\{'$/, found: /^of$/, help: ONE_OF_SEVERAL },
  { expected: TRANSACTION, found: /^of$/, before: /\bone\s*$/, help: ONE_OF_SEVERAL },
  { expected: TRANSACTION, found: /^wait$/, help: 'Write a pause as: then wait 5m.' },
  { expected: LINK, found: /^\w/, before: /\b(optional|maybe|optionally)\s*$/, help: HOW_OFTEN },
  {
    expected: /^'}'$/,
    found: /^of$/,
    help: 'Write only how many must come: then app.vote {2}. That they differ is a condition: then app.vote where node != first.node.',
  },
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
  {
    expected: /^a duration/,
    found: /^for$/,
    help: 'Write the duration directly after the word: then wait 5m, linger 5m. A record is awaited by its name: then app.done within 5m.',
  },
  // Time, and other endings of a transaction.
  {
    expected: TRANSACTION,
    found: /^\.$/,
    help: 'Steps are named by one word. How long within, wait, no and linger last is a constant or a param; only an ending lasts as long as a field of a step tells: timeout after ack.lease.',
  },
  { expected: TRANSACTION, found: /^(maxspan|maxpause|window|span|after)$/, help: HOW_LONG },
  { expected: TRANSACTION, found: /^of$/, help: HOW_LONG },
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
  { expected: ENDING, found: /^(in|within|for)$/, help: 'Write how long it waits as: timeout after 5m.' },
  { expected: ENDING, found: /^(at|before|until)$/, help: 'Write a time of day as: failure "late" by 06:00.' },
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
    help: 'To look back in time, add a duration as the last argument: count(sshd.failed, 5m). How long a window is has a clause of its own: over 5m.',
  },
  {
    expected: WINDOW,
    found: /^(when|if|having|threshold|on|alert|condition|count|sum|distinct)$/,
    help: 'A window reports episodes, open when count(sshd.failed) >= 5, or single records, fire on sshd.failed when ….',
  },
  {
    expected: SCHEDULE,
    found: /^(every|expect|at|daily)$/,
    help: 'Say what must come with: await RECORD every 60s, or await RECORD daily by 06:00.',
  },
  {
    expected: SCHEDULE,
    found: /^(on|only|except|if|when|where|weekdays?)$/,
    help: `Put a condition directly after the record: await app.done where rc == 0 every 5m. ${SOME_DAYS}`,
  },
  {
    expected: /^'every' or 'daily'$/,
    found: /^(week(ly|days?|ends?)?|workdays?|month(ly)?|cron|on|(mon|tues|wednes|thurs|fri|satur|sun)days?)$/,
    help: `Write a period as: every 60s, every 7d, or daily by 06:00. ${SOME_DAYS}`,
  },
  { expected: /^'by'$/, found: /^at$/, help: 'Write the time by which it must come as: daily by 06:00.' },
  // Values and conditions.
  { expected: CLAUSE, found: /^like$/, help: TEXTS },
  { expected: CLAUSE, found: /^is$/, help: ASK_MISSING },
  { expected: CLAUSE, found: /^\w/, before: /\b(exists|defined|missing)\s*$/, help: ASK_MISSING },
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
  { expected: /^a value$/, found: /^\{$/, before: /\bin\s*$/, help: 'Write a list in brackets: [1, 2].' },
  {
    expected: /^(',' or|'\)'$)/,
    found: /^\|$/,
    help: 'Join conditions with \'or\'; give a default for a missing value with ??, as in user ?? "nobody".',
  },
  { expected: /^',' or/, found: /^\w/, before: /\b(if|case)\s*$/, help: NO_CHOICE },
  { expected: /^'\)'$/, found: /^\*$/, help: 'To count all records, write count(); for one kind, count(sshd.failed).' },
  {
    expected: /^',' or '}'$/,
    found: /^(then|next)$/,
    help: "Close the braces with '}' before the next step; in a set, put steps in parentheses: any { (app.a then app.b), app.c }.",
  },
  { expected: /^(',' or|'\)'$)/, found: /^(\?|when|then|if)$/, help: NO_CHOICE },
  { expected: /^'='$/, found: /^:$/, help: "Put '=' between a name and its value." },
  { expected: /^'='$/, found: /^[.,}]$/, help: 'Give each value a name of one part: emit { user = login.user }.' },
  {
    expected: /^'='$/,
    found: /^"/,
    before: /\bmessage\s*$/,
    help: 'Put \'=\' before the text, and an outcome before that if you like: message failure = "…".',
  },
  { expected: /^'='$/, found: /^"/, help: "Put '=' between a name and its value." },
  { expected: /^',' or/, found: /^\w/, before: /\(\s*distinct\s*$/, help: 'To count different values, write: distinct(sshd.failed.user).' },
  { expected: /^a name$/, found: /^"""/, help: 'Name the format of the lines before them: log syslog """…""".' },
  { expected: /^a name$/, found: /^"/, help: 'Write the name without quotes.' },
  { expected: /^'\{'$/, found: /^(from|on)$/, help: 'A rule does not declare its input: it reads the records that its clauses name.' },
];
