import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/runtime/outputs/terminal.ts';
import { corr, folderWith, ROOT } from '../corr.ts';

const RULES = `
records sshd from syslog where app == "sshd" {
  failed = "Failed {method} for {?invalid user }{user:text} from {addr:ip} port {port:int}"
  closed = /^Connection (?:closed|reset) by \\d+/
}
transaction t { key pid  start sshd.failed  then sshd.closed  timeout after 1m }
records shop from json {
  paid = { event: "paid", order: text, amount: float, note: text? }
}
transaction p { key order  start shop.paid  then shop.paid  timeout after 1m }
`;

const LOG = [
  'gw sshd[2120]: Failed password for bob from 203.0.113.9 port 38926',
  'gw sshd[2120]: Failed password for bob form 203.0.113.9 port 38926',
  'gw sshd[2121]: Failed publickey for invalid user eve form 203.0.113.9 port 1',
  'gw sshd[2120]: Failed password for bob from gateway port 38926',
  'gw sshd[2120]: Connection closed by invalid user',
  'gw sshd[2120]: Failure of something else',
  'gw cron[1]: Failed password for bob form 203.0.113.9 port 38926',
].map((line) => `Mar  4 06:27:13 ${line}\n`);

const ORDERS = [
  { event: 'paid', order: 'o1', amount: 3 },
  { event: 'paid', order: 'o2', amount: 'three' },
  { event: 'paid', order: 'o3' },
  { event: 'paid', id: 'o4', amount: 3 },
  { event: 'placed', order: 'o4', amount: 'three' },
].map((record) => `${JSON.stringify({ time: '2024-03-01T08:00:00Z', ...record })}\n`);

const cwd = folderWith({ 'a.corr': RULES, 'auth.log': LOG.join(''), 'shop.jsonl': ORDERS.join(''), 'fine.log': LOG[0] ?? '' });
const near = (...args: string[]) => corr(['explain', 'a.corr', ...args, '--near'], { cwd });

it('corr explain --near marks the place also behind bytes that are not UTF-8', () => {
  const line = 'Mar  4 06:27:13 gw sshd[1]: Failed pass\xfc\xdfword for bob form 203.0.113.9 port 1\n';
  writeFileSync(join(cwd, 'latin.log'), Buffer.from(line, 'latin1'));
  const [, message = '', mark = ''] = near('latin.log').stdout.split('\n');
  expect(message).toContain('pass\ufffd\ufffdword');
  expect(mark.length - 1).toBe(message.indexOf('form ') + 1);
});

it('corr explain --near reports lines that fit a pattern but break a condition, and texts that are nearly the constant', () => {
  const rules = `records web from syslog where app == "web" { slow = "took {ms:int} ms" where ms > 100 }
records shop from json { placed = { event: "order.place", order: text }  paid = { event: "paid", order: text } }
transaction t { key host  start web.slow  then web.slow  timeout after 1m }
transaction p { key order  start shop.placed  then shop.paid within 1m }`;
  const lines = ['web[1]: took 5 ms', 'webd[1]: took 500 ms', 'web[1]: took long'].map((line) => `Mar  4 06:27:13 gw ${line}\n`);
  const orders = '{"event":"order.placed","order":"o1"}\n{"event":"refunded","order":"o1"}\n';
  const cwd = folderWith({ 'a.corr': rules, 'web.log': lines.join(''), 'shop.jsonl': orders });
  const { stdout } = corr(['explain', 'a.corr', 'web.log', 'shop.jsonl', '--near'], { cwd });
  expect(stdout).toContain('fits, but ms > 100 does not hold (ms is 5)');
  expect(stdout).toContain('is not tried: app == "web" does not hold (app is "webd")');
  expect(stdout).toContain('has order, but event is "order.placed", not "order.place"');
  expect(stdout).toContain('5 records read: 5 matched no record of the rules, 4 of these almost matched one.');
});

describe('a message that is wider than the terminal', () => {
  const rules = 'records a from line { x = "{*}began {n:int} of 9{*}" }\ntransaction t { key n  start a.x  then a.x within 1m }\n';
  const broken = 'began two of 9';
  const long = folderWith({ 'a.corr': rules, 'a.log': `${'日'.repeat(60)}${broken}${'y'.repeat(99)}\n${broken}\n` });
  const shown = (...args: string[]) =>
    corr(['explain', 'a.corr', 'a.log', ...args], { cwd: long, env: { COLUMNS: '60' } }).stdout.split('\n');

  it.each([
    ['--near', 2, '…日日日日日日日日日日日began two of 9yyyyyyyyyyyyyyyyyyyy…'],
    ['--line=1', 6, '…日日日日日日日日日日began two of 9yyyyyyyyyyyyyyyyyy…'],
    ['--line=2', 6, 'began two of 9'],
  ])('is shown around the place where its pattern breaks off: %s', (asked, indent, message) => {
    const lines = shown(asked);
    const mark = lines.findIndex((line) => /^ +\^$/.test(line));
    expect(lines[mark - 1]).toBe(' '.repeat(indent) + message);
    expect(widthOf(lines[mark] ?? '')).toBe(widthOf(`${' '.repeat(indent)}${message.slice(0, message.indexOf('two'))}^`));
  });
});

describe('corr explain --near', () => {
  it('gathers lines of the same program by how far a pattern fits them, most first', () => {
    const { code, stdout } = near('auth.log');
    expect(code).toBe(0);
    expect(stdout).toBe(`sshd.failed  2 lines, such as auth.log:2
  Failed password for bob form 203.0.113.9 port 38926
                           ^
  Failed {method} for {?invalid user }{user:text} f
  fits up to column 50 of the pattern, where it expects "rom "

sshd.failed  1 line, such as auth.log:4
  Failed password for bob from gateway port 38926
                               ^
  Failed {method} for {?invalid user }{user:text} from 
  fits up to column 54 of the pattern, where it expects a value of type 'ip'

sshd.closed  1 line, such as auth.log:5
  Connection closed by invalid user
                       ^
  ^Connection (?:closed|reset) by 
  fits up to column 33 of the pattern, where it expects /(?:[0-9]){1,}/

7 records read: 6 matched no record of the rules, 4 of these almost matched one.
`);
  });

  it('says what would make a pattern match: text in front of it, or another case of letters', () => {
    const lines = ['conn 7: Failed password for bob from 203.0.113.9 port 1', 'FAILED password for bob from 203.0.113.9 port 1'];
    const cwd = folderWith({ 'a.corr': RULES, 'auth.log': lines.map((line) => `Mar  4 06:27:13 gw sshd[1]: ${line}\n`).join('') });
    const { stdout } = corr(['explain', 'a.corr', 'auth.log', '--near'], { cwd });
    expect(stdout).toContain(`  conn 7: Failed password for bob from 203.0.113.9 port 1
  ^
  fits up to column 1 of the pattern, where it expects "Failed "; with {*} in front it fits completely`);
    expect(stdout).toContain('where it expects "ailed "; it fits completely except for upper and lower case');
    expect(stdout).toContain('2 records read: 2 matched no record of the rules, 2 of these almost matched one.');
    expect(corr(['explain', 'a.corr', 'auth.log', '--line', '1'], { cwd }).stdout).toContain(
      'sshd.failed  expects "Failed " at the beginning; with {*} in front it fits completely',
    );
    expect(corr(['explain', 'a.corr', 'auth.log', '--near', '--format', 'json'], { cwd }).stdout).toContain(
      '"remedy":"it fits completely except for upper and lower case"',
    );
  });

  it('reports fields that are missing or of another type where all constants match', () => {
    const { code, stdout } = near('shop.jsonl');
    expect(code).toBe(0);
    expect(stdout).toContain('shop.paid  2 lines, such as shop.jsonl:2');
    expect(stdout).toContain('has event, order, but amount is "three", not of type float');
    expect(stdout).toContain('has event, amount, but order is missing');
    expect(stdout).toContain('5 records read: 4 matched no record of the rules, 3 of these almost matched one.');
  });

  it('gives the same as JSON', () => {
    const { stdout } = near('auth.log', 'shop.jsonl', '--format', 'json');
    const groups = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const valid = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, 'schema', 'near.schema.json'), 'utf8')));
    for (const group of groups) expect(valid(group), JSON.stringify(valid.errors)).toBe(true);
    expect(groups.map(({ record, count, column, line }) => [record, count, column, line])).toContainEqual(['sshd.failed', 2, 50, 2]);
    expect(groups).toHaveLength(5);
  });

  it('shows where lines that do not fit a format of the program leave it', () => {
    const rules = `
format plain = "{time:stamp('yyyy-MM-dd HH:mm:ss')} {level} {message:rest}"
records app from plain { begin = "start order {id}"  done = "order {id} done" }
transaction t { key id  start app.begin  then app.done within 10s }
`;
    const log = '2024-03-01 10:00:00,123 INFO start order 1\n2024-03-01 10:00:00 INFO order 1 is done\n03/01/24 INFO start order 2\n';
    const folder = folderWith({ 'own.corr': rules, 'app.log': log });
    const { code, stdout } = corr(['explain', 'own.corr', 'app.log', '--near'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toBe(`format plain  1 line, such as app.log:1
  2024-03-01 10:00:00,123 INFO start order 1
                     ^
  {time:stamp('yyyy-MM-dd HH:mm:ss')}
  fits up to column 36 of the pattern, where it expects " "

app.done  1 line, such as app.log:2
  order 1 is done
          ^
  order {id} 
  fits up to column 12 of the pattern, where it expects "done"

format plain  1 line, such as app.log:3
  03/01/24 INFO start order 2
  ^
  fits up to column 1 of the pattern, where it expects a time, stamp('yyyy-MM-dd HH:mm:ss')

3 records read: 3 matched no record of the rules, 3 of these almost matched one.
`);
    const json = corr(['explain', 'own.corr', 'app.log', '--near', '--format', 'json'], { cwd: folder }).stdout;
    const valid = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, 'schema', 'near.schema.json'), 'utf8')));
    expect(
      json
        .trimEnd()
        .split('\n')
        .map((line) => valid(JSON.parse(line))),
    ).toEqual([true, true, true]);
  });

  it('looks also at lines that do not fit a format which is not of the program', () => {
    const rules = 'records app from syslog { done = "order {id} done" }\nwindow w { key id  over 1m  fire when count(app.done) >= 1 }\n';
    const folder = folderWith({ 'a.corr': rules, 'app.log': 'Mar  1 10:00:00 gw app: order 1 done\norder 3 is done\n' });
    expect(corr(['explain', 'a.corr', 'app.log', '--near'], { cwd: folder }).stdout).toContain('app.done  1 line, such as app.log:2\n');
  });

  it('shows at most as many lines as asked for, and none where none is near', () => {
    expect(near('auth.log', '--most', '1').stdout).toContain('2 other places not shown');
    expect(near('fine.log').stdout).toBe('1 record read: 0 matched no record of the rules, 0 of these almost matched one.\n');
  });
});

it('corr explain --near says that only the number of blanks differs, also of a format without a word of its own', () => {
  const rules = `format app = "{time:stamp('yyyy-MM-dd HH:mm:ss')} {level} [{thread}] {message:rest}"
records app from app { up = "up" }
transaction t { key none start app.up then app.up within 1m }
`;
  const log = '2024-03-01 08:00:00 INFO  [main] up\n2024-03-01 08:00:01 ERROR [main] up\n';
  const { stdout } = corr(['explain', 'a.corr', 'a.log', '--near'], { cwd: folderWith({ 'a.corr': rules, 'a.log': log }) });
  expect(stdout).toContain('where it expects "["; it fits completely except for the number of blanks: {*:/ +/} takes several');
  expect(stdout).toContain('2 records read: 1 matched no record of the rules, 1 of these almost matched one.');
});
