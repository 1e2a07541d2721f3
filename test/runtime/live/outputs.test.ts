/**
 * Outputs that change while rules run: every outcome is reported once, to the outputs of its time, whatever happens
 * meanwhile.
 */

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import type { OutputSpec } from '../../../src/runtime/live/outputs.ts';
import type { OutputSet } from '../../../src/runtime/live/rules.ts';
import type { Live, LiveOptions } from '../../../src/runtime/live.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { fullFrom, OUTCOMES, SimDisk } from '../state/sim-disk.ts';
import { type Crashed, crashesOf } from './crashes.ts';
import { insist, NOBODY, opened, optionsFor, planOfText, runToEnd, STATE, VISIT_RULES, VISITS, visits, watched, writeLog } from './runs.ts';
import { ScriptedReceiver } from './scripted-receiver.ts';

const folder = temporaryFolder();

const lines = visits(6).split(/(?<=\n)/);
const half = Math.floor(lines.length / 2);
const log = join(folder, 'app.log');
const write = (count: number) => writeLog(log, lines.slice(0, count).join(''));
const SLOWER = planOfText(VISIT_RULES.replace('after 30s idle', 'after 40s idle'));

const [BEFORE, AFTER, BOTH] = ['/out/before.ndjson', '/out/after.ndjson', '/out/both.ndjson'];
const file = (path: string, more: Partial<OutputSpec> = {}): OutputSpec => ({ format: 'ndjson', path, ...more });
const place = (name: string) => ({ name, sender: NOBODY });
const OLD: OutputSet = { outputs: [file(BEFORE), file(BOTH)], deliveries: [place('gone'), place('stays')] };
const NEW: OutputSet = { outputs: [file(BOTH), file(AFTER)], deliveries: [place('stays'), place('new')] };

function optionsOf(disk: SimDisk, set: OutputSet, plan: Plan, more: Partial<LiveOptions> = {}): LiveOptions {
  return optionsFor(plan, disk, { ...set, logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250 }, ...more });
}

/** The progress of a scenario, across all its crashes: the configuration is changed; the rest of the log is written. */
interface Story {
  isChanged: boolean;
  isWritten: boolean;
}

const BEGIN: Story = { isChanged: false, isWritten: false };

/** Continues a scenario to its end, on one disk. */
async function play(disk: SimDisk, story: Story, plan = VISITS): Promise<Live> {
  const clock = new FakeClock();
  write(story.isWritten ? lines.length : half);
  const options = story.isChanged ? optionsOf(disk, NEW, plan, { clock }) : optionsOf(disk, OLD, VISITS, { clock });
  const live = await insist(() => opened(options));
  const turns = async () => {
    clock.advance(200);
    while (await insist(() => live.turn()));
  };
  await turns();
  if (!story.isChanged) {
    story.isChanged = true;
    const { change, isOver } = watched(insist(() => live.reload(plan, NEW)));
    while (!isOver()) await turns();
    await change;
  }
  story.isWritten = true;
  write(lines.length);
  await turns();
  await insist(() => live.close());
  return live;
}

/** What crashes at each operation would leave. */
function crashes(disk: SimDisk, plan = VISITS, outcomes = OUTCOMES): Promise<Crashed<Story>[]> {
  const story = { ...BEGIN };
  return crashesOf(disk, story, () => play(disk, story, plan), outcomes);
}

/** The disk after a run that continues from a crash. */
async function continued({ crash, disk, story }: Crashed<Story>, plan = VISITS): Promise<SimDisk> {
  const live = await play(disk, story, plan);
  expect(live.rules.summary.imbalances, crash).toEqual([]);
  return disk;
}

const outbox = (disk: SimDisk, name: string) => disk.text(`${STATE}/outbox-${name}-000000`);
/** Without duplicates, which a crash may cause. */
const deadLetters = (disk: SimDisk) => [...new Set(disk.text(`${STATE}/dead-letters.ndjson`).split(/(?<=\n)/))].join('');
const letter = (line: string) =>
  `{"output":"gone","why":"The output was removed before it was delivered.","attempts":0,"outcome":${line.trimEnd()}}\n`;

/** The combined output if nothing is changed. */
let all = '';
beforeAll(async () => {
  const disk = new SimDisk();
  write(lines.length);
  await runToEnd(optionsOf(disk, { outputs: [file(BOTH)], deliveries: [] }, VISITS));
  all = disk.text(BOTH);
});

/** What is wrong on a disk; empty if nothing. */
function wrongOn(disk: SimDisk): string[] {
  const [before, after] = [disk.text(BEFORE), disk.text(AFTER)];
  const isRight = {
    parted: before + after === all,
    both: disk.text(BOTH) === all,
    stays: outbox(disk, 'stays') === all,
    new: outbox(disk, 'new') === after,
    gone: outbox(disk, 'gone') === '' && !disk.list(STATE).some((name) => name.startsWith('outbox-gone')),
    dead:
      deadLetters(disk) ===
      before
        .split(/(?<=\n)/)
        .filter((line) => line !== '')
        .map(letter)
        .join(''),
  };
  return Object.entries(isRight).flatMap(([name, is]) => (is ? [] : name));
}

describe('other outputs', () => {
  it('get outcomes from then on; those still due to a removed one become dead letters', async () => {
    const disk = new SimDisk();
    await play(disk, { ...BEGIN });
    expect(wrongOn(disk)).toEqual([]);
    expect(disk.text(BEFORE)).not.toBe('');
    expect(disk.text(AFTER)).not.toBe('');
  });

  it('are told each outcome once after a crash at any operation', async () => {
    for (const crashed of await crashes(new SimDisk())) expect(wrongOn(await continued(crashed)), crashed.crash).toEqual([]);
  });
});

it('changes rules and outputs at one moment: what is open of the old rules goes to the old outputs', async () => {
  const undisturbed = new SimDisk();
  await play(undisturbed, { ...BEGIN }, SLOWER);
  const abandoned = (disk: SimDisk, path: string) =>
    disk
      .text(path)
      .split('\n')
      .filter((line) => line.includes('"code":"changed"')).length;
  expect(abandoned(undisturbed, BEFORE)).toBeGreaterThan(0);
  expect(abandoned(undisturbed, AFTER)).toBe(0);
  for (const crashed of await crashes(new SimDisk(), SLOWER)) {
    const disk = await continued(crashed, SLOWER);
    for (const path of [BEFORE, AFTER, BOTH]) expect(disk.text(path), `${crashed.crash}: ${path}`).toBe(undisturbed.text(path));
  }
});

it('goes to the last of two changes that are asked for at one moment', async () => {
  const disk = new SimDisk();
  write(half);
  await runToEnd(optionsOf(disk, OLD, VISITS));
  write(lines.length);
  const live = await opened(optionsOf(disk, NEW, VISITS));
  const turn = live.turn();
  const last = live.reload(VISITS, { outputs: [file(BOTH)], deliveries: [] });
  await turn;
  while (await live.turn());
  await last;
  await live.close();
  const whole = new SimDisk();
  await runToEnd(optionsOf(whole, OLD, VISITS));
  expect(disk.text(BOTH)).toBe(whole.text(BOTH));
  expect(disk.text(AFTER)).toBe('');
  expect(disk.opened).toBe(0);
});

it('writes over nothing where a change opened a file that an earlier one began to write to meanwhile', async () => {
  const disk = new SimDisk();
  write(half);
  await runToEnd(optionsOf(disk, OLD, VISITS));
  const clock = new FakeClock();
  const live = await opened(optionsOf(disk, NEW, VISITS, { clock }));
  const turns = async () => {
    clock.advance(200);
    while (await live.turn());
  };
  const slow = new ScriptedReceiver('relp://127.0.0.1:514', 'relp');
  let listens = (_: undefined) => {};
  slow.listen = () => new Promise((resolve) => (listens = resolve));
  const outputs = { ...NEW, outputs: [...NEW.outputs, file('/out/third.ndjson')] };
  const sources = { logs: [{ name: log, files: [log] }], receivers: [{ receiver: slow, format: 'line' }] };
  const { change, isOver } = watched(live.reload(VISITS, outputs, sources));
  write(lines.length - 6);
  await turns();
  expect(disk.text(AFTER)).not.toBe('');
  listens(undefined);
  while (!isOver()) await turns();
  await change;
  write(lines.length);
  await turns();
  await live.close();
  expect(disk.text('/out/third.ndjson')).not.toBe('');
  expect(disk.text(BOTH)).toBe(disk.text(BEFORE) + disk.text(AFTER));
  expect(disk.opened).toBe(0);
});

it('loses and repeats nothing where the disk is full for a while', async () => {
  const undisturbed = new SimDisk();
  await play(undisturbed, { ...BEGIN });
  for (let from = 1; from < undisturbed.operations; from += 2) {
    const disk = new SimDisk();
    disk.fails = fullFrom(from, 3);
    await play(disk, { ...BEGIN });
    expect(wrongOn(disk), `full from ${from}`).toEqual([]);
  }
});

it('is noticed where what is told no more is not synchronized before the checkpoint that leaves it', async () => {
  const broken = Object.assign(new SimDisk(), { ignoresSync: (path: string) => path === BEFORE });
  const wrong = new Set<string>();
  for (const crashed of await crashes(broken, VISITS, ['lost'])) {
    const found = await continued(crashed).then(wrongOn, () => ['refused']);
    for (const name of found) wrong.add(name);
  }
  expect(wrong).toContain('parted');
});
