import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LiveOptions } from '../../../src/runtime/live.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { afterCrashes } from './crashes.ts';
import { OUT, opened, optionsFor, planOfText, runToEnd, VISIT_RULES, VISITS, writeLog } from './runs.ts';

const folder = temporaryFolder();

const log = join(folder, 'app.log');
const HOURS = '/out/hours.ndjson';

/** A visit every twenty minutes, a third of which are never closed. */
const lines = Array.from({ length: 20 }, (_, i) => {
  const at = (seconds: number) => new Date(Date.UTC(2024, 3, 30, 22) + i * 1_200_000 + seconds * 1000).toISOString().slice(0, 19);
  const all = [`${at(0)} open v${i}`, `${at(1)} use v${i} x`, ...(i % 3 === 0 ? [] : [`${at(2)} close v${i}`])];
  return all.map((line) => `${line}\n`).join('');
});
const write = (count: number) => writeLog(log, lines.slice(0, count).join(''));

const options = (disk: SimDisk, more: Partial<LiveOptions> = {}): LiveOptions =>
  optionsFor(VISITS, disk, {
    logs: [{ name: log, files: [log] }],
    outputs: [
      { format: 'ndjson', path: OUT },
      { format: 'ndjson', path: HOURS, statistics: 'hourly' },
    ],
    pace: { segment: 700, turn: 250 },
    ...more,
  });

interface Line {
  rule: string;
  begin: string;
  end: string;
  outcome: string;
  outcomes: Record<string, number>;
}

const read = (disk: SimDisk, path: string) =>
  disk
    .text(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

async function whole(): Promise<SimDisk> {
  const disk = new SimDisk();
  write(lines.length);
  await runToEnd(options(disk));
  return disk;
}

it('count each outcome in the hour of its end', async () => {
  const disk = await whole();
  const hours = read(disk, HOURS);
  const last = hours.at(-1)!.end;
  const expected = new Map<string, number>();
  for (const { rule, end, outcome } of read(disk, OUT)) {
    const key = `${end.slice(0, 13)} ${rule} ${outcome}`;
    if (end < last) expected.set(key, (expected.get(key) ?? 0) + 1);
  }
  const counted = hours.flatMap(({ rule, begin, outcomes }) =>
    Object.entries(outcomes).map(([outcome, count]) => [`${begin.slice(0, 13)} ${rule} ${outcome}`, count] as const),
  );
  expect(hours.length).toBeGreaterThan(5);
  expect(new Map(counted)).toEqual(expected);
});

it('are reported once, whenever a process is killed', async () => {
  const undisturbed = await whole();
  for (const { crash, disk } of await afterCrashes(options)) expect(disk.text(HOURS), crash).toBe(undisturbed.text(HOURS));
});

it('continue under other rules: the counts of a removed rule are reported with their hour', async () => {
  const disk = new SimDisk();
  write(2);
  await runToEnd(options(disk));
  expect(read(disk, HOURS)).toEqual([]);
  write(lines.length);
  const renamed = planOfText(VISIT_RULES.replace('transaction visit', 'transaction stay'));
  await runToEnd({ ...options(disk), plan: renamed });
  const ofVisits = read(disk, HOURS).filter(({ rule }) => rule === 'visit');
  const told = read(disk, OUT).filter(({ rule }) => rule === 'visit');
  const count = (word: string) => told.filter(({ outcome }) => outcome === word).length;
  expect(ofVisits).toMatchObject([{ begin: '2024-04-30T22:00:00Z', outcomes: { success: count('success'), timeout: count('timeout') } }]);
  expect(read(disk, HOURS).at(-1)?.rule).toBe('stay');
});

it('are reported by the clock when nothing more arrives, even if no rule waits', async () => {
  const disk = new SimDisk();
  const clock = new FakeClock();
  write(0);
  const live = await opened(options(disk, { clock }));
  while (await live.turn());
  const at = new Date(clock.now() / 1000).toISOString().slice(0, 19);
  appendFileSync(log, `${at} open a\n${at} use a x\n${at} close a\n`);
  clock.advance(1000);
  while (await live.turn());
  expect(read(disk, HOURS)).toEqual([]);
  clock.advance(3_600_000);
  while (await live.turn());
  expect(read(disk, HOURS)).toMatchObject([{ rule: 'visit', outcomes: { success: 1 } }]);
  await live.close();
});
