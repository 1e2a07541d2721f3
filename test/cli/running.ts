/** The built program as a process that keeps running. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { until } from '../until.ts';
import { ROOT } from './corr.ts';

export class Running {
  stdout = '';
  stderr = '';
  private readonly process: ChildProcess;
  private readonly ended: Promise<number | null>;
  private hasEnded = false;

  /** @param limit a command of the shell that limits what the program may use, such as `ulimit -f 16` */
  constructor(args: readonly string[], cwd = ROOT, limit?: string) {
    const { PATH = '', HOME = '' } = process.env;
    const program = [process.execPath, join(ROOT, 'dist', 'corr.js'), ...args] as const;
    const [first, ...others] = limit === undefined ? program : (['sh', '-c', `${limit}; exec "$@"`, 'sh', ...program] as const);
    const running = spawn(first, others, {
      cwd,
      env: { PATH, HOME, NO_COLOR: '1', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.stdout.setEncoding('utf8').on('data', (text: string) => void (this.stdout += text));
    running.stderr.setEncoding('utf8').on('data', (text: string) => void (this.stderr += text));
    this.process = running;
    // All of its output has arrived by then, unlike at its `exit` event.
    this.ended = new Promise((resolve) =>
      running.once('close', (code) => {
        this.hasEnded = true;
        resolve(code);
      }),
    );
  }

  /** Resolves once it is true. @throws Error with the output if it never is, or the program ends before. */
  until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const said = () => `${holds}\nstdout: ${this.stdout}\nstderr: ${this.stderr}`;
    return until(async () => {
      const { hasEnded } = this;
      const isSo = await holds();
      if (!isSo && hasEnded) throw new Error(`It has ended before ${said()}`);
      return isSo;
    }, said);
  }

  /** Resolves once standard error matches. */
  says(what: RegExp): Promise<void> {
    return this.until(() => what.test(this.stderr));
  }

  /** The ports that it listens on, once it does. */
  async ports(): Promise<number[]> {
    await this.says(/stamps without/);
    return Array.from(this.stderr.matchAll(/127\.0\.0\.1:(\d+)/g), ([, port]) => Number(port));
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Resolves to its exit code when it ends by itself. */
  whenOver(): Promise<number | null> {
    return this.ended;
  }

  /** Resolves to the exit code; null if it was killed. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.signal(signal);
    return this.ended;
  }
}
