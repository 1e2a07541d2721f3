import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemDisk } from '../../../../src/runtime/state/system-disk.ts';
import { Following } from './following.ts';

let following: Following;
beforeEach(() => {
  following = new Following();
});
afterEach(() => following.end());

describe('a log that was empty or not there when it was first seen', () => {
  it('loses nothing of a file that was filled and rotated before it was seen again', async () => {
    following.append('');
    await following.read();
    following.append('one\n');
    following.rotate();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    expect(following.problems).toEqual([]);
  });

  it('loses nothing of such a file that was compressed meanwhile, too, nor of one that is removed', async () => {
    following.append('');
    await following.read();
    following.append('one\ntwo\n');
    following.rotate();
    following.compress(1);
    following.append('three\n');
    await following.readOnce();
    rmSync(`${following.log}.1.gz`);
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    expect(following.problems).toEqual([]);
  });

  it('loses nothing of a file that was filled, copied and truncated before it was seen again', async () => {
    following.append('');
    await following.read();
    following.append('one\n');
    following.cut();
    following.append('two\n');
    following.cut();
    following.compress(2);
    following.append('three\n');
    await following.read();
    expect([following.seen, following.problems]).toEqual([['one', 'two', 'three'], []]);
  });

  it.each([true, false])('loses nothing that is renamed while it is looked at for the first time: if it was there, %s', async (isThere) => {
    if (isThere) following.append('');
    const looking = following.readOnce();
    following.rotateAfterEach('one\n', 'two\n');
    following.append('three\n');
    await looking;
    await following.read();
    expect([following.seen, following.problems]).toEqual([['one', 'two', 'three'], []]);
  });
});

describe('a log that grows', () => {
  it('is waited for until it is there, and line by line', async () => {
    await following.read();
    following.append('one\ntw');
    await following.read();
    expect(following.seen).toEqual(['one']);
    following.append('o\nthree\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
  });

  it('is read on where it was left', async () => {
    following.append('one\ntwo\nthr');
    await following.read();
    await following.restart();
    following.append('ee\nfour\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four']);
    expect(following.problems).toEqual([]);
  });

  it('is read on where it was left, also when it could not be looked at for a while', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    renameSync(following.log, `${following.log}.aside`);
    symlinkSync(following.log, following.log);
    await following.read();
    rmSync(following.log);
    renameSync(`${following.log}.aside`, following.log);
    following.append('two\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two']);
    expect(following.problems).toEqual([expect.stringContaining('ELOOP'), expect.stringContaining('ELOOP')]);
  });
});

it('does not fall behind in days without a record, if it has times of day only', async () => {
  const hour = 3_600_000;
  for (const silence of [0, 1, 24, 61, 30, 3]) {
    following.wait(silence * hour);
    await following.readOnce();
    following.appendTimed(`after ${silence}`);
    await following.readOnce();
  }
  const hours = following.times.map((time, at) => Math.round((time - (following.times[at - 1] ?? time)) / 1000 / hour));
  expect(hours).toEqual([0, 1, 24, 61, 30, 3]);
});

it('tells of a pipe that it cannot be followed, and reads what takes its place', async () => {
  execFileSync('mkfifo', [following.log]);
  await following.read();
  expect(new Set(following.problems)).toEqual(new Set([`'${following.log}' is a pipe or a device, and cannot be followed.`]));
  rmSync(following.log);
  following.append('one\n');
  await following.read();
  expect(following.seen).toEqual(['one']);
});

it('waits no more for a pipe that has the name of a log than for a missing one', async () => {
  following.append('one\n');
  await following.read();
  rmSync(following.log);
  execFileSync('mkfifo', [following.log]);
  await following.read();
  await following.restart();
  await following.read();
  expect(new Set(following.problems)).toContain(`'${following.log}' is a pipe or a device, and cannot be followed.`);
  rmSync(following.log);
  following.append('two\n');
  await following.read();
  expect(following.seen).toEqual(['one', 'two']);
});

it('lets others have their turn while it reads what holds no record', async () => {
  following.append('one\n');
  await following.readOnce();
  truncateSync(following.log, 64 * 1024 * 1024);
  following.append('two\n');
  let turns = 0;
  let next = setImmediate(function count() {
    turns++;
    next = setImmediate(count);
  });
  await following.readOnce();
  clearImmediate(next);
  expect(following.seen).toEqual(['one', 'two']);
  expect(turns).toBeGreaterThanOrEqual(15);
});

it('a renamed log is read on where it is, if the file that is read is removed with the next rotation', async () => {
  following.append('one\n');
  await following.read();
  await following.restart();
  following.append('two\nthree\n');
  following.rotate();
  following.append('four\n');
  await following.readFirst(1);
  rmSync(`${following.log}.1`);
  following.rotate();
  symlinkSync(`${following.log}.9`, `${following.log}.9`);
  following.append('five\n');
  await following.read();
  expect(following.seen).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect(following.problems).toEqual([]);
});

describe('a renamed log', () => {
  it('is read on where it is, if its files are renamed or compressed while older ones are read', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    following.rotateAfterEach('two\n', 'three\n', 'four\n');
    following.compress(3);
    following.append('five\n');
    await following.readFirst(1);
    following.rotate();
    following.append('six\n');
    await following.readFirst(1);
    following.compress(2);
    following.rotate();
    following.append('seven\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four', 'five', 'six', 'seven']);
    expect(following.problems).toEqual([]);
  });

  it('is read once while one of its files is being compressed, and is there in both forms', async () => {
    following.append('one\n');
    await following.read();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
    writeFileSync(`${following.log}.1.gz`, gzipSync(readFileSync(`${following.log}.1`)).subarray(0, 12));
    await following.read();
    await following.restart();
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    expect(following.problems).toEqual([]);
  });
});

describe('a log that is rotated', () => {
  it('by renaming is read to its end, and what is written to it late, too', async () => {
    following.append('one\n');
    await following.read();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
    appendFileSync(`${following.log}.1`, 'late\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'late', 'three']);
  });

  it('several times is read to the end of each file, which its writer may keep open for a while', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
    following.rotate();
    following.append('four\n');
    following.touch(1);
    await following.readOnce();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    appendFileSync(`${following.log}.1`, 'late\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three', 'late', 'four']);
  });

  it('several times while nobody reads is read from where it was left', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    following.rotateAfterEach('two\n', 'three\n', 'four\n');
    following.append('five\n');
    following.compress(3);
    following.compress(2);
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(following.problems).toEqual([]);
  });
});

describe('a log that is copied and truncated', () => {
  it('is read to the end of its copy', async () => {
    following.append('one\n');
    await following.read();
    following.append('two\nthr');
    following.cut();
    following.append('four\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'thr', 'four']);
    expect(following.problems).toEqual([]);
  });

  it('is not waited for: nobody writes to a copy', async () => {
    following.append('one\n');
    await following.read();
    following.append('two\n');
    following.cut();
    following.touch(1);
    following.append('three\n');
    await following.readOnce();
    expect(following.seen).toEqual(['one', 'two', 'three']);
  });

  it('begins anew if it was not copied, and says so', async () => {
    following.append('one\ntwo\n');
    await following.read();
    truncateSync(following.log);
    following.append('three\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    expect(following.problems.length).toBe(1);
  });
});

it('a log is known by its beginning where another has its inode', async () => {
  following.append('one\ntwo\n');
  await following.read();
  await following.restart();
  // Overwritten, it keeps its inode, as a file that was removed and recreated often does.
  writeFileSync(following.log, 'other\nlines, and longer ones\n');
  await following.read();
  expect(following.seen).toEqual(['one', 'two', 'other', 'lines, and longer ones']);
  expect(following.problems.length).toBe(1);
});

it.each([
  ['was read', 'one\n'],
  ['was empty', ''],
])('does not seek a renamed file at every look while nothing has come after it: one that %s', async (_, text) => {
  following.append(text);
  await following.read();
  following.rotate();
  following.append('');
  const list = vi.spyOn(systemDisk, 'list');
  for (let look = 0; look < 300; look++) {
    following.wait(100);
    await following.readOnce();
  }
  expect(list.mock.calls.length).toBeLessThan(6);
  list.mockRestore();
  following.append('two\n');
  await following.readOnce();
  expect(following.seen.at(-1)).toBe('two');
});

it('loses no line of a log that was empty or not there at first, however soon its files are compressed, or whoever reads on', async () => {
  const action = fc.constantFrom('append', 'append', 'rotate', 'compress', 'readOnce', 'restart');
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(action, { maxLength: 20 }), async (isThere, actions) => {
      const one = new Following();
      try {
        if (isThere) one.append('');
        await one.readOnce();
        let written = 0;
        for (const kind of actions) {
          if (kind === 'append') one.append(`line ${written++}\n`);
          else if (kind === 'readOnce' || kind === 'restart') await one[kind]();
          else if (kind === 'compress') existsSync(`${one.log}.1`) && one.compress(1);
          else if (existsSync(one.log) && readFileSync(one.log).length > 0 && !existsSync(`${one.log}.8.gz`)) one.rotate();
        }
        // Nobody looks for renamed files at every look while the log is not there.
        one.wait(10_000);
        await one.read();
        expect(one.seen).toEqual(Array.from({ length: written }, (_, at) => `line ${at}`));
        expect(one.problems).toEqual([]);
      } finally {
        await one.end();
      }
    }),
    { numRuns: 200 },
  );
});

it('loses no line and tells none twice, whatever happens to the log', async () => {
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.nat(3).map((count) => ({ kind: 'append' as const, count })) },
    { weight: 3, arbitrary: fc.constantFrom({ kind: 'read' as const }, { kind: 'readOnce' as const }) },
    { weight: 2, arbitrary: fc.constantFrom({ kind: 'rotate' as const }, { kind: 'cut' as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'compress' as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
      const one = new Following();
      try {
        const written: string[] = [];
        let rotations = 0;
        for (const { kind, ...rest } of [
          { kind: 'append' as const, count: 1 },
          { kind: 'read' as const },
          ...actions,
          // A log that was truncated and is empty is not looked for before it is written to.
          { kind: 'append' as const, count: 1 },
          { kind: 'read' as const },
        ]) {
          if (kind === 'append') {
            for (let i = 0; i < ((rest as { count: number }).count ?? 0); i++) {
              written.push(`line ${written.length}`);
              one.append(`${written.at(-1)}\n`);
            }
          } else if (kind === 'rotate' || kind === 'cut') {
            // More rotations than logs are kept would lose lines; an empty log is not rotated.
            if (rotations < 7 && existsSync(one.log) && readFileSync(one.log).length > 0) {
              one[kind]();
              rotations++;
            }
          } else if (kind === 'compress') {
            if (existsSync(`${one.log}.2`)) one.compress(2);
          } else {
            await one[kind]();
          }
        }
        expect(one.seen).toEqual(written);
        expect(one.problems).toEqual([]);
      } finally {
        await one.end();
      }
    }),
    { numRuns: 80 },
  );
});
