import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SEVERITIES } from '../../../../src/dsl/plan.ts';
import { terminalText } from '../../../../src/runtime/outputs/escape.ts';
import { SyslogForward, type SyslogOptions } from '../../../../src/runtime/outputs/senders/syslog.ts';
import { syslogMessage } from '../../../../src/runtime/outputs/senders/syslog-message.ts';
import { Template } from '../../../../src/runtime/outputs/senders/template.ts';
import { PAYLOADS } from '../payloads.ts';
import { hostile, live, parcelOf } from './parcels.ts';

const MANNER = { facility: 16, hostname: 'gw', enterprise: 32473, message: Template.of('{message ?? reason}') };

/** A message parsed with the grammar of RFC 5424, independently of our own decoder. */
function readMessage(text: string) {
  const found = /^<(\d+)>1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[[^ \]]+(?: [^ ="\]]+="(?:[^"\\\]]|\\.)*")*\])+) (.*)$/su.exec(text);
  const [, priority, time, host, app, pid, id, data = '', message] = found ?? [];
  const elements = Array.from(data.matchAll(/\[([^ \]]+)((?: [^ ="\]]+="(?:[^"\\\]]|\\.)*")*)\]/gsu), ([, name = '', params = '']) => {
    const values = Array.from(params.matchAll(/ ([^ ="\]]+)="((?:[^"\\\]]|\\.)*)"/gsu), ([, param = '', value = '']) => [
      param,
      value.replace(/\\(["\\\]])/g, '$1'),
    ]);
    return [name, values] as const;
  });
  return { priority: Number(priority), time, host, app, pid, id, data: new Map(elements), message };
}

class Collector {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => {
    this.sockets.add(socket);
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        this.bytes = Buffer.concat([this.bytes, chunk]);
      });
  });
  connections = 0;
  private bytes = Buffer.alloc(0);

  async listen(): Promise<number> {
    this.server.on('connection', () => this.connections++);
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves once there are this many octet-counted messages. */
  async messages(count: number): Promise<string[]> {
    for (;;) {
      const found: string[] = [];
      for (let at = 0; at < this.bytes.length; ) {
        const blank = this.bytes.indexOf(' ', at);
        const length = Number(this.bytes.toString('latin1', at, blank));
        expect(length).toBeGreaterThan(0);
        at = blank + 1 + length;
        if (at <= this.bytes.length) found.push(this.bytes.toString('utf8', blank + 1, at));
      }
      if (found.length >= count) return found;
      await new Promise(setImmediate);
    }
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function bench(given: Partial<SyslogOptions> = {}) {
  const collector = new Collector();
  const port = await collector.listen();
  const sender = new SyslogForward({ ...MANNER, host: '127.0.0.1', port, tls: undefined, timeout: 60_000, ...given });
  open.push(collector, sender);
  return { collector, sender };
}

describe('a syslog message', () => {
  it('says all that an outcome has', () => {
    const fields = new Map([['tries', 3]]);
    expect(readMessage(syslogMessage(parcelOf({ fields, labels: new Map([['team', 'ops']]) }), MANNER))).toEqual({
      priority: 16 * 8 + 3,
      time: '2024-05-01T10:00:32Z',
      host: 'gw',
      app: 'corr',
      pid: '-',
      id: 'failure',
      message: 'shop.declined came',
      data: new Map([
        [
          'outcome@32473',
          [
            ['id', 'a1.0'],
            ['rule', 'checkout'],
            ['outcome', 'failure'],
            ['code', 'on'],
            ['reason', 'shop.declined came'],
            ['begin', '2024-05-01T10:00:00Z'],
            ['end', '2024-05-01T10:00:32Z'],
            ['duration', '32'],
          ],
        ],
        ['key@32473', [['order', 'A-1']]],
        ['fields@32473', [['tries', '3']]],
        ['labels@32473', [['team', 'ops']]],
      ]),
    });
  });

  it.each(SEVERITIES)('has the number of its severity: %s', (severity) => {
    const { priority } = readMessage(syslogMessage(parcelOf({ severity }), MANNER));
    expect(priority % 8).toBe(7 - SEVERITIES.indexOf(severity));
  });

  it('turns what cannot be a name into one', () => {
    const fields = new Map([
      ['a b="c"]', 'x'],
      ['grün', 'y'],
      ['n'.repeat(40), 'z'],
    ]);
    const { data, host } = readMessage(syslogMessage(parcelOf({ fields }), { ...MANNER, hostname: 'my host' }));
    expect(data.get('fields@32473')).toEqual([
      ['a_b__c__', 'x'],
      ['gr_n', 'y'],
      ['n'.repeat(32), 'z'],
    ]);
    expect(host).toBe('my_host');
  });

  it('holds what a log holds as values of one line', () => {
    for (const payload of PAYLOADS) {
      const text = syslogMessage(hostile(payload), MANNER);
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      const { data, message } = readMessage(text);
      const shown = terminalText(payload);
      expect(message).toBe(shown);
      expect(data.get('key@32473')).toEqual([['order', shown]]);
      expect(new Map(data.get('fields@32473') as [string, string][])).toEqual(
        new Map([
          ['text', shown],
          ['__proto__', shown],
        ]),
      );
    }
  });
});

describe('forwarding', () => {
  it('counts the octets of each message', async () => {
    const { collector, sender } = await bench();
    const parcels = [parcelOf(), hostile('grün 日本語'), hostile('')];
    for (const parcel of parcels) expect(await sender.deliver(parcel, live())).toEqual({ kind: 'sent' });
    expect(await collector.messages(3)).toEqual(parcels.map((parcel) => sender.preview(parcel)));
    expect(collector.connections).toBe(1);
  });

  it('has one connection for messages that are under way at one time', async () => {
    const { collector, sender } = await bench();
    const sent = await Promise.all([parcelOf(), parcelOf(), parcelOf()].map((parcel) => sender.deliver(parcel, live())));
    expect(sent).toEqual(sent.map(() => ({ kind: 'sent' })));
    await collector.messages(3);
    expect(collector.connections).toBe(1);
  });

  it('connects again when the receiver has gone', async () => {
    const { collector, sender } = await bench();
    await sender.deliver(parcelOf(), live());
    await collector.messages(1);
    collector.cut();
    while (collector.connections < 2) await sender.deliver(parcelOf(), live());
    expect((await collector.messages(2)).length).toBeGreaterThanOrEqual(2);
  });

  it('asks now and then whether the receiver is still there', async () => {
    const asks = vi.spyOn(Socket.prototype, 'setKeepAlive');
    const { sender } = await bench();
    await sender.deliver(parcelOf(), live());
    expect(asks).toHaveBeenCalledWith(true, 60_000);
    asks.mockRestore();
  });

  it('is tried again when nobody is there, or speaks no TLS', async () => {
    const { collector, sender } = await bench();
    await collector.close();
    open.splice(0);
    expect(await sender.deliver(parcelOf(), live())).toEqual({ kind: 'retry', why: expect.stringContaining('ECONNREFUSED') });
    const plain = await bench({ tls: {}, timeout: 100 });
    expect(await plain.sender.deliver(parcelOf(), live())).toEqual({ kind: 'retry', why: 'timed out after 0.1 s' });
  });
});
