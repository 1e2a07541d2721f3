/** Creates each kind of sender from its options. */

import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { given } from '../../../given.ts';
import { type Body, jsonBody, pagerDutyBody, SLACK_BODY, TEAMS_BODY, textBody, WHOLE } from './bodies.ts';
import { Command } from './command.ts';
import { HttpClient } from './http.ts';
import { Mailer, type MailOptions } from './mail.ts';
import type { OptionReader } from './option-reader.ts';
import { hostOf, proxyFor } from './proxy.ts';
import { isPublic } from './public-address.ts';
import { base64 } from './secrets.ts';
import { type Sender, whyOf } from './sender.ts';
import { Sms } from './sms.ts';
import { SyslogForward } from './syslog.ts';
import { COUNTS, STORY, type Template } from './template.ts';
import { Webhook, type WebhookOptions } from './webhook.ts';

const LETTER = `${STORY}\n\nseverity: {severity}\nkey: {key}\nbegin: {begin}\nend: {end}\nseconds: {duration}\nid: {id}\n`;
const SHORT = 10_000;
const LONG = 30_000;

export function webhookSender(options: OptionReader): Sender | undefined {
  const target = targetOf(options, '');
  const headers = headersOf(options.part('headers'));
  const body = bodyOf(options);
  const sign = options.secret('sign');
  if (!target || !body) return undefined;
  const client = clientOf(options, target.url);
  const method = (options.text('method') ?? 'POST') as WebhookOptions['method'];
  return new Webhook({ method, ...target, headers, body, sign, client, now: options.world.now });
}

function clientOf(options: OptionReader, url: URL): HttpClient {
  const proxy = proxyFor(url, options.world.inherited);
  if (typeof proxy === 'string') options.report('type', proxy);
  else for (const secret of proxy?.secrets ?? []) options.secrets.hide(secret);
  return new HttpClient({
    proxy: typeof proxy === 'string' ? undefined : proxy,
    timeout: options.timeout(SHORT),
    allowPrivate: options.flag('allow-private'),
    ca: options.certificates('ca'),
    now: options.world.now,
  });
}

/** The URL up to its query, and the query; undefined if it has mistakes. */
function targetOf(options: OptionReader, usual: string): { url: URL; query: Template | undefined } | undefined {
  const written = options.text('url') ?? usual;
  const text = options.openOrSecret('url', usual);
  if (text === undefined) return undefined;
  const mark = text.indexOf('?');
  const [base, query] = mark < 0 ? [text, undefined] : [text.slice(0, mark), text.slice(mark + 1)];
  const isSecret = text !== written;
  if (isSecret) options.secrets.hide(base);
  if (/[{}]/.test(base))
    return options.report('url', "Fields can only come after the '?' of a URL: where to send must not depend on a log.");
  if (!URL.canParse(base)) return options.report('url', `'${base}' is not a valid URL.`);
  const url = new URL(base);
  // Its normalised form may differ from the secret.
  if (isSecret) options.secrets.hide(url.href);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return options.report('url', 'It must begin with https:// or http://.');
  if (url.username !== '' || url.password !== '')
    return options.report('url', 'A login cannot be part of a URL; write it as a header, with a secret.');
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isPublic(host) && !options.flag('allow-private')) {
    return options.report('url', `${host} is not public; set 'allow-private' if that is intended.`);
  }
  const template = query === undefined ? undefined : options.parse(query, 'url', mark + 1);
  if (isSecret && template) hideQuery(template, url, options);
  return { url, query: template };
}

/** Hides each piece of the query of a secret URL, as written and as normalised, except names of parameters alone. */
function hideQuery(query: Template, url: URL, { secrets }: OptionReader): void {
  const pieces = query.texts.flatMap((text) => text.split('&')).filter((piece) => !/^[^=]*=$/.test(piece));
  for (const piece of pieces) {
    secrets.hide(piece);
    secrets.hide(new URL(`?${piece}`, url).search.slice(1));
  }
}

/** Headers that always hold a secret. */
const SECRET_HEADER = /authorization|token|secret|cookie|password|key$/i;
/** What a header may contain (RFC 9110, 5.5). */
const HEADER_TEXT = /^[\t\x20-\x7e]*$/;
/** Headers about the body or its transfer are not for authors to set. */
const OWN_HEADER = /^(?:host|content-length|transfer-encoding|connection|idempotency-key|corr-signature)$/i;

function headersOf(headers: OptionReader): Map<string, string> {
  const read = new Map<string, string>();
  for (const name of headers.names()) {
    const value = headerValue(name, headers);
    if (value !== undefined) read.set(name, value);
  }
  return read;
}

/** `env:TOKEN`, `Bearer env:TOKEN`, or a text that is no secret. */
function headerValue(name: string, headers: OptionReader): string | undefined {
  const text = headers.text(name) ?? '';
  if (OWN_HEADER.test(name)) return headers.report(name, `The header ${name} is already set.`);
  const [, scheme = '', reference] = /^([A-Za-z]+ )?((?:env|file):.+)$/.exec(text) ?? [];
  if (reference === undefined) {
    if (SECRET_HEADER.test(name))
      return headers.report(name, 'A secret cannot be written here itself; write env:NAME, or Bearer env:NAME.');
    return HEADER_TEXT.test(text) ? text : headers.report(name, 'A header can only have printable ASCII characters.');
  }
  const secret = headers.reveal(reference, name);
  if (secret === undefined) return undefined;
  if (!HEADER_TEXT.test(secret)) return headers.report(name, `${reference} has characters that a header cannot have.`);
  return scheme + secret;
}

function bodyOf(options: OptionReader): Body | undefined {
  const ready = options.text('template');
  const own = options.value('body');
  if (ready !== undefined && own !== undefined) return options.report('body', "A 'template' is already given.");
  if (ready !== undefined && options.statistics)
    return options.report('template', "Templates are for outcomes; write a 'body' for statistics.");
  if (ready !== 'pagerduty' && options.text('routing-key') !== undefined)
    return options.report('routing-key', 'Only the template pagerduty has one.');
  switch (ready) {
    case 'slack':
      return SLACK_BODY;
    case 'teams':
      return TEAMS_BODY;
    case 'pagerduty': {
      const key = options.secret('routing-key');
      if (options.text('routing-key') === undefined) return options.report('template', "pagerduty needs a 'routing-key'.");
      return key === undefined ? undefined : pagerDutyBody(key);
    }
    default:
      return ownBody(own, options);
  }
}

function ownBody(own: unknown, options: OptionReader): Body {
  if (own === undefined) return WHOLE;
  if (typeof own === 'string') return textBody(options.parse(own, 'body'));
  return jsonBody(own, (text, pointer) => options.parse(text, 'body', 0, pointer));
}

export function mailSender(options: OptionReader): Sender | undefined {
  const security = (options.text('security') ?? 'starttls') as MailOptions['security'];
  const [user, password] = [options.text('user'), options.secret('password')];
  if (user !== undefined && security === 'none') return options.report('security', 'A password is never sent without TLS.');
  if (user !== undefined && password !== undefined) options.secrets.hide(`\0${user}\0${password}`);
  return new Mailer({
    host: options.text('host') ?? '',
    port: options.number('port') ?? { tls: 465, starttls: 587, none: 25 }[security],
    security,
    login: user !== undefined && password !== undefined ? { user, password } : undefined,
    ca: options.certificates('ca'),
    from: options.text('from') ?? '',
    to: options.value('to') as string[],
    subject: options.template('subject', options.statistics ? COUNTS : `[{severity}] ${STORY}`),
    text: options.template('text', options.statistics ? `${COUNTS}\n\nid: {id}\n` : LETTER),
    html: options.template('html'),
    timeout: options.timeout(LONG),
    now: options.world.now,
  });
}

export function smsSender(options: OptionReader): Sender | undefined {
  const target = targetOf(options, 'https://api.twilio.com');
  const token = options.secret('token');
  if (!target || token === undefined) return undefined;
  const account = options.text('account') ?? '';
  const login = `${account}:${token}`;
  options.secrets.hide(login);
  return new Sms({
    url: target.url,
    account,
    authorization: `Basic ${base64(login)}`,
    from: options.text('from') ?? '',
    to: options.text('to') ?? '',
    text: options.template('text', options.statistics ? COUNTS : STORY),
    most: options.number('most') ?? 320,
    client: clientOf(options, target.url),
  });
}

export function syslogSender(options: OptionReader): Sender | undefined {
  const tls = options.flag('tls');
  const [ca, cert, key] = [options.certificates('ca'), options.certificates('cert'), options.secret('key')];
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    return options.report('cert', `It cannot be used with this key: ${whyOf(error)}.`);
  }
  return new SyslogForward({
    host: options.text('host') ?? '',
    port: options.number('port') ?? (tls ? 6514 : 601),
    tls: tls ? given({ ca, cert, key }) : undefined,
    facility: options.number('facility') ?? 16,
    hostname: options.text('hostname') ?? options.world.hostname,
    enterprise: options.number('enterprise') ?? 32473,
    message: options.template('message', options.statistics ? COUNTS : STORY),
    timeout: options.timeout(SHORT),
  });
}

export function commandSender(options: OptionReader): Sender | undefined {
  if (!options.world.allowExec) return options.report('type', 'Commands are only run when --allow-exec is given.');
  const env = options.part('env');
  return new Command({
    argv: options.value('argv') as [string, ...string[]],
    env: new Map(env.names().map((name) => [name, env.template(name, '')])),
    inherited: options.world.inherited,
    timeout: options.timeout(LONG),
  });
}
