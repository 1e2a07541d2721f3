/** The built program as a process: fed, measured, and killed. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const PROGRAM = join(process.cwd(), 'dist', 'corr.js');
const LOOK = 20;

export interface Ended {
  /** null if it was killed. */
  code: number | null;
  /** Empty if each line was passed on as it came. */
  stdout: string;
  stderr: string;
  /** The peak resident memory; MiB, and 0 if there is no `/proc`. */
  peak: number;
}

export class Program {
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private stderr = '';
  private peak = 0;

  /**
   * @param cwd the folder to which paths in arguments are relative
   * @param onLine called with each line of standard output, which is then not kept
   */
  constructor(args: readonly string[], cwd: string, flags: readonly string[] = [], onLine?: (line: string) => void) {
    this.child = spawn(process.execPath, [...flags, PROGRAM, ...args], { cwd, env: { PATH: process.env['PATH'], NO_COLOR: '1' } });
    const out: Buffer[] = [];
    if (onLine) createInterface({ input: this.child.stdout }).on('line', onLine);
    else this.child.stdout.on('data', (piece: Buffer) => out.push(piece));
    this.child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      this.stderr += piece;
    });
    // A process that ends while it is fed is noticed by its exit.
    this.child.stdin.on('error', () => {});
    const looking = setInterval(() => this.memory(), LOOK);
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code) => {
        clearInterval(looking);
        resolve({ code, stdout: Buffer.concat(out).toString(), stderr: this.stderr, peak: this.peak });
      });
    });
  }

  /** The current resident memory; MiB. */
  memory(): number {
    const status = statusOf(this.child.pid);
    this.peak = Math.max(this.peak, kib(status, 'VmHWM') / 1024);
    return kib(status, 'VmRSS') / 1024;
  }

  /** Writes everything to standard input, and closes it. */
  async feed(pieces: Iterable<string | Uint8Array>): Promise<void> {
    for (const piece of pieces) {
      if (this.child.exitCode !== null) return;
      if (!this.child.stdin.write(piece))
        await Promise.race([new Promise((resolve) => this.child.stdin.once('drain', resolve)), this.ended]);
    }
    this.child.stdin.end();
  }

  /** Resolves to the match in standard error. @throws if the process ends without it. */
  async says(wanted: RegExp): Promise<RegExpExecArray> {
    let isEnded = false;
    void this.ended.then(() => {
      isEnded = true;
    });
    for (;;) {
      const found = wanted.exec(this.stderr);
      if (found) return found;
      if (isEnded) throw new Error(`it ended: ${this.stderr}`);
      await pause(LOOK);
    }
  }

  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // It has ended, or this is not Linux.
    return '';
  }
}

function kib(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs the program to its end. */
export function run(
  args: readonly string[],
  cwd: string,
  input: Iterable<string | Uint8Array> = [],
  { flags, onLine }: { flags?: readonly string[]; onLine?: (line: string) => void } = {},
): Promise<Ended> {
  const program = new Program(args, cwd, flags, onLine);
  void program.feed(input);
  return program.ended;
}

/** Works in a folder that is removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'corr-reliability-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
