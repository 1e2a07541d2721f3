/** The built program while it runs on and on. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './corr.ts';

export class Running {
  stdout = '';
  stderr = '';
  private readonly process: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(args: readonly string[], cwd = ROOT) {
    const { PATH = '', HOME = '' } = process.env;
    const running = spawn(process.execPath, [join(ROOT, 'dist', 'corr.js'), ...args], {
      cwd,
      env: { PATH, HOME, NO_COLOR: '1', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.stdout.setEncoding('utf8').on('data', (text: string) => void (this.stdout += text));
    running.stderr.setEncoding('utf8').on('data', (text: string) => void (this.stderr += text));
    this.process = running;
    this.ended = new Promise((resolve) => running.once('close', resolve));
  }

  /** Resolves once it holds. @throws Error when the program ends before. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.process.exitCode !== null) throw new Error(`It has ended: ${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The ports that it listens on, once it does. */
  async ports(): Promise<number[]> {
    await this.until(() => /stamps without/.test(this.stderr));
    return Array.from(this.stderr.matchAll(/127\.0\.0\.1:(\d+)/g), ([, port]) => Number(port));
  }

  /** Answers the exit code; null when it was killed. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal);
    return this.ended;
  }

  /** Resolves when it ends by itself. */
  exit(): Promise<number | null> {
    return this.ended;
  }
}
