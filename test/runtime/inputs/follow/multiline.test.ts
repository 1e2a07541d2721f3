/** Records of several lines, in a log that is rotated. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRegex } from '../../../../src/dsl/patterns/regex.ts';
import { LINE } from '../sources.ts';
import { Following } from './following.ts';

/** @param idle microseconds of silence that complete a record */
const following = (idle: number) => new Following({ ...LINE, multiline: { starts: parseRegex('^\\S', '').regex, idle, maxLines: 100 } });

describe('a log of such records', () => {
  it('is read on at its last line, which has no line end, if only the record before it was told', async () => {
    const stacks = following(2_000_000);
    stacks.append('one\n at x\ntwo');
    await stacks.readOnce();
    stacks.rotate();
    stacks.append('three\nfour\n');
    stacks.wait(2500);
    await stacks.readFirst(1);
    await stacks.restart();
    for (let i = 0; i < 2; i++) await stacks.read();
    await stacks.end();
    expect(stacks.seen).toEqual(['one\n at x', 'two', 'three', 'four']);
  });

  it('is left also if its records are complete after less silence than renamed files are waited for', async () => {
    const stacks = following(1_000_000);
    const look = async (seconds: number) => {
      for (let i = 0; i < seconds * 4; i++) {
        await stacks.readOnce();
        stacks.wait(250);
      }
    };
    stacks.append('one\n at x\n');
    await look(3);
    stacks.rotate();
    stacks.append('two\n');
    await look(8);
    await stacks.end();
    expect(stacks.seen).toEqual(['one\n at x', 'two']);
  });
});

describe.each([1_000_000, 2_000_000])('a record of several lines that is cut by a rotation (silence: %d)', (idle) => {
  let stacks: Following;
  beforeEach(() => {
    stacks = following(idle);
  });
  afterEach(() => stacks.end());
  const WHOLE = ['zero', 'one\n at x\n at y', 'two', 'three'];

  it.each([
    ['by renaming', () => stacks.rotate()],
    ['by copying', () => stacks.cut()],
  ])('is one record: %s, also after a restart at any point', async (_, rotate) => {
    for (let restart = 0; restart < 5; restart++) {
      let steps = 0;
      const step = async () => {
        await stacks.readOnce();
        if (steps++ === restart) await stacks.restart();
      };
      stacks.append('zero\none\n at x\n');
      await step();
      rotate();
      await step();
      stacks.append(' at y\n');
      await step();
      stacks.wait(2100);
      await step();
      stacks.append('two\n');
      await step();
      stacks.append('three\n');
      await stacks.read();
      expect(stacks.seen.splice(0)).toEqual(WHOLE);
      for (let age = 0; age < 3; age++) rotate();
    }
    expect(stacks.problems).toEqual([]);
  });

  it('over three files is one record', async () => {
    stacks.append('zero\none\n');
    await stacks.readOnce();
    stacks.rotate();
    stacks.rotateAfterEach(' at x\n');
    stacks.append(' at y\ntwo\nthree\n');
    for (let i = 0; i < 2; i++) await stacks.read();
    expect(stacks.seen).toEqual(WHOLE);
  });

  it('is told once it is silent, and with what there is of it when the file that goes on is truncated', async () => {
    stacks.append('one\n at x\n');
    await stacks.readOnce();
    stacks.rotate();
    stacks.append(' at y\n');
    await stacks.read();
    await stacks.read();
    expect(stacks.seen).toEqual(['one\n at x\n at y']);
    stacks.rotateAfterEach('two\n');
    stacks.append(' at z\n');
    await stacks.readOnce();
    stacks.wait(2000);
    await stacks.readOnce();
    stacks.cut();
    stacks.append('three\n');
    await stacks.read();
    expect(stacks.seen.slice(1)).toEqual(['two\n at z', ' at z', 'three']);
  });
});
