/** What can be wrong with values: their types, and what is asked of them. */

import { good } from './names.ts';
import { around, spec } from './spec.ts';

const job = (clauses: string) =>
  around(`key id\nstart app.begin as first\nthen app.load * as load\nthen app.done as last\ntimeout after 1h\n${clauses}`);
const where = (condition: string) => around(`key id\nstart app.begin\nthen app.load where ${condition}\nthen app.done\ntimeout after 1h`);

export const typing = {
  'wrong-operands': spec(
    'error',
    (operator: string, left: string, right: string) => `'${operator}' does not go with ${left} and ${right}.`,
    {
      help: 'Convert one of them, as with int(…) or text(…).',
      bad: where('n > "three"'),
      good: where('n > 3'),
    },
  ),
  'wrong-operand': spec('error', (operator: string, type: string) => `'${operator}' does not go with ${type}.`, {
    help: 'It takes a number or a duration.',
    bad: where('n > -"three"'),
    good: where('n > -3'),
  }),
  'regex-operand': spec('error', (operator: string) => `'${operator}' compares with a value, not with a pattern.`, {
    help: "Write 'matches'.",
    bad: where('n > 1 and id == /a+/'),
    good: where('n > 1 and id matches /a+/'),
  }),
  'misplaced-regex': spec('error', () => 'A regular expression can only stand behind `matches`.', {
    help: 'Write `value matches /…/`.',
    bad: job('emit { x = /a+/ }'),
    good: job('emit { x = first.id matches /a+/ }'),
  }),
  'not-a-condition': spec('error', (type: string) => `A condition is true or false; this is ${type}.`, {
    help: 'Compare it with something.',
    bad: where('n'),
    good: where('n > 0'),
  }),
  'wrong-type': spec('error', (name: string, wanted: string, found: string) => `'${name}' is ${wanted}, not ${found}.`, {
    help: 'Write a value of that type.',
    bad: `param most: int = "ten"\n${where('n > most')}`,
    good: `param most: int = 10\n${where('n > most')}`,
  }),
  'no-member': spec('error', (name: string, type: string) => `A value of type ${type} has no part '${name}'.`, {
    help: 'Only values of type json have parts.',
    bad: job('emit { x = first.id.long }'),
    good: job('emit { x = first.id }'),
  }),
  'wrong-index': spec('error', (object: string, index: string) => `A value of type ${object} has no element at ${index}.`, {
    help: 'Lists are indexed from 0, json values also by name.',
    bad: job('emit { x = first.id[0] }'),
    good: job('emit { x = list(load.id)[0] }'),
  }),
  'mixed-list': spec('error', (one: string, other: string) => `A list holds values of one type, not ${one} and ${other}.`, {
    help: 'Convert them to one type.',
    bad: where('n in [1, "two"]'),
    good: where('n in [1, 2]'),
  }),
  'never-previous': spec('warning', () => 'This is taken once, so that nothing of it is `previous`: the value is always missing.', {
    help: 'Name the step before with `as`, or say how often this one may come, as in `+`.',
    bad: around('key id\nstart app.begin\nthen app.done where id == previous.id\ntimeout after 1h'),
    good: around(
      'key id\nstart app.begin\nthen app.work + where id == previous.id or previous.id == none\nthen app.done\ntimeout after 1h',
    ),
  }),
  'possibly-missing': spec('warning', (path: string) => `'${path}' may be missing here; the comparison does not hold then.`, {
    help: 'Say what is meant then: with `??`, or with `!= none and` in front.',
    bad: job('success when load.n > 3'),
    good: job('success when (load.n ?? 0) > 3'),
  }),
  'constant-wanted': spec('error', () => 'A constant must stand here.', {
    help: 'Write a literal.',
    bad: `param one = 1\nparam two = one + 1\n${where('n > two')}`,
    good: `param two = 2\n${where('n > two')}`,
  }),
  'not-a-duration': spec('error', (name: string) => `The param '${name}' is no duration.`, {
    help: 'Give it a value such as 10m.',
    bad: `param span = 10\n${around('key id\nstart app.begin\nthen app.done\ntimeout after span')}`,
    good: `param span = 10m\n${around('key id\nstart app.begin\nthen app.done\ntimeout after span')}`,
  }),
  'wrong-number-of-arguments': spec(
    'error',
    (name: string, wanted: string, found: number) => `'${name}' takes ${wanted}, not ${found} arguments.`,
    {
      help: 'docs/reference/functions.md shows each function.',
      bad: job('emit { x = upper() }'),
      good: job('emit { x = upper(first.id) }'),
    },
  ),
  'wrong-argument': spec('error', (name: string, wanted: string, found: string) => `'${name}' takes ${wanted}, not ${found}.`, {
    help: 'docs/reference/functions.md shows each function.',
    bad: job('emit { x = sum(load.id) }'),
    good: job('emit { x = sum(load.n) }'),
  }),
  'misplaced-where': spec('error', (name: string) => `'${name}' is over one value; there is nothing for 'where' to choose.`, {
    help: '`where` stands inside summaries: count(step where …).',
    bad: job('emit { x = upper(first.id where true) }'),
    good: job('emit { x = count(load where n > 1) }'),
  }),
  'misplaced-summary': spec('error', (name: string) => `'${name}' gathers over the records of a rule; here is only one.`, {
    help: 'Summaries stand in conditions, in `emit` and in messages of rules.',
    bad: 'records app from syslog where count(app) > 1 {\n  one = "one"\n}\n',
    good: 'records app from syslog where app == "app" {\n  one = "one"\n}\n',
  }),
  'summary-argument': spec('error', (name: string) => `'${name}' is given something it cannot use.`, {
    help: 'Write it as count(step), first(step.field), list(step.field, 100), or with a duration last to look back.',
    bad: job('emit { x = sum(load.n, 5) }'),
    good: job('emit { x = list(load.n, 5) }'),
  }),
  'summary-without-field': spec('error', (name: string, of: string) => `'${name}' needs a field of '${of}'.`, {
    help: 'Only `count` counts whole records.',
    bad: job('emit { x = sum(load) }'),
    good: job('emit { x = sum(load.n) }'),
  }),
  'lookback-over-step': spec('error', (step: string) => `A look-back is over records, not over the step '${step}'.`, {
    help: 'Name the record with its group, as in count(sshd.failed, 10m).',
    bad: job('emit { x = count(load, 10m) }'),
    good: job('emit { x = count(app.load, 10m) }'),
  }),
  'step-in-summary': spec('error', (name: string) => `'${name}' is not seen here: a summary asks each record by itself.`, {
    help: 'What records share goes into the key, as in key addr, user; other conditions on a step stand behind it.',
    bad: job('emit { x = count(load where id == first.id) }'),
    good: job('emit { x = count(load where id == "x") }'),
  }),
  'foreign-record': spec('error', (record: string) => `No step of this rule takes '${record}', so that there is none to gather over.`, {
    help: 'Give a duration as last argument to look back at records that the rule is not moved by.',
    bad: job('emit { x = count(app.bad) }'),
    good: job('emit { x = count(app.bad, 10m) }'),
  }),
  'step-without-field': spec('error', (name: string) => `'${name}' is a step; say which field of its record.`, {
    help: 'Write it as step.field; of several records that it took, as first(step.field) or list(step.field).',
    bad: job('emit { x = first }'),
    good: job('emit { x = first.id }'),
  }),
  'record-without-step': spec('error', (name: string) => `'${name}' is a record, of which there may be several.`, {
    help: 'Read it by the `as` name of the step that takes it, as in login.user, or sum it up: last(sshd.accepted.user).',
    bad: job('emit { x = app.begin.id }'),
    good: job('emit { x = first.id, n = last(app.done.id) }'),
  }),
  'later-step': spec('error', (name: string) => `'${name}' is taken later, so that nothing is known of it here.`, {
    help: 'Compare in the step that comes later.',
    bad: around(
      'key id\nstart app.begin\nthen app.load as one where n > two.n\nthen app.load as two\ntimeout after 1h\nemit { x = one.n }',
    ),
    good: around(
      'key id\nstart app.begin\nthen app.load as one\nthen app.load as two where n > one.n\ntimeout after 1h\nemit { x = two.n }',
    ),
  }),
  'unclosed-hole': spec('error', () => 'This brace is not closed.', {
    help: 'Expressions stand between { and }; a brace itself is written twice.',
    bad: job('message = "{id is done"'),
    good: job('message = "{id} is done"'),
  }),
  'bad-hole': spec('error', (text: string, why: string) => `'{${text}}' is no expression: ${why}`, {
    help: 'Expressions stand between { and }; a brace itself is written twice.',
    bad: job('message = "{id +} is done"'),
    good,
  }),
  'capture-types': spec(
    'error',
    (name: string, one: string, other: string) => `'${name}' is ${one} in one pattern and ${other} in another.`,
    {
      help: 'Alternatives of a record capture a name with one type.',
      bad: 'records app from syslog {\n  one = "one {n:int}" | "two {n}"\n}\n',
      good: 'records app from syslog {\n  one = "one {n:int}" | "two {n:int}"\n}\n',
    },
  ),
} as const;
