/** Diagnostics about values: their types, and their use. */

import { around, good, spec } from './spec.ts';

const job = (clauses: string) =>
  around(`key id\nstart app.begin as first\nthen app.load * as load\nthen app.done as last\ntimeout after 1h\n${clauses}`);
const where = (condition: string) => around(`key id\nstart app.begin\nthen app.load where ${condition}\nthen app.done\ntimeout after 1h`);
const lease = (type: string, since = '') => `records dhcp from json {
  ask = { event: "ask", id: text }
  ack = { event: "ack", id: text, lease: ${type} }
  end = { event: "end", id: text }
}
transaction held {
  key id
  start dhcp.ask as ask
  then  dhcp.ack as ack within 10s
  then  dhcp.end
  timeout "over" after ack.lease${since}
}
`;

export const typing = {
  'wrong-operands': spec(
    'error',
    (operator: string, left: string, right: string) => `'${operator}' cannot be applied to ${left} and ${right}.`,
    {
      help: 'Convert one of them, as with int(…) or text(…).',
      bad: where('n > "three"'),
      good: where('n > 3'),
    },
  ),
  'wrong-operand': spec('error', (operator: string, type: string) => `'${operator}' cannot be applied to ${type}.`, {
    help: 'It needs a number or a duration.',
    bad: where('n > -"three"'),
    good: where('n > -3'),
  }),
  'division-by-zero': spec('warning', () => 'This divides by zero, so its value is always missing.', {
    help: 'Divide by another number.',
    bad: where('n / 0 > 3'),
    good: where('n / 10 > 3'),
  }),
  'never-true': spec('warning', (condition: string) => `'${condition}' is never true.`, {
    help: "Correct one of the values, or join with 'or' what may be the one or the other.",
    bad: where('n > 5 and n < 3'),
    good: where('n > 5 or n < 3'),
  }),
  'always-true': spec('warning', (condition: string) => `'${condition}' is true of every value.`, {
    help: "Correct one of the values, or join with 'and' what must both be so.",
    bad: where('n != 5 or n != 3'),
    good: where('n != 5 and n != 3'),
  }),
  'regex-operand': spec('error', (operator: string) => `'${operator}' compares values; it cannot take a pattern.`, {
    help: "Use 'matches' instead.",
    bad: where('n > 1 and id == /a+/'),
    good: where('n > 1 and id matches /a+/'),
  }),
  'misplaced-regex': spec('error', () => 'A regular expression is only allowed after `matches`.', {
    help: 'Write `value matches /…/`.',
    bad: job('emit { x = /a+/ }'),
    good: job('emit { x = first.id matches /a+/ }'),
  }),
  'not-a-condition': spec('error', (type: string) => `A condition must be true or false; this is ${type}.`, {
    help: 'Compare it with a value.',
    bad: where('n'),
    good: where('n > 0'),
  }),
  'wrong-type': spec('error', (name: string, wanted: string, found: string) => `'${name}' must be ${wanted}, not ${found}.`, {
    help: 'Write a value of that type.',
    bad: `param most: int = "ten"\n${where('n > most')}`,
    good: `param most: int = 10\n${where('n > most')}`,
  }),
  'no-member': spec('error', (name: string, type: string) => `A value of type ${type} has no member '${name}'.`, {
    help: 'Only values of type json have members.',
    bad: job('emit { x = first.id.long }'),
    good: job('emit { x = first.id }'),
  }),
  'wrong-index': spec('error', (object: string, index: string) => `A value of type ${object} cannot be indexed by ${index}.`, {
    help: 'Lists are indexed by number, from 0; json values by number or name.',
    bad: job('emit { x = first.id[0] }'),
    good: job('emit { x = list(load.id)[0] }'),
  }),
  'mixed-list': spec('error', (one: string, other: string) => `The values of a list must have the same type, not ${one} and ${other}.`, {
    help: 'Convert them to the same type.',
    bad: where('n in [1, "two"]'),
    good: where('n in [1, 2]'),
  }),
  'none-in-list': spec('error', () => '`none` is not a value that a list could hold.', {
    help: 'Test whether a value is missing by itself: n == none or n in [1, 2].',
    bad: where('n in [1, none]'),
    good: where('n == none or n in [1, 2]'),
  }),
  'never-previous': spec('warning', () => 'This step matches only once, so `previous` is always missing here.', {
    help: 'Name the step before it with `as`, or let this step repeat, as with `+`.',
    bad: around('key id\nstart app.begin\nthen app.done where id == previous.id\ntimeout after 1h'),
    good: around(
      'key id\nstart app.begin\nthen app.work + where id == previous.id or previous.id == none\nthen app.done\ntimeout after 1h',
    ),
  }),
  'possibly-missing': spec('warning', (path: string) => `'${path}' may be missing here, and the comparison is then false.`, {
    help: 'Say what should happen then: give a default with `??`, or write `!= none and` before the comparison.',
    bad: job('success when load.n > 3'),
    good: job('success when (load.n ?? 0) > 3'),
  }),
  'constant-wanted': spec('error', () => 'Only a constant is allowed here.', {
    help: 'Write a literal.',
    bad: `param one = 1\nparam two = one + 1\n${where('n > two')}`,
    good: `param two = 2\n${where('n > two')}`,
  }),
  'not-a-duration': spec('error', (name: string) => `The param '${name}' is not a duration.`, {
    help: 'Give it a value such as 10m.',
    bad: `param span = 10\n${around('key id\nstart app.begin\nthen app.done\ntimeout after span')}`,
    good: `param span = 10m\n${around('key id\nstart app.begin\nthen app.done\ntimeout after span')}`,
  }),
  'field-not-a-duration': spec('error', (path: string, type: string) => `'${path}' is ${type}, not a duration.`, {
    help: 'Declare the field as one, as in `lease: duration`, or make one of it beside its pattern: `let wait = duration(lease)`. A number is taken for seconds.',
    bad: lease('int'),
    good: lease('duration'),
  }),
  'since-another': spec('error', (path: string, step: string) => `'${path}' counts from the record that tells it, not from '${step}'.`, {
    help: 'Remove `since`.',
    bad: lease('duration', ' since ask'),
    good: lease('duration'),
  }),
  'wrong-number-of-arguments': spec(
    'error',
    (name: string, wanted: string, found: number) => `'${name}' takes ${wanted}, not ${found} arguments.`,
    {
      help: 'docs/reference/functions.md describes every function.',
      bad: job('emit { x = upper() }'),
      good: job('emit { x = upper(first.id) }'),
    },
  ),
  'wrong-argument': spec('error', (name: string, wanted: string, found: string) => `'${name}' takes ${wanted}, not ${found}.`, {
    help: 'docs/reference/functions.md describes every function.',
    bad: job('emit { x = sum(load.id) }'),
    good: job('emit { x = sum(load.n) }'),
  }),
  'misplaced-where': spec('error', (name: string) => `'${name}' takes a single value, so there is nothing for 'where' to filter.`, {
    help: 'Use `where` inside functions that aggregate records: count(step where …).',
    bad: job('emit { x = upper(first.id where true) }'),
    good: job('emit { x = count(load where n > 1) }'),
  }),
  'misplaced-summary': spec('error', (name: string) => `'${name}' aggregates the records of a rule, but there is only one record here.`, {
    help: 'Use it in the conditions, `emit` and messages of rules.',
    bad: 'records app from syslog where count(app) > 1 {\n  one = "one"\n}\n',
    good: 'records app from syslog where app == "app" {\n  one = "one"\n}\n',
  }),
  'summary-argument': spec('error', (name: string) => `'${name}' cannot take these arguments.`, {
    help: 'Examples: count(step), first(step.field), list(step.field, 100); to look back in time, add a duration as the last argument. Add up several kinds: count(app.paid) + count(app.declined).',
    bad: job('emit { x = sum(load.n, 5) }'),
    good: job('emit { x = list(load.n, 5) }'),
  }),
  'summary-without-field': spec('error', (name: string, of: string) => `'${name}' needs a field of '${of}'.`, {
    help: 'Only `count` takes whole records.',
    bad: job('emit { x = sum(load) }'),
    good: job('emit { x = sum(load.n) }'),
  }),
  'lookback-over-step': spec('error', (step: string) => `A look-back takes records, not the step '${step}'.`, {
    help: 'Name the record with its group, as in count(sshd.failed, 10m).',
    bad: job('emit { x = count(load, 10m) }'),
    good: job('emit { x = count(app.load, 10m) }'),
  }),
  'step-in-summary': spec('error', (name: string) => `'${name}' cannot be used here: this condition is tested on each record by itself.`, {
    help: 'Put what the records share into the key, as in key addr, user, and other conditions after the step.',
    bad: job('emit { x = count(load where id == first.id) }'),
    good: job('emit { x = count(load where id == "x") }'),
  }),
  'foreign-record': spec('error', (record: string) => `No step of this rule matches '${record}', so there is nothing to aggregate.`, {
    help: 'To look back at records that are not steps of the rule, add a duration as the last argument.',
    bad: job('emit { x = count(app.bad) }'),
    good: job('emit { x = count(app.bad, 10m) }'),
  }),
  'step-without-field': spec('error', (name: string) => `'${name}' is a step, not a value.`, {
    help: 'Name a field, as in step.field; if the step matches several records, use first(step.field) or list(step.field).',
    bad: job('emit { x = first }'),
    good: job('emit { x = first.id }'),
  }),
  'record-without-step': spec('error', (name: string) => `'${name}' is a record, and there may be several of it.`, {
    help: 'Read it through the `as` name of the step that matches it, as in login.user, or aggregate it: last(sshd.accepted.user).',
    bad: job('emit { x = app.begin.id }'),
    good: job('emit { x = first.id, n = last(app.done.id) }'),
  }),
  'later-step': spec('error', (name: string) => `'${name}' is a later step, so it has no record yet here.`, {
    help: 'Move the comparison to the later step.',
    bad: around(
      'key id\nstart app.begin\nthen app.load as one where n > two.n\nthen app.load as two\ntimeout after 1h\nemit { x = one.n }',
    ),
    good: around(
      'key id\nstart app.begin\nthen app.load as one\nthen app.load as two where n > one.n\ntimeout after 1h\nemit { x = two.n }',
    ),
  }),
  'unclosed-hole': spec('error', () => 'This brace is not closed.', {
    help: 'Write expressions between { and }, and a literal brace twice.',
    bad: job('message = "{id is done"'),
    good: job('message = "{id} is done"'),
  }),
  'bad-hole': spec('error', (text: string, why: string) => `'{${text}}' is not a valid expression: ${why}`, {
    help: 'Write expressions between { and }, and a literal brace twice.',
    bad: job('message = "{id +} is done"'),
    good,
  }),
  'capture-types': spec(
    'error',
    (name: string, one: string, other: string) => `'${name}' is ${one} in one pattern and ${other} in another.`,
    {
      help: 'Capture it with the same type in all alternatives of the record.',
      bad: 'records app from syslog {\n  one = "one {n:int}" | "two {n}"\n}\n',
      good: 'records app from syslog {\n  one = "one {n:int}" | "two {n:int}"\n}\n',
    },
  ),
} as const;
