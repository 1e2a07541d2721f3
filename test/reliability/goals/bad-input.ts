import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../oracle/generator/random.ts';
import { visits } from '../../runtime/live/runs.ts';
import { type FuzzTarget, fuzzTargets } from '../fuzz-targets.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';
import { inFolder } from '../program.ts';

/** Inputs that once failed, which are always tried again. */
const CRASHES = join('test', 'reliability', 'crashes');
/** The same inputs always come first. */
const FIXED_SEED = 1;
/** Milliseconds per KiB. */
const MOST_TIME = 100;
/** Other work may run at the same time: only what is slow in every attempt counts. */
const ATTEMPTS = 3;
const LEAST = 100;

export const badInput: Goal = {
  id: 'G6',
  name: 'bad input',
  what: 'frames, records, rule files, also in an editor, and saved state, changed by chance, are dealt with in little time and never end the program',
  share: 40,
  prove: (task) =>
    inFolder(async (folder) => {
      const log = join(folder, 'app.log');
      writeFileSync(log, visits(9));
      return fuzzed(await fuzzTargets(log), task);
    }),
};

/** @param crashes the folder of inputs that failed: they are tried first, and those found are added */
export async function fuzzed(targets: readonly FuzzTarget[], { seconds, seed }: Task, crashes = CRASHES): Promise<Proof> {
  const figure: Record<string, number> = {};
  const wrong: string[] = [];
  for (const target of targets) {
    const tryOne = async (input: Buffer) => {
      const fault = await faultIn(target, input);
      if (fault !== undefined) wrong.push(`${keep(crashes, target, input)}: ${fault}`);
    };
    const known = crashesOf(crashes, target);
    for (const input of known) await tryOne(input);
    figure[target.name] = known.length;
    for (const from of [FIXED_SEED, seed])
      figure[target.name]! += await fuzz(target, new Random(from), seconds / targets.length / 2, tryOne);
  }
  return { figure, wrong };
}

/** Returns the number of inputs tried. */
async function fuzz(target: FuzzTarget, random: Random, seconds: number, tryOne: (input: Buffer) => Promise<void>): Promise<number> {
  let count = 0;
  for (const isOver = timer(seconds); count < LEAST || !isOver(); count++) await tryOne(target.sample(random));
  return count;
}

async function faultIn(target: FuzzTarget, input: Buffer): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const began = performance.now();
    const fault = await target.faultOf(input).catch((error: unknown) => (error instanceof Error ? error.stack : String(error)));
    const time = performance.now() - began;
    if (fault !== undefined) return fault;
    if (time <= MOST_TIME * Math.max(1, Math.ceil(input.length / 1024))) return undefined;
    if (attempt === ATTEMPTS) return `it takes ${Math.round(time)} ms`;
  }
}

/** Returns the file. */
function keep(folder: string, { name }: FuzzTarget, input: Buffer): string {
  const file = join(folder, `${name}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, input);
  return file;
}

function crashesOf(folder: string, { name }: FuzzTarget): Buffer[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.startsWith(`${name}-`)).map((file) => readFileSync(join(folder, file)));
}
