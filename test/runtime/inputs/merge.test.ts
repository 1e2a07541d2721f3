import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedRecord } from '../../../src/runtime/decode/decoded-record.ts';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { Merge, type RecordCursor } from '../../../src/runtime/inputs/merge.ts';
import { chunksOf } from './bytes.ts';
import { LINE, NOW } from './sources.ts';

/** Lines that contain their time, in seconds since some day. */
function sourceOf(order: number, seconds: readonly number[], size: number): SourceCursor {
  const text = seconds.map((second, at) => `${new Date(1_700_000_000_000 + second * 1000).toISOString()} ${order}.${at}\n`).join('');
  return new SourceCursor({
    order,
    name: `${order}`,
    format: LINE,
    context: { received: NOW, zone: 'UTC' },
    files: [{ index: order, chunks: chunksOf(Buffer.from(text), size) }],
    maxLine: 100,
  });
}

/** Names of records, source and position, in order. */
async function merged(sources: readonly SourceCursor[]): Promise<string[]> {
  const names: string[] = [];
  const merge = new Merge(sources);
  do {
    for (let at = merge.next(); at; at = merge.next()) {
      expect(at.file).toBe(at.info.order);
      names.push(Buffer.from(at.record.bytes).toString('utf8', at.record.start + 25, at.record.end));
    }
  } while (await merge.fill());
  expect(await merge.fill()).toBe(false);
  expect(merge.next()).toBeUndefined();
  return names;
}

/** A log that grows, of records with times. */
class Growing implements RecordCursor {
  readonly follows = true;
  record = new DecodedRecord();
  readonly times: number[] = [];
  /** How often it was read. */
  reads = 0;
  private at = 0;
  private read = 0;

  constructor(readonly order: number) {}

  next(): boolean {
    if (this.at === this.read) return false;
    this.record = Object.assign(new DecodedRecord(), { time: this.times[this.at++] });
    return true;
  }

  async fill(): Promise<boolean> {
    const isMore = this.read < this.times.length;
    this.read = this.times.length;
    this.reads++;
    return isMore;
  }

  async close(): Promise<void> {}
}

describe('sources', () => {
  it.each([1, 30, 1000])('are merged by time, then by their order, in chunks of %i', async (size) => {
    const sources = [sourceOf(0, [1, 2, 2, 5], size), sourceOf(1, [0, 2, 5, 6], size), sourceOf(2, [], size)];
    expect(await merged(sources)).toEqual(['1.0', '0.0', '0.1', '0.2', '1.1', '0.3', '1.2', '1.3']);
  });

  it('keep their order, whatever their stamps say', async () => {
    expect(await merged([sourceOf(0, [5, 1, 6], 64), sourceOf(1, [2, 5, 6], 64)])).toEqual(['1.0', '0.0', '0.1', '1.1', '0.2', '1.2']);
  });

  it('give nothing when there are none', async () => {
    expect(await merged([])).toEqual([]);
  });

  it('are in the order of a stable sort by the latest time so far', async () => {
    const stamps = fc.array(fc.nat(12), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(stamps, { maxLength: 6 }), fc.integer({ min: 1, max: 90 }), async (sources, size) => {
        const all = sources.flatMap((seconds, order) => {
          let latest = 0;
          return seconds.map((second, at) => ({ key: (latest = Math.max(latest, second)), name: `${order}.${at}` }));
        });
        const expected = all.sort((a, b) => a.key - b.key).map(({ name }) => name);
        expect(await merged(sources.map((seconds, order) => sourceOf(order, seconds, size)))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('can be left in the middle', async () => {
    let closed = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('a\n');
      } finally {
        closed++;
      }
    }
    const context = { received: NOW, zone: 'UTC' };
    const cursors = [0, 1].map(
      (order) => new SourceCursor({ order, name: '', format: LINE, context, files: [{ index: order, chunks: endless() }], maxLine: 9 }),
    );
    const merge = new Merge(cursors);
    await merge.fill();
    await merge.close();
    expect([closed, await merge.fill()]).toEqual([2, true]);
  });
});

describe('sources that grow', () => {
  it('and appear and disappear give each record once, in order, and are not waited for once they are gone', async () => {
    const step = fc.oneof(
      fc.record({ grow: fc.nat(3), time: fc.nat(9) }),
      fc.record({ take: fc.nat(3), isWhole: fc.boolean() }),
      fc.record({ stay: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), more: fc.nat(1) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        let logs = [new Growing(0), new Growing(1)];
        const all = [...logs];
        const given = new Map<Growing, number[]>();
        const merge = new Merge(logs);
        const take = async (most: number, isWhole: boolean) => {
          await merge.fill(isWhole);
          for (let i = 0; i < most; i++) {
            const cursor = merge.next();
            if (!cursor) return;
            given.set(cursor, [...(given.get(cursor) ?? []), cursor.record.time]);
          }
        };
        for (const one of steps) {
          if ('grow' in one) logs[one.grow]?.times.push(one.time);
          else if ('take' in one) await take(one.take, one.isWhole);
          else {
            const stay = logs.filter((_, at) => one.stay[at]);
            const more = Array.from({ length: one.more }, (_, at) => new Growing(all.length + at));
            expect(merge.change([...more, ...stay])).toEqual(logs.filter((log) => !stay.includes(log)));
            logs = [...more, ...stay];
            all.push(...more);
          }
        }
        for (let i = 0; i < 50; i++) await take(10, false);
        for (const log of all) {
          const times = given.get(log) ?? [];
          expect(times).toEqual(logs.includes(log) ? log.times : log.times.slice(0, times.length));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('and had no more are not asked again for each record of others, unless all are', async () => {
    const logs = Array.from({ length: 100 }, (_, order) => new Growing(order));
    for (const { times } of logs) times.push(0);
    const merge = new Merge(logs);
    let records = 0;
    while (await merge.fill(false)) while (merge.next()) records++;
    const [first] = logs;
    expect([records, first?.reads]).toEqual([100, 3]);
  });
});
