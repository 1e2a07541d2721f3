import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LiveOptions } from '../../../src/runtime/live.ts';
import { temporaryFolder } from '../../folder.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { afterCrashes } from './crashes.ts';
import { OUT, optionsFor, runToEnd, VISITS, visits, writeLog } from './runs.ts';

const folder = temporaryFolder();

const log = join(folder, 'app.log');
const lines = visits(20).split(/(?<=\n)/);
const write = (count: number) => writeLog(log, lines.slice(0, count).join(''));
const MINUTE = 60_000_000;

const options = (disk: SimDisk): LiveOptions =>
  optionsFor(VISITS, disk, {
    logs: [{ name: log, files: [log] }],
    outputs: [
      {
        format: 'ndjson',
        path: OUT,
        oncePer: MINUTE,
        where: 'outcome == success',
      },
    ],
    pace: { segment: 700, turn: 250 },
  });

interface Told {
  end: string;
  outcome: string;
  heldBack: number;
}

async function whole(): Promise<SimDisk> {
  const disk = new SimDisk();
  write(lines.length);
  await runToEnd(options(disk));
  return disk;
}

const toldOn = (disk: SimDisk) =>
  disk
    .text(OUT)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);

it('reports one outcome per interval, and how many it held back', async () => {
  const told = toldOn(await whole());
  expect(told.length).toBeGreaterThan(1);
  expect(told.every(({ outcome }) => outcome === 'success')).toBe(true);
  const ends = told.map(({ end }) => Date.parse(end) * 1000);
  for (const [index, end] of ends.entries()) if (index > 0) expect(end - ends[index - 1]!).toBeGreaterThanOrEqual(MINUTE);
  expect(told.slice(1).every(({ heldBack }) => heldBack > 0)).toBe(true);
});

it('reports nothing again after a stop', async () => {
  const disk = new SimDisk();
  for (const count of [10, 25, 40, lines.length]) {
    write(count);
    await runToEnd(options(disk));
  }
  expect(disk.text(OUT)).toBe((await whole()).text(OUT));
});

it('reports nothing again after a crash at any operation', async () => {
  const undisturbed = await whole();
  for (const { crash, disk } of await afterCrashes(options)) expect(disk.text(OUT), crash).toBe(undisturbed.text(OUT));
});
