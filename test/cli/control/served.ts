/** A real `corr serve` with a log of its own, for tests of its control socket. */

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../../src/cli/control/client.ts';
import type { Request } from '../../../src/cli/control/request.ts';
import { temporaryFolder } from '../../folder.ts';
import { until } from '../../until.ts';
import { Running } from '../running.ts';

export const RULES = `records app from line {
  opened = "{*} open {id}"
  used   = "{*} use {id} {what:rest}"
  closed = "{*} close {id}"
}

transaction visit {
  key id
  start app.opened
  then  app.used * as use
  then  app.closed
  timeout "stalled" after 30s
}
`;

export class Served {
  readonly folder = temporaryFolder();
  readonly state = join(this.folder, 'state');
  readonly socket = join(this.state, 'control');
  private running: Running | undefined;
  private lines = 0;

  constructor() {
    this.write('rules.corr', RULES);
    writeFileSync(join(this.folder, 'app.log'), '');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Its standard error since it was started. */
  get errors(): string {
    return this.running?.stderr ?? '';
  }

  /** Resolves when it has reported that it runs. */
  async start(...more: string[]): Promise<void> {
    const path = (name: string) => join(this.folder, name);
    const args = ['serve', path('rules.corr'), '--follow', path('app.log'), '--state', this.state, '--out', path('out.ndjson')];
    this.running = new Running([...args, '--lateness', '0s', '--idle', '1h', ...more]);
    await this.running.says(/state is in/);
  }

  /** Appends lines to the log, one second apart. */
  log(...texts: string[]): void {
    const stamped = texts.map((text) => `${new Date(Date.UTC(2024, 4, 1) + 1000 * this.lines++).toISOString().slice(0, 19)} ${text}\n`);
    appendFileSync(join(this.folder, 'app.log'), stamped.join(''));
  }

  async ask<T = Record<string, unknown>>(request: Request): Promise<T[]> {
    const lines: T[] = [];
    for await (const line of ask(this.socket, request)) lines.push(JSON.parse(line) as T);
    return lines;
  }

  /** Resolves when this many records were read. */
  async read(count: number): Promise<void> {
    await until(
      async () => {
        const [status] = await this.ask<{ summary: { input: { read: number } } }>({ command: 'status' });
        return (status?.summary.input.read ?? 0) >= count;
      },
      () => this.errors,
    );
  }

  /** Resolves once it is true. @throws Error if the server ends before. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    await this.running?.until(holds);
  }

  signal(name: NodeJS.Signals): void {
    this.running?.signal(name);
  }

  /** Resolves to the exit code; null if it was killed, or did not run. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    return this.running?.end(signal) ?? null;
  }

  async kill(): Promise<void> {
    await this.stop('SIGKILL');
  }
}
