import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { terminalText } from '../../../../src/runtime/outputs/escape.ts';
import {
  type Body,
  jsonBody,
  pagerDutyBody,
  SLACK_BODY,
  TEAMS_BODY,
  textBody,
  WHOLE,
} from '../../../../src/runtime/outputs/senders/bodies.ts';
import { HttpClient } from '../../../../src/runtime/outputs/senders/http.ts';
import { Template } from '../../../../src/runtime/outputs/senders/template.ts';
import { Webhook, type WebhookOptions } from '../../../../src/runtime/outputs/senders/webhook.ts';
import { PAYLOADS } from '../payloads.ts';
import { FaultServer, type Received } from './fault-server.ts';
import { asUtf8, hostile, live, parcelOf } from './parcels.ts';

const NOW = Date.UTC(2024, 4, 1);

let server: FaultServer;
let base: string;
let client: HttpClient;

beforeEach(async () => {
  server = new FaultServer();
  base = await server.listen();
  client = new HttpClient({ timeout: 60_000, allowPrivate: true, now: () => NOW });
});

afterEach(async () => {
  await client.close();
  await server.close();
});

function webhook(given: Partial<WebhookOptions> = {}): Webhook {
  return new Webhook({
    method: 'POST',
    url: new URL(`${base}/in`),
    query: undefined,
    headers: new Map(),
    body: WHOLE,
    sign: undefined,
    client,
    now: () => NOW,
    ...given,
  });
}

async function received(sender: Webhook, parcel = parcelOf()): Promise<Received> {
  expect(await sender.deliver(parcel, live())).toEqual({ kind: 'sent' });
  return server.received.at(-1) as Received;
}

const json = (body: unknown): Body => jsonBody(body, Template.of);

describe('a webhook', () => {
  it('sends the line, under its id', async () => {
    const parcel = parcelOf();
    const { method, url, headers, body } = await received(webhook({ method: 'PUT', headers: new Map([['X-Team', 'ops']]) }), parcel);
    expect([method, url, body]).toEqual(['PUT', '/in', parcel.line]);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': parcel.id,
      'x-team': 'ops',
      'user-agent': 'corr',
    });
  });

  it('signs time and body', async () => {
    const { headers, body } = await received(webhook({ sign: 'key' }), hostile('grün\n'));
    const seconds = NOW / 1000;
    const hex = createHmac('sha256', 'key').update(`${seconds}.`).update(body, 'utf8').digest('hex');
    expect(headers['corr-signature']).toBe(`t=${seconds},v1=${hex}`);
  });

  it('shows beforehand what it sends', () => {
    const preview = webhook({ headers: new Map([['X-Team', 'ops']]), body: json({ text: '{rule}' }) }).preview(parcelOf());
    expect(preview.split('\n')).toEqual([
      `POST ${base}/in`,
      'Content-Type: application/json',
      'User-Agent: corr',
      'X-Team: ops',
      'Idempotency-Key: a1.0',
      '',
      '{"text":"checkout"}',
    ]);
  });

  it('keeps what is no text in a body', async () => {
    const body = { n: 1, yes: true, none: null, list: [1, '{rule}', []], empty: {} };
    expect(JSON.parse((await received(webhook({ body: json(body) }))).body)).toEqual({ ...body, list: [1, 'checkout', []] });
  });
});

describe('what a log holds', () => {
  async function comesBack(payload: string): Promise<void> {
    const parcel = hostile(payload);
    const [whole, own, text, query] = [
      await received(webhook(), parcel),
      await received(webhook({ body: json({ a: '{message}', b: ['<{key.order}>'] }) }), parcel),
      await received(webhook({ body: textBody(Template.of('[{message}]')) }), parcel),
      await received(webhook({ query: Template.of('a={message}&b=1') }), parcel),
    ];
    expect(JSON.parse(whole.body)).toMatchObject({ name: payload, message: payload, key: { order: payload } });
    expect(JSON.parse(own.body)).toEqual({ a: payload, b: [`<${payload}>`] });
    expect(text.body).toBe(`[${asUtf8(payload)}]`);
    expect([...new URL(query.url, base).searchParams]).toEqual([
      ['a', asUtf8(payload)],
      ['b', '1'],
    ]);
  }

  it('comes back from every body as it was', async () => {
    for (const payload of PAYLOADS) await comesBack(payload);
  });

  it.each(PAYLOADS)('is one line in the ready-made bodies: %j', async (payload) => {
    const parcel = hostile(payload);
    const bodies = [SLACK_BODY, TEAMS_BODY, pagerDutyBody('r{key}')].map((body) => JSON.parse(body.textOf(parcel)));
    const [slack, teams, pager] = bodies;
    const shown = slack.text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    // What people read is one line, whatever the log says.
    const line = terminalText(payload);
    expect(shown).toBe(`checkout failure: ${line}`);
    expect(slack.text).not.toMatch(/[<>]/);
    const runs = teams.attachments[0].content.body.map((block: { inlines: { text: string }[] }) => block.inlines.map(({ text }) => text));
    expect(runs).toEqual([['checkout failure'], [line], ['2024-05-01T10:00:32Z, error']]);
    expect(pager).toMatchObject({
      routing_key: 'r{key}',
      dedup_key: 'a1.0',
      payload: { severity: 'error', summary: `checkout failure: ${line}` },
    });
    expect(pager.payload.custom_details).toEqual(JSON.parse(parcel.line));
  });

  it('is cut where a receiver takes no more', () => {
    const { payload } = JSON.parse(pagerDutyBody('r').textOf(hostile('"'.repeat(5000))));
    expect(payload.summary.length).toBe(1024);
    const { summary } = JSON.parse(pagerDutyBody('r').textOf(hostile(`x${'\u{1f600}'.repeat(5000)}`))).payload;
    expect([...summary].length).toBe(1024);
    expect(Buffer.from(summary).toString()).toBe(summary);
  });
});
