/**
 * A live run of the built program that reports each numbered message once, so that losses and duplicates can be
 * counted.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../src/cli/control/client.ts';
import { type Ended, Program } from './program.ts';

const RULES = `records flood from syslog {
  message = "#{n:int} is one of many"
}
transaction one {
  key n
  start flood.message
}
`;

/** The approximate number of bytes read as one text. */
const PIECE = 64 * 1024 * 1024;

export class Flooded {
  private program: Program | undefined;
  private at = 0;

  constructor(
    private readonly folder: string,
    private readonly transport: 'udp' | 'tcp' | 'relp',
  ) {
    writeFileSync(join(folder, 'flood.corr'), RULES);
  }

  /** The port it listens on; the same after each start. */
  get port(): number {
    return this.at;
  }

  async start(): Promise<Program> {
    const listen = `${this.transport}://127.0.0.1:${this.at}`;
    const args = [
      'serve',
      'flood.corr',
      '--syslog',
      listen,
      '--state',
      'state',
      '--out',
      'out.ndjson',
      '--lateness',
      '0s',
      '--checkpoint',
      '1s',
    ];
    this.program = new Program(args, this.folder);
    const [, port] = await this.program.says(/corr: (?:Started|Resumed), reading from \w+:\/\/127\.0\.0\.1:(\d+)/);
    this.at = Number(port);
    return this.program;
  }

  /** The reported numbers, in order. */
  told(): number[] {
    const path = join(this.folder, 'out.ndjson');
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const numbers: number[] = [];
    // The outcomes of a minute are longer than a string can be.
    for (let from = 0, end = 0; from < bytes.length; from = end) {
      end = bytes.indexOf('\n', from + PIECE) + 1 || bytes.length;
      for (const [, n] of bytes.toString('latin1', from, end).matchAll(/"key":\{"n":(\d+)\}/g)) numbers.push(Number(n));
    }
    return numbers;
  }

  /** The messages that it reports as lost: those that the kernel discarded, and those that there was no room for. */
  async counted(): Promise<number> {
    let line = '';
    for await (const text of ask(join(this.folder, 'state', 'control'), { command: 'status' })) line = text;
    const { inputs, lost } = JSON.parse(line) as { inputs: { kernelDrops: number }[]; lost: number };
    return inputs.reduce((sum, { kernelDrops }) => sum + kernelDrops, lost);
  }

  kill(): Promise<Ended> {
    return this.program!.kill('SIGKILL');
  }

  stop(): Promise<Ended> {
    return this.program!.kill('SIGTERM');
  }
}

export interface Tally {
  told: number;
  lost: number;
  twice: number;
  /** Different numbers that were told, and never sent. */
  strange: number;
}

/** Of numbers 0 … sent − 1. */
export function tally(told: readonly number[], sent: number): Tally {
  const different = new Set(told);
  const strange = [...different].filter((number) => !(number < sent)).length;
  return { told: told.length, lost: sent - (different.size - strange), twice: told.length - different.size, strange };
}
