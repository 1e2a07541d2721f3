import { afterEach, describe, expect, it } from 'vitest';
import { terminalText } from '../../../../src/runtime/outputs/escape.ts';
import { Mailer, type MailOptions } from '../../../../src/runtime/outputs/senders/mail.ts';
import type { Delivery } from '../../../../src/runtime/outputs/senders/sender.ts';
import { Template } from '../../../../src/runtime/outputs/senders/template.ts';
import { PAYLOADS } from '../payloads.ts';
import { hostile, live, parcelOf } from './parcels.ts';
import { type Replies, readMail, SmtpSink } from './smtp-sink.ts';

const open: SmtpSink[] = [];
afterEach(async () => {
  for (const sink of open.splice(0)) await sink.close();
});

async function bench(replies: Replies = {}, given: Partial<MailOptions> = {}) {
  const sink = new SmtpSink(replies);
  open.push(sink);
  const port = await sink.listen();
  const mailer = new Mailer({
    host: '127.0.0.1',
    port,
    security: 'none',
    login: undefined,
    ca: undefined,
    from: 'corr@example.org',
    to: ['ops@example.org'],
    subject: Template.of('{rule} {outcome}: {message ?? reason}'),
    text: Template.of('It ended: {message ?? reason}\n{order}'),
    html: undefined,
    timeout: 60_000,
    now: () => Date.UTC(2024, 4, 1),
    ...given,
  });
  return { sink, mailer };
}

async function delivered(replies: Replies, given: Partial<MailOptions> = {}): Promise<Delivery> {
  const { mailer } = await bench(replies, given);
  return mailer.deliver(parcelOf(), live());
}

describe('a mail', () => {
  it('says what the templates say', async () => {
    const { sink, mailer } = await bench(
      {},
      { to: ['a@example.org', 'Bob <b@example.org>'], html: Template.of('<p>{message ?? reason}</p>') },
    );
    expect(await mailer.deliver(parcelOf(), live())).toEqual({ kind: 'sent' });
    const [mail] = sink.mails;
    expect(mail?.to).toEqual(['a@example.org', 'b@example.org']);
    const { headers, parts } = readMail(mail?.text ?? '');
    expect(Object.fromEntries(headers)).toMatchObject({
      from: 'corr@example.org',
      to: 'a@example.org, Bob <b@example.org>',
      subject: 'checkout failure: shop.declined came',
      'message-id': '<a1.0@corr>',
      'auto-submitted': 'auto-generated',
      date: 'Wed, 01 May 2024 00:00:00 +0000',
    });
    expect(Object.fromEntries(parts)).toEqual({
      'text/plain': 'It ended: shop.declined came\nA-1',
      'text/html': '<p>shop.declined came</p>',
    });
  });

  it('of statistics has an id that RFC 5322 allows', async () => {
    const { sink, mailer } = await bench({});
    await mailer.deliver({ ...parcelOf(), id: 'hourly.checkout.2024-05-01T10:00:00Z' }, live());
    expect(readMail(sink.mails[0]?.text ?? '').headers.get('message-id')).toMatch(/^<[\w!#$%&'*+/=?^`{|}~.-]+@corr>$/);
  });

  it('logs in', async () => {
    const { sink, mailer } = await bench({}, { login: { user: 'me', password: 'p w' } });
    expect(await mailer.deliver(parcelOf(), live())).toEqual({ kind: 'sent' });
    expect(sink.logins).toEqual(['\0me\0p w']);
  });

  it('is shown beforehand', async () => {
    const { mailer } = await bench();
    expect(mailer.preview(parcelOf()).split('\n')).toEqual([
      'From: corr@example.org',
      'To: ops@example.org',
      'Subject: checkout failure: shop.declined came',
      '',
      'It ended: shop.declined came',
      'A-1',
    ]);
  });
});

describe('what a server answers', () => {
  it.each<[string, Replies, 'retry' | 'refused', string]>([
    ['a sender that is not taken', { MAIL: '550 no' }, 'refused', '550 no'],
    ['a recipient that is not taken', { RCPT: '550 who?' }, 'refused', '550 who?'],
    ['a mail that is not taken', { '.': '554 spam' }, 'refused', '554 spam'],
    ['a recipient that may be taken later', { RCPT: '450 later' }, 'retry', '450 later'],
    ['a mail that may be taken later', { '.': '451 later' }, 'retry', '451 later'],
    ['a login that fails', { AUTH: '535 wrong' }, 'retry', '535 wrong'],
    ['a connection that is cut', { DATA: 'close' }, 'retry', 'close'],
  ])('%s', async (_, replies, kind, why) => {
    expect(await delivered(replies, { login: { user: 'me', password: 'x' } })).toEqual({ kind, why: expect.stringContaining(why) });
  });

  it('refusing one of several: it is not sent again to the others', async () => {
    const replies = { 'RCPT TO:<b@': '550 who?' };
    expect(await delivered(replies, { to: ['a@example.org', 'b@example.org'] })).toEqual({
      kind: 'refused',
      why: 'not taken for b@example.org',
    });
  });

  it('deferring one of several: it is sent again to that one alone', async () => {
    const replies: Record<string, string> = { 'RCPT TO:<b@': '450 later', 'RCPT TO:<c@': '550 who?' };
    const { sink, mailer } = await bench(replies, {
      from: 'Corr <corr@example.org>',
      to: ['a', 'b', 'c'].map((one) => `${one}@example.org`),
    });
    const parcel = parcelOf();
    const why = 'not taken for b@example.org, c@example.org';
    expect(await mailer.deliver(parcel, live())).toEqual({ kind: 'retry', why });
    delete replies['RCPT TO:<b@'];
    expect(await mailer.deliver(parcel, live())).toEqual({ kind: 'refused', why: 'not taken for c@example.org' });
    expect(sink.mails.map(({ to }) => to)).toEqual([['a@example.org'], ['b@example.org']]);
    const [first, second] = sink.mails.map(({ text }) => readMail(text).headers);
    expect(second).toEqual(first);
  });

  it('refusing the rest of several later: all are named', async () => {
    const replies: Record<string, string> = { 'RCPT TO:<b@': '450 later', 'RCPT TO:<c@': '550 who?' };
    const to = ['a', 'b', 'c'].map((one) => `${one}@example.org`);
    const { mailer } = await bench(replies, { from: 'Corr <corr@example.org>', to });
    const parcel = parcelOf();
    expect(await mailer.deliver(parcel, live())).toMatchObject({ kind: 'retry' });
    replies['RCPT TO:<b@'] = '550 gone';
    const why = expect.stringMatching(/^not taken for b@example\.org, c@example\.org: .*550 gone/);
    expect(await mailer.deliver(parcel, live())).toEqual({ kind: 'refused', why });
  });

  it('is tried again when nothing comes, and when there is no TLS where there must be', async () => {
    expect(await delivered({ DATA: 'hang' }, { timeout: 100 })).toMatchObject({ kind: 'retry' });
    expect(await delivered({}, { security: 'starttls' })).toEqual({ kind: 'retry', why: expect.stringMatching(/STARTTLS/) });
  });

  it('is given up when it is aborted', async () => {
    const { mailer } = await bench({ DATA: 'hang' });
    const abort = new AbortController();
    const delivery = mailer.deliver(parcelOf(), abort.signal);
    abort.abort();
    expect(await delivery).toMatchObject({ kind: 'retry' });
  });
});

describe('what a log holds', () => {
  it('is text on one line, in every part of a mail', async () => {
    const { sink, mailer } = await bench(
      {},
      { text: Template.of('[{message}]\n-- \nend'), html: Template.of('<p title="{message}">{message}</p>') },
    );
    for (const payload of PAYLOADS) {
      expect(await mailer.deliver(hostile(payload), live())).toEqual({ kind: 'sent' });
      const { headers, parts } = readMail(sink.mails.at(-1)?.text ?? '');
      const shown = terminalText(payload);
      expect(headers.get('subject')?.trimEnd()).toBe(`checkout failure: ${shown}`.trimEnd());
      expect([...headers.keys()].sort()).toEqual([
        'auto-submitted',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ]);
      expect(parts.get('text/plain')).toBe(`[${shown}]\n-- \nend`);
      const [, title, inside] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(parts.get('text/html') ?? '') ?? [];
      expect([title, inside].map((html) => unescaped(html ?? ''))).toEqual([shown, shown]);
    }
  });
});

function unescaped(html: string): string {
  const plain = html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
  return plain.replaceAll('&amp;', '&');
}
