/** Files of a log that are renamed, removed and written to while others of them are read. */

import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemDisk } from '../../../../src/runtime/state/system-disk.ts';
import { Following } from './following.ts';

let following: Following;
beforeEach(() => {
  following = new Following();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await following.end();
});

async function settle(): Promise<void> {
  for (let i = 0; i < 2; i++) await following.read();
}

describe('a log whose renamed file is removed by the next rotation', () => {
  beforeEach(async () => {
    following.append('one\n');
    await following.read();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
  });

  it('loses nothing of the file between, though the first was not left yet', async () => {
    await following.readOnce();
    rmSync(`${following.log}.1`);
    following.rotate();
    following.append('four\n');
    await settle();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four']);
    expect(following.problems).toEqual([]);
  });

  it('says that something may be lost if nobody has looked in between', async () => {
    rmSync(`${following.log}.1`);
    following.rotate();
    following.append('four\n');
    await settle();
    expect(following.seen).toEqual(['one', 'two', 'four']);
    expect(following.problems).toEqual([expect.stringContaining('cannot be found')]);
  });
});

it('a log that is removed and begun anew has lost nothing, whatever older files are beside it', async () => {
  writeFileSync(`${following.log}.1`, 'old\n');
  utimesSync(`${following.log}.1`, 1, 1);
  following.append('one\n');
  await following.read();
  rmSync(following.log);
  following.append('two\n');
  await settle();
  expect(following.seen).toEqual(['one', 'two']);
  expect(following.problems).toEqual([]);
});

it('a file that is renamed between its turn and its opening is found again', async () => {
  following.append('one\n');
  await following.read();
  await following.restart();
  following.rotateAfterEach('two', 'three\n');
  following.append('four\n');
  await following.readFirst(1);
  // The line without an end was told: the file is left, and the next one is not open yet.
  expect(following['cursor'].next()).toBe(false);
  following.rotate();
  following.append('five\n');
  await settle();
  expect(following.seen).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect(following.problems).toEqual([]);
});

it('a copy that is compressed while it is sought is found: it was there under neither name', async () => {
  following.append('one\n');
  await following.read();
  following.append('two\n');
  following.cut();
  following.append('three\n');
  const { list } = systemDisk;
  vi.spyOn(systemDisk, 'list').mockImplementationOnce((folder) => {
    const names = list.call(systemDisk, folder);
    following.compress(1);
    return names;
  });
  await settle();
  expect(following.seen).toEqual(['one', 'two', 'three']);
  expect(following.problems).toEqual([]);
});

describe('a renamed file that its writer keeps', () => {
  beforeEach(async () => {
    following.append('one\n');
    await following.read();
    following.rotate();
    following.append('new\n');
  });

  it('delays the new one, and that is said once', async () => {
    for (let second = 0; second < 20; second++) {
      appendFileSync(`${following.log}.1`, `${second}\n`);
      await following.readOnce();
      following.wait(1000);
    }
    expect(following.seen.length).toBe(21);
    expect(following.problems).toEqual([expect.stringContaining('the old file is still written to')]);
    await following.read();
    expect(following.seen.at(-1)).toBe('new');
  });

  it('is not read any more once it was silent, and what it gets then is counted', async () => {
    await settle();
    appendFileSync(`${following.log}.1`, 'late\n');
    following.wait(10_000);
    await following.read();
    expect(following.seen).toEqual(['one', 'new']);
    expect(following.problems).toEqual([expect.stringContaining(': 5 bytes were not read.')]);
  });

  it('is not taken for another that has its inode', async () => {
    await settle();
    writeFileSync(`${following.log}.1`, 'another file\n');
    following.wait(10_000);
    await following.read();
    expect(following.problems).toEqual([]);
  });
});

it('a compressed log is read once, and what is added to it is not passed over in silence', async () => {
  writeFileSync(following.log, gzipSync('one\n'));
  await settle();
  expect(following.problems).toEqual([]);
  appendFileSync(following.log, gzipSync('two\n'));
  utimesSync(following.log, 4e9, 4e9);
  await following.readOnce();
  expect(following.seen).toEqual(['one']);
  expect(following.problems).toEqual([expect.stringContaining('what was added is not read')]);
});

describe('a link', () => {
  it('leads to a log whose renamed files are beside it, and not beside the link', async () => {
    const real = join(following.folder, 'pod', '0.log');
    mkdirSync(join(following.folder, 'pod'));
    symlinkSync('pod/0.log', following.log);
    writeFileSync(real, 'one\n');
    await following.read();
    await following.restart();
    appendFileSync(real, 'two\n');
    renameSync(real, `${real}.20240101-000000`);
    writeFileSync(real, 'three\n');
    renameSync(real, `${real}.20240102-000000`);
    writeFileSync(real, 'four\n');
    await settle();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four']);
    expect(following.problems).toEqual([]);
  });

  it('to the file of the day is read day by day, each once', async () => {
    const day = (at: number) => join(following.folder, `app-2024-01-0${at}.log`);
    const lead = (at: number) => {
      rmSync(following.log, { force: true });
      symlinkSync(day(at), following.log);
    };
    writeFileSync(day(1), 'one\n');
    lead(1);
    await following.read();
    await following.restart();
    appendFileSync(day(1), 'two\n');
    writeFileSync(day(2), 'three\n');
    writeFileSync(day(3), 'four\n');
    lead(3);
    await settle();
    await following.restart();
    await settle();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four']);
    expect(following.problems).toEqual([]);
  });
});
