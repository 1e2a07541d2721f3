/** Diagnostics about the clauses of a rule: keys, patterns, endings, windows and schedules. */

import { around, good, spec } from './spec.ts';

const job = (clauses: string) =>
  around(`key id\nstart app.begin as first\nthen app.done\ntimeout after 1h\nemit { id = first.id }\n${clauses}`);
const window = (clauses: string) =>
  `records app from syslog where app == "app" {\n  bad = "bad {id}"\n}\nwindow many {\n  key id\n  ${clauses}\n  emit { n = count(app.bad) }\n}\n`;

export const clauses = {
  'no-key': spec('error', (rule: string) => `'${rule}' has no key: nothing says which records belong to the same transaction.`, {
    help: 'Add `key` with the fields that they share, or `key none` for a single instance of all records.',
    bad: around('start app.begin\nthen app.done\ntimeout after 1h'),
    good,
  }),
  'uncaptured-key': spec('error', (field: string, rule: string) => `No record of '${rule}' has a field '${field}'.`, {
    help: 'Make keys of fields that the patterns of the records capture, or that their format has.',
    bad: around('key idd\nstart app.begin\nthen app.done\ntimeout after 1h'),
    good,
  }),
  'key-in-no-record': spec('error', (key: string) => `No record has all the fields of the key '${key}'.`, {
    help: 'A record carries a key only if it has all of its fields. A field that has another name in each record is written with a bar: key id = app.sent.src | app.got.dst.',
    bad: around('key id\nkey other = n, m\nstart app.load\nthen app.done\nthen app.bad\ntimeout after 1h').replace(
      'bad {id}',
      'bad {id} {m:int}',
    ),
    good,
  }),
  'key-types': spec(
    'error',
    (part: string, one: string, other: string) => `'${part}' is ${one} and ${other}, so the two would never be equal.`,
    {
      help: 'Capture it with the same type everywhere.',
      bad: around('key id\nstart app.begin\nthen app.done\ntimeout after 1h').replace('"done {id}"', '"done {id:int}"'),
      good,
    },
  ),
  'list-key-alone': spec('error', () => 'A key with `every` must have a single field.', {
    help: 'Each element of the list is the whole key of a transaction of its own.',
    bad: around('key host, every id\nstart app.begin\nthen app.done\ntimeout after 1h'),
    good: around('key every id\nstart app.begin\nthen app.done\ntimeout after 1h'),
  }),
  'too-many-key-values': spec(
    'error',
    (found: number, most: number) => `This key can have ${found} values in one record, more than ${most}.`,
    {
      help: 'Every `each` multiplies them: use it for a single part of the key, or write a key for each combination that you mean.',
      bad: around(`key many = ${Array(10).fill('each(id, host)').join(', ')}\nstart app.begin\nthen app.done\ntimeout after 1h`),
      good: around('key one = each(id, host)\nstart app.begin\nthen app.done\ntimeout after 1h'),
    },
  ),
  'no-start': spec('error', (rule: string) => `'${rule}' has no 'start'.`, {
    help: 'A pattern begins with `start` and the record that opens it.',
    bad: around('key id\nthen app.done\ntimeout after 1h'),
    good,
  }),
  'second-start': spec('error', () => "A pattern can have only one 'start'.", {
    help: 'Write `then` for what follows, or `start any { … }` for several ways to begin.',
    bad: around('key id\nstart app.begin\nstart app.work\nthen app.done\ntimeout after 1h'),
    good: around('key id\nstart any { app.begin, app.work }\nthen app.done\ntimeout after 1h'),
  }),
  'step-before-start': spec('error', (link: string) => `This '${link}' comes before 'start'.`, {
    help: 'Write steps in the order in which their records come.',
    bad: around('key id\nthen app.done\nstart app.begin\ntimeout after 1h'),
    good,
  }),
  'duplicate-clause': spec('error', (clause: string) => `'${clause}' is given twice.`, {
    help: 'Keep one of them.',
    bad: job('linger 1s\nlinger 2s'),
    good: job('linger 2s'),
  }),
  'empty-set': spec('error', () => 'This set is empty.', {
    help: 'Name at least one record.',
    bad: around('key id\nstart any { }\nthen app.done\ntimeout after 1h'),
    good: around('key id\nstart any { app.begin, app.work }\nthen app.done\ntimeout after 1h'),
  }),
  'misplaced-set': spec('error', () => 'Only a record, or `any { … }` of records, is allowed here.', {
    help: 'A single record decides here, so there is nothing to count, order or name.',
    bad: job('failure on all { app.bad, app.work }'),
    good: job('failure on any { app.bad, app.work }'),
  }),
  'all-without-record': spec('error', () => '`all` only goes with `on`, for a record that ends every instance.', {
    help: 'Each instance has a deadline of its own; remove `all`.',
    bad: job('failure all after 2h'),
    good: job('failure all on app.bad'),
  }),
  'when-without-success': spec(
    'error',
    (outcome: string) => `'when' goes with success, not with ${outcome}: it is tested once the pattern is complete.`,
    {
      help: 'Write `success when … else "name"`: if it does not hold, the outcome is failure.',
      bad: job('failure when first.id == "1"'),
      good: job('success when first.id != "1" else "one"'),
    },
  ),
  'braces-in-text': spec('warning', (hole: string) => `'${hole}' stays as it is written: only messages are templates.`, {
    help: 'Join texts with +, as in "user " + login.user. Names of outcomes never change, so that tests and other rules can refer to them: put values into message or emit.',
    bad: job('failure "bad {first.id}" on app.bad'),
    good: job('failure "bad" on app.bad\nmessage failure "bad" = "bad {first.id}"'),
  }),
  'max-without-session': spec('error', () => '`max` only goes with `over session`.', {
    help: 'The length of any other window is fixed already.',
    bad: window('over every 5m max 1h'),
    good: window('over session 5m max 1h'),
  }),
  'no-await': spec('error', (rule: string) => `'${rule}' has no 'await': nothing says which record must come.`, {
    help: 'Add `await`, a record, and how often it must come.',
    bad: 'schedule s {\n  key none\n}\n',
    good: 'records app from syslog {\n  ping = "ping"\n}\nschedule s {\n  await app.ping every 60s\n}\n',
  }),
  'rule-cycle': spec('error', (chain: string) => `These rules depend on each other's outcomes: ${chain}.`, {
    help: 'A rule can only use outcomes of rules that do not use its own.',
    bad: 'window a {\n  over every 1h\n  emit { n = count(b.end) }\n}\nwindow b {\n  over every 1h\n  emit { n = count(a.end) }\n}\n',
    good,
  }),
} as const;
