/** A client of language servers that shares no code with the server: the base protocol, written from its page. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';

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
  private readonly waiting = new Map<string, ((params: unknown) => void)[]>();
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
    else this.waiting.get(message.method)?.shift()?.(message.params);
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

  /** The parameters of the next notification of a kind. */
  told<T>(method: string): Promise<T> {
    return new Promise<unknown>((resolve) => this.waiting.set(method, [...(this.waiting.get(method) ?? []), resolve])) as Promise<T>;
  }

  /** Ends the server as clients do. Answers its exit code. */
  async end(): Promise<number> {
    const exit = once(this.server, 'exit');
    await this.ask('shutdown');
    this.notify('exit', null);
    const [code] = (await exit) as [number];
    return code;
  }
}
