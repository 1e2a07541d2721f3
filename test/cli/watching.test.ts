import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FileWatch } from '../../src/cli/watching.ts';
import { folderWith } from './corr.ts';

const SETTLED = 20;
/** How long to wait to be sure that nothing is reported. */
const QUIET = 10 * SETTLED;

/** Later than any stamp of a file that is written now. */
const soon = () => Date.now() + 50;

/** A folder `rules` with one file, which is watched. */
async function watched(paths = ['rules/a.corr']) {
  const folder = folderWith({});
  const path = (name: string) => join(folder, name);
  mkdirSync(path('1'));
  writeFileSync(path('1/a.corr'), 'param a = 1\n');
  cpSync(path('1'), path('2'), { recursive: true });
  symlinkSync('1', path('rules'));
  const told = vi.fn();
  const watch = new FileWatch(told, SETTLED);
  onTestFinished(() => watch.close());
  watch.watch(paths.map(path), soon());
  await setTimeout(QUIET);
  return { path, told, watch };
}

describe('files that are watched', () => {
  it.each<[string, (path: (name: string) => string) => void]>([
    ['are written', (path) => writeFileSync(path('1/a.corr'), 'param a = 2\n')],
    ['go', (path) => rmSync(path('1'), { recursive: true })],
    ['have another beside them', (path) => writeFileSync(path('1/b.corr'), '')],
    [
      'are behind a link that leads elsewhere now',
      (path) => {
        symlinkSync('2', path('next'));
        renameSync(path('next'), path('rules'));
      },
    ],
  ])('are told of when they %s', async (_, act) => {
    const { path, told } = await watched();
    act(path);
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
  });

  it('are reported when they come back with their folder', async () => {
    const { path, told } = await watched(['new/a.corr']);
    cpSync(path('1'), path('new'), { recursive: true });
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
  });

  it('are not reported when other files change beside them', async () => {
    const { path, told } = await watched();
    writeFileSync(path('1/a.log'), 'line\n');
    await setTimeout(QUIET);
    expect(told).not.toHaveBeenCalled();
  });

  it('are reported if they changed since they were read, but not for a modification time in the future', async () => {
    const { path, told, watch } = await watched();
    watch.watch([path('1/a.corr')], 0);
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
    const tomorrow = Date.now() / 1000 + 86_400;
    utimesSync(path('1/a.corr'), tomorrow, tomorrow);
    watch.watch([path('1/a.corr')], soon());
    await setTimeout(QUIET);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('are reported if they came into a folder since it was read', async () => {
    const { path, told, watch } = await watched();
    const read = Date.now();
    writeFileSync(path('1/b.corr'), 'param b = 1\n');
    watch.watch([path('1')], read);
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
    await setTimeout(QUIET);
    expect(told).toHaveBeenCalledTimes(1);
  });
});
