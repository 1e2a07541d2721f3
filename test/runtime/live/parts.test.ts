/** A container's log whose streams write messages in parts at the same time: a crash between two parts loses neither. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../folder.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { afterCrashes } from './crashes.ts';
import { optionsFor, planOfText, runToEnd, toldBy } from './runs.ts';

const folder = temporaryFolder();

const PLAN = planOfText(`
records app from container {
  seen = "seen {n}"
}
transaction each {
  key n
  start app.seen
  emit { by = "part" }
}
`);
const log = join(folder, 'app.log');
const stamped = (text: string, at: number) => `2024-05-01T12:00:${String(at).padStart(2, '0')}Z ${text}\n`;
const round = (n: number) => [
  `stdout P seen a${n}-`,
  `stderr F seen b${n}`,
  'stdout P and-',
  `stderr P seen c${n}-`,
  'stdout F so-on',
  `stdout F seen d${n}`,
  'stderr F too',
];
writeFileSync(log, [0, 1, 2].flatMap(round).map(stamped).join(''));

it('a crash at any operation loses no part of a message, and repeats no message', async () => {
  const options = (disk: SimDisk) => optionsFor(PLAN, disk, { logs: [{ name: log, files: [log] }], pace: { segment: 500, turn: 60 } });
  const undisturbed = new SimDisk();
  await runToEnd(options(undisturbed));
  const told = toldBy(undisturbed);
  expect(told.map(([n]) => n).slice(0, 4)).toEqual(['b0', 'a0-and-so-on', 'd0', 'c0-too']);
  expect(told).toHaveLength(12);
  expect(undisturbed.operations).toBeGreaterThan(40);
  for (const { crash, disk } of await afterCrashes(options)) expect(toldBy(disk).sort(), crash).toEqual([...told].sort());
});
