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

export async function fuzzed(targets: readonly FuzzTarget[], { seconds, seed }: Task): Promise<Proof> {
  const figure: Record<string, number> = {};
  const wrong: string[] = [];
  for (const target of targets) {
    const tried = [...crashesOf(target)];
    for (const input of tried) note(target, input, await faultIn(target, input), wrong);
    figure[target.name] = tried.length;
    for (const from of [FIXED_SEED, seed])
      figure[target.name]! += await fuzz(target, new Random(from), seconds / targets.length / 2, wrong);
  }
  return { figure, wrong };
}

/** Returns the number of inputs tried. */
async function fuzz(target: FuzzTarget, random: Random, seconds: number, wrong: string[]): Promise<number> {
  let count = 0;
  for (const isOver = timer(seconds); count < LEAST || !isOver(); count++) {
    const input = target.sample(random);
    note(target, input, await faultIn(target, input), wrong);
  }
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

function note({ name }: FuzzTarget, input: Buffer, fault: string | undefined, wrong: string[]): void {
  if (fault === undefined) return;
  const file = join(CRASHES, `${name}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`);
  mkdirSync(CRASHES, { recursive: true });
  writeFileSync(file, input);
  wrong.push(`${file}: ${fault}`);
}

function* crashesOf({ name }: FuzzTarget): Generator<Buffer> {
  const files = existsSync(CRASHES) ? readdirSync(CRASHES) : [];
  for (const file of files) if (file.startsWith(`${name}-`)) yield readFileSync(join(CRASHES, file));
}
