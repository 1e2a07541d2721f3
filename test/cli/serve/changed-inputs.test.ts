/** Inputs of a configuration that change on SIGHUP, over real sockets. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { relpFrame } from '../../live/flood.ts';
import { RULES } from '../control/served.ts';
import { corr, folderWith } from '../corr.ts';
import { Running } from '../running.ts';

let served: Running | undefined;
const open: { destroy(): unknown }[] = [];
afterEach(() => {
  served?.signal('SIGKILL');
  for (const one of open.splice(0)) one.destroy();
});

const configured = (...inputs: string[]) => `serve: { lateness: 0s, idle: 1h, state: state }
applications:
  shop:
    rules: shop.corr
    outputs: [{ type: file, path: shop.ndjson }]
    inputs:
${inputs.map((input) => `      - { ${input} }\n`).join('')}`;

const visit = (id: string) => [`open ${id}`, `close ${id}`].map((text) => `2024-05-01 12:00:00 ${text}\n`).join('');

/** A server with a configuration, and its outcomes. */
class Shop {
  readonly folder: string;
  readonly served: Running;

  constructor(...inputs: string[]) {
    this.folder = folderWith({ 'shop.corr': RULES, 'corr.config.yaml': configured(...inputs) });
    this.served = served = new Running(['serve', '--metrics', '127.0.0.1:0'], this.folder);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Changes the inputs, and resolves once standard error matches. */
  async change(said: RegExp, ...inputs: string[]): Promise<void> {
    const { stderr } = this.served;
    writeFileSync(this.path('corr.config.yaml'), configured(...inputs));
    this.served.signal('SIGHUP');
    await this.served.until(() => said.test(this.served.stderr.slice(stderr.length)));
  }

  /** The visits that were reported. */
  get told(): string[] {
    if (!existsSync(this.path('shop.ndjson'))) return [];
    return Array.from(readFileSync(this.path('shop.ndjson'), 'utf8').matchAll(/"key":\{"id":"(\w+)"\}/g), ([, id = '']) => id);
  }

  tells(...ids: string[]): Promise<void> {
    return this.served.until(() => this.told.join() === ids.join());
  }

  /** The ports that it last reported, by transport. */
  portOf(transport: string): number {
    return Number(Array.from(this.served.stderr.matchAll(new RegExp(`${transport}://127\\.0\\.0\\.1:(\\d+)`, 'g'))).at(-1)?.[1]);
  }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const STAYS = 'syslog: "tcp://127.0.0.1:0", format: line';
const GOES = 'syslog: "relp://127.0.0.1:0", format: line';
const COMES = 'syslog: "udp://127.0.0.1:0?buffer=4KiB", format: line';

it('opens new inputs, closes removed ones, and leaves the others alone', async () => {
  const shop = new Shop(STAYS, GOES, 'follow: old.log');
  await shop.served.says(/shop: Started/);
  appendFileSync(shop.path('old.log'), visit('a'));
  await shop.tells('a');
  const stays = await connected(shop.portOf('tcp'));
  const goes = await connected(shop.portOf('relp'));
  let heard = '';
  goes.setEncoding('utf8').on('data', (text: string) => void (heard += text));
  goes.write(relpFrame(1, 'open', 'relp_version=0\nrelp_software=test\ncommands=syslog'));
  goes.write(relpFrame(2, 'syslog', visit('b').split('\n')[0]!));
  goes.write(relpFrame(3, 'syslog', visit('b').split('\n')[1]!));
  await shop.tells('a', 'b');
  await shop.served.until(() => heard.includes('3 rsp'));

  const closed = once(goes, 'close');
  await shop.change(/shop: Now reading from [\s\S]*The rules were read again/, 'follow: new.log', COMES, STAYS);
  await closed;
  expect(heard).toMatch(/3 rsp 6 200 OK\n0 serverclose 0\n$/);
  stays.write(visit('c'));
  await shop.tells('a', 'b', 'c');
  const datagrams = createSocket('udp4');
  for (const text of visit('d').split('\n')) if (text !== '') datagrams.send(text, shop.portOf('udp'), '127.0.0.1');
  await shop.tells('a', 'b', 'c', 'd');
  datagrams.close();
  appendFileSync(shop.path('old.log'), visit('later'));
  appendFileSync(shop.path('new.log'), visit('e'));
  await shop.tells('a', 'b', 'c', 'd', 'e');

  const { inputs } = JSON.parse(corr(['top', '--once', '--format', 'ndjson', '--application', 'shop'], { cwd: shop.folder }).stdout) as {
    inputs: { address: string }[];
  };
  expect(inputs.map(({ address }) => address)).toEqual([`udp://127.0.0.1:${shop.portOf('udp')}`, `tcp://127.0.0.1:${shop.portOf('tcp')}`]);
  const metrics = await (await fetch(`${/on (http:\S+)\/metrics/.exec(shop.served.stderr)?.[1]}/metrics`)).text();
  expect(metrics).toContain(`address="udp://127.0.0.1:${shop.portOf('udp')}"`);
  expect(metrics).not.toContain('relp://');

  await shop.change(/The rules were read again/, STAYS, COMES, 'follow: old.log', 'follow: new.log');
  await shop.tells('a', 'b', 'c', 'd', 'e', 'later');
  expect(shop.served.stderr).not.toContain('start');
  expect(await shop.served.end()).toBe(0);
  expect(shop.told).toEqual(['a', 'b', 'c', 'd', 'e', 'later']);
});

it('changes nothing if one of them cannot be opened, and says which and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  open.push({ destroy: () => other.close() });
  await once(other, 'listening');
  const shop = new Shop(STAYS, 'follow: shop.log');
  await shop.served.says(/shop: Started/);
  const place = shop.portOf('tcp');
  const stays = await connected(place);
  writeFileSync(shop.path('no.pem'), 'no certificate');
  symlinkSync('loop.log', shop.path('loop.log'));
  const tls = `syslog: "tls://127.0.0.1:0?cert=${shop.path('no.pem')}&key=${shop.path('no.pem')}"`;
  const { port } = other.address() as AddressInfo;
  for (const [input, said] of [
    [
      `syslog: "tcp://127.0.0.1:${port}", format: line`,
      /Nothing was changed.* corr\.config\.yaml:7:9: .*another process already listens there\. See which one/,
    ],
    ['follow: loop.log', /Nothing was changed.* corr\.config\.yaml:7:9: .*loop\.log.* The folder '/],
    ['follow: "none/*.log"', /Nothing was changed.* corr\.config\.yaml:7:9: No file matches .* There is no folder/],
    [tls, /Nothing was changed.* corr\.config\.yaml:7:9: .*certificate and key cannot be used.* in PEM/],
    ['follow: shop.log, format: lien', /Nothing was changed.* corr\.config\.yaml:7:9: .*no format 'lien'\. Did you mean 'line'/],
  ] as const) {
    await shop.change(said, input, 'follow: more.log');
  }
  stays.write(visit('a'));
  await shop.tells('a');
  appendFileSync(shop.path('shop.log'), visit('b'));
  await shop.tells('a', 'b');

  // The same address with other options: connected clients have to reconnect.
  const closed = once(stays, 'close');
  stays.resume();
  await shop.change(/The rules were read again/, `syslog: "tcp://127.0.0.1:${place}?max=4096", format: line`, 'follow: shop.log');
  await shop.change(/The rules were read again/, `syslog: "tcp://127.0.0.1:${place}?max=8192", format: line`, 'follow: shop.log');
  await closed;
  (await connected(place)).write(visit('c'));
  await shop.tells('a', 'b', 'c');
  expect(shop.served.stderr).not.toContain('Now reading');
  expect(await shop.served.end()).toBe(0);
});

it('keeps the socket of datagrams when options change, and loses none that arrive meanwhile', async () => {
  const options = ['buffer=1MiB', 'buffer=2MiB', 'max=4096', 'zone=Asia/Tokyo', 'max=4096&allow=127.0.0.0/8'];
  const input = (at: number) => `syslog: "udp://127.0.0.1:0?${options[at]}", format: line`;
  const shop = new Shop(input(0));
  await shop.served.says(/shop: Started/);
  const port = shop.portOf('udp');
  const datagrams = createSocket('udp4');
  let sent = 0;
  const sending = setInterval(() => {
    for (const text of visit(`n${sent}`).trim().split('\n')) datagrams.send(text, port, '127.0.0.1');
    sent++;
  }, 2);
  for (const at of options.keys()) {
    if (at > 0) await shop.change(/The rules were read again/, input(at));
    // Something is received with these options before the next change, however busy the machine is.
    const before = sent;
    await shop.served.until(() => shop.told.length > before + 1);
  }
  clearInterval(sending);
  await shop.served.until(() => shop.told.length === sent);
  datagrams.close();
  expect([...shop.told].sort()).toEqual(Array.from({ length: sent }, (_, n) => `n${n}`).sort());
  expect(shop.served.stderr).not.toContain('Now reading');
  expect(readFileSync(shop.path('shop.ndjson'), 'utf8')).toContain('2024-05-01T03:00:00');
  expect(await shop.served.end()).toBe(0);
});
