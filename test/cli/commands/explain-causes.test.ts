/** Logs in which one thing is wrong: the answer names it. */

import { expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

const RECORDS = `records g from json {
  a = { ev: "begun", k: text, n: int? }
  b = { ev: "paid", k: text, n: int? }
  c = { ev: "sent", k: text, n: int? }
  x = { ev: "failed", k: text }
}
`;

/** `0 begun K-1 n=2`: a second after ten, an event, a key and further members. */
function lineOf(text: string): string {
  const [second = '', ev, k, ...more] = text.split(' ');
  const members = Object.fromEntries(more.map((one) => one.split('=')).map(([name, value = '']) => [name, JSON.parse(value)]));
  return JSON.stringify({ time: new Date(Date.UTC(2024, 4, 1, 10) + Number(second) * 1000).toISOString(), ev, k, ...members });
}

function told(rule: string, log: readonly string[], ...args: string[]): string {
  const cwd = folderWith({ 't.corr': `${RECORDS}${rule}\n`, 'l.jsonl': [...log.map(lineOf), ''].join('\n') });
  const { stdout } = corr(['explain', 't.corr', 'l.jsonl', '--key', 'k=K-17', ...args], { cwd });
  return stdout.replace(/^ +\{.*\n/gm, '');
}

const t = (rest: string) => `transaction t { key k start g.a ${rest} timeout after 1h }`;

it.each([
  [
    'has another key',
    t('then g.b then g.c'),
    ['0 begun K-17', '5 paid K-117', '4000 begun Z'],
    ['different k: "K-117", not "K-17", and is in no other'],
  ],
  [
    'has only a part of its key',
    t('then g.b then g.c'),
    ['0 begun K-17', '5 paid 1-K-17', '4000 begun Z'],
    ['a different k: "1-K-17", not "K-17"'],
  ],
  ['is out of order', t('then g.b then g.c'), ['0 begun K-17', '5 sent K-17', '4000 begun Z'], ['comes too early: it awaits g.b first']],
  [
    'comes again',
    t('then g.b then g.c'),
    ['0 begun K-17', '5 paid K-17', '6 paid K-17', '4000 begun Z'],
    ['is not awaited: it awaits g.c'],
  ],
  [
    'comes before a wait has passed',
    t('then wait 10s then g.b'),
    ['0 begun K-17', '5 paid K-17'],
    ["comes too early: 'wait 10s' has not passed"],
  ],
  [
    'comes again while a pause lasts',
    t('then g.b then wait 10s then g.c'),
    ['0 begun K-17', '5 paid K-17', '6 paid K-17'],
    ["is not awaited: 'wait 10s' has not passed"],
  ],
  [
    'has a misspelt event',
    t('then g.b'),
    ['0 begun K-17', '5 payd K-17', '4000 begun Z'],
    ['is nearly g.b: has k, but ev is "payd", not "paid"'],
  ],
  [
    'has a field that did not convert',
    t('then g.b'),
    ['0 begun K-17', '5 paid K-17 n="1,5"', '4000 begun Z'],
    ['is nearly g.b: has ev, k, but n is "1,5", not of type int'],
  ],
  [
    'would open, but for its guard',
    'transaction t { key k start g.a as one where one.n > 5 then g.b timeout after 1h }',
    ['0 begun K-17 n=5', '1 paid K-17'],
    ["is not 'one': n > 5 does not hold (n is 5)", 'cannot open one, which begins with g.a'],
  ],
  [
    'came before its beginning',
    t('then g.b'),
    ['0 paid K-17', '5 begun K-17', '4000 begun Z'],
    ['-5s        ~ g.b came 5s before it began'],
  ],
  [
    'was held in vain',
    'transaction t { key k hold 2s start g.a then g.b timeout after 1h }',
    ['0 paid K-17', '5 begun K-17', '4000 begun Z'],
    ['-5s        ~ g.b came 5s before it began'],
  ],
  [
    'was held, and its transaction never began',
    'transaction t { key k hold 2s start g.a then g.b timeout after 1h }',
    ['0 paid K-17', '9 begun Z'],
    ['was held for its key until 2024-05-01T10:00:02Z'],
  ],
  [
    'came when its transaction had made room',
    `${t('then g.b').slice(0, -1)} limit 1 }`,
    ['0 begun K-17', '5 begun Z', '7 paid K-17'],
    [
      "+5s        └ gives way to a newer one, by the rule's limit",
      'belongs to no open transaction: the last one with its key had ended 2s before: evicted',
    ],
  ],
  [
    'came after a failure',
    t('then g.b failure "bad" on g.x'),
    ['0 begun K-17', '5 failed K-17', '6 paid K-17'],
    ['had ended 1s before: failure "bad"'],
  ],
  [
    'is a second start',
    `${t('then g.b').slice(0, -1)} on restart ignore }`,
    ['0 begun K-17', '5 begun K-17'],
    ["could open another, which 'on restart ignore' does not allow"],
  ],
  ['opens another', `${t('then g.b').slice(0, -1)} on restart overlap }`, ['0 begun K-17', '5 begun K-17'], ['opens another']],
  [
    'came after the time was up, in a log out of order',
    t('then g.b within 30s'),
    ['0 begun K-17', '40 begun Z', '10 paid K-17'],
    [
      'g.b came after the end, though its timestamp is 20s before it',
      'came late: l.jsonl:2 had moved the clock 30s ahead; --lateness 30s or more sorts it in',
    ],
  ],
  [
    'came before the beginning, in a log out of order',
    t('then g.b within 30s'),
    ['10 paid K-17', '0 begun K-17', '60 begun Z'],
    [
      'came late: l.jsonl:1 had moved the clock 10s ahead; --lateness 10s or more sorts it in',
      'g.b came before it began, though its timestamp is 10s after that',
    ],
  ],
])('corr explain names the cause: the record %s', (_, rule, log, causes) => {
  const answer = told(rule, log);
  for (const cause of causes) expect(answer).toContain(cause);
});

it('corr explain tells how a transaction ended at the end of the input, also if another rule hears of it', () => {
  const heard = `transaction u { key k start t.open then g.c timeout after 1h }`;
  expect(told(`${t('then g.b')}\n${heard}`, ['0 begun K-17'], '--rule', 't')).toContain('open after 0s: the input ended first');
});

it('corr explain shows a record that goes to the transaction of another of its keys', () => {
  const rules = `records h from json { s = { ev: "asked", req: text } v = { ev: "made", req: text, vm: text } q = { ev: "ready", req: text, vm: text } }
transaction t { key req key vm start h.s then h.v then h.q timeout after 1h }`;
  const lines = [
    { ev: 'asked', req: 'R-1' },
    { ev: 'asked', req: 'R-2' },
    { ev: 'made', req: 'R-2', vm: 'V-2' },
    { ev: 'made', req: 'R-1', vm: 'V-1' },
    { ev: 'ready', req: 'R-1', vm: 'V-2' },
  ].map((members, i) => `${JSON.stringify({ time: `2024-05-01T10:00:0${i}Z`, ...members })}\n`);
  const cwd = folderWith({ 't.corr': rules, 'l.jsonl': lines.join('') });
  const answer = (...args: string[]) => corr(['explain', 't.corr', 'l.jsonl', ...args], { cwd }).stdout;
  const why = 'goes to another, which has req = "R-1": that value counts first';
  expect(answer('--key', 'req=R-2')).toContain(`does not take h.q  l.jsonl:5\n              ${lines[4]}              ${why}`);
  expect(answer('--line', '5')).toContain(`carries a value of req = "R-2", but ${why}`);
});

it('corr explain shows that a record is also the next step, but takes one only', () => {
  const rule = `records h from json { u = { ev: "paid", k: text } }\n${t('then h.u then g.b')}`;
  expect(told(rule, ['0 begun K-17', '5 paid K-17'])).toContain('is also g.b, but one record is one step');
});

it('corr explain shows what --late drop has dropped', () => {
  const log = ['0 begun K-17', '40 begun Z', '10 paid K-17'];
  expect(told(t('then g.b'), log, '--late', 'drop')).toContain('was dropped, as --late drop says');
});

it('corr explain tells times exactly', () => {
  const answer = told(t('then g.b then g.c'), ['0 begun K-17', '3601.25 paid K-17'.replace('3601', '3001'), '3003 sent K-17']);
  expect(answer).toContain('+50m1.25s  ├ takes g.b');
  expect(answer).toContain('success after 50m3s');
});

it('corr explain prefers transactions that went wrong, if there are too many', () => {
  const well = (second: number) => [`${second} begun K-17`, `${second + 1} paid K-17`];
  const log = [...well(0), ...well(10), '20 begun K-17', ...well(4000)];
  const heads = told(t('then g.b'), log, '--most', '2').match(/^t K-17 from .*/gm);
  expect(heads).toEqual(['t K-17 from 2024-05-01T10:00:00Z', 't K-17 from 2024-05-01T10:00:20Z']);
});

it('corr explain does not show records that a rule still expects after the end', () => {
  const rule = `${t('then g.b').slice(0, -1)} linger 5s }`;
  const log = ['0 begun K-17', '1 paid K-17', '3 paid K-17'];
  expect(told(rule, log)).not.toContain('in no transaction');
  expect(told(rule, [...log, '9 paid K-17'])).toContain('had ended 8s before: success');
});

it('corr explain lists a record that is held once, and not if its transaction takes it', () => {
  const rule = 'transaction t { key k hold 2s start g.a then g.b then g.c timeout after 1h }';
  expect(told(rule, ['0 paid K-17', '9 begun Z']).match(/~ g\.b/g)).toHaveLength(1);
  expect(told(rule, ['0 paid K-17', '1 begun K-17', '2 sent K-17'])).not.toContain('in no transaction');
});

it('corr explain shows that the end stands before the beginning in the log, at the same time', () => {
  const answer = told(t('then g.b'), ['5 paid K-17', '5 begun K-17', '4000 begun Z']);
  expect(answer).toContain('g.b came just before it began, at the same time: such records keep the order of their log');
});

it('corr explain shows the first of the lines that break a pattern in the same way, and how many there are', () => {
  const answer = told(t('then g.b'), ['0 begun K-17', '5 payd K-17', '6 payd K-17', '7 payd K-17', '4000 begun Z']);
  expect(answer.match(/is nearly g\.b/g)).toHaveLength(1);
  expect(answer).toContain('so are 2 more lines');
});

it('corr explain compares a changed message also if a record that takes everything matches it', () => {
  const window = 'window busy { over every 1h emit { n = count(CATCH) } }';
  const log = ['0 begun K-17', '5 payd K-17', '4000 begun Z'];
  const json = `records whole from json { one = {} }\n${t('then g.b')}\n${window.replace('CATCH', 'whole.one')}`;
  expect(told(json, log)).toContain('is nearly g.b: has k, but ev is "payd", not "paid"');
  expect(told(json, ['0 begun K-17', '5 paid K-17'])).not.toContain('in no transaction');
  const rules = `records s from syslog { a = "begun {k:word}" b = "paid {k:word} in full" whole = "{*}" }
${t('then s.b').replace('g.a', 's.a')}\n${window.replace('CATCH', 's.whole')}\n`;
  const syslog = ['begun K-17', 'paid K-17 fully'].map((text) => `Mar  4 06:27:13 gw shop[1]: ${text}\n`);
  const cwd = folderWith({ 't.corr': rules, 'l.log': syslog.join('') });
  expect(corr(['explain', 't.corr', 'l.log', '--key', 'k=K-17'], { cwd }).stdout).toContain('is nearly s.b: fits up to column 10');
});
