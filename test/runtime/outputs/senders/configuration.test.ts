import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readOutput, type SenderOutput } from '../../../../src/runtime/outputs/senders/configuration.ts';
import type { OutputProblem, World } from '../../../../src/runtime/outputs/senders/option-reader.ts';
import { snippetsOf } from '../../../docs/snippets.ts';
import { temporaryFolder } from '../../../folder.ts';
import { HAS_OPENSSL, selfSigned } from '../../inputs/net/certificates.ts';
import { live, parcelOf } from './parcels.ts';
import { ProxyServer } from './proxy-server.ts';

const CANARY = 'c4nary"\\secret';

const WORLD: World = {
  secrets: {
    env: (name) =>
      new Map([
        ['TOKEN', CANARY],
        ['HOOK', `https://hooks.example.org/in/c4nary-path`],
        ['EMPTY', ''],
      ]).get(name),
    file: (path) => (path === '/run/key' ? `${CANARY}\n` : undefined),
  },
  file: () => undefined,
  allowExec: true,
  inherited: {},
  hostname: 'gw',
  now: () => Date.UTC(2024, 4, 1),
};

function read(options: object, world: Partial<World> = {}): { output: SenderOutput | undefined; problems: OutputProblem[] } {
  const problems: OutputProblem[] = [];
  const output = readOutput(options, '/outputs/0', { ...WORLD, ...world }, problems);
  return { output: output && 'sender' in output ? output : undefined, problems };
}

const hook = (more: object = {}) => ({ type: 'webhook', name: 'pager', url: 'https://example.org/in', ...more });
const mail = (more: object = {}) => ({
  type: 'mail',
  name: 'post',
  host: 'mx.example.org',
  from: 'corr@example.org',
  to: ['ops@example.org'],
  ...more,
});

describe('a configured output', () => {
  it.each([
    hook(),
    hook({
      url: 'env:HOOK',
      headers: { Authorization: 'Bearer env:TOKEN', 'X-Team': 'ops' },
      sign: 'file:/run/key',
      retry: { first: '2s', longest: '1m' },
    }),
    hook({ template: 'slack' }),
    hook({ template: 'pagerduty', 'routing-key': 'env:TOKEN' }),
    hook({ body: { text: '{message ?? reason}', n: 1 }, url: 'https://example.org/in?rule={rule}' }),
    hook({ url: 'http://127.0.0.1:8080/', 'allow-private': true }),
    mail({ user: 'me', password: 'env:TOKEN', html: '<p>{message}</p>' }),
    { type: 'sms', name: 'phone', account: 'AC1', token: 'env:TOKEN', from: '+15550001', to: '+15550002' },
    { type: 'syslog', name: 'siem', host: 'siem.example.org', tls: true },
    { type: 'command', name: 'run', argv: ['/usr/bin/logger', '-t', 'corr'], env: { WHO: '{user}' } },
  ])('is made of %j', (options) => {
    const { output, problems } = read(options);
    expect(problems).toEqual([]);
    const shown = output?.sender.preview(parcelOf()) ?? '';
    expect(shown).not.toBe('');
    expect(shown).not.toContain('c4nary');
  });

  it('can be a file', () => {
    const options = { type: 'file', path: 'failures.csv', where: 'outcome == failure', 'once-per': { every: '1h', by: ['user'] } };
    expect(readOutput(options, '/outputs/0', WORLD, [])).toEqual({
      path: 'failures.csv',
      wanted: { where: 'outcome == failure', oncePer: 3_600_000_000, by: ['user'] },
      names: [],
    });
  });

  it('can be for statistics, which its own texts are made for', () => {
    const id = 'daily.visit.2024-05-01T00:00:00Z';
    const line = `{"schema":"corr/statistics/1","id":"${id}","period":"daily","rule":"visit","begin":"2024-05-01T00:00:00Z","end":"2024-05-02T00:00:00Z","outcomes":{"success":3}}`;
    const { output } = read(mail({ statistics: 'daily' }));
    expect(output?.wanted.statistics).toBe('daily');
    expect(output?.sender.preview({ id, line })).toContain('Subject: visit daily from 2024-05-01T00:00:00Z: {"success":3}');
  });

  it('tells which fields its templates name, and where', () => {
    const { output } = read(hook({ url: 'https://example.org/in?{rule}', body: { 'a/b': 'by { nobody ?? key.user ?? "x" }' } }));
    expect(output?.names).toEqual([
      { pointer: '/outputs/0/url', path: ['rule'], column: 25 },
      { pointer: '/outputs/0/body/a~1b', path: ['nobody'], column: 6 },
      { pointer: '/outputs/0/body/a~1b', path: ['key', 'user'], column: 16 },
    ]);
  });

  it('has a name, a filter and a policy', () => {
    const where = 'severity >= error';
    const { output } = read(hook({ where, 'dry-run': true, retry: { first: '500ms', 'give-up': '1h', concurrency: 4 } }));
    expect(output).toMatchObject({
      name: 'pager',
      wanted: { where },
      dryRun: true,
      policy: { first: 500, giveUp: 3_600_000, concurrency: 4 },
    });
  });
});

describe('what is wrong with an output', () => {
  it.each<[object, Partial<World>, string, string]>([
    [{ type: 'pigeon', name: 'x' }, {}, '/type', 'The type of an output can be file, webhook, mail, sms, syslog, command.'],
    [{ name: 'x' }, {}, '', "required property 'type'"],
    [hook({ urll: 'x' }), {}, '/urll', "There is no option 'urll' here."],
    [hook({ method: 'GET' }), {}, '/method', 'It can be POST, PUT, PATCH.'],
    [hook({ name: '../x' }), {}, '/name', 'must match'],
    [hook({ url: 'nowhere' }), {}, '/url', "'nowhere' is not a valid URL"],
    [hook({ url: 'ftp://example.org/' }), {}, '/url', 'https:// or http://'],
    [hook({ url: 'https://{host}/in' }), {}, '/url', "after the '?'"],
    [hook({ url: 'https://me:pw@example.org/' }), {}, '/url', 'A login cannot be part of a URL'],
    [hook({ url: 'http://2130706433/' }), {}, '/url', '127.0.0.1 is not public'],
    [hook({ url: 'http://[::ffff:10.0.0.1]/' }), {}, '/url', 'is not public'],
    [hook({ url: 'env:NOTHING' }), {}, '/url', 'There is no variable NOTHING.'],
    [hook({ sign: 'my key' }), {}, '/sign', 'Never the secret itself.'],
    [hook({ sign: 'file:/nowhere' }), {}, '/sign', 'The file /nowhere cannot be read.'],
    [hook({ sign: 'env:EMPTY' }), {}, '/sign', 'env:EMPTY is empty.'],
    [hook({ headers: { Authorization: 'Bearer abc' } }), {}, '/headers/Authorization', 'A secret cannot be written here itself'],
    [hook({ headers: { 'X-Api-Key': 'abc' } }), {}, '/headers/X-Api-Key', 'A secret cannot be written here itself'],
    [hook({ headers: { 'X-A': 'a\r\nX-B: b' } }), {}, '/headers/X-A', 'must match'],
    [hook({ headers: { 'X~A': '日本' } }), {}, '/headers/X~0A', 'A header can only have printable ASCII'],
    [hook({ headers: { 'X~A': 'env:NONE' } }), {}, '/headers/X~0A', 'NONE'],
    [hook({ headers: { 'X/A': 'a' } }), {}, '/headers', 'must match'],
    [hook({ headers: { 'X-A': '日本' } }), {}, '/headers/X-A', 'A header can only have printable ASCII'],
    [hook({ ca: '/nowhere' }), {}, '/ca', 'The file /nowhere cannot be read.'],
    [hook({ ca: '/notes' }), { file: () => 'not PEM' }, '/ca', 'The file /notes has no certificate in PEM.'],
    [hook({ headers: { Host: 'other' } }), {}, '/headers/Host', 'is already set'],
    [hook({ template: 'pagerduty' }), {}, '/template', "needs a 'routing-key'"],
    [hook({ template: 'slack', body: 'x' }), {}, '/body', "A 'template' is already given."],
    [hook({ body: { a: ['{rule'] } }), {}, '/body/a/0', 'not closed'],
    [hook({ body: { a: '{rule}', 'b/c': ['ok', { '~': '}' }] } }), {}, '/body/b~1c/1/~0', 'closes nothing'],
    [hook({ 'once-per': { every: 'soon' } }), {}, '/once-per/every', "'soon' is not a valid duration"],
    [hook({ 'once-per': { by: ['user'] } }), {}, '/once-per', 'every'],
    [hook({ statistics: 'weekly' }), {}, '/statistics', 'It can be hourly, daily.'],
    [hook({ statistics: 'daily', where: 'rule == x' }), {}, '/where', 'statistics are always sent whole'],
    [hook({ statistics: 'daily', template: 'slack' }), {}, '/template', "write a 'body' for statistics"],
    [{ type: 'file', name: 'x' }, {}, '', 'path'],
    [hook({ timeout: 'soon' }), {}, '/timeout', "'soon' is not a valid duration"],
    [hook({ retry: { first: '0s' } }), {}, '/retry/first', "'0s' is not a valid duration"],
    [hook({ retry: { often: true } }), {}, '/retry/often', "There is no option 'often' here."],
    [mail({ user: 'me' }), {}, '', 'password'],
    [mail({ user: 'me', password: 'env:TOKEN', security: 'none' }), {}, '/security', 'never sent without TLS'],
    [mail({ from: 'a@example.org\r\nBcc: b@example.org' }), {}, '/from', 'must match'],
    [mail({ subject: 'a }' }), {}, '/subject', 'closes nothing'],
    [{ type: 'command', name: 'x', argv: ['/bin/true'] }, { allowExec: false }, '/type', '--allow-exec'],
    [{ type: 'command', name: 'x', argv: [] }, {}, '/argv', 'must NOT have fewer than 1 items'],
  ])('is told of %j', (options, world, pointer, message) => {
    const { output, problems } = read(options, world);
    expect(output).toBeUndefined();
    expect(problems).toContainEqual(
      expect.objectContaining({ pointer: `/outputs/0${pointer}`, message: expect.stringContaining(message) }),
    );
  });

  it.each(['40d', '100d', '30000500us'])('may give a delivery %s, which no timer of Node takes as it is', async (timeout) => {
    const { output } = read({ type: 'command', name: 'x', argv: ['/bin/true'], timeout });
    expect(await output?.sender.deliver(parcelOf(), live())).toEqual({ kind: 'sent' });
  });

  it('is told by the column within a text, and with what was meant', () => {
    expect(read(hook({ url: 'https://example.org/?a={rule' })).problems).toMatchObject([{ pointer: '/outputs/0/url', column: 24 }]);
    expect(read(hook({ timeot: '1s' })).problems).toMatchObject([{ written: 'timeot', known: expect.arrayContaining(['timeout']) }]);
  });
});

it.runIf(HAS_OPENSSL)('a certificate with the key of another is told', () => {
  const [one, other] = ['one', 'other'].map((name) => selfSigned(temporaryFolder(), name, name));
  const world: Partial<World> = { file: (path) => readFileSync(path, 'utf8') };
  const siem = (pair = one, key = one?.key) =>
    read(
      { type: 'syslog', name: 'siem', host: 'siem.example.org', tls: true, cert: pair?.cert, key: `file:${key}` },
      { ...world, secrets: { env: () => undefined, file: (path) => readFileSync(path, 'utf8') } },
    ).problems;
  expect(siem()).toEqual([]);
  expect(siem(one, other?.key)).toMatchObject([{ pointer: '/outputs/0/cert', message: expect.stringContaining('key values mismatch') }]);
});

describe('a proxy in the environment', () => {
  const sms = {
    type: 'sms',
    name: 'phone',
    account: 'AC1',
    token: 'env:TOKEN',
    from: '+1',
    to: '+15550002',
    url: 'http://sms.example.org',
  };

  it.each([hook({ url: 'http://hooks.example.org/in' }), sms])('gets what %j sends, unless it is exempt', async (options) => {
    const proxy = new ProxyServer();
    const where = await proxy.listen();
    proxy.manner = { status: 503 };
    const send = async (inherited: World['inherited']) => {
      const { output } = read(options, { inherited });
      const delivery = await output?.sender.deliver(parcelOf(), live());
      await output?.sender.close();
      return delivery;
    };
    const secrets = `http://me:${encodeURIComponent(CANARY)}@`;
    expect(await send({ http_proxy: where.replace('http://', secrets) })).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('503'),
    });
    expect(proxy.asked).toEqual([expect.stringMatching(/^POST http:.* me:c4nary"\\secret$/)]);
    proxy.manner = { status: 407 };
    expect(JSON.stringify(await send({ http_proxy: where }))).toContain('(407)');
    await proxy.close();
    const { problems } = read(options, { inherited: { http_proxy: 'socks5://p', no_proxy: 'other.test' } });
    expect(problems).toEqual([{ pointer: '/outputs/0/type', message: expect.stringContaining('http_proxy is no proxy') }]);
    expect(read(options, { inherited: { http_proxy: 'socks5://p', no_proxy: 'example.org' } }).problems).toEqual([]);
  });
});

describe('a secret of an output', () => {
  it.each([
    ['c4nary nowhere', "'***' is not a valid URL."],
    ['c4nary?in', "'***' is not a valid URL."],
    ['ftp://c4nary/', 'It must begin with https:// or http://.'],
  ])('never tells a secret: %s', (secret, message) => {
    const world = { secrets: { env: () => secret, file: () => undefined } };
    expect(read(hook({ url: 'env:X' }), world).problems).toEqual([{ pointer: '/outputs/0/url', message }]);
  });

  it('shows nothing of a secret URL, however it is spelled', () => {
    const world = { secrets: { env: () => 'HTTPS://Hooks.Example.ORG:443/a/../c4nary?rule={rule}', file: () => undefined } };
    expect(
      read(hook({ url: 'env:X' }), world)
        .output?.sender.preview(parcelOf())
        .split('\n')[0],
    ).toBe('POST ***?rule=checkout');
  });

  it('shows nothing of the query of a secret URL', () => {
    const world = { secrets: { env: () => "https://example.org/?key=c4nary'x&rule={rule}&t=c4nary-{id}", file: () => undefined } };
    const shown = read(hook({ url: 'env:X' }), world)
      .output?.sender.preview(parcelOf())
      .split('\n')[0];
    expect(shown).toBe('POST ***?***&rule=checkout&***a1.0');
  });
});

it('every example of the reference is right', () => {
  const examples = snippetsOf(readFileSync('docs/reference/outputs.md', 'utf8')).filter(({ language }) => language === 'json');
  const world: Partial<World> = {
    secrets: { env: (name) => (name.endsWith('URL') ? 'https://hooks.example.org/in' : 'x'), file: () => 'x' },
    file: () => rootCertificates[0],
  };
  expect(examples.length).toBeGreaterThan(6);
  for (const { text } of examples) expect(read(JSON.parse(text), world).problems, text).toEqual([]);
});

it('the schema is one', () => {
  const schema = JSON.parse(readFileSync('schema/outputs.schema.json', 'utf8'));
  expect(() => new Ajv({ discriminator: true, allowUnionTypes: true, strict: true, strictRequired: false }).compile(schema)).not.toThrow();
});
