/** What a followed log is, told by its beginning. */

import { appendFileSync, rmSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FormatPlan } from '../../../../src/dsl/plan.ts';
import { systemDisk } from '../../../../src/runtime/state/system-disk.ts';
import { LINE } from '../sources.ts';
import { Following } from './following.ts';

let following: Following;
beforeEach(() => {
  following = new Following();
});
afterEach(() => following.end());

describe('the format of a log that grows', () => {
  const json: FormatPlan = { name: 'json', base: 'json', time: [] };
  const syslog: FormatPlan = { name: 'syslog', base: 'syslog', time: [] };

  it.each([true, false])(
    'is told by its whole first line, which may come in pieces: if it was empty at first, %s',
    async (isEmptyAtFirst) => {
      const one = new Following(json, LINE);
      if (isEmptyAtFirst) {
        one.append('');
        await one.readOnce();
      }
      one.append('{"msg":"o');
      await one.readOnce();
      one.append('ne"}\n');
      await one.read();
      expect([one.format, one.seen]).toEqual(['json', ['{"msg":"one"}']]);
      await one.end();
    },
  );

  it.each([true, false])(
    'is not told by lines that no format of the program fits: if they are there from the beginning, %s',
    async (areThere) => {
      const one = new Following(syslog, json);
      if (areThere) one.append('> app@1.0 start\n');
      else one.append('');
      await one.readOnce();
      if (!areThere) one.append('> app@1.0 start\n');
      one.append('> node app.js\n');
      await one.read();
      expect(one.seen).toEqual([]);
      one.append('{"msg":"one"}\n'.repeat(3));
      await one.read();
      expect([one.format, one.seen.length]).toEqual(['json', 5]);
      await one.end();
    },
  );

  it('is not waited for beyond the lines that are looked at, nor where plain lines are one', async () => {
    for (const [formats, lines] of [
      [[syslog, json], 20],
      [[json, LINE], 1],
    ] as const) {
      const one = new Following(...formats);
      for (let count = 1; count <= lines; count++) {
        expect(one.seen).toEqual([]);
        one.append('odd\n');
        await one.read();
      }
      expect(one.seen.length).toBe(lines);
      await one.end();
    }
  });

  it('is told by what there is of a line whose file was renamed', async () => {
    following.append('one');
    await following.readOnce();
    following.rotate();
    following.append('two\n');
    for (let i = 0; i < 2; i++) await following.read();
    expect(following.seen).toEqual(['one', 'two']);
  });
});

describe('what is no text', () => {
  const utf16 = Buffer.from('\ufeffone\n', 'utf16le');

  it.each([
    ['from the beginning', []],
    ['in a log that was empty', ['']],
    ['in a log that was cut', ['zero\n', 'cut']],
  ])('is undone, or reported once: %s', async (_, before) => {
    for (const [bytes, seen, problems] of [
      [utf16, [], [expect.stringContaining('is UTF-16 text')]],
      [gzipSync('one\ntwo\n'), ['one', 'two'], []],
    ] as const) {
      const one = new Following();
      for (const text of before) {
        if (text === 'cut') one.cut();
        else one.append(text);
        await one.read();
      }
      appendFileSync(one.log, bytes);
      for (let i = 0; i < 3; i++) await one.read();
      expect([one.seen.filter((text) => text !== 'zero'), one.problems]).toEqual([seen, problems]);
      await one.end();
    }
  });
});

describe('what cannot be opened', () => {
  it('is reported, and read once it can be', async () => {
    symlinkSync(following.log, following.log);
    await following.readOnce();
    rmSync(following.log);
    following.append('one\n');
    await following.read();
    expect([following.problems, following.seen]).toEqual([[expect.stringContaining('ELOOP')], ['one']]);
  });

  it('is reported under its own name if it is a renamed file, and keeps no other waiting', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    following.rotateAfterEach('two\n', 'three\n');
    following.append('four\n');
    const renamed = `${following.log}.2`;
    const { open } = systemDisk;
    const refusing = vi.spyOn(systemDisk, 'open').mockImplementation((path) => {
      if (path === renamed) throw Object.assign(new Error('permission denied'), { code: 'EACCES', path });
      return open(path);
    });
    for (let i = 0; i < 2; i++) await following.read();
    refusing.mockRestore();
    expect(following.problems).toEqual([`There is no permission to read '${renamed}'.`]);
    expect(following.seen).toEqual(['one', 'three', 'four']);
  });

  it('is waited for if it is for lack of file descriptors', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
    const { open } = systemDisk;
    const refusing = vi.spyOn(systemDisk, 'open').mockImplementation((path) => {
      if (path.endsWith('.1')) throw Object.assign(new Error('too many open files'), { code: 'EMFILE', path });
      return open(path);
    });
    await following.read();
    refusing.mockRestore();
    expect(following.seen).toEqual(['one']);
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
  });
});
