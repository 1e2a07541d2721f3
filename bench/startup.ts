/**
 * The startup time of the program, as ratios to Node doing nothing: 20 runs of each, in turn, the median counts.
 *
 * node scripts/build.mjs && node scripts/run.mjs bench/startup.ts [ROUNDS]
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { machine, median } from './measure.ts';

const [, , rounds = '20'] = argv;
const RULES = 'records app from line { done = "done" }\nwindow many { over every 1h emit { n = count(app.done) } }\n';

const folder = mkdtempSync(join(tmpdir(), 'corr-bench-'));
const inFolder = (name: string) => join(folder, name);
writeFileSync(inFolder('small.corr'), RULES);
writeFileSync(inFolder('log'), 'done\n');
spawnSync(process.execPath, ['dist/corr.js', 'compile', inFolder('small.corr'), '-o', inFolder('plan.json')]);

const contenders: [name: string, args: string[]][] = [
  ['node -e 0', ['-e', '0']],
  ['corr --version', ['dist/corr.js', '--version']],
  ['corr check, two lines', ['dist/corr.js', 'check', inFolder('small.corr')]],
  ['corr check, a story', ['dist/corr.js', 'check', 'examples/ssh/ssh.corr']],
  ['corr run, a plan', ['dist/corr.js', 'run', inFolder('plan.json'), inFolder('log')]],
];

/** Milliseconds from the start of a process to its end. */
function cost(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}\nended with ${status}: ${stderr}`);
  return performance.now() - start;
}

const times = new Map<string, number[]>(contenders.map(([name]) => [name, []]));
for (let round = 0; round < Number(rounds); round++) for (const [name, args] of contenders) times.get(name)?.push(cost(args));
rmSync(folder, { recursive: true });

const unit = median(times.get('node -e 0') ?? []);
const rows = [...times].map(
  ([name, all]) => `${name.padEnd(24)}${median(all).toFixed(0).padStart(8)}${(median(all) / unit).toFixed(2).padStart(8)}\n`,
);
process.stdout.write(`${machine()}\n\n${''.padEnd(24)}      ms  × node\n${rows.join('')}`);
