/** Measures whole processes by the operating system's figures: wall time, CPU time and peak memory. Needs GNU time. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

/** Seconds, and MiB. */
export interface Figures {
  wall: number;
  cpu: number;
  memory: number;
}

export interface Contender {
  name: string;
  /** A shell command. */
  command: string;
  /** The program that must be installed for it. */
  needs?: string;
}

export interface Measured extends Figures {
  name: string;
}

/**
 * Runs all in turn, round by round, so that changes in the machine's speed affect all equally; returns the median of
 * each figure.
 */
export function compare(contenders: readonly Contender[], rounds = 3): Measured[] {
  const present = contenders.filter(({ name, needs }) => {
    const found = needs === undefined || isInstalled(needs);
    if (!found) process.stdout.write(`${name}: left out, ${needs} is not installed\n`);
    return found;
  });
  const runs = new Map<string, Figures[]>(present.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const { name, command } of present) runs.get(name)?.push(measure(command));
  return [...runs].map(([name, figures]) => ({
    name,
    wall: median(figures.map(({ wall }) => wall)),
    cpu: median(figures.map(({ cpu }) => cpu)),
    memory: median(figures.map(({ memory }) => memory)),
  }));
}

/** @throws Error if the command exits with more than 1 */
export function measure(command: string): Figures {
  const folder = mkdtempSync(join(tmpdir(), 'corr-bench-'));
  const report = join(folder, 'time');
  try {
    const { status, stderr } = spawnSync('/usr/bin/time', ['-q', '-o', report, '-f', '%e %U %S %M', 'bash', '-c', command], {
      encoding: 'utf8',
    });
    if (status === null || status > 1) throw new Error(`${command}\nended with ${status}: ${stderr}`);
    const [wall = 0, user = 0, system = 0, kib = 0] = readFileSync(report, 'utf8').trim().split(/\s+/).map(Number);
    return { wall, cpu: user + system, memory: kib / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function isInstalled(program: string): boolean {
  return spawnSync('bash', ['-c', `command -v ${program}`]).status === 0;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** The table, with the ratio of each CPU time to that of `unit`. */
export function table(measured: readonly Measured[], unit: string): string {
  const one = measured.find(({ name }) => name === unit)?.cpu ?? Number.NaN;
  const width = Math.max(...measured.map(({ name }) => name.length));
  const rows = measured.map(({ name, wall, cpu, memory }) =>
    [
      name.padEnd(width),
      wall.toFixed(2).padStart(8),
      cpu.toFixed(2).padStart(8),
      memory.toFixed(0).padStart(8),
      (cpu / one).toFixed(2).padStart(8),
    ].join('  '),
  );
  const head = [''.padEnd(width), '  wall s', '   cpu s', ' RSS MiB', '   × cpu'].join('  ');
  return `${[head, ...rows].join('\n')}\n`;
}

/** The machine on which the figures were taken. */
export function machine(): string {
  const [first] = cpus();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${cpus().length} × ${first?.model ?? 'unknown'}, ${memory}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, revision ${commit}`;
}
