import { expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Programs } from '../../../src/runtime/live/programs.ts';
import { OUTCOMES, SimDisk } from '../state/sim-disk.ts';
import { by, VISITS } from './runs.ts';

const FOLDER = '/state';

/** Programs of a start with another one. */
const programsOn = (disk: SimDisk, own = by('another')) => new Programs(disk, FOLDER, (json) => json as Plan, own);

it('are loaded as stored, or not at all, unless it is the one that a start has', async () => {
  const disk = new SimDisk();
  const programs = () => programsOn(disk);
  await programs().store(VISITS);
  expect(programs().get(VISITS.meaning)).toEqual(VISITS);
  const path = `${FOLDER}/plan-${VISITS.meaning}.json`;
  const stored = disk.text(path);
  // Another program, whose plan claims to have the same meaning.
  for (const changed of [stored.replace('closed', 'cloned'), stored.slice(0, -1), stored.replace(/"checksum":\d/, '"checksum":'), '{}']) {
    expect(changed).not.toBe(stored);
    disk.set(path, Buffer.from(changed));
    expect(programs().get(VISITS.meaning)).toBeUndefined();
    expect(programsOn(disk, VISITS).get(VISITS.meaning)).toBe(VISITS);
  }
});

it.each(OUTCOMES)('stay usable if a crash interrupts storing them again, and the rest is %s', async (outcome) => {
  const commented: Plan = { ...VISITS, rules: VISITS.rules.map((rule) => ({ ...rule, doc: 'More words.' })) };
  for (let crash = 1, isOver = false; !isOver; crash++) {
    const disk = new SimDisk();
    await programsOn(disk).store(VISITS);
    disk.crashAt = disk.operations + crash;
    await programsOn(disk)
      .store(commented)
      .then(
        () => {
          isOver = true;
        },
        () => {},
      );
    expect(programsOn(disk.after(outcome)).get(VISITS.meaning)?.meaning, `crash at ${crash}`).toBe(VISITS.meaning);
  }
});

it('are safe once they are stored, also after an attempt that failed half way', async () => {
  for (let failing = 1, hasFailed = true; hasFailed; failing++) {
    const disk = new SimDisk();
    disk.fails = (operation) => (operation === failing ? 'ENOSPC' : undefined);
    const programs = programsOn(disk);
    hasFailed = await programs.store(VISITS).then(
      () => false,
      () => true,
    );
    disk.fails = () => undefined;
    await programs.store(VISITS);
    expect(programsOn(disk.after('lost')).get(VISITS.meaning), `${failing}`).toEqual(VISITS);
  }
});
