import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/runtime/engine/event.ts';
import { Pending } from '../../../src/runtime/engine/pending.ts';

const at = (time: number, source = 0): LogEvent => ({ time, matches: [{ record: 0, time, weight: 1, values: [], source, line: 1 }] });
const sourceOf = (event: LogEvent | undefined) => event?.matches[0]?.source;

/** All waiting entries, in the order in which they are taken. */
function taken(pending: Pending): (number | undefined)[] {
  const found: (number | undefined)[] = [];
  for (let event = pending.first; event; event = pending.first) {
    found.push(sourceOf(event));
    pending.shift();
  }
  return found;
}

describe('records that wait', () => {
  const step = fc.oneof(
    fc.record({ time: fc.nat(20), isAhead: fc.boolean() }),
    fc.constant('shift' as const),
    fc.constant('restart' as const),
  );

  it('are taken in order of time, those of one time as they came, but first those from the future', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let pending = new Pending();
        let waiting: { time: number; source: number; isAhead: boolean }[] = [];
        for (const [source, one] of steps.entries()) {
          if (one === 'shift') {
            if (pending.first) pending.shift();
            waiting = waiting.slice(1);
          } else if (one === 'restart') {
            const saved = JSON.stringify(pending.save());
            pending = new Pending();
            pending.restore(JSON.parse(saved));
          } else {
            if (one.isAhead) pending.addAhead(at(one.time, source));
            else pending.add(at(one.time, source));
            waiting.push({ ...one, source });
            waiting.sort((a, b) => a.time - b.time || Number(b.isAhead) - Number(a.isAhead));
          }
          expect(sourceOf(pending.first)).toBe(waiting[0]?.source);
        }
        expect(taken(pending)).toEqual(waiting.map(({ source }) => source));
      }),
    );
  });

  it('from the future are limited: beyond the limit the furthest ahead is dropped, and counted', () => {
    const pending = new Pending(3);
    for (const time of [50, 20, 40, 30, 60]) pending.addAhead(at(time, time));
    pending.add(at(70, 70));
    expect(pending.dropped).toBe(2);
    expect(taken(pending)).toEqual([20, 30, 40, 70]);
  });
});
