/** Sends outcomes as mail. */

import { createTransport, type NodemailerError, type SendMailOptions, type SMTPSentMessageInfo, type Transporter } from 'nodemailer';
import { htmlText, terminalText, urlText } from '../escape.ts';
import { ParcelFields } from './parcel-fields.ts';
import { type Delivery, type Parcel, refused, retry, SENT, type Sender, whyOf } from './sender.ts';
import type { Template } from './template.ts';
import { withinTime } from './within-time.ts';

export interface MailOptions {
  host: string;
  port: number;
  /** `tls`: from the first byte on; `starttls`: required before anything else is sent (RFC 3207); `none`: unencrypted. */
  security: 'tls' | 'starttls' | 'none';
  login: { user: string; password: string } | undefined;
  /** Certificates to trust instead of the usual ones (PEM). */
  ca: string | undefined;
  from: string;
  to: readonly string[];
  subject: Template;
  text: Template;
  html: Template | undefined;
  /** Milliseconds for a whole mail. */
  timeout: number;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The state of a mail accepted for some of its recipients only: it is not sent to these again because of the others. */
interface PartlyTaken {
  /** Recipients who may accept it later. */
  owed: string[];
  /** Recipients who will never accept it. */
  lost: string[];
}

/** A mail is sent when the server has accepted it for all recipients (RFC 5321, 4.2.5). */
export class Mailer implements Sender {
  private readonly transport: Transporter<SMTPSentMessageInfo>;
  private readonly partlyTaken = new WeakMap<Parcel, PartlyTaken>();

  constructor(private readonly options: MailOptions) {
    const { host, port, security, login, ca, timeout } = options;
    this.transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...(login ? { auth: { user: login.user, pass: login.password } } : {}),
      ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout },
      // Log content is never used as the name of a file or a place to fetch from.
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
  }

  async deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery> {
    const { from, ...rest } = this.mailFor(parcel);
    const { owed: to } = this.partlyTaken.get(parcel) ?? {};
    const mail = { from, ...rest, ...(to ? { envelope: { from, to } } : {}) };
    try {
      return this.answerOf(
        parcel,
        await withinTime(this.options.timeout, signal, (time) => this.transport.sendMail({ ...mail, signal: time })),
      );
    } catch (error) {
      return this.failureOf(parcel, error as NodemailerError);
    }
  }

  preview(parcel: Parcel): string {
    const { from, subject, text, html } = this.mailFor(parcel);
    return [
      `From: ${from}`,
      `To: ${this.options.to.join(', ')}`,
      `Subject: ${subject}`,
      '',
      text,
      ...(html === undefined ? [] : ['', html]),
    ].join('\n');
  }

  async close(): Promise<void> {
    this.transport.close();
  }

  /** The mail was accepted, but perhaps not for all recipients. */
  private answerOf(parcel: Parcel, { rejectedErrors = [] }: SMTPSentMessageInfo): Delivery {
    const owed = recipientsOf(rejectedErrors.filter((error) => !isFinal(error)));
    const lost = [...(this.partlyTaken.get(parcel)?.lost ?? []), ...recipientsOf(rejectedErrors.filter(isFinal))];
    if (owed.length + lost.length === 0) return SENT;
    this.partlyTaken.set(parcel, { owed, lost });
    const why = notTakenFor({ owed, lost });
    return owed.length > 0 ? retry(why) : refused(why);
  }

  /** A 5yz reply to the mail is permanent (RFC 5321, 4.2.1). One to a login is not: the password may be corrected. */
  private failureOf(parcel: Parcel, error: NodemailerError): Delivery {
    const partly = this.partlyTaken.get(parcel);
    const why = `${partly ? `${notTakenFor(partly)}: ` : ''}${terminalText(whyOf(error))}`;
    return isFinal(error) && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') ? refused(why) : retry(why);
  }

  /** Each value is one line: none can begin a header, or add a line to the template. */
  private mailFor(parcel: Parcel) {
    const { from, to, subject, text, html, now } = this.options;
    const fields = new ParcelFields(parcel);
    return {
      from,
      to: [...to],
      subject: subject.render(fields, terminalText),
      text: text.render(fields, terminalText),
      ...(html ? { html: html.render(fields, htmlText) } : {}),
      date: new Date(now()),
      // The same for each attempt, so that a mail that arrives twice is recognised as one.
      messageId: `<${urlText(parcel.id)}@corr>`,
      // RFC 3834: suppresses automatic replies.
      headers: { 'Auto-Submitted': 'auto-generated' },
    } satisfies SendMailOptions;
  }
}

function notTakenFor({ owed, lost }: PartlyTaken): string {
  return `not taken for ${terminalText([...owed, ...lost].join(', '))}`;
}

function isFinal({ responseCode = 0 }: NodemailerError): boolean {
  return responseCode >= 500;
}

function recipientsOf(errors: readonly NodemailerError[]): string[] {
  return errors.flatMap(({ recipient }) => recipient ?? []);
}
