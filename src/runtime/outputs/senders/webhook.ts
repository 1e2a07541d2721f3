/** Outcomes as HTTP requests. */

import { createHmac } from 'node:crypto';
import { given } from '../../../given.ts';
import { urlText } from '../escape.ts';
import type { Body } from './bodies.ts';
import type { HttpCall, HttpClient } from './http.ts';
import { ParcelFields } from './parcel-fields.ts';
import type { Delivery, Parcel, Sender } from './sender.ts';
import type { Template } from './template.ts';

export interface WebhookOptions {
  method: 'POST' | 'PUT' | 'PATCH';
  /** The URL up to the query. Fields never become part of it. */
  url: URL;
  /** The text after the question mark. */
  query: Template | undefined;
  headers: ReadonlyMap<string, string>;
  body: Body;
  /** The key to sign with; undefined if requests are not signed. */
  sign: string | undefined;
  client: HttpClient;
  /** Milliseconds since 1970. */
  now(): number;
}

/** An outcome is sent when the receiver has responded with 2xx. */
export class Webhook implements Sender {
  constructor(private readonly options: WebhookOptions) {}

  deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery> {
    return this.options.client.send(this.callFor(parcel), signal);
  }

  preview(parcel: Parcel): string {
    const { method, url, headers, body } = this.callFor(parcel);
    return [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', body].join('\n');
  }

  close(): Promise<void> {
    return this.options.client.close();
  }

  private callFor(parcel: Parcel): HttpCall {
    const { method, body, sign } = this.options;
    const text = body.textOf(parcel);
    const headers = {
      'Content-Type': body.type,
      'User-Agent': 'corr',
      ...Object.fromEntries(this.options.headers),
      'Idempotency-Key': parcel.id,
      ...given({ 'Corr-Signature': sign && signature(sign, text, Math.floor(this.options.now() / 1000)) }),
    };
    return { method, url: this.urlFor(parcel), headers, body: text };
  }

  private urlFor(parcel: Parcel): URL {
    const { url, query } = this.options;
    if (!query) return url;
    const whole = new URL(url);
    whole.search = query.render(new ParcelFields(parcel), urlText);
    return whole;
  }
}

/**
 * `t=SECONDS,v1=HEX`: HMAC-SHA256 (RFC 2104) of `SECONDS.BODY`, so that a receiver can reject old or altered requests.
 * Each attempt has its own time.
 */
function signature(key: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
}
