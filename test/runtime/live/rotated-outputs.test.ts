/**
 * Outcome files that are moved away, as by logrotate: each outcome is reported once, in one of them, whatever happens
 * meanwhile.
 */

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OutputSet } from '../../../src/runtime/live/rules.ts';
import { Live, type LiveOptions } from '../../../src/runtime/live.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { fullFrom, SimDisk } from '../state/sim-disk.ts';
import { crashesOf } from './crashes.ts';
import { insist, NOBODY, opened, optionsFor, planOfText, runToEnd, STATE, VISIT_RULES, VISITS, visits, watched, writeLog } from './runs.ts';

const folder = temporaryFolder();

const lines = visits(6).split(/(?<=\n)/);
const half = Math.floor(lines.length / 2);
const log = join(folder, 'app.log');
const write = (count: number) => writeLog(log, lines.slice(0, count).join(''));

const OTHER_VISITS = planOfText(VISIT_RULES.replace('30s idle', '31s idle'));

const [PATH, MOVED] = ['/out/told.csv', '/out/told.csv.1'];
const TELLING: OutputSet = { outputs: [{ format: 'csv', path: PATH }], deliveries: [] };

function optionsOf(disk: SimDisk, clock = new FakeClock()): LiveOptions {
  return optionsFor(VISITS, disk, { ...TELLING, logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250 }, clock });
}

/** The combined output, without the header. */
let all = '';
beforeAll(async () => {
  const disk = new SimDisk();
  write(lines.length);
  await runToEnd(optionsOf(disk));
  all = rows(disk, PATH);
});

function rows(disk: SimDisk, path: string): string {
  const [header = '', ...others] = disk.text(path).split(/(?<=\n)/);
  expect(header === '' || header.startsWith('id,rule,')).toBe(true);
  return others.join('');
}

/** Its progress, across a crash. */
interface Story {
  isMoved: boolean;
  isWritten: boolean;
}

const BEGIN: Story = { isMoved: false, isWritten: false };

/**
 * The first half is reported; the file is moved, while nothing runs or before the outputs are reopened; the rest is
 * reported.
 */
async function play(disk: SimDisk, story: Story, isDown: boolean): Promise<void> {
  write(story.isWritten ? lines.length : half);
  if (!story.isMoved) {
    await runToEnd(optionsOf(disk));
    if (isDown) move(disk, story);
  }
  const clock = new FakeClock();
  const live = await opened(optionsOf(disk, clock));
  const turns = async () => {
    clock.advance(200);
    while (await live.turn());
  };
  await turns();
  if (!story.isMoved) move(disk, story);
  const { change, isOver } = watched(live.reload(VISITS, TELLING));
  while (!isOver()) await turns();
  await change;
  story.isWritten = true;
  write(lines.length);
  await turns();
  await live.close();
}

function move(disk: SimDisk, story: Story): void {
  disk.moveAway(PATH, MOVED);
  story.isMoved = true;
}

describe.each([
  ['while nothing runs', true],
  ['before outputs are read again', false],
])('a file that is moved away %s', (_, isDown) => {
  it('has the outcomes until then, and a new one those after', async () => {
    const disk = new SimDisk();
    await play(disk, { ...BEGIN }, isDown);
    expect(rows(disk, MOVED)).not.toBe('');
    expect(rows(disk, PATH)).not.toBe('');
    expect(rows(disk, MOVED) + rows(disk, PATH)).toBe(all);
    expect(disk.opened).toBe(0);
  });

  it('has nothing twice after a crash at any operation', async () => {
    const [first, begin] = [new SimDisk(), { ...BEGIN }];
    for (const { crash, disk, story } of await crashesOf(first, begin, () => play(first, begin, isDown))) {
      await play(disk, story, isDown);
      expect(rows(disk, MOVED) + rows(disk, PATH), crash).toBe(all);
    }
  });
});

it('a file is continued even if its inode now belongs to another, as in a folder that was copied back', async () => {
  const disk = new SimDisk();
  write(half);
  await runToEnd(optionsOf(disk));
  const told = disk.bytes(PATH);
  disk.moveAway(PATH, MOVED);
  disk.create(PATH).close();
  disk.set(PATH, told);
  disk.set(MOVED, Buffer.from(told).reverse());
  await (await opened(optionsOf(disk))).close();
  expect(disk.bytes(PATH)).toEqual(told);
  expect(disk.bytes(MOVED)).toEqual(Buffer.from(told).reverse());
});

it('a file that is nowhere to be found is refused, and none is made in its place', async () => {
  const disk = new SimDisk();
  write(half);
  await runToEnd(optionsOf(disk));
  disk.moveAway(PATH, '/elsewhere/told.csv');
  expect(await Live.open(optionsOf(disk))).toHaveProperty('message', expect.stringContaining(PATH));
  expect(disk.stats(PATH)).toBeUndefined();
});

it.each([0, 40])('a file that others cut to %d bytes goes on at its end, which is told, also after a crash', async (left) => {
  let disk = new SimDisk();
  const notes: string[] = [];
  write(half);
  const clock = new FakeClock();
  const live = await opened({ ...optionsOf(disk, clock), note: (text) => notes.push(text) });
  while (await live.turn());
  const before = disk.bytes(PATH);
  disk.set(PATH, before.subarray(0, left));
  write(lines.length);
  clock.advance(200);
  while (await live.turn());
  expect(notes).toEqual([expect.stringMatching(/^'\/out\/told.csv' was cut while .* To rotate it, move it/)]);
  const after = left > 0 ? disk.text(PATH).slice(left) : rows(disk, PATH);
  expect(after).not.toBe('');
  expect(all.includes(after)).toBe(true);
  disk = disk.after('lost');
  const again = await opened(optionsOf(disk, clock));
  while (await again.turn());
  await again.close();
  expect(disk.text(PATH).startsWith(before.subarray(0, left || before.indexOf('\n') + 1).toString() + after)).toBe(true);
});

it('a file that others cut goes on after a crash also where there was no room for one operation', async () => {
  for (let at = 1, isFilled = true; isFilled; at++) {
    const disk = new SimDisk();
    write(half);
    await runToEnd(optionsOf(disk));
    const clock = new FakeClock();
    // So long a segment that no checkpoint but that of the cut follows on that of the start.
    const live = await opened({ ...optionsOf(disk, clock), pace: { turn: 250 } });
    while (await live.turn());
    disk.set(PATH, Buffer.alloc(0));
    write(lines.length);
    clock.advance(200);
    const full = disk.operations + at;
    disk.fails = fullFrom(full, 1);
    while (await insist(() => live.turn()));
    isFilled = disk.operations >= full;
    await live.abandon();
    const after = disk.after('kept');
    await runToEnd(optionsOf(after, clock));
    expect(all.endsWith(rows(after, PATH)), `operation ${at}`).toBe(true);
  }
});

it('a file that others cut goes on after a crash also where a change of sources is carried out meanwhile', async () => {
  const disk = new SimDisk();
  const notes: string[] = [];
  write(half);
  const clock = new FakeClock();
  const live = await opened({ ...optionsOf(disk, clock), note: (text) => notes.push(text) });
  while (await live.turn());
  disk.set(PATH, Buffer.alloc(0));
  // What is open is abandoned, and told.
  const { isOver } = watched(live.reload(OTHER_VISITS, undefined, { logs: [], receivers: [] }));
  while (!isOver()) await live.turn();
  expect(notes).toHaveLength(1);
  const told = rows(disk, PATH);
  expect(told).toContain(',abandoned,');
  await live.abandon();
  const after = disk.after('kept');
  await (await opened({ ...optionsOf(after, clock), plan: OTHER_VISITS, logs: [] })).close();
  expect(after.text(PATH)).toContain(told);
});

it('a file that others append to goes on behind that, which is told once', async () => {
  const disk = new SimDisk();
  const notes: string[] = [];
  write(half);
  const clock = new FakeClock();
  const live = await opened({ ...optionsOf(disk, clock), note: (text) => notes.push(text) });
  while (await live.turn());
  let before = '';
  for (const upTo of [half + 4, lines.length]) {
    before = `${disk.text(PATH)}of another\n`;
    disk.set(PATH, Buffer.from(before));
    write(upTo);
    clock.advance(200);
    while (await live.turn());
    expect(disk.text(PATH).startsWith(before)).toBe(true);
  }
  await live.close();
  expect(notes).toEqual([expect.stringContaining("'/out/told.csv' is written to by others, too")]);
  expect(rows(disk, PATH).replaceAll('of another\n', '')).toBe(all);
});

it('a file that is lost is done without by a start with another in its place', async () => {
  const disk = new SimDisk();
  write(half);
  await runToEnd(optionsOf(disk));
  disk.remove(PATH);
  expect(await Live.open(optionsOf(disk))).toHaveProperty('help', expect.stringContaining('start once without it'));
  const other: OutputSet = { ...TELLING, outputs: [{ format: 'csv', path: '/out/other.csv' }] };
  for (const set of [other, TELLING]) await runToEnd({ ...optionsOf(disk), ...set });
  expect(rows(disk, PATH)).toBe('');
});

it('dead letters that are moved away are followed by others in a file of their own', async () => {
  const disk = new SimDisk();
  const sender = { ...NOBODY, deliver: async () => ({ kind: 'refused' as const, why: 'Never.' }) };
  const letters = join(STATE, 'dead-letters.ndjson');
  for (const count of [half, lines.length]) {
    write(count);
    const live = await opened({ ...optionsOf(disk), deliveries: [{ name: 'pager', sender }] });
    live.rules.deliveries.start({ clock: new FakeClock(), note: () => {}, fail: () => {} });
    while (await live.turn());
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    if (count === half) disk.moveAway(letters, `${letters}.1`);
    await live.close();
  }
  const [first, second] = [`${letters}.1`, letters].map((path) => disk.text(path).split('\n').length - 1);
  expect(first).toBeGreaterThan(0);
  expect(second).toBeGreaterThan(0);
});

it('what others append to a file after a stop is kept, and after a crash cut off: it may be from the run itself', async () => {
  for (const isClosed of [true, false]) {
    const disk = new SimDisk();
    write(half);
    const live = await opened(optionsOf(disk));
    while (await live.turn());
    await (isClosed ? live.close() : live.abandon());
    const before = disk.text(PATH);
    const file = disk.create(PATH);
    file.write(Buffer.from('by others\n'), before.length);
    file.close();
    write(lines.length);
    await runToEnd(optionsOf(disk));
    expect(rows(disk, PATH).replace('by others\n', '')).toBe(all);
    expect(disk.text(PATH).includes('by others')).toBe(isClosed);
  }
});

it.each(['checkpoint-a', 'checkpoint-b'])(
  'after a stop and a start, a crash and damage to %s, each outcome is there once',
  async (slot) => {
    const disk = new SimDisk();
    write(half);
    await runToEnd(optionsOf(disk));
    write(lines.length);
    // So long a segment that no checkpoint but that of the start follows on the stop.
    const live = await opened({ ...optionsOf(disk), pace: { turn: 250 } });
    while (await live.turn());
    await live.abandon();
    disk.set(join(STATE, slot), Buffer.from('damaged'));
    await runToEnd(optionsOf(disk));
    expect(rows(disk, PATH)).toBe(all);
  },
);
