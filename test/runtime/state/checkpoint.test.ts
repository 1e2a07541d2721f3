import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SavedList, type Unpack } from '../../../src/runtime/saved-list.ts';
import { Checkpoints, type Found } from '../../../src/runtime/state/checkpoint.ts';
import { Crash, OUTCOMES, SimDisk } from './sim-disk.ts';

const FOLDER = '/state';
const SLOTS = ['checkpoint-a', 'checkpoint-b'].map((name) => join(FOLDER, name));

const isGood = (content: unknown): content is unknown => content !== undefined;
const listOf = (items: readonly unknown[]) => new SavedList(() => items[Symbol.iterator]());

/**
 * Each item in a separate portion, whose bytes are XORed with the number in the legend, so that the first can be any.
 */
function packedOf(items: readonly unknown[], by: number): SavedList {
  const turned = (text: string) => Buffer.from(text).map((byte) => byte ^ by);
  const portions = function* () {
    for (const item of items) yield Buffer.from(turned(JSON.stringify([item])));
  };
  return new SavedList(() => items[Symbol.iterator](), { portions, legend: () => ({ by }) });
}

const unpack: Unpack = (legend) => (portion) =>
  JSON.parse(Buffer.from(portion.map((byte) => byte ^ (legend as { by: number }).by)).toString());
const checkpoints = (disk: SimDisk, part = 40) => new Checkpoints<unknown>(disk, FOLDER, part, unpack);

function contentOf(found: Found<unknown> | string): unknown {
  return typeof found === 'string' ? found : JSON.parse(JSON.stringify(found.content));
}

async function written(...contents: unknown[]): Promise<SimDisk> {
  const disk = new SimDisk();
  const slots = checkpoints(disk);
  for (const content of contents) await slots.write(content);
  return disk;
}

/** Plain JSON with lists at any depth, as from `JSON.parse`. */
const states = fc.letrec((tie) => ({
  plain: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, -0.5, 1e21, '', '\u2028"\ud800', '[', '{}'),
    fc.string(),
    fc.array(tie('plain'), { maxLength: 4 }),
    fc.array(tie('plain'), { maxLength: 6 }).map(listOf),
    fc.tuple(fc.array(tie('plain'), { maxLength: 6 }), fc.nat(255)).map(([items, by]) => packedOf(items, by)),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'lists', 'content')), tie('plain'), { maxKeys: 4 }),
  ),
})).plain;

describe('a checkpoint', () => {
  it('gives back what was written, in parts of any size', async () => {
    const property = fc.asyncProperty(states, fc.integer({ min: 1, max: 200 }), async (content, part) => {
      const disk = new SimDisk();
      await checkpoints(disk, part).write({ content });
      expect(contentOf(checkpoints(disk).read(isGood))).toEqual(JSON.parse(JSON.stringify({ content })));
      expect(disk.opened).toBe(0);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  it('gives a long array back as an array, and a list item by item', async () => {
    const long = Array.from({ length: 10_000 }, (_, i) => [i]);
    const disk = await written({ long, list: listOf(long) });
    const { content } = checkpoints(disk).read(isGood) as Found<{ long: unknown; list: Iterable<unknown> }>;
    expect(content.long).toEqual(long);
    expect(content.list).toBeInstanceOf(SavedList);
    for (const item of content.list) {
      expect(item).toEqual([0]);
      break;
    }
    expect(disk.opened).toBe(0);
  });

  it('is the one before where the disk crashes at any operation, or the new one', async () => {
    const contents = Array.from({ length: 4 }, (_, n) => ({
      n,
      list: listOf(Array.from({ length: 20 }, (_, i) => `${n} ${i % 3}`)),
      rest: n,
    }));
    const { operations } = await written(...contents);
    const first = (await written(contents[0], contents[1])).operations;
    for (let crash = first + 1; crash <= operations + 1; crash++) {
      for (const outcome of OUTCOMES) {
        const disk = new SimDisk();
        disk.crashAt = crash;
        const slots = checkpoints(disk);
        let done = -1;
        try {
          for (const content of contents) {
            await slots.write(content);
            done++;
          }
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        const found = contentOf(checkpoints(disk.after(outcome)).read(isGood)) as { n: number };
        expect([done, done + 1], `${outcome} at ${crash}`).toContain(found.n);
        expect(found).toEqual(JSON.parse(JSON.stringify(contents[found.n])));
      }
    }
  });
});

describe('a checkpoint that is not as it was written', () => {
  it('is found out wherever it is changed or cut, and the other one is taken', async () => {
    const whole = await written(...[1, 2].map((n) => ({ n, list: listOf(['a', 'b', 'cc'.repeat(20)]), packed: packedOf(['d', 'e'], 9) })));
    for (const [i, path] of SLOTS.entries()) {
      const bytes = Buffer.from(whole.bytes(path));
      for (let at = 0; at < bytes.length; at++) {
        const flipped = Buffer.from(bytes);
        flipped[at]! ^= 1 << (at % 8);
        for (const changed of [flipped, bytes.subarray(0, at)]) {
          whole.set(path, changed);
          const found = checkpoints(whole).read(isGood);
          expect(found, `${path} at ${at}`).toMatchObject({ content: { n: i === 0 ? 1 : 2 }, damaged: path.slice(FOLDER.length + 1) });
        }
      }
      whole.set(path, bytes);
    }
  });

  it('is rejected if it has a part left over from an earlier one', async () => {
    const parts = ['one', 'two'].map((text) => text.repeat(20));
    const disk = await written(...[1, 2, 3].map((n) => ({ n, list: listOf(parts) })));
    const newest = Buffer.from(disk.bytes(SLOTS[1]!));
    const before = (await written({ n: 1, list: listOf(parts) })).bytes(SLOTS[1]!);
    expect(newest.length).toBe(before.length);
    // All parts but the last are the same text, at the same offset.
    for (let cut = 'corr-checkpoint 3 3\n'.length; cut < newest.length; cut++) {
      const mixed = Buffer.concat([newest.subarray(0, cut), before.subarray(cut)]);
      if (mixed.equals(newest)) break;
      disk.set(SLOTS[1]!, mixed);
      expect(checkpoints(disk).read(isGood)).toMatchObject({ content: { n: 2 } });
    }
  });

  it.each([2, 10])('is reported as being from another build if it has another format: %i', async (format) => {
    const disk = await written({}, {});
    for (const path of SLOTS) disk.set(path, Buffer.from(`corr-checkpoint ${format} 7\n{}`));
    expect(checkpoints(disk).read(isGood)).toBe('other-format');
  });
});
