import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Settings } from '../../../src/cli/config/settings.ts';
import { ExitCode, Failure } from '../../../src/cli/exit-code.ts';
import { Application } from '../../../src/cli/serve/application.ts';
import type { ServeOptions } from '../../../src/cli/serve/application-spec.ts';
import { refuseSharing } from '../../../src/cli/serve/claims.ts';
import { applicationsIn } from '../../../src/cli/serve/configured.ts';
import { Live } from '../../../src/runtime/live.ts';
import { snippetsOf } from '../../docs/snippets.ts';
import { RULES } from '../control/served.ts';
import { corr, folderWith } from '../corr.ts';

const OPTIONS: ServeOptions = {
  zone: 'UTC',
  maxLine: '64KiB',
  lateness: '2s',
  late: 'deliver',
  idle: '2s',
  maxSkew: '5m',
  checkpoint: '10s',
  onChange: 'abandon',
  state: '/var/lib/none',
};

async function prepared(folder: string): Promise<Application[]> {
  const { file } = await Settings.load({}, folder);
  const all: Application[] = [];
  for (const spec of applicationsIn(file!, OPTIONS)) all.push(await Application.prepare(spec, OPTIONS));
  refuseSharing(all);
  return all;
}

const yaml = (text: string) =>
  folderWith({ 'rules.corr': `param slow = 30s\n${RULES.replace('after 30s', 'after slow')}`, 'corr.config.yaml': text });

async function refusal(folder: string): Promise<string> {
  try {
    await prepared(folder);
    return 'nothing is wrong';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.message} ${error.help ?? ''}`;
  }
}

const one = (more: string) => `applications:\n  shop:\n    rules: rules.corr\n    ${more}\n`;
const two = (a: string, b: string) => `applications:\n  shop:\n    rules: rules.corr\n    ${a}\n  desk:\n    rules: rules.corr\n    ${b}\n`;

describe('applications of a configuration', () => {
  it('have rules, params, inputs and outputs, and else what serve has', async () => {
    const folder = yaml(
      one(
        'params: { slow: 10s }\n    lateness: 5s\n    inputs: [{ follow: "logs/*.log", format: line }, { syslog: "tcp://127.0.0.1:0?max=8192", zone: Asia/Tokyo }]\n    outputs: [{ type: file, path: out.csv }]',
      ),
    );
    const [shop] = await prepared(folder);
    expect(shop?.spec).toMatchObject({
      name: 'shop',
      rules: [join(folder, 'rules.corr')],
      params: [{ text: 'slow=10s', at: 'corr.config.yaml:4:15' }],
      addresses: [{ text: 'tcp://127.0.0.1:0?max=8192&zone=Asia%2FTokyo' }],
      logs: [{ text: join(folder, 'logs/*.log'), format: 'line' }],
      folder: '/var/lib/none/shop',
      settings: { lateness: 5_000_000, idle: 2_000_000, zone: 'UTC' },
    });
    expect(shop?.outputs?.files).toMatchObject([{ path: join(folder, 'out.csv'), format: 'csv' }]);
  });

  it('may give a list of texts with commas, or an empty one', async () => {
    const rules = `param names: list(text) = ["x"]\nparam others: list(text) = ["x"]\n${RULES}`;
    const folder = folderWith({ 'rules.corr': rules, 'corr.config.yaml': one('params: { names: ["a, b", c], others: [] }') });
    const [shop] = await prepared(folder);
    expect(shop?.['plan'].params).toMatchObject([
      { name: 'names', value: ['a, b', 'c'] },
      { name: 'others', value: [] },
    ]);
  });

  it('may stand in JSON, too', async () => {
    const text = JSON.stringify({ applications: { shop: { rules: ['rules.corr'], params: { slo: 1 } } } }, undefined, 2);
    expect(await refusal(folderWith({ 'rules.corr': RULES, 'corr.config.json': text }))).toContain(
      "corr.config.json:8:9: There is no param 'slo'.",
    );
  });

  it.each([
    [one('rule: x'), "4:5: There is no option 'rule' of applications/shop. Did you mean 'rules'?"],
    [one('inputs: [{ folow: x }]'), "4:16: There is no option 'folow'"],
    [one('inputs: [{ follow: x, syslog: y }]'), '4:14: It must have exactly one of the forms that are allowed here.'],
    ['applications:\n  shop: { zone: UTC }\n', "2:3: 'shop' needs 'rules'."],
    ['applications:\n  a/b: { rules: rules.corr }\n', "2:3: 'a/b' is not a valid name here."],
    [one('lateness: soon'), "4:5: 'soon' is not a valid duration"],
    [one('zone: Mars'), "4:5: There is no time zone 'Mars'."],
    [one('params: { slow: soon }'), "4:15: 'soon' is not a valid value for 'slow'"],
    [one('inputs: [{ syslog: "upd://:1" }]'), "4:14: 'upd://:1' is not a valid address"],
    [one('inputs: [{ syslog: "udp://:1", zone: Mars }]'), "4:14: There is no time zone 'Mars'."],
    [one('inputs: [{ follow: x, format: lien }]'), "there is no format 'lien'. Did you mean 'line'?"],
    [one('outputs: [{ type: fil, path: x }]'), "4:17: There is no type 'fil'. Did you mean 'file'?"],
    [one('outputs: [{ path: x }]'), "4:15: It needs 'type'. It can be file, webhook, mail"],
    [one('outputs: [{ type: file, path: x }, { type: file, path: ./x }]'), '4:40: Two outputs write to '],
    [one('outputs: [{ type: file, pth: x }]'), "4:29: There is no option 'pth' of applications/shop/outputs/0. Did you mean 'path'?"],
    [one('outputs: [{ type: file, path: x, where: rle == visit }]'), "4:38: There is nothing named 'rle' here. Did you mean 'rule'?"],
    [
      two('inputs: [{ syslog: "tcp://127.0.0.1:6010" }]', 'inputs: [{ syslog: "relp://localhost:6010" }]'),
      "'shop' and 'desk' both listen on the TCP port 6010.",
    ],
    [
      two('inputs: [{ syslog: "udp://0.0.0.0:6010" }]', 'inputs: [{ syslog: "udp://127.0.0.2:6010" }]'),
      "'shop' and 'desk' both listen on the UDP port 6010.",
    ],
    [two('outputs: [{ type: file, path: x }]', 'outputs: [{ type: file, path: ./x }]'), "'shop' and 'desk' both write to "],
    [two('state: x', 'state: x/'), "'shop' and 'desk' both keep their state in "],
  ])('%j is wrong: %s', async (text, expected) => {
    expect(await refusal(yaml(text))).toContain(expected);
  });
});

it('applications may listen on one port by UDP and by TCP, and on any that is free', async () => {
  const inputs = (address: string) => `inputs: [{ syslog: "${address}" }, { syslog: "tcp://127.0.0.1:0" }]`;
  expect(await refusal(yaml(two(inputs('tcp://127.0.0.1:6010'), inputs('udp://127.0.0.1:6010'))))).toBe('nothing is wrong');
  expect(await refusal(yaml(two(inputs('tcp://127.0.0.1:6010'), inputs('tcp://127.0.0.2:6010'))))).toBe('nothing is wrong');
});

it.each([
  [one('inputs: [{ follow: x }]\n    outputs: [{ type: file, path: ./x }]'), "5:15: '"],
  [one('inputs: [{ follow: "logs/**/*.{log,ndjson}" }]\n    outputs: [{ type: file, path: logs/a/x.ndjson }]'), 'is followed by the rules'],
  [one('inputs: [{ follow: . }]\n    outputs: [{ type: file, path: logs/x.ndjson }]'), 'is followed by the rules'],
])('%j is wrong, as what it writes would come back: %s', async (text, expected) => {
  expect(await refusal(yaml(text))).toContain(expected);
});

it('applications share no file by two paths either, one of which leads over a link', async () => {
  const [direct, linked] = ['{ type: file, path: real/x }', '{ type: file, path: link/x }'];
  for (const text of [two(`outputs: [${direct}]`, `outputs: [${linked}]`), one(`outputs: [${direct}, ${linked}]`)]) {
    const folder = yaml(text);
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'link'));
    expect(await refusal(folder)).toMatch(/both write to|Two outputs write to/);
  }
});

it('nor by two hard links', async () => {
  const [first, other] = ['{ type: file, path: x }', '{ type: file, path: y }'];
  const texts = [
    two(`outputs: [${first}]`, `outputs: [${other}]`),
    one(`outputs: [${first}, ${other}]`),
    one(`inputs: [{ follow: x }]\n    outputs: [${other}]`),
  ];
  for (const text of texts) {
    const folder = yaml(text);
    writeFileSync(join(folder, 'x'), '');
    linkSync(join(folder, 'x'), join(folder, 'y'));
    expect(await refusal(folder)).toMatch(/both write to|Two outputs write to|is followed by the rules/);
  }
});

it('keeps its configuration, and says so, when the program itself fails at reloading it', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const [shop] = await prepared(yaml(one('inputs: [{ follow: shop.log }]\n    state: state')));
    await shop?.open(new AbortController().signal);
    const stop = new AbortController();
    const run = shop?.run(stop.signal);
    await shop?.reload({ ...shop.spec, params: null as never });
    expect(stderr.mock.calls.join('')).toMatch(/shop: A bug in Corr while the rules were being read again; nothing was changed\./);
    await shop?.reload();
    expect(stderr.mock.lastCall?.[0]).toBe('corr: shop: The rules were read again.\n');
    // A server may be reloaded for years: nothing is kept of it.
    expect(shop?.['waiting']?.size).toBe(0);
    stop.abort();
    await run;
    await shop?.close();
    expect(shop?.summarize()).toBe(ExitCode.bug);
  } finally {
    stderr.mockRestore();
  }
});

it('keeps no reload waiting that it can no longer finish: the others, which come after it, would never be read again', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  let fail = (_: Error) => {};
  // As on a disk that is full, and then fails: no turn is completed.
  const running = vi.spyOn(Live.prototype, 'run').mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)));
  const changing = vi.spyOn(Live.prototype, 'reload');
  try {
    const [shop] = await prepared(yaml(one('inputs: [{ follow: shop.log }]\n    state: state')));
    await shop?.open(new AbortController().signal);
    const run = shop?.run(new AbortController().signal);
    const reload = shop?.reload();
    await vi.waitFor(() => expect(changing).toHaveBeenCalled());
    fail(Object.assign(new Error('EIO'), { syscall: 'write' }));
    await expect(run).rejects.toThrow('Disk error');
    await reload;
    await shop?.reload();
    expect(stderr.mock.calls.join('')).not.toContain('read again');
  } finally {
    for (const spy of [stderr, running, changing]) spy.mockRestore();
  }
});

it('--check starts nothing', () => {
  const state = (name: string) => `state: ${name}\n    inputs: [{ follow: a.log }]`;
  const cwd = yaml(two(state('x'), state('y')));
  expect(corr(['serve', '--check'], { cwd })).toMatchObject({ code: 0, stdout: '0 problems in 2 applications\n', stderr: '' });
  expect(corr(['serve', '--check', '--only', 'dsk'], { cwd })).toMatchObject({ code: 3, stderr: expect.stringContaining("mean 'desk'") });
  expect(corr(['serve', 'a.corr', '--only', 'desk'], { cwd })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('--only selects'),
  });
  expect(existsSync(join(cwd, 'x'))).toBe(false);
  const idle = yaml(two(state('x'), 'state: y'));
  expect(corr(['serve', '--check'], { cwd: idle })).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/corr\.config\.yaml:\d+:3: 'desk' has nothing to read\./),
  });
  const missing = yaml(two(state('x'), state('y')).replace('rules: rules.corr', 'rules: nowhere.corr'));
  expect(corr(['serve', '--check'], { cwd: missing })).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/corr\.config\.yaml:\d+:\d+: There is no file '.*nowhere\.corr'\./),
  });
});

it('the example of the reference is right', async () => {
  const [example] = snippetsOf(readFileSync('docs/reference/applications.md', 'utf8')).filter(({ language }) => language === 'yaml');
  const rules = `param slow = 30s\n${RULES.replace(/\bid\b/g, 'order').replace('after 30s', 'after slow')}`;
  const folder = folderWith({ 'rules/shop/a.corr': rules, 'rules/doors.corr': RULES, 'rules/badges.corr': 'param x = 1\n' });
  writeFileSync(join(folder, 'corr.config.yaml'), example?.text ?? '');
  process.env.ON_CALL_URL = 'https://hooks.example.org/in';
  expect((await prepared(folder)).map(({ name }) => name)).toEqual(['shop', 'doors']);
});
