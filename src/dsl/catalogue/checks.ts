/** What can be wrong with a rule as a whole: what it waits for, what it can never do, what nobody uses. */

import { around, spec } from './spec.ts';

const job = (clauses: string) =>
  around(`key id\nstart app.begin as first\nthen app.load * as load\nthen app.done as last\ntimeout "stalled" after 1h\n${clauses}`);
const steps = (clauses: string) => around(`key id\n${clauses}\ntimeout after 1h`);
const group = 'records app from syslog where app == "app" {\n  ping = "ping {id}"\n  bad  = "bad {id}"\n}\n';
const window = (clauses: string) => `${group}window many {\n  key id\n  ${clauses.replaceAll('\n', '\n  ')}\n}\n`;
const schedule = (key: string) =>
  `param ids = ["a", "b"]\n${group}schedule alive {\n  ${key}\n  await app.ping every 60s\n  labels { known = join(ids, " ") }\n}\n`;

const states = {
  'unbounded-state': spec('error', (rule: string, state: string) => `'${rule}' can wait for '${state}' for ever.`, {
    help: 'Add a timeout that is in force there, or `within`: otherwise what is never finished is never forgotten.',
    bad: around('key id\nstart app.begin\nthen app.done'),
    good: around('key id\nstart app.begin\nthen app.done within 1h'),
  }),
  'trailing-range': spec('error', () => 'Nothing beyond its minimum could be taken here: the pattern ends as soon as it has that.', {
    help: 'Say how many there must be, as in {2}, or what comes after them; `then wait 10s` is ten seconds without another.',
    bad: steps('start app.begin\nthen app.work +'),
    good: steps('start app.begin\nthen app.work +\nthen app.done'),
  }),
  'bad-quantifier': spec('error', () => 'Nothing can be counted so: the bounds are 0 to 1000, the last not 0 and not below the first.', {
    help: 'Write ? * + {n} {n..} or {n..m}.',
    bad: steps('start app.begin\nthen app.work {3..2}\nthen app.done'),
    good: steps('start app.begin\nthen app.work {2..3}\nthen app.done'),
  }),
  'misplaced-guard': spec('error', (where: string) => `A guard has no meaning on ${where}: nothing says from when it runs.`, {
    help: '`within` and `without` stand on an element that must come, and has another before it.',
    bad: steps('start app.begin\nthen app.work ? within 5m\nthen app.done'),
    good: steps('start app.begin\nthen app.work ?\nthen app.done within 5m'),
  }),
  'where-behind-without': spec('warning', () => 'This condition is about the step, not about what stands behind `without`.', {
    help: 'Write it in front of `without`; a condition on what must not come goes inside: without any { app.bad where n > 3 }.',
    bad: steps('start app.begin\nthen app.done without app.bad where id != "x"'),
    good: steps('start app.begin\nthen app.done where id != "x" without app.bad'),
  }),
  'unreachable-step': spec('error', (step: string, why: string) => `'${step}' is never reached: ${why}.`, {
    help: 'Narrow with `where` or `before` what comes in its way, or leave the step out.',
    bad: steps('start app.begin\nthen app.load\nthen app.done\nfailure on app.load'),
    good: steps('start app.begin\nthen app.load\nthen app.done\nfailure on app.load where n > 3'),
  }),
  'never-passes': spec('error', (step: string, ending: string) => `'${step}' never passes: '${ending}' always comes first.`, {
    help: 'Give the ending a longer time than all that must pass before it, or a `before` or `since`.',
    bad: around('key id\nstart app.begin\nthen no app.bad for 10m\ntimeout after 5m'),
    good: around('key id\nstart app.begin\nthen no app.bad for 10m\ntimeout after 1h'),
  }),
  'no-first-repetition': spec(
    'warning',
    (step: string) => `'${step}' takes no first record: nothing is 'previous' then, and the condition does not hold.`,
    {
      help: 'Say what the first is compared with: n > (previous.n ?? 0), or previous.n == none or n > previous.n.',
      bad: steps('start app.begin\nthen app.load * where n > previous.n\nthen app.done'),
      good: steps('start app.begin\nthen app.load * where n > (previous.n ?? 0)\nthen app.done'),
    },
  ),
  overlap: spec(
    'warning',
    (record: string, winner: string, loser: string) =>
      `Both '${winner}' and '${loser}' could take '${record}' here: the first always does.`,
    {
      help: 'Tell them apart with `where`. What may be left out comes before the steps after it; a repetition comes after them.',
      bad: steps('start app.begin\nthen any { app.work, app.bad } *\nthen app.bad'),
      good: steps('start app.begin\nthen app.work *\nthen app.bad'),
    },
  ),
} as const;

const endings = {
  'clause-without-effect': spec('error', (why: string) => `This can have no effect. ${why}`, {
    help: 'Leave it out.',
    bad: job('warning "slow" after 2h'),
    good: job('warning "slow" after 30m'),
  }),
  'idle-since': spec('error', () => '`idle` and `since` say two different things about when the clock starts.', {
    help: '`idle` counts from the last record that any step took, `since` from the last one of that step.',
    bad: job('timeout "idle" after 10m idle since first'),
    good: job('timeout "idle" after 10m since first'),
  }),
  'impossible-outcome': spec('error', (rule: string, outcome: string) => `'${rule}' never gives '${outcome}'.`, {
    help: 'No clause of the rule leads to it. An orphan is told with `on orphan report`, a warning by its own clause.',
    bad: job('message warning = "slow"'),
    good: job('warning "slow" after 5m\nmessage warning = "slow"'),
  }),
  'unknown-outcome-name': spec(
    'error',
    (rule: string, outcome: string, name: string) => `No ${outcome} of '${rule}' is called "${name}".`,
    {
      help: 'Names are given where outcomes are: behind success, failure, timeout, abandoned and warning, `else`, and policies.',
      bad: job('severity timeout "staled" = notice'),
      good: job('severity timeout "stalled" = notice'),
    },
  ),
  'no-room': spec('error', (what: string) => `There must be room for one ${what} at least.`, {
    help: 'Write a greater number, or leave the limit out.',
    bad: job('limit 0'),
    good: job('limit 50000'),
  }),
  'empty-span': spec('error', (what: string) => `${what} lasts no time at all.`, {
    help: 'Write a longer duration.',
    bad: window('over every 0s\nemit { n = count(app.ping) }'),
    good: window('over every 1m\nemit { n = count(app.ping) }'),
  }),
} as const;

const keys = {
  'record-without-key': spec(
    'error',
    (record: string, key: string, rule: string) =>
      `'${record}' carries no key of '${rule}', so that it never reaches one: it has no '${key}'.`,
    {
      help: 'Capture the fields of a key in it, or give it a key of its own.',
      bad: around('key n\nstart app.load\nthen app.done\ntimeout after 1h'),
      good: around('key id\nstart app.load as load\nthen app.done\ntimeout after 1h'),
    },
  ),
  'second-list-key': spec('error', () => 'A rule has one key with `every` at most.', {
    help: 'One record would go to the transactions of each element of both lists.',
    bad: around('key every id\nkey every n\nstart app.begin\nthen app.load\nthen app.done\ntimeout after 1h'),
    good: around('key every id\nstart app.begin\nthen app.work\nthen app.done\ntimeout after 1h'),
  }),
  'key-none-beside': spec('error', () => '`key none` stands alone: every record belongs to the one instance.', {
    help: 'Leave out `key none`, or the other keys.',
    bad: around('key id\nkey none\nstart app.begin as first\nthen app.done as last\ntimeout after 1h'),
    good: around('key none\nstart app.begin as first\nthen app.done as last\ntimeout after 1h'),
  }),
  'unlisted-key': spec('error', (rule: string) => `'${rule}' cannot know which keys it waits for.`, {
    help: 'List them (`key host from servers`), have them learnt (`key host learn 7d`), or wait for one of all (`key none`).',
    bad: schedule('key id'),
    good: schedule('key id from ids'),
  }),
  'listed-and-learnt': spec('error', () => 'A key is either listed or learnt.', {
    help: 'Leave out one of `from` and `learn`.',
    bad: schedule('key id from ids learn 7d'),
    good: schedule('key id learn 7d'),
  }),
  'listed-tuple': spec('error', (list: string) => `'${list}' lists single values, but the key has several parts.`, {
    help: 'A listed key has one part.',
    bad: schedule('key id, host from ids'),
    good: schedule('key id from ids'),
  }),
  'listed-type': spec('error', (list: string, listed: string, key: string) => `'${list}' is ${listed}, but the key is ${key}.`, {
    help: 'A listed key is of the type of the values in the list.',
    bad: schedule('key id from ids').replace('["a", "b"]', '[1, 2]').replace('join(ids, " ")', 'length(ids)'),
    good: schedule('key id from ids'),
  }),
  'second-schedule-key': spec('error', () => 'A schedule has one key.', {
    help: 'Write another schedule for another key.',
    bad: schedule('key id from ids\n  key host learn 7d'),
    good: schedule('key id from ids'),
  }),
} as const;

const windows = {
  'window-without-records': spec('error', (rule: string) => `No record moves '${rule}', so that it tells nothing.`, {
    help: 'Gather over records of a group, as in count(sshd.failed), or name one with `fire on`. A look-back moves nothing.',
    bad: 'window many {\n  over every 1h\n}\n',
    good: window('over every 1h\nemit { n = count(app.ping) }'),
  }),
  'window-without-span': spec('error', (rule: string) => `'${rule}' does not say over which time it gathers.`, {
    help: 'Write `over 5m`, `over every 1h` or `over session 5m`. Only `fire` does without, when it looks back.',
    bad: window('open when count(app.ping) > 3'),
    good: window('over 5m\nopen when count(app.ping) > 3'),
  }),
  'window-without-condition': spec('error', (rule: string) => `'${rule}' slides on for ever and tells nothing.`, {
    help: 'Say when an episode begins (`open when`) or when it fires (`fire when`), or let it end (`over every 5m`).',
    bad: window('over 5m\nemit { n = count(app.ping) }'),
    good: window('over every 5m\nemit { n = count(app.ping) }'),
  }),
  'fire-beside-open': spec('error', () => 'A window has episodes or fires, not both.', {
    help: 'Write two windows.',
    bad: window('over 5m\nopen when count(app.ping) > 3\nfire when count(app.bad) > 1'),
    good: window('over 5m\nfire when count(app.bad) > 1'),
  }),
  'endless-episode': spec(
    'error',
    (condition: string, close: boolean) =>
      close ? `'${condition}' may not hold of an empty window.` : `'${condition}' may still hold when the window is empty.`,
    {
      help: 'When the last record has left, nothing more comes that could end the episode. Say with `??` what a missing value counts as.',
      bad: window('over 5m\nopen when count(app.ping) > 3\nclose when count(app.ping) == 1'),
      good: window('over 5m\nopen when count(app.ping) > 3\nclose when count(app.ping) <= 1'),
    },
  ),
} as const;

const unused = {
  'unused-import': spec('warning', (name: string) => `'${name}' is imported and used nowhere.`, {
    help: 'Leave it out.',
    files: { 'lib.corr': group },
    bad: `import { app } from "lib"\n${group.replace('app from', 'own from')}window many {\n  over every 1h\n  emit { n = count(own.ping), ids = distinct(id) }\n}\n`,
    good: 'import { app } from "lib"\nwindow many {\n  over every 1h\n  emit { n = count(app.ping) }\n}\n',
  }),
  'unused-declaration': spec('warning', (what: string, name: string) => `The ${what} '${name}' is used nowhere.`, {
    help: 'Leave it out. A group for others to import has a doc comment: `///`.',
    bad: `param span = 5m\n${window('over every 5m\nemit { n = count(app.ping) }')}`,
    good: `param span = 5m\n${window('over every span\nemit { n = count(app.ping) }')}`,
  }),
  'unused-ignore': spec('warning', (code: string) => `There is no warning '${code}' here that could be silenced.`, {
    help: 'Leave it out. It stands on the line of the warning or on the one above it, and silences no error.',
    bad: `// corr-ignore unused-declaration: kept\n${window('over every 5m\nemit { n = count(app.ping) }')}`,
    good: `// corr-ignore unused-declaration: kept\nparam span = 5m\n${window('over every 5m\nemit { n = count(app.ping) }')}`,
  }),
  'unused-capture': spec('warning', (name: string) => `'${name}' is captured, and nothing asks for it.`, {
    help: 'Write {*} for what is not needed, {*:int} if it must be of a type. A group for others to import has a doc comment: `///`.',
    bad: window('over every 5m\nemit { n = count(app.ping) }').replace('{id}', '{id} {n:int}'),
    good: window('over every 5m\nemit { n = count(app.ping) }').replace('{id}', '{id} {*:int}'),
  }),
  'unused-let': spec('warning', (name: string) => `'${name}' is worked out, and nothing asks for it.`, {
    help: 'Leave it out.',
    bad: window('over every 5m\nemit { n = count(app.ping) }').replace('{id}"', '{id}" let size = length(id)'),
    good: window('over every 5m\nemit { n = sum(app.ping.size) }').replace('{id}"', '{id}" let size = length(id)'),
  }),
} as const;

export const checks = { ...states, ...endings, ...keys, ...windows, ...unused } as const;
