/** A real `corr serve` with a log of its own, for tests that look into it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../../src/cli/control/client.ts';
import type { Request } from '../../../src/cli/control/request.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'dist', 'corr.js');

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
  readonly folder = mkdtempSync(join(tmpdir(), 'corr-served-'));
  readonly state = join(this.folder, 'state');
  readonly socket = join(this.state, 'control');
  private process: ChildProcess | undefined;
  private lines = 0;
  errors = '';

  constructor() {
    this.write('rules.corr', RULES);
    writeFileSync(join(this.folder, 'app.log'), '');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Resolves when it has said that it runs, or why it does not. */
  async start(...more: string[]): Promise<void> {
    const path = (name: string) => join(this.folder, name);
    const args = ['serve', path('rules.corr'), '--follow', path('app.log'), '--state', this.state, '--out', path('out.ndjson')];
    const running = spawn(process.execPath, [PROGRAM, ...args, '--lateness', '0s', '--idle', '1h', ...more], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process = running;
    this.errors = '';
    await new Promise<void>((resolve) => {
      running.once('exit', () => resolve());
      running.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.errors += text;
        if (/state in/.test(this.errors)) resolve();
      });
    });
  }

  /** Adds lines to the log, a second apart. */
  log(...texts: string[]): void {
    const stamped = texts.map((text) => `${new Date(Date.UTC(2024, 4, 1) + 1000 * this.lines++).toISOString().slice(0, 19)} ${text}\n`);
    appendFileSync(join(this.folder, 'app.log'), stamped.join(''));
  }

  async ask<T = Record<string, unknown>>(request: Request): Promise<T[]> {
    const lines: T[] = [];
    for await (const line of ask(this.socket, request)) lines.push(JSON.parse(line) as T);
    return lines;
  }

  /** Resolves when so many records were read. */
  async read(count: number): Promise<void> {
    for (;;) {
      const [status] = await this.ask<{ summary: { input: { read: number } } }>({ command: 'status' });
      if ((status?.summary.input.read ?? 0) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const running = this.process;
    if (!running || running.exitCode !== null) return running?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => running.once('exit', (code) => resolve(code)));
    running.kill(signal);
    return ended;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
