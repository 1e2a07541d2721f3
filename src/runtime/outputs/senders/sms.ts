/** Outcomes as text messages, through a provider with the API of Twilio (2010-04-01). */

import { terminalText } from '../escape.ts';
import type { HttpCall, HttpClient } from './http.ts';
import { ParcelFields } from './parcel-fields.ts';
import type { Delivery, Parcel, Sender } from './sender.ts';
import type { Template } from './template.ts';

interface SmsOptions {
  /** The URL of the provider, without a path. */
  url: URL;
  account: string;
  /** `Basic …` */
  authorization: string;
  /** A number such as +15551234567, or a name that the provider knows. */
  from: string;
  /** One number: a failed attempt for one of several would be repeated for all. */
  to: string;
  text: Template;
  /** The most characters; longer texts are cut. */
  most: number;
  client: HttpClient;
}

/** An ellipsis is not in the alphabet of text messages (GSM 03.38): with it, each part would hold half as much. */
const DOTS = '...';

/**
 * A message is sent when the provider has accepted it. There are no ids: if the response to an attempt is lost, another
 * message is sent.
 */
export class Sms implements Sender {
  constructor(private readonly options: SmsOptions) {}

  deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery> {
    return this.options.client.send(this.callFor(parcel), signal);
  }

  preview(parcel: Parcel): string {
    const { from, to } = this.options;
    return `${from} to ${to}: ${this.textOf(parcel)}`;
  }

  close(): Promise<void> {
    return this.options.client.close();
  }

  private callFor(parcel: Parcel): HttpCall {
    const { url, account, authorization, from, to } = this.options;
    return {
      method: 'POST',
      url: new URL(`/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`, url),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: authorization },
      body: new URLSearchParams({ From: from, To: to, Body: this.textOf(parcel) }).toString(),
    };
  }

  private textOf(parcel: Parcel): string {
    const { text, most } = this.options;
    const characters = Array.from(text.render(new ParcelFields(parcel), terminalText));
    if (characters.length <= most) return characters.join('');
    return `${characters.slice(0, Math.max(0, most - DOTS.length)).join('')}${DOTS.slice(0, most)}`;
  }
}
