/** The built program in a process that runs it more than once: most of a short run is loading and compiling it. */

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../folder.ts';

export class WarmProgram {
  private readonly folder = temporaryFolder();
  private readonly requests: number;
  private readonly answers: number;
  private readonly stdout = openSync(join(this.folder, 'stdout'), 'a');
  private readonly stderr = openSync(join(this.folder, 'stderr'), 'a');

  constructor(program: string) {
    const [requests, answers] = [pipeIn(this.folder, 'requests'), pipeIn(this.folder, 'answers')];
    const runner = spawn(process.execPath, [join(import.meta.dirname, 'warm.mjs'), pathToFileURL(program).href], {
      env: {},
      stdio: ['ignore', this.stdout, this.stderr, requests.reads, answers.writes],
    });
    runner.unref();
    // With only one process at each end, the other one sees it go.
    closeSync(requests.reads);
    closeSync(answers.writes);
    this.requests = requests.writes;
    this.answers = answers.reads;
  }

  /** Waits until it has ended. The code is null if it was killed. */
  run(
    args: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>>,
  ): { code: number | null; stdout: string; stderr: string; isSpent: boolean } {
    ftruncateSync(this.stdout);
    ftruncateSync(this.stderr);
    writeSync(this.requests, `${JSON.stringify({ args, cwd, env })}\n`);
    const { code, isSpent } = this.answer();
    const [stdout = '', stderr = ''] = ['stdout', 'stderr'].map((name) => readFileSync(join(this.folder, name), 'utf8'));
    if (isSpent) this.close();
    return { code, stdout, stderr, isSpent };
  }

  private answer(): { code: number | null; isSpent: boolean } {
    const bytes = Buffer.alloc(1024);
    let text = '';
    while (!text.endsWith('\n')) {
      const count = readSync(this.answers, bytes);
      if (count === 0) return { code: null, isSpent: true };
      text += bytes.toString('latin1', 0, count);
    }
    return JSON.parse(text) as { code: number; isSpent: boolean };
  }

  close(): void {
    for (const descriptor of [this.requests, this.answers, this.stdout, this.stderr]) closeSync(descriptor);
  }
}

/** A pipe that both ends wait for; opening one end would wait for the other, so a third descriptor is open meanwhile. */
function pipeIn(folder: string, name: string): { reads: number; writes: number } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const both = openSync(path, constants.O_RDWR);
  const ends = { reads: openSync(path, constants.O_RDONLY), writes: openSync(path, constants.O_WRONLY) };
  closeSync(both);
  return ends;
}
