import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../../src/runtime/state/lock.ts';
import { temporaryFolder } from '../../folder.ts';
import { until } from '../../until.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});

/** The fields of a process in Linux's `stat`, from its state on. */
const fieldsOf = (pid: number) => (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '').split(' ');

const nameOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();

const take = () => lockFolder(folder);

describe('the lock of a folder', () => {
  it('is held by one, and by the next once it is released', () => {
    const first = take();
    expect(take()).toEqual({ pid: process.pid });
    if ('release' in first) first.release();
    expect(take()).toHaveProperty('release');
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it.each(['', 'no JSON', '{"pid":"x"}', JSON.stringify({ pid: 2 ** 22 + 1, started: '1' })])(
    'is taken from one that is not there: %j',
    (text) => {
      writeFileSync(join(folder, 'lock'), text);
      expect(take()).toHaveProperty('release');
    },
  );

  it('is taken from a link to nothing', () => {
    symlinkSync(join(folder, 'nowhere'), join(folder, 'lock'));
    expect(take()).toHaveProperty('release');
    expect(take()).toEqual({ pid: process.pid });
  });

  it('is refused if what is there cannot be read', () => {
    mkdirSync(join(folder, 'lock'));
    expect(take).toThrow('EISDIR');
  });

  it.runIf(existsSync('/proc/self/stat'))('is taken from another process that has the id of one that was', () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: '1' }));
    expect(take()).toHaveProperty('release');
  });

  it.runIf(existsSync('/proc/self/stat'))('is taken from one that has ended and was not asked for', async () => {
    const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = Number(await new Promise<Buffer>((resolve) => parent.stdout.once('data', resolve)));
    try {
      // The shell replaces itself with a program that does not wait for children, and then its child ends.
      await until(() => nameOf(parent.pid ?? 0) === 'sleep');
      process.kill(pid);
      await until(() => fieldsOf(pid)[0] === 'Z');
      writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, started: fieldsOf(pid)[19] }));
      expect(take()).toHaveProperty('release');
    } finally {
      parent.kill();
    }
  });
});
