/** A program that runs while a test looks on. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'dist', 'corr.js');

export class Process {
  /** What it has said on standard error. */
  errors = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number>;

  constructor(folder: string, ...args: string[]) {
    this.child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(code ?? (signal ? -1 : 0))));
  }

  says(what: RegExp): Promise<void> {
    return this.until(() => what.test(this.errors));
  }

  /** @throws Error when it ends before. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.child.exitCode !== null) throw new Error(`It has ended with ${this.child.exitCode}: ${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
