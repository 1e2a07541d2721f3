import { expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Programs } from '../../../src/runtime/live/programs.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { VISITS } from './runs.ts';

const FOLDER = '/state';

it('are loaded as stored, or not at all', async () => {
  const disk = new SimDisk();
  const programs = () => new Programs(disk, FOLDER, (json) => json as Plan);
  await programs().store(VISITS);
  expect(programs().get(VISITS.meaning)).toEqual(VISITS);
  const path = `${FOLDER}/plan-${VISITS.meaning}.json`;
  const stored = disk.text(path);
  // Another program, whose plan claims to have the same meaning.
  for (const changed of [stored.replace('closed', 'cloned'), stored.slice(0, -1), stored.replace(/"checksum":\d/, '"checksum":'), '{}']) {
    expect(changed).not.toBe(stored);
    disk.set(path, Buffer.from(changed));
    expect(programs().get(VISITS.meaning)).toBeUndefined();
  }
});
