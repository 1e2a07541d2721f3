import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Timeline } from '../../../src/runtime/engine/summaries/timeline.ts';

interface Entry {
  time: number;
  item: number;
}

/** The same, implemented by linear search. */
class Plain {
  entries: Entry[] = [];

  add(time: number, item: number): void {
    this.entries.splice(this.countUpTo(time), 0, { time, item });
  }

  countUpTo(time: number): number {
    return this.entries.filter((entry) => entry.time <= time).length;
  }
}

/** Times that ascend or descend, jump, or are in disorder. */
const runs = fc
  .array(fc.record({ from: fc.nat(2000), step: fc.integer({ min: -2, max: 2 }), count: fc.nat(400) }), { maxLength: 6 })
  .map((parts) => parts.flatMap(({ from, step, count }) => Array.from({ length: count }, (_, i) => from + i * step)));
const scattered = fc.array(fc.nat(300), { maxLength: 900 });
/** The intervals between queries of each kind, and what is removed. */
const rhythm = fc.record({ shift: fc.integer({ min: 1, max: 5 }), remove: fc.integer({ min: 1, max: 9 }) });

describe('a timeline', () => {
  it('is in order of time, and of one time in order of arrival, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.oneof(runs, scattered), rhythm, (times, { shift, remove }) => {
        const plain = new Plain();
        const timeline = new Timeline<number>();
        for (const [i, time] of times.entries()) {
          plain.add(time, i);
          timeline.add(time, i);
          if (i % shift === 1) expect(timeline.shift()).toBe(plain.entries.shift()?.item);
          const asked = times[(i * 7) % times.length] as number;
          const place = plain.countUpTo(asked);
          expect(timeline.lastUpTo(asked)).toBe(plain.entries[place - 1]?.item);
          expect(timeline.firstBeyond(asked)).toBe(plain.entries[place]?.item);
          if (i % remove === 1 && place > 0) {
            plain.entries.splice(place - 1, 1);
            timeline.removeLastUpTo(asked);
          }
          expect(timeline.size).toBe(plain.entries.length);
          expect(timeline.first).toBe(plain.entries[0]?.item);
          expect(timeline.firstTime).toBe(plain.entries[0]?.time ?? Number.POSITIVE_INFINITY);
          expect(timeline.lastTime).toBe(plain.entries.at(-1)?.time ?? Number.NEGATIVE_INFINITY);
        }
        const all = plain.entries.map(({ time, item }) => [time, item]);
        expect([...timeline.entries()]).toEqual(all);
        expect([...timeline.entries(100, 200)]).toEqual(all.filter(([time = 0]) => time > 100 && time <= 200));
        for (const [, item] of all) expect(timeline.shift()).toBe(item);
        expect(timeline.shift()).toBeUndefined();
      }),
    );
  });

  it.each<[string, (i: number, count: number) => number]>([
    ['oldest first', (i) => i],
    ['newest first', (i, count) => count - i],
    ['the later half first', (i, count) => (i + count / 2) % count],
    ['in disorder', (i, count) => (i * 7919) % count],
  ])('moves few for each of many: %s', (_, timeOf) => {
    const count = 16_384;
    const splice = vi.spyOn(Array.prototype, 'splice');
    const timeline = new Timeline<undefined>();
    let moved = 0;
    for (let i = 0; i < count; i++) {
      timeline.add(timeOf(i, count), undefined);
      for (const [j, [at]] of splice.mock.calls.entries()) moved += (splice.mock.contexts[j] as unknown[]).length - at;
      splice.mockClear();
    }
    splice.mockRestore();
    // Each moves in two columns.
    expect(moved / 2).toBeLessThan(200 * count);
  });
});
