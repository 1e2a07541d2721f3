/** Logs that change while rules run: each record is read once, whatever happens meanwhile. */

import { existsSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { DESCRIPTORS } from '../../../src/runtime/inputs/net/descriptors.ts';
import type { SourceSpec } from '../../../src/runtime/inputs/paths.ts';
import type { Live } from '../../../src/runtime/live.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { fullFrom, SimDisk } from '../state/sim-disk.ts';
import { crashesOf } from './crashes.ts';
import { by, insist, opened, optionsFor, runToEnd, toldBy, watched, writeLog } from './runs.ts';

const folder = temporaryFolder();

const FIRST = by('first');
const seen = (disk: SimDisk) => toldBy(disk).map(([n]) => n);

/** Logs that grow from stage to stage, even while nobody follows them. */
const LOGS = ['a', 'b', 'c'];
const line = (log: string, at: number) => `2024-05-01 12:00:${String(at * 3 + LOGS.indexOf(log)).padStart(2, '0')} seen ${log}${at}\n`;
const write = (stage: number) => {
  for (const log of LOGS) {
    const lines = Array.from({ length: 2 * (stage + 1) }, (_, at) => line(log, at));
    writeLog(join(folder, log), lines.join(''));
  }
};
const followed = (...logs: string[]): SourceSpec[] => logs.map((log) => ({ name: join(folder, log), files: [join(folder, log)] }));
/** One is removed, one is added; then the first is added again. */
const STAGES = [followed('a', 'b'), followed('b', 'c'), followed('c', 'a', 'b')];
const ALL = LOGS.flatMap((log) => Array.from({ length: 6 }, (_, at) => `${log}${at}`)).sort();

/** The progress of a scenario, across all its crashes. */
interface Story {
  stage: number;
  /** The configuration with which a run is restarted after a crash during a change. */
  startsWith: 'before' | 'after';
}

/** Continues a scenario to its end, on one disk. */
async function play(disk: SimDisk, story: Story, prepare: (live: Live) => void = () => {}): Promise<Live> {
  const clock = new FakeClock();
  const options = { clock, logs: STAGES[story.stage]!, pace: { segment: 500, turn: 80 } };
  write(story.stage);
  const live = await insist(() => opened(optionsFor(FIRST, disk, options)));
  prepare(live);
  const turns = async () => {
    clock.advance(200);
    while (await insist(() => live.turn()));
  };
  await turns();
  while (story.stage < STAGES.length - 1) {
    const next = story.stage + 1;
    if (story.startsWith === 'after') story.stage = next;
    const { change, isOver } = watched(live.reload(FIRST, undefined, { logs: STAGES[next]!, receivers: [] }));
    do await turns();
    while (!isOver());
    await change;
    story.stage = next;
    write(next);
    await turns();
  }
  await insist(() => live.close());
  return live;
}

it('logs without years are merged with others by time also in a run that begins weeks after the first', async () => {
  const disk = new SimDisk();
  const clock = new FakeClock();
  const logs = followed('dated', 'yearless');
  let texts = ['', ''];
  const run = async (day: string) => {
    texts = [
      `${texts[0]}2024-05-${day} 12:00:00 seen ${day}a\n2024-05-${day} 12:00:02 seen ${day}c\n`,
      `${texts[1]}May ${day} 12:00:01 seen ${day}b\nMay ${day} 12:00:03 seen ${day}d\n`,
    ];
    for (const [at, { name }] of logs.entries()) {
      writeFileSync(name, texts[at]!);
      utimesSync(name, clock.now() / 1e6, clock.now() / 1e6);
    }
    await runToEnd(optionsFor(FIRST, disk, { clock, logs }));
  };
  clock.advance(9 * 86_400_000);
  await run('10');
  clock.advance(15 * 86_400_000);
  await run('25');
  expect(seen(disk)).toEqual(['10a', '10b', '10c', '10d', '25a', '25b', '25c', '25d']);
});

it.runIf(existsSync('/proc/self/fd'))(
  'logs have their file descriptors reserved until they are open: connections could take all before',
  async () => {
    const before = await DESCRIPTORS.measure();
    const clock = new FakeClock();
    const logs = Array.from({ length: 500 }, (_, at) => followed(`missing ${at}`)).flat();
    const live = await opened(optionsFor(FIRST, new SimDisk(), { clock, logs }));
    expect(before - (await DESCRIPTORS.measure())).toBeGreaterThan(400);
    while (await live.turn());
    expect(before - (await DESCRIPTORS.measure())).toBeLessThan(100);
    await live.close();
  },
);

describe('logs that change', () => {
  it('are read once each, and one that is put back from where it was left', async () => {
    const disk = new SimDisk();
    const live = await play(disk, { stage: 0, startsWith: 'before' });
    expect(seen(disk).sort()).toEqual(ALL);
    expect(live.rules.summary.imbalances).toEqual([]);
    expect(live.rules.summary.input.read).toBe(ALL.length);
  });

  // They differ only in crashes during a change: each has every other one.
  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('are so after a crash at any operation, when it starts with those %s', async (startsWith, odd) => {
    const begin: Story = { stage: 0, startsWith };
    const first = new SimDisk();
    const crashed = await crashesOf(first, begin, () => play(first, begin));
    for (const { crash, disk, story } of crashed.filter((_, nth) => nth % 2 === odd)) {
      const live = await play(disk, story);
      expect(live.rules.summary.imbalances, crash).toEqual([]);
      expect(seen(disk).sort(), crash).toEqual(ALL);
    }
  });

  it('change also on a disk that is full for a while', async () => {
    const undisturbed = new SimDisk();
    await play(undisturbed, { stage: 0, startsWith: 'before' });
    for (let from = 1; from < undisturbed.operations; from += 2) {
      const disk = new SimDisk();
      disk.fails = fullFrom(from, 3);
      await play(disk, { stage: 0, startsWith: 'before' });
      expect(seen(disk).sort(), `full from ${from}`).toEqual(ALL);
    }
  });

  it('are not where it is forgotten where one was left', async () => {
    const disk = new SimDisk();
    await play(disk, { stage: 0, startsWith: 'before' }, ({ rules }) => vi.spyOn(rules.applier, 'leftOf').mockReturnValue(undefined));
    expect(seen(disk).sort()).not.toEqual(ALL);
  });

  it('continue in another format from where they were left, and only from there', async () => {
    const disk = new SimDisk();
    const clock = new FakeClock();
    const [log] = followed('a');
    write(0);
    const live = await opened(optionsFor(FIRST, disk, { clock, logs: [{ ...log!, format: 'line' }] }));
    const turns = async () => {
      clock.advance(200);
      while (await live.turn());
    };
    await turns();
    for (const [stage, format] of [
      [1, 'json'],
      [2, 'line'],
    ] as const) {
      void live.reload(FIRST, undefined, { logs: [{ ...log!, format }], receivers: [] });
      await new Promise(setImmediate);
      write(stage);
      await turns();
      expect(live.rules.applier.sources.map(({ format, place }) => [format, place?.line])).toEqual([
        ['line', stage === 1 ? undefined : 6],
        ['json', stage === 1 ? 4 : undefined],
      ]);
    }
    await live.close();
    expect(seen(disk)).toEqual(['a0', 'a1', 'a4', 'a5']);
  });
});

describe('a log of which nothing was read before its server ended', () => {
  const [log] = followed('late');
  const { name } = log!;

  it.each([
    { was: 'empty', isThere: true, ended: 'killed' },
    { was: 'not there', isThere: false, ended: 'killed' },
    { was: 'empty', isThere: true, ended: 'stopped' },
    { was: 'not there', isThere: false, ended: 'stopped' },
  ])(
    'is read from its beginning if it was $was when that was $ended, also where it was rotated and compressed since',
    async ({ isThere, ended }) => {
      const disk = new SimDisk();
      const options = { clock: new FakeClock(Date.now() * 1000), logs: [log!] };
      for (const end of ['', '.1', '.2', '.3.gz', '.4.gz']) rmSync(`${name}${end}`, { force: true });
      // What is older than the first start is not asked for.
      writeFileSync(`${name}.1`, line('a', 0));
      utimesSync(`${name}.1`, 1, 1);
      if (isThere) writeFileSync(name, '');
      const live = await opened(optionsFor(FIRST, disk, options));
      while (await live.turn());
      await (ended === 'killed' ? live.abandon() : live.close());
      // It was not followed in between: that is remembered.
      await runToEnd(optionsFor(FIRST, disk, { ...options, logs: [] }));
      renameSync(`${name}.1`, `${name}.4`);
      writeFileSync(`${name}.4.gz`, gzipSync(readFileSync(`${name}.4`)));
      utimesSync(`${name}.4.gz`, 1, 1);
      rmSync(`${name}.4`);
      writeFileSync(`${name}.3.gz`, gzipSync(line('a', 1)));
      writeFileSync(`${name}.2`, line('a', 2));
      writeFileSync(`${name}.1`, line('a', 3));
      if (isThere) writeFileSync(name, line('a', 4));
      const resumed = await opened(optionsFor(FIRST, disk, options));
      while (await resumed.turn());
      // A renamed file is waited for.
      options.clock.advance(2500);
      while (await resumed.turn());
      await resumed.close();
      await runToEnd(optionsFor(FIRST, disk, options));
      expect(seen(disk)).toEqual(['a1', 'a2', 'a3', ...(isThere ? ['a4'] : [])]);
    },
  );
});
