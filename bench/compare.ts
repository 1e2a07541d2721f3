/**
 * Compares two revisions: whether one is faster, and whether their output is equal. They run in turn, and a difference
 * is reported only if it exceeds the noise. `.` is the working tree.
 *
 * node scripts/run.mjs bench/compare.ts REVISION REVISION [BENCH…] [--rounds 10] [--lines 500000]
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, machine, measure } from './measure.ts';
import { type Ratio, ratioOf, verdict } from './ratio.ts';
import { build, type Revision } from './revision.ts';
import { programOf } from './service.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '10' }, lines: { type: 'string', default: '500000' } },
});
const [first, second, ...wanted] = positionals;
if (first === undefined || second === undefined) throw new Error('name two revisions');
const folder = mkdtempSync(join(tmpdir(), 'corr-compare-'));

/** A shell command. Its output in `out` must be the same for both revisions. */
type Bench = (corr: string, out: string) => string;

const run = (rules: string, kind: string, options = ''): Bench => {
  return (corr, out) => `${corr} run bench/rules/${rules}.corr ${logOf(kind)} --format ndjson=${out} --summary none ${options}`;
};
/** Short work is repeated, as the resolution of CPU time is coarse. */
const often = (bench: Bench): Bench => {
  return (corr, out) => `for i in 1 2 3 4 5 6 7 8; do ${bench(corr, out)}; done`;
};

const BENCHES: Record<string, Bench> = {
  'task-t': run('task-t', 'auth', '--year 2023'),
  json: run('requests-json', 'json'),
  plain: run('requests-plain', 'plain'),
  compile: (corr, out) => `${corr} compile ${program()} -o ${out}`,
  check: often((corr, out) => `${corr} check examples/ssh/ssh.corr > ${out}`),
  start: often((corr, out) => `${corr} --version > ${out}`),
};

function logOf(kind: string): string {
  const { lines } = values;
  const log = `.bench/${kind}-${lines}.log`;
  mkdirSync('.bench', { recursive: true });
  if (!existsSync(log)) execFileSync(process.execPath, ['scripts/run.mjs', 'bench/logs.ts', kind, lines, log]);
  return log;
}

/** A program of a thousand rules. */
function program(): string {
  const path = join(folder, 'thousand.corr');
  if (!existsSync(path)) writeFileSync(path, programOf(1000));
  return path;
}

interface Runs {
  figures: Figures[];
  /** Hashes of the output; just one if the revision is deterministic. */
  outputs: Set<string>;
}

function once(bench: Bench, { program }: Revision, { figures, outputs }: Runs): void {
  const out = join(folder, 'out');
  figures.push(measure(bench(`node ${program}`, out)));
  outputs.add(createHash('sha256').update(readFileSync(out)).digest('hex'));
}

/**
 * A B B A A B …: a machine that gets slower, or faster, affects both equally. The first pair warms the disk cache, and
 * does not count.
 */
function inTurn(bench: Bench, a: Revision, b: Revision, rounds: number): [Runs, Runs] {
  const runs: [Runs, Runs] = [
    { figures: [], outputs: new Set() },
    { figures: [], outputs: new Set() },
  ];
  for (let round = 0; round <= rounds; round++) {
    const pair = [() => once(bench, a, runs[0]), () => once(bench, b, runs[1])];
    for (const turn of round % 2 === 0 ? pair : pair.reverse()) turn();
  }
  for (const { figures } of runs) figures.shift();
  return runs;
}

function ratioText({ median, low, high }: Ratio): string {
  return `${median.toFixed(3).padStart(8)}  ${`${low.toFixed(3)} to ${high.toFixed(3)}`.padEnd(16)}`;
}

/** Prints a row for each figure. Returns whether both outputs are equal. */
function compare(name: string, bench: Bench, a: Revision, b: Revision): boolean {
  const runs = inTurn(bench, a, b, Number(values.rounds));
  for (const figure of ['cpu', 'wall', 'memory'] as const) {
    const [firsts, seconds] = runs.map(({ figures }) => figures.map((one) => one[figure])) as [number[], number[]];
    const ratio = ratioOf(firsts, seconds);
    const told = figure === 'memory' ? verdict(ratio).replace('faster', 'less').replace('slower', 'more') : verdict(ratio);
    process.stdout.write(`${name.padEnd(10)}${figure.padEnd(8)}${ratioText(ratio)}  ${told}\n`);
  }
  const outputs = new Set(runs.flatMap((one) => [...one.outputs]));
  if (outputs.size > 1) process.stdout.write(`${name.padEnd(10)}they do not tell the same\n`);
  return outputs.size === 1;
}

const unknown = wanted.filter((name) => !BENCHES[name]);
if (unknown.length > 0) throw new Error(`no bench ${unknown.join(', ')}; they are ${Object.keys(BENCHES).join(', ')}`);
const revisions: Revision[] = [];
try {
  for (const [i, name] of [first, second].entries()) revisions.push(build(name, join(folder, `revision-${i + 1}`)));
  const [a, b] = revisions as [Revision, Revision];
  process.stdout.write(
    `${machine()}\n${b.name} as a ratio to ${a.name}: median of ${values.rounds} pairs, and where the true ratio lies\n\n`,
  );
  const chosen = Object.entries(BENCHES).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const same = chosen.map(([name, bench]) => compare(name, bench, a, b));
  if (same.includes(false)) process.exitCode = 1;
} finally {
  for (const revision of revisions) revision.remove();
  rmSync(folder, { recursive: true, force: true });
}
