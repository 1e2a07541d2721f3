import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { terminalText } from '../../../../src/runtime/outputs/escape.ts';
import { HttpClient } from '../../../../src/runtime/outputs/senders/http.ts';
import { Sms } from '../../../../src/runtime/outputs/senders/sms.ts';
import { Template } from '../../../../src/runtime/outputs/senders/template.ts';
import { PAYLOADS } from '../payloads.ts';
import { FaultServer } from './fault-server.ts';
import { hostile, live, parcelOf } from './parcels.ts';

let server: FaultServer;
let sms: Sms;

beforeEach(async () => {
  server = new FaultServer();
  const client = new HttpClient({ timeout: 60_000, allowPrivate: true, now: () => 0 });
  const url = new URL(await server.listen());
  const text = Template.of('{message ?? reason}');
  sms = new Sms({ url, account: 'AC/1', authorization: 'Basic eA==', from: '+15550001', to: '+15550002', text, most: 160, client });
});

afterEach(async () => {
  await sms.close();
  await server.close();
});

describe('a text message', () => {
  it('goes to the account, from one number to another', async () => {
    expect(await sms.deliver(parcelOf(), live())).toEqual({ kind: 'sent' });
    const { method, url, headers, body } = server.received[0]!;
    expect([method, url, headers.authorization]).toEqual(['POST', '/2010-04-01/Accounts/AC%2F1/Messages.json', 'Basic eA==']);
    expect([...new URLSearchParams(body)]).toEqual([
      ['From', '+15550001'],
      ['To', '+15550002'],
      ['Body', 'shop.declined came'],
    ]);
  });

  it('is cut by characters, not within one', () => {
    expect(sms.preview(hostile('👍'.repeat(161)))).toBe(`+15550001 to +15550002: ${'👍'.repeat(157)}...`);
    expect(sms.preview(hostile('👍'.repeat(160)))).toBe(`+15550001 to +15550002: ${'👍'.repeat(160)}`);
  });

  it('holds what a log holds as text, and nothing else', async () => {
    for (const payload of PAYLOADS) {
      await sms.deliver(hostile(payload), live());
      const form = [...new URLSearchParams(server.received.at(-1)?.body)];
      expect(form.map(([name]) => name)).toEqual(['From', 'To', 'Body']);
      expect(form[2]?.[1]).toBe(terminalText(payload));
    }
  });
});
