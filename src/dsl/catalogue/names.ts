/** Diagnostics about names: of files, declarations, records, fields, steps and functions. */

import { around, good, spec } from './spec.ts';

const job = (clauses: string) => around(`key id\nstart app.begin as first\nthen app.done\ntimeout after 1h\n${clauses}`);
const records = 'records app from syslog where app == "app" {\n  one = "one {id}"\n}\n';
const counting = 'window many {\n  over every 1h\n  emit { n = count(app.one), ids = distinct(app.one.id) }\n}\n';
/** Each file but the last imports the next. */
const chain = Object.fromEntries(
  Array.from({ length: 20 }, (_, i) => [`lib${i}.corr`, `${i < 19 ? `import { app as other } from "lib${i + 1}"\n` : ''}${records}`]),
);

export const names = {
  'internal-error': spec('error', (message: string) => `The compiler failed: ${message}.`, {
    help: 'This is a bug in the compiler, not in your program. Please report it together with the program.',
    bad: '',
    good: '',
  }),
  'unknown-file': spec('error', (path: string) => `There is no readable file '${path}'.`, {
    help: 'Paths are relative to the file that names them; those of the built-in libraries begin with std/. Files larger than 256 MiB are not read.',
    bad: `import { sshd } from "./nowhere"\n${good}`,
    good,
  }),
  'import-cycle': spec('error', (chain: string) => `These files import each other: ${chain}.`, {
    help: 'Move what they share into a file of its own.',
    bad: `import { app } from "./main.corr"\n${good}`,
    good,
  }),
  'too-many-imports': spec(
    'error',
    (depth: number, files: number) => `Imports are nested more than ${depth} deep, or comprise more than ${files} files.`,
    {
      help: 'Import from fewer files.',
      files: chain,
      bad: `import { app } from "lib1"\n${counting}`,
      good: `import { app } from "lib9"\n${counting}`,
    },
  ),
  'unknown-import': spec('error', (name: string, path: string) => `'${path}' declares no '${name}'.`, {
    help: 'A file can only be asked for what it declares itself, not for what it imports.',
    files: { 'lib.corr': records },
    bad: `import { ap as app } from "lib"\n${counting}`,
    good: `import { app } from "lib"\n${counting}`,
  }),
  'duplicate-name': spec('error', (name: string) => `'${name}' is declared twice.`, {
    help: 'Give one of them another name.',
    bad: `${records}${records}`,
    good: records,
  }),
  'reserved-name': spec('error', (name: string) => `'${name}' is reserved here.`, {
    help: 'Choose another name.',
    bad: around('key id\nstart app.begin as previous\nthen app.done\ntimeout after 1h'),
    good,
  }),
  'duplicate-step': spec('error', (name: string) => `Two steps are named '${name}'.`, {
    help: 'Give one of them another name.',
    bad: around('key id\nstart app.begin as one\nthen app.done as one\ntimeout after 1h'),
    good,
  }),
  'unknown-name': spec('error', (name: string) => `There is nothing named '${name}' here.`, {
    help: 'Read a field through the step that matched its record, as in login.user, or aggregate it over records: list(sshd.failed.user).',
    bad: job('emit { x = nobody }'),
    good,
  }),
  'bare-record': spec(
    'warning',
    (name: string, record: string) => `'${name}' is read as a field: there is no step of that name, only the record '${record}'.`,
    {
      help: 'Name a step with `as`: app.one as one. Fields of the current record need no prefix. If you do mean a field of that name, put it in backquotes.',
      bad: 'records app from json {\n  one = { e: "one", n: int }\n  two = { e: "two", n: int }\n}\ntransaction job {\n  key none\n  start app.one\n  then app.two where n > one.n\n  timeout after 1h\n}\n',
      good: 'records app from json {\n  one = { e: "one", n: int }\n  two = { e: "two", n: int }\n}\ntransaction job {\n  key none\n  start app.one as one\n  then app.two where n > one.n\n  timeout after 1h\n}\n',
    },
  ),
  'foreign-value': spec('warning', (name: string) => `'${name}' is read as the name of a field.`, {
    help: 'Write `none` for a missing value, `true` and `false` for booleans. If you do mean a field of that name, put it in backquotes.',
    bad: 'records app from json where user == null {\n  one = {}\n}\nwindow many {\n  over every 1h\n  emit { n = count(app.one) }\n}\n',
    good: 'records app from json where user == none {\n  one = {}\n}\nwindow many {\n  over every 1h\n  emit { n = count(app.one) }\n}\n',
  }),
  'unquoted-text': spec('warning', (name: string) => `'${name}' is read as the name of a field, not as text.`, {
    help: 'Put text in double quotes. If you do mean a field, declare it in the pattern, as in { name: text }, or put it in backquotes.',
    bad: 'records app from json where service == checkout {\n  one = {}\n}\nwindow many {\n  over every 1h\n  emit { n = count(app.one) }\n}\n',
    good: 'records app from json where service == "checkout" {\n  one = {}\n}\nwindow many {\n  over every 1h\n  emit { n = count(app.one) }\n}\n',
  }),
  'similar-field': spec('warning', (name: string, other: string) => `'${name}' is not declared, but '${other}' is.`, {
    help: 'Declare the field in the pattern of a record that has it, as in { name: text? }, or put it in backquotes.',
    bad: 'records app from json {\n  paid = { event: "paid", id: text, amount: float }\n}\ntransaction sale {\n  key id\n  start app.paid as paid\n  emit { amount = paid.amuont }\n}\n',
    good: 'records app from json {\n  paid = { event: "paid", id: text, amount: float }\n}\ntransaction sale {\n  key id\n  start app.paid as paid\n  emit { amount = paid.amount }\n}\n',
  }),
  'unknown-field': spec('error', (field: string, of: string) => `'${of}' has no field '${field}'.`, {
    help: 'A record has the fields that its pattern captures, its `let` fields, and the fields of its format; an outcome has the keys of its rule, and what that emits.',
    bad: job('emit { x = first.idd }'),
    good,
  }),
  'unknown-group': spec('error', (name: string) => `There is no record group or rule named '${name}'.`, {
    help: 'Declare it with `records`, or import it.',
    bad: around('key id\nstart ap.begin\nthen app.done\ntimeout after 1h'),
    good,
  }),
  'not-a-record': spec('error', (text: string) => `'${text}' is not the name of a record.`, {
    help: 'Write a record with its group, as in sshd.failed, and an outcome with its rule, as in login.failure.',
    bad: around('key id\nstart app\nthen app.done\ntimeout after 1h'),
    good,
  }),
  'unknown-record': spec('error', (name: string, group: string) => `'${group}' has no record '${name}'.`, {
    help: 'The records of a group are those declared between its braces.',
    bad: around('key id\nstart app.begn\nthen app.done\ntimeout after 1h'),
    good,
  }),
  'unknown-outcome': spec('error', (name: string, rule: string) => `'${rule}' has no outcome '${name}'.`, {
    help: 'Transactions have success, failure, timeout, open, abandoned, evicted, warning and orphan; windows begin, end, fired and open; schedules met and missing.',
    bad: job('message met = "done"'),
    good,
  }),
  'unknown-rule': spec('error', (name: string) => `There is no rule named '${name}'.`, {
    help: 'Name a rule that the program declares or imports.',
    bad: `${good}test "t" {\n  expect jobs.success\n}\n`,
    good: `${good}test "t" {\n  expect no job.success\n}\n`,
  }),
  'after-end': spec('warning', () => 'The input has ended before this: what is open was told as open.', {
    help: 'Put `end` behind all logs, or write another test.',
    bad: `${good}test "t" {\n  log syslog "Mar  1 08:00:00 gw app: x"\n  end\n  advance 10m\n  expect no job.success\n}\n`,
    good: `${good}test "t" {\n  log syslog "Mar  1 08:00:00 gw app: x"\n  advance 10m\n  end\n  expect no job.success\n}\n`,
  }),
  'test-without-expect': spec('warning', () => 'This test expects nothing, so it always passes.', {
    help: 'Say what must be reported, as in: expect job.success { id = "7" }; or that nothing is: expect nothing else.',
    bad: `${good}test "t" {\n  log syslog "x"\n}\n`,
    good: `${good}test "t" {\n  log syslog "x"\n  expect nothing else\n}\n`,
  }),
  'unknown-step': spec('error', (name: string) => `There is no step named '${name}'.`, {
    help: '`since` and `before` take the name that a step has by `as`.',
    bad: job('failure on app.bad since login'),
    good: job('failure on app.bad since first'),
  }),
  'unknown-key': spec('error', (name: string, rule: string) => `'${rule}' has no key '${name}'.`, {
    help: 'Refer to a key by its name or, if it has a single field, by that field.',
    bad: job('release idd on app.work'),
    good: job('release id on app.work'),
  }),
  'unknown-param': spec('error', (name: string) => `There is no param named '${name}'.`, {
    help: 'Declare it, as in param span = 10m or param hosts: list(text) = ["web1", "db1"]; or write the duration itself. An ending may last as long as a field of a step tells: after ack.lease.',
    bad: around('key id\nstart app.begin\nthen app.done\ntimeout after span'),
    good: `param span = 1h\n${around('key id\nstart app.begin\nthen app.done\ntimeout after span')}`,
  }),
  'unknown-function': spec('error', (name: string) => `There is no function '${name}'.`, {
    help: 'docs/reference/functions.md lists all functions.',
    bad: job('emit { x = uper(first.id) }'),
    good: job('emit { x = upper(first.id) }'),
  }),
  'unknown-type': spec('error', (name: string) => `There is no type '${name}'.`, {
    help: 'Types are text, int, float, bool, time, duration, ip, network, json and list(…).',
    bad: `param span: durations = 1h\n${good}`,
    good: `param span: duration = 1h\n${around('key id\nstart app.begin\nthen app.done\ntimeout after span')}`,
  }),
  'unknown-format': spec('error', (name: string) => `There is no format '${name}'.`, {
    help: 'The built-in formats are syslog, json, logfmt, cef, clf, journal, container and line; declare others with `format`.',
    bad: 'records app from sylog {\n  one = "one"\n}\n',
    good: 'records app from syslog {\n  one = "one"\n}\n',
  }),
  'unused-format': spec('error', (name: string) => `No record of this program uses the format '${name}'.`, {
    help: 'Lines of this format would not reach any rule.',
    bad: `${good}test "t" {\n  log json "{}"\n  expect nothing else\n}\n`,
    good: `${good}test "t" {\n  log syslog "<30>1 2024-03-01T08:00:00Z h app 1 - - begin 1"\n  expect nothing else\n}\n`,
  }),
  'unknown-zone': spec('error', (name: string) => `There is no time zone '${name}'.`, {
    help: 'Use a name from the IANA time zone database: Europe/Paris, America/New_York, UTC.',
    bad: around('key id\nstart app.begin\nthen app.done\ntimeout by 06:00 zone "Europe/Pari"'),
    good: around('key id\nstart app.begin\nthen app.done\ntimeout by 06:00 zone "Europe/Paris"'),
  }),
  'unknown-severity': spec('error', (name: string) => `There is no severity '${name}'.`, {
    help: 'The severities are debug, info, notice, warning, error, critical, alert and emergency.',
    bad: job('severity = fatal'),
    good: job('severity = critical'),
  }),
  'unknown-facility': spec('error', (name: string) => `There is no facility '${name}'.`, {
    help: 'The facilities are kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, authpriv, ftp, ntp, security, console, solaris-cron and local0 to local7.',
    bad: around('key id\nstart app.begin where facility == "security/auth"'),
    good: around('key id\nstart app.begin where facility == "authpriv"'),
  }),
  'unknown-choice': spec('error', (choice: string, what: string) => `'on ${what}' cannot be '${choice}'.`, {
    help: 'on restart abandon | ignore | overlap | overtake; on conflict count | take; on unexpected count | fail; on orphan count | report.',
    bad: job('on restart again'),
    good: job('on restart ignore'),
  }),
} as const;
