import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Framer } from '../../../../src/runtime/inputs/net/framer.ts';
import { DEFAULT_OPTIONS } from '../../../../src/runtime/inputs/net/options.ts';
import { RecordFlag } from '../../../../src/runtime/record.ts';
import { BROKEN_FRAMERS, cutsOf, type FrameStream, frameLines, frameOptions, frameStream, ORIGIN, streams } from './framing.ts';
import { framePlainly } from './plain-framer.ts';

/** However a stream is cut, its meaning is the same. */
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

const NO_COUNTS = { received: 0, blank: 0, bytes: 0, frameErrors: 0, truncated: 0, incomplete: 0 };

const BROKEN_LINES: [what: string, method: string, broken: (...args: never[]) => unknown][] = [
  ['that end within a character', 'isBetweenCharacters', () => true],
  ['with a line feed in them', 'lineFeedFrom', () => Number.POSITIVE_INFINITY],
  ['whatever they end in', 'isPlain', () => true],
];

describe('framing', () => {
  it('agrees with a plain definition, for chunks of any size', () => {
    fc.assert(agreement(frameStream), { numRuns: 2000 });
  });

  it('is the same of lines that are taken at once', () => {
    fc.assert(agreement(frameLines), { numRuns: 1000 });
  });

  it.each([...BROKEN_FRAMERS])('would be found out if it %s', (_, broken) => {
    expect(fc.check(agreement(broken), { numRuns: 5000, endOnFailure: true }).failed).toBe(true);
  });

  it.each(BROKEN_LINES)('would be found out if it took at once messages %s', (_, method, broken) => {
    const right = Reflect.get(Framer.prototype, method);
    Reflect.set(Framer.prototype, method, broken);
    onTestFinished(() => void Reflect.set(Framer.prototype, method, right));
    expect(fc.check(agreement(frameLines), { numRuns: 5000, endOnFailure: true }).failed).toBe(true);
  });

  it('takes messages that have lengths as lines, but for those that would not be lines', () => {
    const framer = new Framer(ORIGIN, DEFAULT_OPTIONS, { ...NO_COUNTS });
    const messages = ['<1>a', '<2>b\n', '<3>äöü', '<4>c\nd', '<5>e', '<6>f\r\n'];
    const chunk = Buffer.from(messages.map((text) => `${Buffer.byteLength(text)} ${text}`).join(''));
    framer.feed(chunk);
    const taken: unknown[] = [];
    for (;;) {
      const lines = framer.lines();
      if (!lines && !framer.next()) break;
      const { bytes, start, end } = lines ?? framer;
      taken.push([lines?.count, Buffer.from(bytes).toString('utf8', start, end)]);
    }
    expect(taken).toEqual([
      [3, '<1>a\n<2>b\n<3>äöü\n'],
      [undefined, '<4>c\nd'],
      [1, '<5>e\n'],
      [undefined, '<6>f'],
    ]);
  });

  it.each(['999999999 <13>', ''])('keeps no more of a message after "%s" than its limit', (header) => {
    const framer = new Framer(ORIGIN, DEFAULT_OPTIONS, { ...NO_COUNTS });
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
