/** Sends hostile outcomes to each output, and reads its output back with an independent parser. */

import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CsvSink } from '../../src/runtime/outputs/csv.ts';
import { terminalText } from '../../src/runtime/outputs/escape.ts';
import { NdjsonSink } from '../../src/runtime/outputs/ndjson.ts';
import { type Body, jsonBody, pagerDutyBody, SLACK_BODY, TEAMS_BODY, textBody, WHOLE } from '../../src/runtime/outputs/senders/bodies.ts';
import { Command } from '../../src/runtime/outputs/senders/command.ts';
import { HttpClient } from '../../src/runtime/outputs/senders/http.ts';
import { Mailer } from '../../src/runtime/outputs/senders/mail.ts';
import type { Sender } from '../../src/runtime/outputs/senders/sender.ts';
import { Sms } from '../../src/runtime/outputs/senders/sms.ts';
import { SyslogForward } from '../../src/runtime/outputs/senders/syslog.ts';
import { Template } from '../../src/runtime/outputs/senders/template.ts';
import { Webhook } from '../../src/runtime/outputs/senders/webhook.ts';
import { TableSink } from '../../src/runtime/outputs/table.ts';
import { guarded, readCsv } from '../runtime/outputs/csv-reader.ts';
import { ACTS, Written } from '../runtime/outputs/sample.ts';
import { FaultServer } from '../runtime/outputs/senders/fault-server.ts';
import { readMail, SmtpSink } from '../runtime/outputs/senders/smtp-sink.ts';
import type { HostileRun } from './hostile-log.ts';

/** The text read back for each outcome, and the expected one; both in order. */
export interface ReadBack {
  found: readonly unknown[];
  expected: readonly unknown[];
}

export interface OutputProbe {
  name: string;
  readBack(run: HostileRun): Promise<ReadBack>;
}

const MESSAGE = Template.of('{message}');

/** Sends everything, and returns the sender's answer for each. */
async function send(sender: Sender, { all }: HostileRun): Promise<void> {
  const { signal } = new AbortController();
  for (const { parcel } of all) {
    const delivery = await sender.deliver(parcel, signal);
    if (delivery.kind !== 'sent') throw new Error(delivery.why);
  }
  await sender.close();
}

const csv: OutputProbe = {
  name: 'csv',
  async readBack({ plan, sources, all }) {
    const out = new Written();
    const sink = new CsvSink(plan, { sources, write: out.write });
    for (const { outcome } of all) sink.outcome(outcome);
    const [head = [], ...rows] = readCsv(out.text);
    const found = rows.map((row) => ['message', 'fields.text', 'fields.__proto__'].map((name) => row[head.indexOf(name)]));
    return { found, expected: all.map(({ text }) => Array(3).fill(guarded(text))) };
  },
};

const ndjson: OutputProbe = {
  name: 'ndjson',
  async readBack({ plan, sources, all }) {
    const out = new Written();
    const sink = new NdjsonSink(plan, { sources, write: out.write });
    for (const { outcome } of all) sink.outcome(outcome);
    const found = out.lines.map((line) => {
      const { message, fields, labels } = JSON.parse(line);
      return [message, fields.text, Object.entries(fields).find(([name]) => name === '__proto__')?.[1], labels.text, ACTS.test(line)];
    });
    return { found, expected: all.map(({ text }) => [text, text, text, text, false]) };
  },
};

const table: OutputProbe = {
  name: 'table on a terminal',
  async readBack({ plan, sources, all }) {
    const out = new Written();
    const sink = new TableSink(plan, { sources, write: out.write });
    for (const { outcome } of all) sink.outcome(outcome);
    const [, ...lines] = out.lines;
    return {
      found: lines.map((line, i) => [line.includes(terminalText(all[i]?.text ?? '')), ACTS.test(line)]),
      expected: all.map(() => [true, false]),
    };
  },
};

/** The bodies of webhooks, each with how its receiver extracts the text. */
function webhook(name: string, body: Body, textIn: (body: string) => unknown, shown = (text: string) => text): OutputProbe {
  return {
    name: `webhook: ${name}`,
    async readBack(run) {
      const server = new FaultServer();
      const url = new URL(await server.listen());
      const client = new HttpClient({ timeout: 60_000, allowPrivate: true, now: () => 0 });
      await send(
        new Webhook({ method: 'POST', url, query: Template.of('q={message}'), headers: new Map(), body, sign: 'k', client, now: () => 0 }),
        run,
      );
      await server.close();
      const found = server.received.map((one) => [textIn(one.body), [...new URL(one.url, url).searchParams]]);
      return { found, expected: run.all.map(({ text }) => [shown(text), [['q', text]]]) };
    },
  };
}

const own = jsonBody({ a: ['<{message}>'] }, Template.of);
const entities = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const webhooks = [
  webhook('the outcome', WHOLE, (body) => JSON.parse(body).message),
  webhook(
    'own JSON',
    own,
    (body) => JSON.parse(body),
    (text) => ({ a: [`<${text}>`] }) as never,
  ),
  webhook('text', textBody(MESSAGE), (body) => body),
  webhook('slack', SLACK_BODY, (body) => entities(JSON.parse(body).text).slice('visit success: '.length), terminalText),
  webhook('teams', TEAMS_BODY, (body) => JSON.parse(body).attachments[0].content.body[1].inlines[0].text, terminalText),
  webhook('pagerduty', pagerDutyBody('k'), (body) => JSON.parse(body).payload.custom_details.message),
];

const mail: OutputProbe = {
  name: 'mail',
  async readBack(run) {
    const sink = new SmtpSink();
    const port = await sink.listen();
    const template = { subject: Template.of('[{message}]'), text: Template.of('[{message}]'), html: Template.of('<i>{message}</i>') };
    const addresses = { host: '127.0.0.1', port, from: 'a@example.org', to: ['b@example.org'] };
    await send(
      new Mailer({ ...addresses, ...template, security: 'none', login: undefined, ca: undefined, timeout: 60_000, now: () => 0 }),
      run,
    );
    await sink.close();
    const found = sink.mails.map(({ text, to }) => {
      const { headers, parts } = readMail(text);
      const html = entities(parts.get('text/html') ?? '')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'");
      return [to, headers.size, headers.get('subject'), parts.get('text/plain'), html];
    });
    const shown = (text: string) => [
      ['b@example.org'],
      8,
      `[${terminalText(text)}]`,
      `[${terminalText(text)}]`,
      `<i>${terminalText(text)}</i>`,
    ];
    return { found, expected: run.all.map(({ text }) => shown(text)) };
  },
};

const sms: OutputProbe = {
  name: 'sms',
  async readBack(run) {
    const server = new FaultServer();
    const url = new URL(await server.listen());
    const client = new HttpClient({ timeout: 60_000, allowPrivate: true, now: () => 0 });
    await send(new Sms({ url, account: 'AC', authorization: 'Basic eA==', from: '+1', to: '+2', text: MESSAGE, most: 1000, client }), run);
    await server.close();
    const found = server.received.map(({ body }) => [...new URLSearchParams(body)]);
    return {
      found,
      expected: run.all.map(({ text }) => [
        ['From', '+1'],
        ['To', '+2'],
        ['Body', terminalText(text)],
      ]),
    };
  },
};

const syslog: OutputProbe = {
  name: 'syslog',
  async readBack(run) {
    const pieces: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (piece) => pieces.push(piece)).on('end', () => server.close()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const manner = { facility: 16, hostname: 'gw', enterprise: 1, message: MESSAGE };
    const closed = once(server, 'close');
    await send(new SyslogForward({ ...manner, host: '127.0.0.1', port, tls: undefined, timeout: 60_000 }), run);
    await closed;
    const found = octetCounted(Buffer.concat(pieces)).map((text) => {
      const value = /\[labels@1 text="((?:[^"\\\]]|\\.)*)"\] (.*)$/su.exec(text);
      return [value?.[1]?.replace(/\\(["\\\]])/g, '$1'), value?.[2], /[\u0000-\u001f\u007f-\u009f]/.test(text)];
    });
    return { found, expected: run.all.map(({ text }) => [terminalText(text), terminalText(text), false]) };
  },
};

function octetCounted(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(' ', at);
    const end = blank + 1 + Number(bytes.toString('latin1', at, blank));
    found.push(bytes.toString('utf8', blank + 1, end));
    at = end;
  }
  return found;
}

const command: OutputProbe = {
  name: 'command',
  async readBack(run) {
    const folder = mkdtempSync(join(tmpdir(), 'corr-command-'));
    const [input, variable, marker] = ['stdin', 'message', MARKER].map((name) => join(folder, name)) as [string, string, string];
    const script = 'cat >> "$0"; printf "%s\\0" "$CORR_MESSAGE" >> "$1"';
    const argv = ['/bin/sh', '-c', script, input, variable] as const;
    await send(new Command({ argv, env: new Map(), inherited: { PATH: process.env['PATH'] }, timeout: 60_000 }), run);
    const lines = readFileSync(input, 'utf8').split('\n').slice(0, -1);
    const values = readFileSync(variable, 'utf8').split('\0').slice(0, -1);
    const ran = existsSync(marker) || existsSync(MARKER);
    rmSync(folder, { recursive: true });
    const found = lines.map((line, i) => [JSON.parse(line).message, values[i], ran]);
    return { found, expected: run.all.map(({ text }) => [text, text.replaceAll('\0', '\\x00'), false]) };
  },
};

/** The file that the texts which attack a command would create, wherever they ran. */
export const MARKER = 'corr-was-here';

export const ALL_OUTPUTS: readonly OutputProbe[] = [table, csv, ndjson, ...webhooks, mail, sms, syslog, command];
