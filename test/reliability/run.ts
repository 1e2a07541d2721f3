/**
 * `npm run reliability -- [--budget SECONDS] [--seed N] [--only G5,G8]`: tests each goal, and reports it as one line of
 * JSON. Exits with 1 if one is missed. The program under test is the one in `dist`.
 */

import './temporary.ts';
import { parseArgs } from 'node:util';
import { prove, shareOut } from './goal.ts';
import { GOALS } from './goals.ts';

const USAGE = 'npm run reliability -- [--budget SECONDS] [--seed N] [--only G5,G8]';

const { values } = readOptions();
const seed = whole('seed', values.seed) ?? Math.floor(Math.random() * 2 ** 31);
const only = values.only?.split(',');
const unknown = only?.filter((wanted) => !GOALS.some(({ id }) => id === wanted)) ?? [];
if (unknown.length > 0) refuse(`--only: there is no goal ${unknown.join(', ')}`);

const goals = GOALS.filter(({ id }) => only?.includes(id) ?? true);
const seconds = shareOut(whole('budget', values.budget) ?? 240, goals);
for (const [i, goal] of goals.entries()) {
  const result = await prove(goal, { seconds: seconds[i] ?? 0, seed });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (!result.pass) process.exitCode = 1;
}

function readOptions() {
  try {
    return parseArgs({ options: { budget: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } } });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** A mistake in an option, which `--help` is, too. */
function refuse(message: string): never {
  process.stderr.write(`${message}\nUsage: ${USAGE}\n`);
  process.exit(3);
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d{1,9}$/.test(text)) refuse(`--${name}: a whole number is wanted`);
  return text === undefined ? undefined : Number(text);
}
