import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Random } from '../../oracle/generator/random.ts';
import { CrashingRuns, crashesOf, type Ended } from '../../runtime/live/crashes.ts';
import { VISIT_RULES, visits } from '../../runtime/live/runs.ts';
import { OUTCOMES, SimDisk } from '../../runtime/state/sim-disk.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';
import { inFolder, Program, pause } from '../program.ts';

export const crashFiles: Goal = {
  id: 'G1',
  name: 'crash safety, file to file',
  what: 'after any crash the output is, byte for byte, that of a run that was not disturbed',
  share: 35,
  prove: async (task) => {
    const half = { ...task, seconds: task.seconds / 2 };
    const [enumerated, killed] = [await enumerateCrashes(half, () => new SimDisk()), await killLoop(half)];
    return { figure: { ...enumerated.figure, ...killed.figure }, wrong: [...enumerated.wrong, ...killed.wrong] };
  },
};

/**
 * A crash at each disk operation, with each possible result, of which equal ones are tried once; then, while there is time,
 * random sequences of crashes.
 */
export function enumerateCrashes({ seconds, seed }: Task, makeDisk: () => SimDisk): Promise<Proof> {
  return inFolder(async (folder) => {
    const log = join(folder, 'app.log');
    writeFileSync(log, visits(9));
    const runs = new CrashingRuns(log);
    const undisturbed = await runs.undisturbed(makeDisk());
    const wrong: string[] = [];
    let scenarios = 0;
    const compare = async (crash: string, run: Promise<Ended>) => {
      scenarios++;
      const difference = differenceOf(await run.catch((error: unknown) => String(error)), undisturbed);
      if (difference !== undefined) wrong.push(`${crash}: ${difference}`);
    };
    const first = makeDisk();
    for (const { crash, disk } of await crashesOf(first, {}, () => runs.undisturbed(first)))
      if (wrong.length < ENOUGH) await compare(crash, runs.undisturbed(disk));
    const random = new Random(seed);
    const operation = () => random.int(1, undisturbed.operations);
    for (const isOver = timer(seconds); !isOver(); ) {
      const [outcome, crashes] = [random.pick(OUTCOMES), [operation(), operation(), operation()]];
      await compare(`crashes at ${crashes.join(', ')}, unsynchronized bytes ${outcome}`, runs.disturbed(outcome, crashes, makeDisk()));
    }
    return { figure: { scenarios, scenariosWrong: wrong.length }, wrong };
  });
}

function differenceOf(ended: Ended | string, { output, summary }: Ended): string | undefined {
  if (typeof ended === 'string') return ended;
  if (ended.output !== output) return 'another output';
  if (ended.outbox !== output) return 'another outbox';
  if (ended.summary.imbalances.length > 0) return `no balance: ${JSON.stringify(ended.summary.imbalances)}`;
  return isDeepStrictEqual(ended.summary, summary) ? undefined : 'another summary';
}

/** This many violations are enough. */
const ENOUGH = 10;
/** The number of lines added to the log between two kills. */
const PART = 60;
/** After all others, with a line that advances the clock: its outcome shows that the log was read to its end. */
const LAST_VISIT = '2024-06-01 00:00:00 open last\n2024-06-01 00:00:00 close last\n2024-06-02 00:00:00\n';
/** The time limit on a busy machine, seconds. */
const PATIENCE = 300;

/** The real program follows a growing log, and is killed at random moments. */
function killLoop({ seconds, seed }: Task): Promise<Proof> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'rules.corr'), VISIT_RULES);
    writeFileSync(join(folder, 'app.log'), '');
    const random = new Random(seed);
    const log = visits(PART * 1000).split(/(?<=\n)/);
    const size = Math.ceil(log.length / 1000);
    let kills = 0;
    for (const isOver = timer(seconds); kills < 2 || !isOver(); kills++) {
      appendFileSync(join(folder, 'app.log'), log.slice(kills * size, (kills + 1) * size).join(''));
      const program = follow(folder, 'killed');
      // From before its first write to after some checkpoints.
      await pause(random.int(100, 900));
      await program.kill('SIGKILL');
    }
    appendFileSync(join(folder, 'app.log'), LAST_VISIT);
    const killed = await toItsEnd(folder, 'killed');
    const whole = await toItsEnd(folder, 'whole');
    const wrong =
      killed === whole && whole !== '' ? [] : [`after ${kills} kills ${killed.length} bytes are told in place of ${whole.length}`];
    return { figure: { kills, lines: whole.split('\n').length - 1 }, wrong };
  });
}

function follow(folder: string, name: string): Program {
  const args = ['serve', 'rules.corr', '--follow', 'app.log', '--state', name, '--out', `${name}.ndjson`];
  // Wall clock and lateness have no effect, so that every run reports the same.
  return new Program([...args, '--idle', '1h', '--checkpoint', '50ms'], folder);
}

/** Runs until the last visit is reported, and stops. */
async function toItsEnd(folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.ndjson`);
  const program = follow(folder, name);
  const read = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  for (const isOver = timer(PATIENCE); !isOver() && !read().includes('"id":"last"'); ) await pause(500);
  await program.kill('SIGTERM');
  return read();
}
