import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RULES } from '../control/served.ts';
import { corr, folderWith } from '../corr.ts';
import { Running } from '../running.ts';

const CONFIG = `serve: { lateness: 0s, idle: 1h, state: state }
applications:
  shop: { rules: shop.corr, inputs: [{ follow: shop.log }], outputs: [{ type: file, path: shop.ndjson }] }
  desk: { rules: desk.corr, inputs: [{ follow: desk.log }], outputs: [{ type: file, path: desk.ndjson }] }
`;
const files = { 'shop.corr': RULES, 'desk.corr': RULES, 'corr.config.yaml': CONFIG };
const visit = (id: string) => [`open ${id}`, `use ${id} x`, `close ${id}`].map((text) => `2024-05-01 12:00:00 ${text}\n`).join('');
const told = (folder: string, name: string) => {
  const path = join(folder, `${name}.ndjson`);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
};

describe('a server of several applications', () => {
  let served: Running | undefined;
  afterEach(() => served?.signal('SIGKILL'));

  it('runs each by itself: rules that break in one leave the others alone', async () => {
    const folder = folderWith(files);
    served = new Running(['serve', '--metrics', '127.0.0.1:0'], folder);
    await served.says(/desk: Started/);
    appendFileSync(join(folder, 'shop.log'), visit('a'));
    appendFileSync(join(folder, 'desk.log'), visit('b') + visit('c'));
    await served.until(() => told(folder, 'shop') === 1 && told(folder, 'desk') === 2);

    writeFileSync(join(folder, 'desk.corr'), 'transaction {');
    writeFileSync(join(folder, 'shop.corr'), RULES.replaceAll('visit', 'stay'));
    served.signal('SIGHUP');
    await served.says(/shop: The rules were read again/);
    await served.says(/desk: Nothing was changed/);
    appendFileSync(join(folder, 'desk.log'), visit('d'));
    appendFileSync(join(folder, 'shop.log'), visit('e'));
    await served.until(() => told(folder, 'shop') === 2 && told(folder, 'desk') === 3);
    expect(readFileSync(join(folder, 'shop.ndjson'), 'utf8')).toContain('"rule":"stay"');

    const base = /on (http:\S+)\/metrics/.exec(served.stderr)?.[1];
    expect(await (await fetch(`${base}/metrics`)).text()).toContain('corr_records_read_total{application="desk"} 9\n');
    const ready = await fetch(`${base}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringMatching(/^desk: The rules could not be read again/)]);
    const asked = corr(['top', '--once', '--format', 'ndjson', '--application', 'shop'], { cwd: folder });
    expect(JSON.parse(asked.stdout)).toMatchObject({ application: 'shop', summary: { input: { read: 6 } } });

    expect(await served.end()).toBe(0);
    expect(served.stderr).toMatch(/\nshop\n[\s\S]*\ndesk\n/);
  });

  it('starts those that can start, and says which cannot', async () => {
    const folder = folderWith({ ...files, 'state/desk': 'no folder' });
    served = new Running(['serve'], folder);
    await served.says(/desk: Disk error: .*It has ended/);
    appendFileSync(join(folder, 'shop.log'), visit('a'));
    await served.until(() => told(folder, 'shop') === 1);
    expect(await served.end()).toBe(4);
    rmSync(join(folder, 'state', 'desk'));
    served = new Running(['serve', '--only', 'desk'], folder);
    await served.says(/desk: Started/);
    expect(await served.end()).toBe(0);
    expect(served.stderr).not.toContain('shop');
  });
});

it('a server that was killed does not start with a file of one application given to another, which would write over it', async () => {
  const folder = folderWith(files);
  const start = () => new Running(['serve'], folder);
  const configure = (text: string) => writeFileSync(join(folder, 'corr.config.yaml'), text);
  const moved = CONFIG.replace('desk.ndjson', 'x.ndjson').replace('shop.ndjson', 'desk.ndjson');
  const killed = start();
  await killed.says(/desk: Started[\s\S]*shop: Started|shop: Started[\s\S]*desk: Started/);
  appendFileSync(join(folder, 'desk.log'), visit('a'));
  await killed.until(() => told(folder, 'desk') === 1);
  await killed.end('SIGKILL');
  configure(moved);
  const refused = corr(['serve'], { cwd: folder });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("'desk' was not stopped and must complete '") });
  expect(refused.stderr).toMatch(/desk\.ndjson', to which 'shop' is to write\.\s+Start once with it as an output of 'desk'/);
  // One that has left the configuration may come back.
  configure(moved.replace(/ {2}desk: .*/, ''));
  expect(corr(['serve'], { cwd: folder })).toMatchObject({ code: 3, stderr: refused.stderr });
  for (const text of [CONFIG, moved]) {
    configure(text);
    const served = start();
    await served.says(/desk: Resumed[\s\S]*shop: Resumed|shop: Resumed[\s\S]*desk: Resumed/);
    expect(await served.end()).toBe(0);
  }
});

describe('a server that reads its configuration again', () => {
  let served: Running | undefined;
  afterEach(() => served?.signal('SIGKILL'));

  it('runs other rules, tells other outputs, and names what waits for a start', async () => {
    const folder = folderWith({ ...files, 'stay.corr': RULES.replaceAll('visit', 'stay') });
    const configure = (text: string) => {
      writeFileSync(join(folder, 'corr.config.yaml'), text);
      served?.signal('SIGHUP');
    };
    served = new Running(['serve'], folder);
    await served.says(/shop: Started/);
    await served.says(/desk: Started/);
    const changed = CONFIG.replace('rules: shop.corr', 'rules: stay.corr')
      .replace('desk.ndjson', 'other.ndjson')
      .replace('desk: {', 'desk: { idle: 2h,');
    configure(changed);
    await served.says(/shop: The rules were read again/);
    await served.says(/desk: These changes of the configuration take effect at the next start: settings\./);
    expect(served.stderr).not.toMatch(/shop: Changed/);
    appendFileSync(join(folder, 'shop.log'), visit('a'));
    await served.until(() => told(folder, 'shop') === 1);
    expect(readFileSync(join(folder, 'shop.ndjson'), 'utf8')).toContain('"rule":"stay"');
    appendFileSync(join(folder, 'desk.log'), visit('b'));
    await served.until(() => told(folder, 'other') === 1);
    expect(told(folder, 'desk')).toBe(0);
    configure(changed.replace('shop.ndjson', 'other.ndjson'));
    await served.says(/shop: Nothing was changed: .*'desk' and 'shop' both write to/);
    configure(changed.replace('rules: stay.corr', 'rules: shop.corr').replace('shop.ndjson', 'shop.corr'));
    await served.says(/shop: Nothing was changed: .*'[^']*shop\.corr'/);
    configure(changed.replace('shop.ndjson', 'nowhere/shop.ndjson'));
    await served.says(/shop: Nothing was changed: .*Disk error/);
    appendFileSync(join(folder, 'shop.log'), visit('c'));
    await served.until(() => told(folder, 'shop') === 2);
    configure(CONFIG.replace('rules: desk.corr', 'rule: desk.corr'));
    await served.says(/shop: Nothing was changed: the new rules or configuration have an error\. .*'rule'/);
    await served.says(/desk: Nothing was changed/);
    expect(await served.end()).toBe(0);
  });

  it('lets an address move from one to another, whichever comes first', async () => {
    const folder = folderWith(files);
    const at = (name: string) => CONFIG.replace(`follow: ${name}.log`, `syslog: 'unix://${join(folder, 'socket')}'`);
    writeFileSync(join(folder, 'corr.config.yaml'), at('shop'));
    served = new Running(['serve'], folder);
    await served.says(/shop: Started/);
    await served.says(/desk: Started/);
    for (const [n, name] of ['desk', 'shop', 'desk'].entries()) {
      writeFileSync(join(folder, 'corr.config.yaml'), at(name));
      served.signal('SIGHUP');
      await served.says(new RegExp(`(?:${name}: Now reading from unix://[^]*){${Math.ceil((n + 1) / 2)}}`));
      await served.says(new RegExp(`(?:(?:shop|desk): The rules were read again[^]*){${2 * (n + 1)}}`));
    }
    expect(served.stderr).not.toContain('Nothing was changed');
    expect(await served.end()).toBe(0);
  });
});

describe('a server whose applications change', () => {
  let served: Running | undefined;
  afterEach(() => served?.signal('SIGKILL'));

  it('starts applications that are new, ends those that are removed, and starts again those that have failed', async () => {
    const folder = folderWith({ ...files, 'state/desk': 'no folder' });
    const configure = (text: string) => writeFileSync(join(folder, 'corr.config.yaml'), text);
    served = new Running(['serve', '--metrics', '127.0.0.1:0'], folder);
    const metrics = async () => (await fetch(`${/on (http:\S+)\/metrics/.exec(served?.stderr ?? '')?.[1]}/metrics`)).text();
    await served.says(/shop: Started/);
    await served.says(/desk: Disk error: .*It has ended/);
    rmSync(join(folder, 'state', 'desk'));
    appendFileSync(join(folder, 'shop.log'), visit('a'));
    await served.until(() => told(folder, 'shop') === 1);
    // The file of one that goes is taken over by a new one.
    const third = 'third: { rules: desk.corr, inputs: [{ follow: third.log }], outputs: [{ type: file, path: shop.ndjson }] }';
    const changed = `${CONFIG.replace(/ {2}shop:.*\n/, '')}  ${third}\n`;

    configure(changed.replace('rules: desk.corr, inputs: [{ follow: third', 'rules: third.corr, inputs: [{ follow: third'));
    served.signal('SIGHUP');
    await served.says(/shop: Nothing was changed: .*third\.corr/);
    expect(served.stderr).not.toContain('desk: Started');

    configure(changed);
    served.signal('SIGHUP');
    await served.says(/'shop' is no longer in the configuration: it has stopped/);
    await served.says(/third: Started/);
    await served.says(/desk: Started/);
    expect(await metrics()).not.toContain('application="shop"');
    appendFileSync(join(folder, 'third.log'), visit('b'));
    appendFileSync(join(folder, 'desk.log'), visit('c'));
    await served.until(() => told(folder, 'shop') === 2 && told(folder, 'desk') === 1);

    configure(CONFIG);
    served.signal('SIGHUP');
    await served.says(/shop: Resumed/);
    appendFileSync(join(folder, 'shop.log'), visit('d'));
    await served.until(() => told(folder, 'shop') === 3);
    // One has failed meanwhile.
    expect(await served.end()).toBe(4);
  });

  it('goes on when all its applications are replaced at once', async () => {
    const folder = folderWith(files);
    served = new Running(['serve'], folder);
    await served.says(/shop: Started/);
    await served.says(/desk: Started/);
    const renamed = CONFIG.replace('shop:', 'store: { state: state/shop,')
      .replace('desk:', 'table: { state: state/desk,')
      .replaceAll(', {', ',');
    writeFileSync(join(folder, 'corr.config.yaml'), renamed);
    served.signal('SIGHUP');
    await served.says(/store: Resumed/);
    await served.says(/table: Resumed/);
    appendFileSync(join(folder, 'shop.log'), visit('a'));
    await served.until(() => told(folder, 'shop') === 1);
    expect(await served.end()).toBe(0);
  });
});
