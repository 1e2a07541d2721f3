/** Habits in signs and values, in records and formats, in tests, and in how declarations and clauses begin. */

import { CLAUSE, type Habit, ITEMS, LINK, RANGE, SCHEDULE, TEXTS, TRANSACTION } from './habit.ts';

const COMPARE = "Compare values with '==', '!=', '<', '<=', '>' and '>='.";
const IS = `${COMPARE} A missing value is none: x == none.`;
const WHERE_AFTER = 'Put conditions on fields after the braces: paid = { amount: float } where amount > 10.';
const WHERE_IN =
  'A field has one type or value here; for one of several values, write: ended = { status: text } where status in ["ok", "failed"].';
const EVERY_RECORD = 'Put a condition after a pattern; {} matches every record: bad = {} where status >= 500.';
const LIST_TYPE = 'Write the type of a list as list(text).';
const MAY_BE_MISSING = 'Put the question mark of a field that may be missing after its type: { carrier: text? }.';
const IMPORT = 'Name what you import: import { sshd } from "std/sshd".';
const QUOTED_NAME = 'Put a name with other characters than letters, digits and _ in backquotes: `my-app`.';
const BRACES = 'A block is in braces, { … }; so are sets and maps: any { app.paid, app.declined }, emit { user = login.user }.';
const PATTERN =
  'Put a pattern in double quotes, with fields in braces: done = "job {id} done"; or write a regular expression: /job (?<id>\\w+)/.';

/** A field with its type or value. */
const ONE_FIELD = /:\s*("[^"]*"|[\w()]+\??)\s*$/;
/** In the condition of a record, where it is read as the name of the next one. */
const OTHER_OPERATOR = /\bwhere\b[^{}]*\s(startsWith|startswith|endsWith|endswith|has|includes?|i?like|rlike|regexp?|match)\s*$/;

export const DECLARATION_HABITS: readonly Habit[] = [
  // Signs.
  { expected: /^a (pattern|template|type|clause)|^a record or/, found: /^>$/, before: /=$/, help: "Write '=' alone, not '=>'." },
  {
    expected: /^a declaration$/,
    found: /^[)\]}]$/,
    help: 'Nothing is open here that it could close: remove it, or add what it should close.',
  },
  { expected: /^(',' or |'then', 'next' or )?'[)\]}]'$/, found: /^[)\]}]$/, help: "Close '(' with ')', '[' with ']', and '{' with '}'." },
  { expected: ITEMS, found: /^\.\.$/, help: `Write one dot between the parts of a name: sshd.failed. ${RANGE}` },
  { expected: /^(',' or|'then'|'\)')/, found: /^:$/, help: 'Write a dot between the parts of a name: sshd.failed.' },
  { expected: /^',' or '}'$/, found: /^\[$/, before: ONE_FIELD, help: LIST_TYPE },
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
  { expected: /^'\{'$/, found: /^is$/, before: /\bwhere\b[^{}]*$/, help: IS },
  { expected: /^'\{'$/, found: /^([[(:]|begin|do|then|is)$/, help: BRACES },
  { expected: /^'\{'$/, found: /^,$/, help: "Join conditions with 'and'." },
  { expected: /^('[{=]'|a name|'from')$/, found: /^-$/, help: QUOTED_NAME },
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
  { expected: /^(',' or '}'|':'|a type, or .*)$/, found: /^([<>]=?|[!=]=|in|matches|contains|starts|ends|not)$/, help: WHERE_AFTER },
  { expected: /^',' or '}'$/, found: /^(or|\|)$/, before: ONE_FIELD, help: WHERE_IN },
  { expected: /^a type, or/, found: /^\[$/, help: `${WHERE_IN} A list has the type list(text).` },
  {
    expected: /^a type, or/,
    found: /^\{$/,
    help: 'Reach into an object with a dotted path: { customer.id as customer: text }.',
  },
  { expected: /^':'$/, found: /^\?$/, help: MAY_BE_MISSING },
  { expected: /^',' or '}'$/, found: /^(optional|nullable|maybe)$/, before: ONE_FIELD, help: MAY_BE_MISSING },
  { expected: /^a pattern/, found: /^`/, help: PATTERN },
  { expected: /^a pattern/, found: /^r$/, help: 'Write a regular expression between slashes: /job (?<id>\\w+)/.' },
  { expected: /^a pattern/, found: /^where$/, help: EVERY_RECORD },
  { expected: /^'='$/, found: /^\{$/, help: "Put '=' between a record and its pattern: paid = { order: text }." },
  { expected: /^'='$/, found: /^\w/, before: /\}\s*when\s*$/, help: EVERY_RECORD },
  { expected: /^'='$/, found: /^["\w]/, before: /\bwhere\b[^{}]*\sis\s*$/, help: IS },
  { expected: /^'='$/, found: /^["\w(]/, before: OTHER_OPERATOR, help: TEXTS },
  { expected: /^a pattern/, found: /^\w/, help: PATTERN },
  { expected: /^a regular expression$/, found: /^(r$|")/, help: 'Write a regular expression between slashes: /^\\d{4}-/.' },
  {
    expected: /^text in double quotes$/,
    found: /^\w/,
    before: /\belse\s*$/,
    help: 'Only the name of the failure follows, in quotes: success when paid == billed else "wrong amount".',
  },
  {
    expected: /^text in double quotes$/,
    found: /^\w/,
    help: 'Put it in double quotes, as in test "paid too late" { … } and from "servers.txt".',
  },
  { expected: /^a duration/, found: /^"/, help: 'Write a duration without quotes: 10s, 5m, 1h30m.' },
  { expected: ITEMS, found: /^(eq|ne|neq|gt|lt|ge|le|gte|lte|equals?)$/, help: COMPARE },
  { expected: /^('[,)]|an operator|something else|'=')/, found: /^is$/, help: IS },
  { expected: /^('[,)]|something else|a clause of)/, found: /^(has|includes?|ilike|rlike|regexp?|match)$/, help: TEXTS },
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
  { expected: /^a declaration$/, found: /^(include|use|require|load)$/, help: IMPORT },
  { expected: /^'\{'$/, found: /./, before: /\bimport\s*$/, help: IMPORT },
  { expected: /^another item or '}'$/, found: /^\*$/, before: /\bimport\s*\{\s*$/, help: IMPORT },
  {
    expected: /^',' or '}'$/,
    found: /^\.$/,
    before: /\bimport\s*\{[^}]*$/,
    help: 'Import a group, and name its records with it: import { sshd } from "std/sshd", then start sshd.failed.',
  },
  { expected: /^'=' or 'from'$/, found: /^[<[]$/, help: LIST_TYPE },
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
    expected: TRANSACTION,
    found: /^(by|before)$/,
    before: /\b(then|next)\b[^\n]*$/,
    help: 'A step has no time of day: end the whole with timeout "late" by 06:00.',
  },
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
  {
    expected: /^',' or '}'$/,
    found: /^as$/,
    before: ONE_FIELD,
    help: 'Put the new name before the type: { customer.id as customer: text }.',
  },
  { expected: /^',' or '}'$/, found: /^as$/, help: "Put the new name first, and '=' behind it: emit { n = count(app.paid) }." },
  { expected: /^':'$/, found: /^=/, help: "Put ':' between a field and its type or value." },
  {
    expected: /^a template, or/,
    found: /^\//,
    help: 'A format must be a template; use a regular expression for a capture in it: "{id:/[a-f0-9]+/} {message:rest}".',
  },
  { expected: /^a declaration$/, found: /^(timezone|tz)$/, help: 'Set the time zone of a format with: zone "Europe/Paris".' },
];
