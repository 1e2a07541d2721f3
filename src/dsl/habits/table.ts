/** Habits whose meaning is certain, by the places in a program; the first that fits counts. */

import { SCHEDULE_FORMS, TRANSACTION_FORMS, WINDOW_FORMS } from '../forms.ts';
import { at, behind, CLAUSE, ENDING, type Habit, ITEMS, NO_CHOICE, RANGE, TRANSACTION, UNQUOTED_DURATION } from './habit.ts';

const WINDOW = /^a clause of the window/;
const SCHEDULE = /^a clause of the schedule/;
const ELEMENT = /^a record, a set/;
/** After an element of a step or of a group. */
const LINK = /^(a clause of the transaction|'then')/;

/** The clauses of each kind of rule, where the grammar expects one of them. */
const KINDS = [
  { kind: 'transaction', expected: TRANSACTION, clauses: [...TRANSACTION_FORMS.keys()] },
  { kind: 'window', expected: WINDOW, clauses: [...WINDOW_FORMS.keys()] },
  { kind: 'schedule', expected: SCHEDULE, clauses: [...SCHEDULE_FORMS.keys()] },
];
/** A line that begins with the word of a clause, which was read as the end of the line above. */
const READ_ABOVE = new RegExp(`[\\r\\n][ \\t]*(${[...new Set(KINDS.flatMap(({ clauses }) => clauses))].join('|')})[ \\t]+$`);

const CONDITION = /\b(where|when)\b[^{}\r\n]*$/;
/** A field with its type or value. */
const ONE_FIELD = /:\s*("[^"]*"|[\w()]+\??)\s*$/;
/** In the condition of a record, where it is read as the name of the next one. */
const OTHER_OPERATOR = /\bwhere\b[^{}]*\s(startsWith|startswith|endsWith|endswith|has|includes?|i?like|rlike|regexp?|match)\s*$/;

const OTHER_RULES =
  'A rule is a transaction, a window or a schedule; docs/guide/other-systems.md translates those of Flink, Esper, EQL, Sigma, SEC and Splunk.';
const COMPARE = "Compare values with '==', '!=', '<', '<=', '>' and '>='.";
const IS = `${COMPARE} A missing value is none: x == none.`;
const TEXTS = 'Compare texts with contains, starts with, ends with, and matches /…/.';
const MATCHES = 'Match a regular expression with: x matches /…/.';
const WHERE_AFTER = 'Put conditions on fields after the braces: paid = { amount: float } where amount > 10.';
const WHERE_IN =
  'A field has one type or value here; for one of several values, write: ended = { status: text } where status in ["ok", "failed"].';
const EVERY_RECORD = 'Put a condition after a pattern; {} matches every record: bad = {} where status >= 500.';
const LIST_TYPE = 'Write the type of a list as list(text).';
const LIST = 'Write a list in brackets: [1, 2].';
const MAY_BE_MISSING = 'Put the question mark of a field that may be missing after its type: { carrier: text? }.';
const IMPORT = 'Name what you import: import { sshd } from "std/sshd".';
const QUOTED_NAME = 'Put a name with other characters than letters, digits and _ in backquotes: `my-app`.';
const BRACES = 'A block is in braces, { … }; so are sets and maps: any { app.paid, app.declined }, emit { user = login.user }.';
const PATTERN =
  'Put a pattern in double quotes, with fields in braces: done = "job {id} done"; or write a regular expression: /job (?<id>\\w+)/.';
const VALUE = "Put '=' between a name and its value.";
const DAILY = 'Write the time by which it must come as: daily by 06:00.';
const HOW_OFTEN = 'Write how often a record comes directly after it: ?, *, +, {3}, {2..5} or {2..}.';
const NOT_COMING =
  'To require that a record does not come for some time, write: then no RECORD for 10s. To forbid it on the way to a step: without RECORD. To test that it has not come before: where count(RECORD, 10s) == 0.';
const NOT_IN_SETS =
  'A set can only contain records, sets and groups. Put what must not come meanwhile after it: then all { … } without RECORD. To wait for time to pass, add a step, then no RECORD for 10s, or write a separate rule and put its success into the set.';
const EACH_OPENS = 'Every record that can be the first opens a transaction. To let them overlap, write: on restart overlap.';
const ONE_OF_SEVERAL =
  "For one of several records, use a set, any { app.paid, app.declined }, and for a key by several names: key id = app.sent.src | app.got.dst; 'or' only joins conditions.";
const SET = 'A set of records begins with any or all: any { app.paid, app.declined }.';
const WHERE_TO =
  'A rule does not say where its outcomes go: corr run prints them, and corr serve --outputs sends them on, as docs/reference/outputs.md shows. Their text is a message: message failure = "{user} failed".';
const ASK_MISSING = 'Test whether a value is missing with: x == none, x != none.';
const SOME_DAYS = 'To expect it on some days only, write a rule over the schedule: fire on nightly.missing as m when weekday(m.time) <= 5.';
const HOW_LONG = 'To limit how long it may take, write: timeout after 5m. To limit how long nothing may come: timeout after 5m idle.';

/** What is a clause of another kind of rule. */
function clausesElsewhere(): Habit[] {
  return KINDS.flatMap((one) =>
    KINDS.filter((other) => other !== one).flatMap((other) => {
      const found = other.clauses.filter((clause) => !one.clauses.includes(clause)).join('|');
      return at(one.expected, { [found]: `This is a clause of a ${other.kind}. A ${one.kind} has ${one.clauses.join(', ')}.` });
    }),
  );
}

export const CERTAIN: readonly Habit[] = [
  ...behind(READ_ABOVE, CLAUSE, { '.+': 'The line above is not complete: the word that begins this one was read as its end.' }),
  ...at(/^/, { '=~': MATCHES }),
  // Declarations.
  ...at(/^a declaration$/, {
    '[)\\]}]': 'Nothing is open here that it could close: remove it, or add what it should close.',
    'rule|sequence|correlation|pattern|alert|query|select|SELECT|from|FROM|search|index|title|detection': OTHER_RULES,
    'events?|source|input|stream|logs?|type|schema': 'Declare the records of a log with: records app from syslog { … }.',
    'include|use|require|load': IMPORT,
    'let|const|var|set|def|define':
      'Declare a named value with param: param span = 5m. What is computed for all records of a group comes before its brace: records app from json let n = a.b { … }.',
    'timezone|tz': 'Set the time zone of a format with: zone "Europe/Paris".',
    'it|describe|spec|scenario|case': 'A test is: test "paid too late" { … }, with log and expect in it.',
  }),
  ...behind(/\bimport\s*$/, /^'\{'$/, { '.+': IMPORT }),
  ...behind(/\bimport\s*\{\s*$/, /^another item or '}'$/, { '\\*': IMPORT }),
  ...behind(/\bimport\s*\{[^}]*$/, /^',' or '}'$/, {
    '\\.': 'Import a group, and name its records with it: import { sshd } from "std/sshd", then start sshd.failed.',
  }),
  ...at(/^'=' or 'from'$/, { '[<[]': LIST_TYPE }),
  ...at(/^('[{=]'|a name|'from')$/, { '-': QUOTED_NAME }),
  ...at(/^a name$/, {
    '\\[': 'Name a param that has the list: param servers: list(text) = ["web1", "db1"], then key host from servers.',
    '"[^"]*\\..*':
      'Write the name without quotes. After from comes the format of the logs, such as syslog or json; the logs themselves are named on the command line.',
    '""".*': 'Name the format of the lines before them: log syslog """…""".',
    '".*': 'Write the name without quotes.',
  }),
  ...at(/^a template, or/, {
    '/.*': 'A format must be a template; use a regular expression for a capture in it: "{id:/[a-f0-9]+/} {message:rest}".',
  }),
  // Records and their patterns.
  ...at(/^a record or '}'$/, {
    ',': "Records need no separator; join conditions with 'and'.",
    '\\|': "Join conditions with 'or'; '|' begins another pattern of the same record, before its where.",
    '-': "Begin comments with //; put '=' between a record and its pattern.",
    and: 'Begin the condition of a record with where: bad = {} where status >= 500 and status < 600.',
    '\\{':
      'A record is either a template or fields: { msg: "paid", order: text }. If the format has fields, records written as a template have them too, undeclared.',
  }),
  ...behind(/=$/, /^a (pattern|template|type|clause)|^a record or/, { '>': "Write '=' alone, not '=>'." }),
  ...at(/^a pattern/, {
    r: 'Write a regular expression between slashes: /job (?<id>\\w+)/.',
    where: EVERY_RECORD,
    '[`\\w].*': PATTERN,
  }),
  ...at(/^a regular expression$/, { '(r$|").*': 'Write a regular expression between slashes: /^\\d{4}-/.' }),
  ...at(/^':'$/, {
    '-': 'Put a name with other characters than letters, digits and _ in backquotes: { `event-type`: "paid" }.',
    '/': "Put ':' between a field and its type or value, and a dot between the parts of its name.",
    '\\?': MAY_BE_MISSING,
    '[,}]': 'Give each field a type or a value: { user: text }.',
  }),
  ...at(/^(',' or '}'|':'|a type, or .*)$/, { '[<>]=?|[!=]=|in|matches|contains|starts|ends|not': WHERE_AFTER }),
  ...at(/^':'$/, { '[="\\w].*': "Put ':' between a field and its type or value." }),
  ...at(/^a type, or/, {
    '\\[': `${WHERE_IN} A list has the type list(text).`,
    '\\{': 'Reach into an object with a dotted path: { customer.id as customer: text }.',
    '(\\W|any|all|none).*': 'Here a field has a type, one value, or a pattern /…/; put other conditions into where.',
  }),
  ...behind(ONE_FIELD, /^',' or '}'$/, {
    '\\[': LIST_TYPE,
    'or|\\|': WHERE_IN,
    'optional|nullable|maybe': MAY_BE_MISSING,
    as: 'Put the new name before the type: { customer.id as customer: text }.',
  }),
  ...at(/^',' or '}'$/, {
    as: "Put the new name first, and '=' behind it: emit { n = count(app.paid) }.",
    'then|next': "Close the braces with '}' before the next step; in a set, put steps in parentheses: any { (app.a then app.b), app.c }.",
  }),
  ...at(/^(another item or )?'}'$/, {
    '".*': 'Write field names without quotes, or in backquotes: { event: "paid", `user-id`: text }.',
    'no|not|wait': NOT_IN_SETS,
  }),
  // Between a name and what it denotes.
  ...behind(/\}\s*when\s*$/, /^'='$/, { '\\w.*': EVERY_RECORD }),
  ...behind(/\bwhere\b[^{}]*\sis\s*$/, /^'='$/, { '["\\w].*': IS }),
  ...behind(OTHER_OPERATOR, /^'='$/, { '["\\w(].*': TEXTS }),
  ...behind(/\bmessage\s+[a-z]+\s+"[^"]*"\s*$/, /^'='$/, {
    '.+': 'Put \'=\' before the text of a message: message failure = "…". Behind an outcome comes the name of an ending: message failure "denied" = "…".',
  }),
  ...behind(/\bmessage\s*$/, /^'='$/, {
    '".*': 'Put \'=\' before the text, and an outcome before that if you like: message failure = "…".',
  }),
  ...at(/^'='$/, {
    '\\{': "Put '=' between a record and its pattern: paid = { order: text }.",
    ':|".*': VALUE,
    '[.,}]': 'Give each value a name of one part: emit { user = login.user }.',
  }),
  // Braces and parentheses.
  ...behind(/\bwhere\b[^{}]*$/, /^'\{'$/, { is: IS }),
  ...at(/^'\{'$/, {
    by: 'Name the fields that the records share in a clause of its own, between the braces: key order.',
    of: ONE_OF_SEVERAL,
    'from|on': 'A rule does not declare its input: it reads the records that its clauses name.',
    ',': "Join conditions with 'and'.",
    '[[(:]|begin|do|then|is': BRACES,
  }),
  ...at(/^(',' or |'then', 'next' or )?'[)\]}]'$/, { '[)\\]}]': "Close '(' with ')', '[' with ']', and '{' with '}'." }),
  ...at(/^another item or/, { ',': 'One comma is enough between two items, and none is needed after the last.' }),
  ...at(ITEMS, { '\\.\\.': `Write one dot between the parts of a name: sshd.failed. ${RANGE}` }),
  ...at(/^(',' or|'then'|'\)')/, { ':': 'Write a dot between the parts of a name: sshd.failed.' }),
  ...at(/^',' or/, { '[[{]': 'Put the arguments of a function in parentheses: count(app.paid).' }),
  // Reporting.
  ...behind(/\breport [a-z, ]+$/, CLAUSE, {
    'and|each|every|per':
      'Separate outcomes by commas, and say how often they are reported with once: report failure, timeout once per 1h by user.',
  }),
  // Steps.
  ...behind(/\b(then|next)\b[^\r\n]*$/, TRANSACTION, {
    'by|before': 'A step has no time of day: end the whole with timeout "late" by 06:00.',
  }),
  ...behind(CONDITION, /^(a clause of|'then')/, { ',': "Join conditions with 'and' or 'or'." }),
  ...at(/^(a clause of|'then')/, { ',|or|\\|': ONE_OF_SEVERAL }),
  ...behind(/\bone\s*$/, TRANSACTION, { of: ONE_OF_SEVERAL }),
  ...at(LINK, {
    '->': "Begin each step after the first with 'then' or 'next'.",
    and: 'For several records in any order, use a set: all { app.paid, app.shipped }.',
    '<': `${HOW_OFTEN} ${RANGE}`,
    '\\?': 'Repetitions are never greedy: a record that a later step can match goes to that step.',
  }),
  ...at(ELEMENT, {
    '\\[|\\d+': HOW_OFTEN,
    'no|not': NOT_COMING,
    wait: 'Put a wait between two steps of the rule: it cannot come first or stand in a group.',
    every: EACH_OPENS,
  }),
  ...at(/'no'$/, { not: NOT_COMING }),
  ...at(/^'}'$/, {
    of: 'Write only how many must come: then app.vote {2}. That they differ is a condition: then app.vote where node != first.node.',
  }),
  ...behind(/[^.\w]\w+\s*\{\s*$/, /^a whole number$/, { '[A-Za-z_(].*': SET }),
  ...behind(/\b(on|no|without|release)\s+\w+\s*$/, /^(a clause of|'for')/, { '{': SET }),
  ...at(/^a whole number$/, {
    '[A-Za-z_].*':
      'The number is fixed here. Compare a number of a record with a count: then app.done where count(app.done) + 1 >= begin.jobs.',
  }),
  ...at(/^('}'|a whole number)$/, { ',': 'Write a range with two dots: {2..5}, {2..}, {0..5}.' }),
  ...at(/^a duration/, {
    '".*': UNQUOTED_DURATION,
    for: 'Write the duration directly after the word: then wait 5m, linger 5m. A record is awaited by its name: then app.done within 5m.',
  }),
  // Values, and conditions in any clause.
  { expected: CLAUSE, found: /^(starts?|ends?)_?with$/i, before: CONDITION, help: TEXTS },
  ...at(/^a value$/, {
    '/': 'A regular expression follows matches: path matches /^\\/api/.',
    'contains|matches|starts|ends|in':
      'This is an operator, to be written between two values: message contains "text". A field of that name is written in backquotes: `ends`.',
    'all|any|every|as': 'This is a keyword; to use it as the name of a field, write it in backquotes: `all`.',
    '[=<>].*': "Compare values with '==', '!=', '<=' and '>='.",
  }),
  ...behind(/\bin\s*$/, /^a value$/, { '\\{': LIST }),
  ...at(ITEMS, { 'eq|ne|neq|gt|lt|ge|le|gte|lte|equals?': COMPARE }),
  ...at(/^('[,)]|an operator|'=')/, { is: IS }),
  ...at(/^('[,)]|an operator|a clause of)/, { 'has|includes?|ilike|rlike|regexp?|match': TEXTS }),
  ...at(/^('[,)]|a clause of)/, { 'named|called': "Name a step with 'as': then app.paid as payment." }),
  ...at(/^'\)'$/, {
    'any|all|\\{':
      'Add up several kinds: count(app.paid) + count(app.declined). With fire on any { app.paid, app.declined }, count() counts both.',
    ',': LIST,
    '\\*': 'To count all records, write count(); for one kind, count(sshd.failed).',
  }),
  ...at(/^(',' or|'\)'$)/, {
    '\\|': 'Join conditions with \'or\'; give a default for a missing value with ??, as in user ?? "nobody".',
    '\\?|when|then|if': NO_CHOICE,
  }),
  ...behind(/\b(if|case)\s*$/, /^',' or/, { '\\w.*': NO_CHOICE }),
  ...behind(/\(\s*distinct\s*$/, /^',' or/, { '\\w.*': 'To count different values, write: distinct(sshd.failed.user).' }),
  ...behind(/\belse\s*$/, /^text in double quotes$/, {
    '\\w.*': 'Only the name of the failure follows, in quotes: success when paid == billed else "wrong amount".',
  }),
  ...at(/^text in double quotes$/, {
    '\\w.*': 'Put it in double quotes, as in test "paid too late" { … } and from "servers.txt".',
  }),
  ...at(/^a field$/, { '\\(': 'Separate the fields of a key by commas, without parentheses: key host, user.' }),
  // Clauses of transactions, and their endings.
  ...at(TRANSACTION, {
    'ok|pass|passed|succeeds?|completed?|done': 'Say what a success is with: success on app.done, or: success when n > 3.',
    'begin|begins|startswith|starts|from': 'Write the first step as: start RECORD.',
    'end|ends|endswith|finish|stop':
      'A transaction ends with its last step: then RECORD. To end it earlier, add an ending, such as success on RECORD.',
    'followed|followedBy|follow|pattern|sequence|step|match|define':
      'Write steps as clauses: start RECORD, then RECORD if other records may come in between, next RECORD if not.',
    '\\d+|runs|times|repeat|oneOrMore|zeroOrMore|optional|maxevents': HOW_OFTEN,
    wait: 'Write a pause as: then wait 5m.',
    hold: "Write it after a key's parts: key host, pid hold 2s.",
    'unless|not|absent': NOT_COMING,
    '\\.':
      'Steps are named by one word. How long within, wait, no and linger last is a constant or a param; only an ending lasts as long as a field of a step tells: timeout after ack.lease.',
    'maxspan|maxpause|window|span|after|of': HOW_LONG,
    with: `${HOW_OFTEN} ${HOW_LONG}`,
    every: EACH_OPENS,
    'until|cancel|abort|reject|fail|error': 'To end it on a record, use an ending: success, failure, timeout or abandoned on RECORD.',
    'if|when|having|assert|require':
      'Put a condition on a record after it: then RECORD where …. For a condition on the whole transaction, write: success when ….',
  }),
  ...at(ENDING, {
    'in|within|for': 'Write how long it waits as: timeout after 5m.',
    'at|before|until': 'Write a time of day as: failure "late" by 06:00.',
    '\\d.*': "Give a time with 'after' or 'by': timeout after 5m.",
    idle: 'Write a limit on silence as: timeout after 5m idle.',
  }),
  // Clauses of windows and schedules.
  ...at(WINDOW, {
    'every|step|hop|slide|\\d.*': 'A window slides (over 5m), ends on the clock (over every 5m), or ends after silence (over session 5m).',
    where: 'Choose which records to count inside the parentheses: count(sshd.failed where port == 22).',
    'within|in|for':
      'To look back in time, add a duration as the last argument: count(sshd.failed, 5m). How long a window is has a clause of its own: over 5m.',
    'when|if|having|threshold|on|alert|condition|count|sum|distinct':
      'A window reports episodes, open when count(sshd.failed) >= 5, or single records, fire on sshd.failed when ….',
  }),
  ...at(SCHEDULE, {
    by: DAILY,
    'every|expect|at|daily': 'Say what must come with: await RECORD every 60s, or await RECORD daily by 06:00.',
    'on|only|except|if|when|where|weekdays?': `Put a condition directly after the record: await app.done where rc == 0 every 5m. ${SOME_DAYS}`,
  }),
  ...at(/^'every' or 'daily'$/, {
    'week(ly|days?|ends?)?|workdays?|month(ly)?|cron|on|(mon|tues|wednes|thurs|fri|satur|sun)days?': `Write a period as: every 60s, every 7d, or daily by 06:00. ${SOME_DAYS}`,
  }),
  ...at(/^'by'$/, { at: DAILY }),
  ...clausesElsewhere(),
  // Clauses of every rule.
  ...at(CLAUSE, {
    'actions?|alert|notify|mail|email|exec|run|shellcmd|script|webhook|pipe|write|send': WHERE_TO,
    'select|output|return|print|yield|fields|save': 'Give outcomes fields with: emit { user = login.user }.',
    'description|title|desc|tags?': 'Describe the rule in a /// comment above it; put anything else into labels { … }.',
    'group|by|partition|correlate':
      'Name the fields that the records share with: key host, user. If their names differ: key app.sent.src | app.got.dst.',
    'suppress|throttle|cooldown|ignore|once|dedup': 'To limit how often outcomes are reported, write: report failure once per 1h by user.',
    like: TEXTS,
    is: ASK_MISSING,
    'between|\\.\\.|[<>]=?': RANGE,
    '\\(':
      'Write the name of a function before its arguments: lower(user). Text comparisons such as starts with are operators. A key takes only fields: compute one beside the pattern of its record, let who = lower(user).',
  }),
  ...behind(/\b(optional|maybe|optionally)\s*$/, LINK, { '\\w.*': HOW_OFTEN }),
  ...behind(/\b(exists|defined|missing)\s*$/, CLAUSE, { '\\w.*': ASK_MISSING }),
  // Tests.
  ...at(/^a statement/, {
    'assert|should|verify|check|then|must': 'Say what must be reported with: expect job.failure { id = "7" }.',
    'input|lines?|given|events?|feed|send': 'Give the lines of a log with: log syslog """…""".',
    'sleep|wait|after|tick': 'Let time pass with: advance 10m.',
  }),
];
