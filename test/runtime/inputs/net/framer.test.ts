import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Framer } from '../../../../src/runtime/inputs/net/framer.ts';
import { DEFAULT_OPTIONS } from '../../../../src/runtime/inputs/net/options.ts';
import { RecordFlag } from '../../../../src/runtime/record.ts';
import { BROKEN_FRAMERS, cutsOf, type FrameStream, frameLines, frameOptions, frameStream, ORIGIN, streams } from './framing.ts';
import { framePlainly } from './plain-framer.ts';

/** However a stream is cut, it means the same. */
function agreement(frame: FrameStream) {
  return fc.property(
    streams,
    frameOptions,
    fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 6 }),
    (stream, options, shares) => {
      const expected = framePlainly(stream.toString('latin1'), options);
      for (const cuts of [[], [...stream.keys()], cutsOf(stream.length, shares)]) expect(frame(stream, cuts, options)).toEqual(expected);
    },
  );
}

describe('framing', () => {
  it('is what it plainly means, for chunks of any size', () => {
    fc.assert(agreement(frameStream), { numRuns: 2000 });
  });

  it('is the same of lines that are taken at once', () => {
    fc.assert(agreement(frameLines), { numRuns: 1000 });
  });

  it.each([...BROKEN_FRAMERS])('would be found out if it %s', (_, broken) => {
    expect(fc.check(agreement(broken), { numRuns: 5000, endOnFailure: true }).failed).toBe(true);
  });

  it.each(['999999999 <13>', ''])('keeps no more of a message after "%s" than its limit', (header) => {
    const counters = { received: 0, blank: 0, bytes: 0, frameErrors: 0, truncated: 0, incomplete: 0 };
    const framer = new Framer(ORIGIN, DEFAULT_OPTIONS, counters);
    const chunk = Buffer.alloc(1 << 20, 'x');
    const before = process.memoryUsage().arrayBuffers;
    framer.feed(Buffer.from(header));
    for (let count = 0; count < 256; count++) {
      expect(framer.next()).toBe(false);
      framer.feed(chunk);
    }
    expect(framer.next()).toBe(false);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    framer.finish();
    expect(framer.next()).toBe(true);
    expect(framer).toMatchObject({ flags: RecordFlag.truncated | RecordFlag.incomplete });
    expect(framer.end - framer.start).toBe(DEFAULT_OPTIONS.max);
  });
});
