/** Messages of containers that are written in parts, followed across restarts and rotation. */

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRegex } from '../../../../src/dsl/patterns/regex.ts';
import type { FormatPlan } from '../../../../src/dsl/plan.ts';
import { Following } from './following.ts';

const container: FormatPlan = { name: 'container', base: 'container', time: [] };
const multiline = { starts: parseRegex('^begin', '').regex, idle: 2_000_000, maxLines: 500 };
const line = (stream: string, mark: string, text: string) => `2024-02-29T10:00:00Z ${stream} ${mark} ${text}\n`;

/** The end of a renamed file is waited for, and then that of the last record. */
async function settle(one: Following): Promise<void> {
  for (let i = 0; i < 2; i++) await one.read();
}

let following: Following;
beforeEach(() => {
  following = new Following(container);
});
afterEach(() => following.end());

describe('a message in parts', () => {
  it('is waited for, but not for ever', async () => {
    following.append(line('stdout', 'P', 'a'));
    following.append(line('stderr', 'F', 'x'));
    following.append(line('stdout', 'F', 'b') + line('stdout', 'P', 'c'));
    await following.read();
    following.append(line('stdout', 'F', 'd'));
    await following.read();
    expect(following.seen).toEqual(
      [line('stderr', 'F', 'x'), line('stdout', 'F', 'ab'), line('stdout', 'P', 'c'), line('stdout', 'F', 'd')].map((text) => text.trim()),
    );
  });

  it('is read again from its beginning by the next run, unless it was told', async () => {
    following.append(line('stdout', 'F', 'a') + line('stdout', 'P', 'b'));
    await following.readOnce();
    await following.restart();
    following.append(line('stdout', 'F', 'c'));
    await following.read();
    expect(following.seen).toEqual([line('stdout', 'F', 'a'), line('stdout', 'F', 'bc')].map((text) => text.trim()));
  });
});

describe('a message in parts, while another stream goes on', () => {
  it('is read again from its beginning by the next run, and the others are not', async () => {
    following.append(line('stdout', 'P', 'a') + line('stderr', 'F', 'x') + line('stdout', 'P', 'b') + line('stderr', 'F', 'y'));
    await following.readOnce();
    await following.restart();
    await following.readOnce();
    await following.restart();
    following.append(line('stdout', 'F', 'c') + line('stdout', 'F', 'd'));
    await following.read();
    expect(following.seen.map((text) => text.slice(text.indexOf(' F ') + 3))).toEqual(['x', 'y', 'abc', 'd']);
  });

  it.each([
    ['one by one', container],
    ['in records of several', { ...container, multiline }],
  ])('is told as if nothing had been restarted, whatever comes: %s', async (_, format) => {
    const action = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('stdout P', 'stdout F', 'stderr P', 'stderr F', 'stdout F begin', 'stderr P begin', '') },
      { weight: 5, arbitrary: fc.constantFrom('readOnce', 'restart', 'restart') },
      { weight: 1, arbitrary: fc.constantFrom('settle', 'rotate') },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const told: string[][] = [];
        for (const restarts of [false, true]) {
          const one = new Following(format);
          try {
            one.append(line('stdout', 'F', 'begin'));
            await one.read();
            for (const [at, kind] of actions.entries()) {
              const [stream = '', mark = '', text = ''] = kind.split(' ');
              if (kind === 'readOnce') await one.readOnce();
              else if (kind === 'settle') await settle(one);
              else if (kind === 'rotate') one.rotate();
              else if (kind === 'restart') await (restarts ? one.readOnce().then(() => one.restart()) : one.readOnce());
              else one.append(kind === '' ? 'no part\n' : line(stream, mark, `${text}${at};`));
            }
            await settle(one);
            told.push(one.seen);
            expect(one.problems).toEqual([]);
          } finally {
            await one.end();
          }
        }
        expect(told[1]).toEqual(told[0]);
      }),
      { numRuns: 60 },
    );
  });
});
