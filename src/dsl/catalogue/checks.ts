/** Diagnostics about a rule as a whole: what it waits for, what it can never do, what is unused. */

import { around, spec } from './spec.ts';

const job = (clauses: string) =>
  around(`key id\nstart app.begin as first\nthen app.load * as load\nthen app.done as last\ntimeout "stalled" after 1h\n${clauses}`);
const steps = (clauses: string) => around(`key id\n${clauses}\ntimeout after 1h`);
const group = 'records app from syslog where app == "app" {\n  ping = "ping {id}"\n  bad  = "bad {id}"\n}\n';
const window = (clauses: string) => `${group}window many {\n  key id\n  ${clauses.replaceAll('\n', '\n  ')}\n}\n`;
const shop = (pattern: string) =>
  `records shop from json {\n  begun = { event: "begun", id: text }\n  done  = { event: "done", id: text }\n  off   = ${pattern}\n}\ntransaction order {\n  key id\n  start shop.begun\n  then shop.done within 1h\n`;
const schedule = (key: string) =>
  `param ids = ["a", "b"]\n${group}schedule alive {\n  ${key}\n  await app.ping every 60s\n  labels { known = join(ids, " ") }\n}\n`;

const states = {
  'unbounded-state': spec('error', (rule: string, state: string) => `'${rule}' can wait for '${state}' forever.`, {
    help: 'Add a timeout that applies there, or `within`: otherwise instances that never finish stay in memory forever.',
    bad: around('key id\nstart app.begin\nthen app.done'),
    good: around('key id\nstart app.begin\nthen app.done within 1h'),
  }),
  'trailing-range': spec(
    'error',
    () => 'This last step can never match more than its minimum: the pattern is complete as soon as it has that.',
    {
      help: 'Give an exact count, as in {2}, or add a step after it; `then wait 10s` waits ten seconds without another. For as many as a record says, let `where` tell the last from the others: docs/guide/surprises/as-many-as-a-record-says.md.',
      bad: steps('start app.begin\nthen app.work +'),
      good: steps('start app.begin\nthen app.work +\nthen app.done'),
    },
  ),
  'bad-quantifier': spec(
    'error',
    () => 'Invalid repetition: the bounds must be 0 to 1000, and the last must not be 0 or less than the first.',
    {
      help: 'Write ? * + {n} {n..} or {n..m}.',
      bad: steps('start app.begin\nthen app.work {3..2}\nthen app.done'),
      good: steps('start app.begin\nthen app.work {2..3}\nthen app.done'),
    },
  ),
  'misplaced-guard': spec('error', (where: string) => `A guard has no meaning on ${where}: it has no point in time to start from.`, {
    help: 'Use `within` and `without` on an element that is required and has another before it.',
    bad: steps('start app.begin\nthen app.work ? within 5m\nthen app.done'),
    good: steps('start app.begin\nthen app.work ?\nthen app.done within 5m'),
  }),
  'where-behind-without': spec('warning', () => 'This condition applies to the step, not to the records after `without`.', {
    help: 'Move it before `without`; to put a condition on what must not come, write it inside: without any { app.bad where n > 3 }.',
    bad: steps('start app.begin\nthen app.done without app.bad where id != "x"'),
    good: steps('start app.begin\nthen app.done where id != "x" without app.bad'),
  }),
  'unreachable-step': spec('error', (step: string, why: string) => `'${step}' can never be reached: ${why}.`, {
    help: 'Narrow what comes before it with `where` or `before`, or remove the step.',
    bad: steps('start app.begin\nthen app.load\nthen app.done\nfailure on app.load'),
    good: steps('start app.begin\nthen app.load\nthen app.done\nfailure on app.load where n > 3'),
  }),
  'never-passes': spec('error', (step: string, ending: string) => `'${step}' can never complete: '${ending}' always comes first.`, {
    help: 'Give the ending more time than the steps before it need, or limit it with `before` or `since`.',
    bad: around('key id\nstart app.begin\nthen no app.bad for 10m\ntimeout after 5m'),
    good: around('key id\nstart app.begin\nthen no app.bad for 10m\ntimeout after 1h'),
  }),
  'no-first-repetition': spec(
    'warning',
    (step: string) => `'${step}' never matches a first record: there is no 'previous' yet, so the condition is false.`,
    {
      help: 'Say what to compare the first record with: n > (previous.n ?? 0), or previous.n == none or n > previous.n.',
      bad: steps('start app.begin\nthen app.load * where n > previous.n\nthen app.done'),
      good: steps('start app.begin\nthen app.load * where n > (previous.n ?? 0)\nthen app.done'),
    },
  ),
  overlap: spec(
    'warning',
    (record: string, winner: string, loser: string) =>
      `Both '${winner}' and '${loser}' could match '${record}' here: the first always wins.`,
    {
      help: 'Tell them apart with `where`, or begin what repeats with another record: then app.sent then ( app.refused then app.sent ) * then app.done. An optional element wins over the steps after it; a repetition gives way to them. For silence after it, write: then wait 10s.',
      bad: steps('start app.begin\nthen any { app.work, app.bad } *\nthen app.bad'),
      good: steps('start app.begin\nthen app.work *\nthen app.bad'),
    },
  ),
} as const;

const endings = {
  'clause-without-effect': spec('error', (why: string) => `This has no effect. ${why}`, {
    help: 'Remove it.',
    bad: job('warning "slow" after 2h'),
    good: job('warning "slow" after 30m'),
  }),
  'idle-since': spec('error', () => '`idle` and `since` contradict each other: each starts the clock at a different point.', {
    help: '`idle` counts from the last record of any step, `since` from the last record of the step it names.',
    bad: job('timeout "idle" after 10m idle since first'),
    good: job('timeout "idle" after 10m since first'),
  }),
  'impossible-outcome': spec('error', (rule: string, outcome: string) => `'${rule}' never has the outcome '${outcome}'.`, {
    help: 'No clause of the rule leads to it. Orphans need `on orphan report`; a warning needs a clause of its own.',
    bad: job('message warning = "slow"'),
    good: job('warning "slow" after 5m\nmessage warning = "slow"'),
  }),
  'unknown-outcome-name': spec('error', (rule: string, outcome: string, name: string) => `No ${outcome} of '${rule}' is named "${name}".`, {
    help: 'Names are given after success, failure, timeout, abandoned, warning and `else`, and in policies.',
    bad: job('severity timeout "staled" = notice'),
    good: job('severity timeout "stalled" = notice'),
  }),
  'no-room': spec('error', (what: string) => `There must be room for at least one ${what}.`, {
    help: 'Write a larger number, or remove the limit.',
    bad: job('limit 0'),
    good: job('limit 50000'),
  }),
  'empty-span': spec('error', (what: string) => `${what} has a length of zero.`, {
    help: 'Write a longer duration.',
    bad: window('over every 0s\nemit { n = count(app.ping) }'),
    good: window('over every 1m\nemit { n = count(app.ping) }'),
  }),
} as const;

const keys = {
  'record-without-key': spec(
    'error',
    (record: string, key: string, rule: string) =>
      `'${record}' carries no key of '${rule}', such as '${key}', so it never reaches an instance.`,
    {
      help: 'Capture the fields of a key in it, or add a key of its own for it.',
      bad: around('key n\nstart app.load\nthen app.done\ntimeout after 1h'),
      good: around('key id\nstart app.load as load\nthen app.done\ntimeout after 1h'),
    },
  ),
  'undeclared-key': spec(
    'warning',
    (record: string, field: string, rule: string) =>
      `'${record}' declares no '${field}', unlike other records of '${rule}': without one, it reaches no instance.`,
    {
      help: 'If it has the field, declare it in its pattern, as in { id: text }. If the field has another name there: key id = app.paid.id | app.sent.order. If it has not, and an ending is to end every instance: abandoned all on RECORD where ….',
      bad: `${shop('{ event: "off" }')}  abandoned on shop.off\n}\n`,
      good: `${shop('{ event: "off" }')}  abandoned all on shop.off\n}\n`,
    },
  ),
  'second-list-key': spec('error', () => 'A rule can have at most one key with `every`.', {
    help: 'Otherwise one record would go to the transactions of every element of both lists.',
    bad: around('key every id\nkey every n\nstart app.begin\nthen app.load\nthen app.done\ntimeout after 1h'),
    good: around('key every id\nstart app.begin\nthen app.work\nthen app.done\ntimeout after 1h'),
  }),
  'key-none-beside': spec('error', () => '`key none` cannot be combined with other keys: every record belongs to the same instance.', {
    help: 'Remove `key none`, or the other keys.',
    bad: around('key id\nkey none\nstart app.begin as first\nthen app.done as last\ntimeout after 1h'),
    good: around('key none\nstart app.begin as first\nthen app.done as last\ntimeout after 1h'),
  }),
  'unlisted-key': spec('error', (rule: string) => `'${rule}' does not know which keys to wait for.`, {
    help: 'List them (`key host from servers`), let it learn them (`key host learn 7d`), or wait for a single record of any (`key none`).',
    bad: schedule('key id'),
    good: schedule('key id from ids'),
  }),
  'listed-and-learnt': spec('error', () => 'A key is either listed or learnt, not both.', {
    help: 'Remove `from` or `learn`.',
    bad: schedule('key id from ids learn 7d'),
    good: schedule('key id learn 7d'),
  }),
  'listed-tuple': spec('error', (list: string) => `'${list}' lists single values, but the key has several fields.`, {
    help: 'Use a single field in a listed key.',
    bad: schedule('key id, host from ids'),
    good: schedule('key id from ids'),
  }),
  'listed-type': spec('error', (list: string, listed: string, key: string) => `'${list}' is ${listed}, but the key is ${key}.`, {
    help: 'Make the values of the list the same type as the key.',
    bad: schedule('key id from ids').replace('["a", "b"]', '[1, 2]').replace('join(ids, " ")', 'length(ids)'),
    good: schedule('key id from ids'),
  }),
  'grace-of-days': spec('warning', () => 'With a grace of a day or more, what comes for the next day counts for a day that was missed.', {
    help: 'Give less than a day, so that a missed day is reported; or let days be missed with await RECORD every 48h.',
    bad: schedule('key id from ids').replace('every 60s', 'daily by 06:00 grace 24h'),
    good: schedule('key id from ids').replace('every 60s', 'daily by 06:00 grace 3h'),
  }),
  'forgotten-too-soon': spec('warning', () => 'A key is forgotten before it can be missed, so nothing is ever reported as missing.', {
    help: 'Let it be remembered for longer than the period and its grace: key host learn 7d.',
    bad: schedule('key id learn 30s'),
    good: schedule('key id learn 7d'),
  }),
  'second-schedule-key': spec('error', () => 'A schedule can have only one key.', {
    help: 'Write another schedule for the other key.',
    bad: schedule('key id from ids\n  key host learn 7d'),
    good: schedule('key id from ids'),
  }),
} as const;

const windows = {
  'window-without-records': spec('error', (rule: string) => `No record reaches '${rule}', so it never has an outcome.`, {
    help: 'Aggregate records of a group, as in count(sshd.failed), or name one with `fire on`. A look-back alone is not enough.',
    bad: 'window many {\n  over every 1h\n}\n',
    good: window('over every 1h\nemit { n = count(app.ping) }'),
  }),
  'window-without-span': spec('error', (rule: string) => `'${rule}' has no 'over': nothing says how long the window is.`, {
    help: 'Write `over 5m`, `over every 1h` or `over session 5m`. Only a window that fires on look-backs needs none.',
    bad: window('open when count(app.ping) > 3'),
    good: window('over 5m\nopen when count(app.ping) > 3'),
  }),
  'window-without-condition': spec('error', (rule: string) => `'${rule}' slides forever and never has an outcome.`, {
    help: 'Say when an episode opens (`open when`) or when the window fires (`fire when`), or let it end on the clock (`over every 5m`).',
    bad: window('over 5m\nemit { n = count(app.ping) }'),
    good: window('over every 5m\nemit { n = count(app.ping) }'),
  }),
  'fire-beside-open': spec('error', () => 'A window either has episodes or fires, not both.', {
    help: 'Write two windows.',
    bad: window('over 5m\nopen when count(app.ping) > 3\nfire when count(app.bad) > 1'),
    good: window('over 5m\nfire when count(app.bad) > 1'),
  }),
  'endless-episode': spec(
    'error',
    (condition: string, close: boolean) =>
      close
        ? `'${condition}' may be false when the window is empty, so the episode might never end.`
        : `'${condition}' may still be true when the window is empty, so the episode might never end.`,
    {
      help: 'Once the last record has left, nothing can end the episode any more. Use `??` to say what a missing value counts as, or require a record: count(app.ping) > 0 and ….',
      bad: window('over 5m\nopen when count(app.ping) > 3\nclose when count(app.ping) == 1'),
      good: window('over 5m\nopen when count(app.ping) > 3\nclose when count(app.ping) <= 1'),
    },
  ),
} as const;

const unused = {
  'unused-import': spec('warning', (name: string) => `'${name}' is imported but never used.`, {
    help: 'Remove it.',
    files: { 'lib.corr': group },
    bad: `import { app } from "lib"\n${group.replace('app from', 'own from')}window many {\n  over every 1h\n  emit { n = count(own.ping), ids = distinct(id) }\n}\n`,
    good: 'import { app } from "lib"\nwindow many {\n  over every 1h\n  emit { n = count(app.ping) }\n}\n',
  }),
  'unused-declaration': spec('warning', (what: string, name: string) => `The ${what} '${name}' is never used.`, {
    help: 'Remove it. If it is a group for other files to import, give it a doc comment: `///`.',
    bad: `param span = 5m\n${window('over every 5m\nemit { n = count(app.ping) }')}`,
    good: `param span = 5m\n${window('over every span\nemit { n = count(app.ping) }')}`,
  }),
  'unused-ignore': spec('warning', (code: string) => `There is no warning '${code}' here to silence.`, {
    help: 'Remove it. It must be on the line of the warning or the line above, and cannot silence errors.',
    bad: `// corr-ignore unused-declaration: kept\n${window('over every 5m\nemit { n = count(app.ping) }')}`,
    good: `// corr-ignore unused-declaration: kept\nparam span = 5m\n${window('over every 5m\nemit { n = count(app.ping) }')}`,
  }),
  'unused-capture': spec('warning', (name: string) => `'${name}' is captured but never used.`, {
    help: 'Write {*} for what you do not need, or {*:int} to keep its type. For outcomes to have it, name the step or ending that takes the record: `as x`. If it is in a group for other files to import, give the group a doc comment: `///`.',
    bad: window('over every 5m\nemit { n = count(app.ping) }').replace('{id}', '{id} {n:int}'),
    good: window('over every 5m\nemit { n = count(app.ping) }').replace('{id}', '{id} {*:int}'),
  }),
  'unused-let': spec('warning', (name: string) => `'${name}' is computed but never used.`, {
    help: 'Remove it.',
    bad: window('over every 5m\nemit { n = count(app.ping) }').replace('{id}"', '{id}" let size = length(id)'),
    good: window('over every 5m\nemit { n = sum(app.ping.size) }').replace('{id}"', '{id}" let size = length(id)'),
  }),
} as const;

export const checks = { ...states, ...endings, ...keys, ...windows, ...unused } as const;
