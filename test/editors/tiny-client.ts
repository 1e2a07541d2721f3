/** A language client that shares no code with the server: the base protocol, implemented from its specification. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../until.ts';

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

export class TinyClient {
  private readonly server: ChildProcessWithoutNullStreams;
  private readonly answers = new Map<number, (message: Message) => void>();
  private readonly notified: Message[] = [];
  private received = Buffer.alloc(0);
  private asked = 0;

  constructor(command: string, args: readonly string[]) {
    this.server = spawn(command, args);
    this.server.stdout.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      for (let message = this.read(); message; message = this.read()) this.handle(message);
    });
  }

  private read(): Message | undefined {
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0) return undefined;
    const length = Number(/^content-length: *(\d+)/im.exec(this.received.toString('ascii', 0, head))?.[1]);
    const [from, to] = [head + 4, head + 4 + length];
    if (this.received.length < to) return undefined;
    const message = JSON.parse(this.received.toString('utf8', from, to)) as Message;
    this.received = this.received.subarray(to);
    return message;
  }

  private handle(message: Message): void {
    if (message.method === undefined) this.answers.get(message.id ?? -1)?.(message);
    else if (message.id !== undefined) this.send({ id: message.id, result: null });
    else this.notified.push(message);
  }

  private send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  async ask<T>(method: string, params?: unknown): Promise<T> {
    const id = ++this.asked;
    const answered = new Promise<Message>((resolve) => this.answers.set(id, resolve));
    this.send({ id, method, ...(params === undefined ? {} : { params }) });
    const { result, error } = await answered;
    if (error) throw new Error(error.message);
    return result as T;
  }

  /** The parameters of the first notification of a kind that matches. */
  async told<T>(method: string, isWanted: (params: T) => boolean): Promise<T> {
    const wanted = () => this.notified.find((one) => one.method === method && isWanted(one.params as T));
    await until(
      () => wanted() !== undefined,
      () => JSON.stringify(this.notified),
    );
    return wanted()?.params as T;
  }

  /** Shuts the server down as clients do. Resolves to its exit code. */
  async end(): Promise<number> {
    const exit = once(this.server, 'exit');
    await this.ask('shutdown');
    this.notify('exit', null);
    const [code] = (await exit) as [number];
    return code;
  }
}
