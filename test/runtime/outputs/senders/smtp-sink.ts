/** A small SMTP server that keeps what it receives, and answers as scripted. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';

export interface Received {
  from: string;
  to: string[];
  /** The received data, with dots unstuffed, and lines ended by LF. */
  text: string;
}

/** Replies that replace the usual ones, by the beginning of a command; `.` is the end of the data. */
export type Replies = Readonly<Record<string, string>>;

export class SmtpSink {
  readonly mails: Received[] = [];
  readonly logins: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => {
    this.talk(socket);
    socket.write('220 sink ESMTP\r\n');
  });

  /** @param tls used after STARTTLS */
  constructor(
    private readonly replies: Replies = {},
    readonly tls?: SecureContextOptions,
  ) {}

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    const session = new Session(this);
    let rest = '';
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const reply = session.line(line);
        if (reply === 'hang') continue;
        if (reply === 'secure') this.secure(socket);
        else if (reply === 'close') socket.destroy();
        else if (reply !== '') socket.write(`${reply}\r\n`);
      }
    });
  }

  private secure(socket: Socket): void {
    socket.removeAllListeners('data');
    socket.write('220 go on\r\n');
    this.talk(new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(this.tls) }));
  }

  replyTo(command: string, usual: string): string {
    const found = Object.keys(this.replies).find((start) => command.toUpperCase().startsWith(start.toUpperCase()));
    return found === undefined ? usual : (this.replies[found] as string);
  }
}

class Session {
  private mail: Received = { from: '', to: [], text: '' };
  private data: string[] | undefined;

  constructor(private readonly sink: SmtpSink) {}

  line(line: string): string {
    if (this.data) return this.dataLine(line, this.data);
    const [verb = ''] = line.split(' ', 1);
    switch (verb.toUpperCase()) {
      case 'EHLO':
        return this.sink.replyTo(
          line,
          `250-sink\r\n${this.sink.tls ? '250-STARTTLS\r\n' : ''}250-AUTH PLAIN\r\n250-8BITMIME\r\n250 SMTPUTF8`,
        );
      case 'STARTTLS':
        return this.sink.tls ? 'secure' : '502 what?';
      case 'AUTH':
        this.sink.logins.push(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString());
        return this.sink.replyTo(line, '235 in');
      case 'MAIL':
        this.mail = { from: line, to: [], text: '' };
        return this.sink.replyTo(line, '250 ok');
      case 'RCPT': {
        const reply = this.sink.replyTo(line, '250 ok');
        if (reply.startsWith('250')) this.mail.to.push(/<(.*)>/.exec(line)?.[1] ?? '');
        return reply;
      }
      case 'DATA':
        this.data = [];
        return this.sink.replyTo(line, '354 go on');
      case 'QUIT':
        return '221 bye';
      default:
        return this.sink.replyTo(line, '502 what?');
    }
  }

  private dataLine(line: string, data: string[]): string {
    if (line !== '.') {
      data.push(line.replace(/^\./, ''));
      return '';
    }
    this.data = undefined;
    const reply = this.sink.replyTo('.', '250 taken');
    if (reply.startsWith('250')) this.sink.mails.push({ ...this.mail, text: data.join('\n') });
    return reply;
  }
}

/** A mail of one or more parts, decoded: as much of MIME (RFC 2045 to 2047) as the tests need. */
export interface ReadMail {
  headers: ReadonlyMap<string, string>;
  /** By content type. */
  parts: ReadonlyMap<string, string>;
}

export function readMail(text: string): ReadMail {
  const { headers, body } = readPart(text);
  const boundary = /boundary="?([^";]+)/.exec(headers.get('content-type') ?? '')?.[1];
  const parts =
    boundary === undefined
      ? [{ headers, body }]
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => readPart(part.replace(/^\n/, '')));
  return { headers, parts: new Map(parts.map((part) => [(part.headers.get('content-type') ?? '').split(';')[0] ?? '', contentOf(part)])) };
}

function readPart(text: string): { headers: Map<string, string>; body: string } {
  const end = text.indexOf('\n\n');
  const lines = text
    .slice(0, end)
    .replace(/\n[ \t]+/g, ' ')
    .split('\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), words(line.slice(line.indexOf(':') + 1).trim())]),
  );
  return { headers, body: text.slice(end + 2) };
}

/** Encoded words; the end of one may split a character. */
function words(value: string): string {
  const bytes = (kind = '', text = '') =>
    kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quotedPrintable(text.replaceAll('_', ' '));
  return value.replace(/=\?UTF-8\?[BQ]\?[^?]*\?=(?:\s*=\?UTF-8\?[BQ]\?[^?]*\?=)*/gi, (run) => {
    const pieces = Array.from(run.matchAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi), ([, kind, text]) => bytes(kind, text));
    return Buffer.concat(pieces).toString();
  });
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replace(/=\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function contentOf({ headers, body }: { headers: Map<string, string>; body: string }): string {
  const trimmed = body.replace(/\n$/, '');
  switch (headers.get('content-transfer-encoding')) {
    case 'base64':
      return Buffer.from(trimmed, 'base64').toString();
    case 'quoted-printable':
      return quotedPrintable(trimmed).toString();
    default:
      return Buffer.from(trimmed, 'latin1').toString();
  }
}
