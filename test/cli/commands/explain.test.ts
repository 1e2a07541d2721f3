import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { corr, folderWith, ROOT } from '../corr.ts';

const RULES = `
records app from json {
  login  = { event: "login", user: text, host: text }
  paid   = { event: "paid", user: text, host: text, amount: float }
  logout = { event: "logout", user: text, host: text }
}
transaction visit {
  key user, host
  start app.login
  then app.paid as paid where amount > 5
  then app.logout as bye within 30s
  timeout "stalled" after 10m
}
`;

const LOG = [
  { time: '2024-03-01T08:00:00Z', event: 'login', user: 'bob', host: 'gw' },
  { time: '2024-03-01T08:00:01Z', event: 'paid', user: 'bob', host: 'gw', amount: 3 },
  { time: '2024-03-01T08:00:02Z', event: 'paid', user: 'Bob', host: 'gw', amount: 7 },
  { time: '2024-03-01T08:00:03Z', event: 'paid', user: 'bob', host: 'gw2', amount: 7 },
  { time: '2024-03-01T08:00:04Z', event: 'paid', user: 'bob', host: 'gw', amount: 9 },
  { time: '2024-03-01T08:00:10Z', event: 'logout', user: 7, comment: 'bob' },
  { time: '2024-03-01T08:00:37Z', event: 'logout', user: 'bob', host: 'gw' },
]
  .map((record) => `${JSON.stringify(record)}\n`)
  .join('');

const cwd = folderWith({ 'visit.corr': RULES, 'app.jsonl': LOG });
const explain = (...args: string[]) => corr(['explain', 'visit.corr', 'app.jsonl', ...args], { cwd });

it.each(['explain', 'bench'])('corr %s refuses standard input under any name: it is read more than once', (command) => {
  for (const log of ['-', 'json=-']) {
    const { code, stderr } = corr([command, 'visit.corr', log, ...(command === 'explain' ? ['--near'] : [])], { cwd, input: LOG });
    expect([log, code]).toEqual([log, 3]);
    expect(stderr).toMatch(/^corr: .* read (twice|several times)/);
  }
});

it.each([
  [['--key', 'user=bob', '--line', '1'], 'each explain something else'],
  [['--near', '--line', '1'], 'each explain something else'],
  [['--near', '--rule', 'visit'], 'whatever the rule'],
  [['--line', '1', '--format', 'json'], 'only explained as text'],
  [['--near', '--lateness', '5s'], '--lateness has no effect with --near'],
  [['--line', '1', '--most', '3'], '--most has no effect with --line'],
  [['--key', 'user=bob', '--most', '0'], 'It must be 1 at least.'],
])('corr explain refuses %j, of which it would ignore something', (args, message) => {
  expect(explain(...args)).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining(message) });
});

it.each([['--line', '1'], ['--key', 'user=bob'], ['--near']])(
  'corr explain %s of a log that is not there says so, and exits with 4',
  (...args) => {
    const { code, stderr } = corr(['explain', 'visit.corr', 'none.jsonl', ...args], { cwd });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^corr: There is no file 'none\.jsonl'\.\n {2}.+\n$/);
  },
);

describe('corr explain --key', () => {
  it('shows a transaction record by record, what it waited for, and what nearly belonged to it', () => {
    const { code, stdout } = explain('--key', 'user=bob');
    expect(code).toBe(0);
    expect(stdout).toBe(`visit user=bob host=gw from 2024-03-01T08:00:00Z
  08:00:00   ┌ begins with app.login  app.jsonl:1
              {"time":"2024-03-01T08:00:00Z","event":"login","user":"bob","host":"gw"}
              awaits app.paid; timeout "stalled" at +10m
  +1s        · does not take app.paid  app.jsonl:2
              {"time":"2024-03-01T08:00:01Z","event":"paid","user":"bob","host":"gw","amount":3}
              is not 'paid': amount > 5 does not hold (amount is 3)
  +4s        ├ takes app.paid as paid  app.jsonl:5
              {"time":"2024-03-01T08:00:04Z","event":"paid","user":"bob","host":"gw","amount":9}
              awaits app.logout; timeout: app.logout has not come at +34s
  +34s       └ its time is up
  timeout after 34s: app.logout did not come within 30s
  it was still waiting for app.logout
  near misses
  +2s        ~ app.paid has a different user: "Bob", not "bob"  app.jsonl:3
              {"time":"2024-03-01T08:00:02Z","event":"paid","user":"Bob","host":"gw","amount":7}
  +3s        ~ app.paid has a different host: "gw2", not "gw"  app.jsonl:4
              {"time":"2024-03-01T08:00:03Z","event":"paid","user":"bob","host":"gw2","amount":7}
  +37s       ~ app.logout came 3s too late  app.jsonl:7
              {"time":"2024-03-01T08:00:37Z","event":"logout","user":"bob","host":"gw"}

in no transaction
  2024-03-01T08:00:10Z ~ a line  app.jsonl:6
              {"time":"2024-03-01T08:00:10Z","event":"logout","user":7,"comment":"bob"}
              is nearly app.logout: has event, but user is 7, not of type text
`);
  });

  it('reports a record that was in time, but too late in a log that is out of order', () => {
    const lines = LOG.trim().split('\n');
    const bobs = [lines[0], lines[4], '{"time":"2024-03-01T08:01:00Z","event":"login","user":"eve","host":"gw"}'];
    const late = '{"time":"2024-03-01T08:00:30Z","event":"logout","user":"bob","host":"gw"}';
    const folder = folderWith({ 'visit.corr': RULES, 'app.jsonl': [...bobs, late, ''].join('\n') });
    const told = (...args: string[]) => corr(['explain', 'visit.corr', 'app.jsonl', '--key', 'user=bob', ...args], { cwd: folder }).stdout;
    expect(told()).toContain('app.logout came after the end, though its timestamp is 4s before it');
    expect(told('--lateness', '29s')).toContain('came late: app.jsonl:3 had moved the clock 30s ahead; --lateness 30s or more sorts it in');
    expect(told('--lateness', '30s')).toContain('success');
  });

  it('reports an awaited record that came before the beginning', () => {
    const lines = LOG.trim().split('\n');
    const logout = (second: number, user: string) =>
      `{"time":"2024-03-01T07:59:0${second}Z","event":"logout","user":"${user}","host":"gw"}`;
    const bobs = [logout(1, 'bob'), logout(2, 'bob'), logout(3, 'eve'), lines[0], lines[4]];
    const folder = folderWith({ 'visit.corr': RULES, 'app.jsonl': [...bobs, ''].join('\n') });
    const { stdout } = corr(['explain', 'visit.corr', 'app.jsonl', '--key', 'user=bob'], { cwd: folder });
    const [, misses = ''] = stdout.split('near misses\n');
    expect(misses).toBe(`  -58s       ~ app.logout came 58s before it began  app.jsonl:2
              ${bobs[1]}

in no transaction
  2024-03-01T07:59:01Z ~ app.logout in visit  app.jsonl:1
              ${bobs[0]}
              belongs to no open transaction
              cannot open one, which begins with app.login
              one with its key began later: it came 59s before it began
`);
  });

  it('narrows by several values, and says what there is when it finds nothing', () => {
    expect(explain('--key', 'user=bob', '--key', 'host=GW').code).toBe(0);
    expect(explain('--key', 'user=bob', '--key', 'host=gw2').code).toBe(1);
    const { code, stderr } = explain('--key', 'user=bbo');
    expect({ code, stderr }).toEqual({ code: 1, stderr: "corr: There is no transaction with user=bbo.\n  Did you mean 'bob'?\n" });
  });

  it('says which names allow a value alone', () => {
    const { code, stderr } = explain('--key', 'bob');
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: "corr: 'bob' is not a name and a value.\n  Write it as --key user=bob, or --key host=bob.\n",
    });
  });

  it('narrows by as many values as there are', () => {
    const names = Array.from({ length: 70 }, (_, i) => `f${i}`);
    const rules = `records app from json { begun = { event: "begun", ${names.map((name) => `${name}: text`).join(', ')} } }
transaction t { key f0 start app.begun then app.begun timeout after 1h }`;
    const line = { time: '2024-03-01T08:00:00Z', event: 'begun', ...Object.fromEntries(names.map((name) => [name, `of ${name}`])) };
    const folder = folderWith({ 'many.corr': rules, 'many.jsonl': `${JSON.stringify(line)}\n` });
    const keys = (last: string) => [...names.slice(0, -1), last].flatMap((name) => ['--key', `${name}=of ${name}`]);
    const asked = (count: number, last: string) =>
      corr(['explain', 'many.corr', 'many.jsonl', ...keys(last).slice(-2 * count)], { cwd: folder }).code;
    for (const count of [31, 32, 33, 64, 70]) expect(asked(count, 'f69'), `${count}`).toBe(0);
    expect(corr(['explain', 'many.corr', 'many.jsonl', ...keys('f69'), '--key', 'f5=other'], { cwd: folder }).code).toBe(1);
  });

  it('refuses names and rules that are not there, and what it cannot read twice', () => {
    expect(explain('--key', 'usr=bob')).toMatchObject({ code: 3, stderr: expect.stringContaining("Did you mean 'user'?") });
    expect(explain('--key', 'user=bob', '--rule', 'visits')).toMatchObject({ code: 3, stderr: expect.stringContaining("'visit'") });
    expect(explain()).toMatchObject({ code: 3 });
    expect(corr(['explain', 'visit.corr', '-', '--key', 'user=bob'], { cwd }).code).toBe(3);
    expect(corr(['explain', 'visit.corr', 'none.log', '--key', 'user=bob'], { cwd }).code).toBe(4);
  });
});

it('corr explain --key gives the same as JSON', () => {
  const { code, stdout } = explain('--key', 'user=bob', '--format', 'json');
  expect(code).toBe(0);
  const [story, orphan] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const valid = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, 'schema', 'story.schema.json'), 'utf8')));
  expect(valid(story), JSON.stringify(valid.errors)).toBe(true);
  expect(story).toMatchObject({ schema: 'corr/story/1', rule: 'visit', outcome: { outcome: 'timeout', code: 'within' } });
  expect(story.moments.map(({ effect }: { effect: string }) => effect)).toEqual(['opened', 'not taken', 'taken', 'ended']);
  expect(story.nearMisses).toHaveLength(3);
  const validOrphan = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, 'schema', 'orphan.schema.json'), 'utf8')));
  expect(validOrphan(orphan), JSON.stringify(validOrphan.errors)).toBe(true);
  expect(orphan).toMatchObject({ schema: 'corr/orphan/1', record: { line: 6 }, why: [expect.stringContaining('is nearly app.logout')] });
});

it('corr explain names the key that an awaited record does not declare', () => {
  const folder = folderWith({
    'order.corr':
      'records web from json {\n  placed = { event: "placed", order: text }\n  shipped = { event: "shipped", parcel.order: text }\n}\ntransaction sale {\n  key order\n  start web.placed\n  then web.shipped within 1h\n}\n',
    'web.jsonl':
      '{"time":"2024-03-01T08:00:00Z","event":"placed","order":"A"}\n{"time":"2024-03-01T08:01:00Z","event":"shipped","parcel":{"order":"A"}}\n',
  });
  const { stdout } = corr(['explain', 'order.corr', 'web.jsonl', '--key', 'order=A'], { cwd: folder });
  expect(stdout).toContain('web.shipped carries no key: order is missing');
});

it('corr explain shows what ends a transaction, too, if it came too late and nothing else took it', () => {
  const rules = RULES.replace('"logout", user: text', '"logout", user: json')
    .replace('key user, host', 'key user')
    .replace('timeout "stalled"', 'failure on app.logout before paid\n  timeout "stalled"');
  const at = (time: string, event: string, user: string) =>
    `{"time":"2024-03-01T${time}Z","event":"${event}","user":"${user}","host":"gw"}\n`;
  const eves = [at('08:00:00', 'login', 'eve'), at('08:11:00', 'login', 'eve'), at('08:11:01', 'logout', 'eve')];
  const folder = folderWith({
    'visit.corr': rules,
    'app.jsonl': [at('07:00:00', 'login', 'bob'), at('07:10:01', 'logout', 'bob'), ...eves].join(''),
  });
  const told = (...args: string[]) => corr(['explain', 'visit.corr', 'app.jsonl', ...args], { cwd: folder });
  expect(told('--key', 'user=bob').stdout).toContain('+10m1s     ~ app.logout came 1s too late  app.jsonl:2');
  expect(told('--key', 'user=eve').stdout).not.toContain('too late');
  expect(told('--key', 'id=eve').stderr).toBe(
    "corr: No record, key or 'emit' of these rules has a 'id'.\n  They have amount, host, user.\n",
  );
});

describe('corr explain --key, of records without a transaction,', () => {
  it('shows them, and why they are in none', () => {
    const lines = LOG.split('\n');
    const { code, stdout, stderr } = corr(['explain', 'visit.corr', 'app.jsonl', '--key', 'user=bob', '--key', 'host=gw'], {
      cwd: folderWith({ 'visit.corr': RULES, 'app.jsonl': lines.slice(4).join('\n') }),
    });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: `in no transaction
  2024-03-01T08:00:04Z ~ app.paid in visit  app.jsonl:1
              ${lines[4]}
              belongs to no open transaction
              cannot open one, which begins with app.login
  2024-03-01T08:00:10Z ~ a line  app.jsonl:2
              ${lines[5]}
              is nearly app.logout: has event, but user is 7, not of type text
  2024-03-01T08:00:37Z ~ app.logout in visit  app.jsonl:3
              ${lines[6]}
              belongs to no open transaction
              cannot open one, which begins with app.login
`,
      stderr: 'corr: There is no transaction with user=bob and host=gw.\n  Above is what has it, and why it belongs to none.\n',
    });
  });
});

describe('corr explain --key, of a window', () => {
  it('shows how close a window came that never began, as text and as JSON', () => {
    const window = 'window busy { key user over 1m open when count(app.paid) >= 4 }\n';
    const folder = folderWith({ 'busy.corr': RULES.replace('transaction', `${window}transaction`), 'app.jsonl': LOG });
    const told = (...args: string[]) => corr(['explain', 'busy.corr', 'app.jsonl', '--key', 'user=bob', ...args], { cwd: folder });
    const { code, stdout } = told('--rule', 'busy');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `busy bob never began; it came closest at 2024-03-01T08:00:04Z  app.jsonl:5
              {"time":"2024-03-01T08:00:04Z","event":"paid","user":"bob","host":"gw","amount":9}
              count(app.paid) >= 4 does not hold (count(app.paid) is 3)
`,
    });
    expect(told().stdout).toContain('\n\nbusy bob never began');
    expect(told('--most', '1').stdout).not.toContain('busy');
    const silence = JSON.parse(told('--rule', 'busy', '--format', 'json').stdout);
    const valid = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, 'schema', 'silence.schema.json'), 'utf8')));
    expect(valid(silence), JSON.stringify(valid.errors)).toBe(true);
    expect(silence).toMatchObject({ rule: 'busy', manner: 'begin', key: { user: 'bob' }, record: { line: 5 } });
  });
});

describe('corr explain --line', () => {
  it('shows how a line is decoded, which records it is, and what each rule does with it', () => {
    const { code, stdout } = explain('--line', '2');
    expect(code).toBe(0);
    expect(stdout).toContain('✓ app.paid  user = "bob", host = "gw", amount = 3');
    expect(stdout).toContain('✗ app.login  event is "paid", not "login"');
    expect(stdout).toContain(
      'visit  reaches user, host = "bob", "gw", which does not take it: is not \'paid\': amount > 5 does not hold (amount is 3)',
    );
  });

  it('shows how far a template and an expression match', () => {
    const folder = folderWith({
      'ssh.corr': `records sshd from syslog where app == "sshd" {
        failed = "Failed {method} for {user:text} from {addr:ip} port {port:int}"
        closed = /^Connection (?:closed|reset) by \\d+/
      }
      transaction t { key pid  start sshd.failed  then sshd.closed  timeout after 1m }`,
      'auth.log': [
        'Mar  4 06:27:13 gw sshd[2120]: Failed password for bob form 203.0.113.9 port 38926',
        'Mar  4 06:27:13 gw sshd[2120]: Connection closed by invalid user',
        'Mar  4 06:27:14 gw cron[1]: hello\n',
      ].join('\n'),
    });
    const line = (n: number) => corr(['explain', 'ssh.corr', 'auth.log', '--line', `${n}`], { cwd: folder }).stdout;
    expect(line(1)).toContain(`✗ sshd.failed  fits up to column 26, where it expects "rom "
      Failed password for bob form 203.0.113.9 port 38926
                               ^`);
    expect(line(2)).toMatch(/✗ sshd\.closed {2}fits up to column 22, where it expects/);
    expect(line(3)).toContain('✗ sshd.closed, sshd.failed  is not tried: app == "sshd" does not hold (app is "cron")');
    expect(line(3)).toContain('1 rule not affected');
    expect(line(1)).toContain('has no year; it was guessed');
    expect(corr(['explain', 'ssh.corr', 'auth.log', '--line', '99'], { cwd: folder })).toMatchObject({ code: 3 });
    expect(corr(['explain', 'ssh.corr', 'auth.log', '--line', 'x'], { cwd: folder })).toMatchObject({ code: 3 });
  });
});

describe('corr explain --line NAME:N', () => {
  const logs = ['a/app.jsonl', 'b/app.jsonl', 'app.jsonl', 'other.jsonl'];
  const folder = folderWith({ 'visit.corr': RULES, ...Object.fromEntries(logs.map((path) => [path, LOG])) });
  const line = (asked: string, from = logs) => corr(['explain', 'visit.corr', ...from, '--line', asked], { cwd: folder });

  it.each(['other.jsonl', 'b/app.jsonl', 'app.jsonl'])('takes the log at that path: %s', (path) => {
    expect(line(`${path}:2`).stdout).toContain(`${path}:2\n`);
  });

  it('asks which, if several logs end so', () => {
    const { code, stderr } = line('app.jsonl:2', logs.slice(0, 2));
    expect(code).toBe(3);
    expect(stderr).toBe('corr: There are several files.\n  Say which: --line a/app.jsonl:2, or --line b/app.jsonl:2.\n');
  });
});

describe('corr explain --key of a schedule', () => {
  const schedule = `records agent from json { ping = { event: "ping", host: text } }
    schedule alive { key host learn 7d await agent.ping every 60s grace 30s }\n`;
  const ping = (minute: number) => `${JSON.stringify({ time: `2024-03-01T08:0${minute}:00Z`, event: 'ping', host: 'a' })}\n`;
  const folder = folderWith({ 'alive.corr': schedule, 'ping.jsonl': [0, 1, 2, 3, 5].map(ping).join('') });
  const told = (...args: string[]) => corr(['explain', 'alive.corr', 'ping.jsonl', '--key', 'host=a', ...args], { cwd: folder });

  it('is short: runs of what was met in a line, and what was missing once', () => {
    expect(told().stdout).toBe(`alive a from 2024-03-01T08:01:00Z to 2024-03-01T08:03:00Z: met 3 times

alive a from 2024-03-01T08:04:00Z
  missing after 30s: it did not come in time

alive a from 2024-03-01T08:05:00Z
  08:05:00   ├ counts agent.ping  ping.jsonl:5
              {"time":"2024-03-01T08:05:00Z","event":"ping","host":"a"}
  met after 0s: agent.ping came in time
`);
  });

  it('counts such a run as one, and each of its stories in JSON', () => {
    const { stdout, stderr } = told('--most', '2');
    expect(stdout).toContain('alive a from 2024-03-01T08:01:00Z to 2024-03-01T08:03:00Z: met 3 times\n');
    expect(stdout).toContain('missing after 30s');
    expect(stderr).toBe('1 other not shown: narrow it with --key or --rule, or ask for more with --most.\n');
    expect(told('--most', '2', '--format', 'json').stdout.trim().split('\n')).toHaveLength(2);
  });
});
