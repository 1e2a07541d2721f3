import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../../../../src/runtime/outputs/senders/http.ts';
import { Mailer } from '../../../../src/runtime/outputs/senders/mail.ts';
import type { Delivery } from '../../../../src/runtime/outputs/senders/sender.ts';
import { SyslogForward, type SyslogOptions } from '../../../../src/runtime/outputs/senders/syslog.ts';
import { Template } from '../../../../src/runtime/outputs/senders/template.ts';
import { until } from '../../../until.ts';
import { Authority, HAS_OPENSSL, type Pair } from '../../inputs/net/certificates.ts';
import { live, parcelOf } from './parcels.ts';
import { SmtpSink } from './smtp-sink.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const pemOf = ({ cert, key }: Pair) => ({ cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') });

async function portOf(server: Server): Promise<number> {
  open.push(() => once(server.close(), 'close'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe.runIf(HAS_OPENSSL)('over TLS', () => {
  const authority = new Authority();
  const ca = readFileSync(authority.pair.cert, 'utf8');
  const right = pemOf(authority.sign('server', 'server', 'IP:127.0.0.1'));
  const other = pemOf(authority.sign('other', 'other', 'DNS:other.example.org'));
  const us = pemOf(authority.sign('us', 'corr'));

  async function posted(server: object, trusted?: string): Promise<Delivery> {
    const port = await portOf(createHttps(server, (request, response) => request.resume().on('end', () => response.end())));
    const client = new HttpClient({ timeout: 60_000, allowPrivate: true, ca: trusted, now: () => 0 });
    open.push(() => client.close());
    return client.send({ method: 'POST', url: new URL(`https://127.0.0.1:${port}/`), headers: {}, body: '{}' }, live());
  }

  it('a request goes only to a trusted server with the right name', async () => {
    expect(await posted(right, ca)).toEqual({ kind: 'sent' });
    expect(await posted(right)).toMatchObject({ kind: 'retry', why: expect.stringMatching(/certificate/) });
    expect(await posted(other, ca)).toMatchObject({ kind: 'retry', why: expect.stringMatching(/not in the cert's list/) });
  });

  async function forwarded(server: object, tls: NonNullable<SyslogOptions['tls']>): Promise<[Delivery, string]> {
    let text = '';
    const taken = createTls({ ...server }, (socket) => {
      text += socket.getPeerCertificate().subject?.CN ?? '';
      socket
        .setEncoding('utf8')
        .on('error', () => {})
        .on('data', (piece: string) => {
          text += piece;
        });
    });
    const port = await portOf(taken);
    const manner = { facility: 16, hostname: 'gw', enterprise: 1, message: Template.of('{reason}') };
    const sender = new SyslogForward({ ...manner, host: '127.0.0.1', port, tls, timeout: 60_000 });
    const delivery = await sender.deliver(parcelOf(), live());
    // `sent` means that the system has accepted it; it may still be in transit.
    if (delivery.kind === 'sent') await until(() => text.endsWith(' came'));
    await sender.close();
    return [delivery, text];
  }

  it('a syslog message goes only to a trusted server with the right name', async () => {
    expect(await forwarded(right, { ca })).toEqual([{ kind: 'sent' }, expect.stringMatching(/^\d+ <131>1 .* shop\.declined came$/)]);
    expect(await forwarded(right, {})).toEqual([{ kind: 'retry', why: expect.stringMatching(/certificate/) }, '']);
    expect(await forwarded(other, { ca })).toEqual([{ kind: 'retry', why: expect.stringMatching(/not in the cert's list/) }, '']);
  });

  it('a syslog message presents the client certificate', async () => {
    const asking = { ...right, ca, requestCert: true };
    expect(await forwarded(asking, { ca, ...us })).toEqual([{ kind: 'sent' }, expect.stringMatching(/^corr\d+ <131>1 /)]);
  });

  it('a syslog message is not sent to a receiver that wants another client certificate', async () => {
    const asking = { ...right, ca, requestCert: true };
    const refused = { kind: 'retry', why: expect.stringMatching(/certificate|closed after the handshake/) };
    expect(await forwarded(asking, { ca })).toEqual([refused, '']);
    const stranger = pemOf(new Authority().sign('us', 'corr'));
    expect(await forwarded(asking, { ca, ...stranger })).toEqual([refused, '']);
  });

  it('a mail is sent, and a login made, only to a trusted server', async () => {
    const sink = new SmtpSink({}, right);
    open.push(() => sink.close());
    const port = await sink.listen();
    const text = Template.of('{reason}');
    const letter = { from: 'a@example.org', to: ['b@example.org'], subject: text, text, html: undefined };
    const login = { user: 'me', password: 'p' };
    const common = { ...letter, host: '127.0.0.1', port, security: 'starttls', login, timeout: 60_000, now: () => 0 } as const;
    expect(await new Mailer({ ...common, ca: undefined }).deliver(parcelOf(), live())).toMatchObject({ kind: 'retry' });
    expect([sink.mails.length, sink.logins]).toEqual([0, []]);
    expect(await new Mailer({ ...common, ca }).deliver(parcelOf(), live())).toEqual({ kind: 'sent' });
    expect([sink.mails.length, sink.logins]).toEqual([1, ['\0me\0p']]);
  });
});
