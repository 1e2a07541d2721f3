import { expect, it } from 'vitest';
import { Crash, SimDisk } from '../state/sim-disk.ts';
import { by, opened, optionsFor, watched } from './runs.ts';

const PATH = '/out/told.csv';
const optionsOf = (disk: SimDisk) => optionsFor(by('first'), disk, { outputs: [{ format: 'csv', path: PATH }] });

/** A run that is still without outcomes when its rules are read again, and the one after it. */
async function reloaded(crash: number): Promise<{ disk: SimDisk; operations: number }> {
  const first = new SimDisk();
  const live = await opened(optionsOf(first));
  first.crashAt = first.operations + crash;
  const before = first.operations;
  try {
    const { isOver } = watched(live.reload(by('second')));
    while (!isOver()) await live.turn();
    await live.turn();
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  const disk = first.after('kept');
  await (await opened(optionsOf(disk))).close();
  return { disk, operations: first.operations - before };
}

it('a file has one header, also after a crash before its first row, when the rules were just read again', async () => {
  const { operations } = await reloaded(Number.POSITIVE_INFINITY);
  for (let crash = 1; crash <= operations + 1; crash++) {
    const { disk } = await reloaded(crash);
    expect(disk.text(PATH).match(/id,rule,/g), `crash at ${crash}`).toHaveLength(1);
  }
});
