import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColourFlag, paletteFor } from '../../../src/cli/print/colour.ts';
import { progressLine } from '../../../src/cli/print/progress.ts';
import { COLOURED, PLAIN } from '../../../src/runtime/outputs/palette.ts';
import { widthOf } from '../../../src/runtime/outputs/terminal.ts';

describe('colour', () => {
  it.each<[string, ColourFlag, Record<string, string>, boolean, boolean]>([
    ['a terminal has it', undefined, {}, true, true],
    ['a pipe does not', 'auto', {}, false, false],
    ['nothing on the command line leaves it open', true, {}, true, true],
    ['NO_COLOR goes before the terminal', undefined, { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR says nothing', undefined, { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR goes before the pipe', undefined, { FORCE_COLOR: '1' }, false, true],
    ['an empty FORCE_COLOR forces it', undefined, { FORCE_COLOR: '' }, false, true],
    ['FORCE_COLOR=0 forbids it', undefined, { FORCE_COLOR: '0' }, true, false],
    ['FORCE_COLOR=false forbids it', undefined, { FORCE_COLOR: 'false' }, true, false],
    ['NO_COLOR goes before FORCE_COLOR', undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['--color goes before all', 'always', { NO_COLOR: '1' }, false, true],
    ['--no-color goes before all', false, { FORCE_COLOR: '1' }, true, false],
    ['--color never goes before all', 'never', { FORCE_COLOR: '1' }, true, false],
    ['a dumb terminal has none', undefined, { TERM: 'dumb' }, true, false],
  ])('%s', (_, flag, env, isTerminal, coloured) => {
    expect(paletteFor(flag, env, isTerminal)).toBe(coloured ? COLOURED : PLAIN);
  });

  it('ends where it began, and marks no empty text', () => {
    expect(COLOURED.red('x')).toBe('\x1b[31mx\x1b[39m');
    expect(COLOURED.bold('')).toBe('');
    expect(PLAIN.red('x')).toBe('x');
  });
});

describe('progress', () => {
  it('says how far it is, how fast, and how long it takes still', () => {
    expect(progressLine({ bytes: 116e6, total: 223e6, elapsed: 4e6, open: 1204 }, 120)).toBe(
      '[==========>         ] 52 %  116 MB of 223 MB  29 MB/s  4s left  1,204 open',
    );
  });

  it('says what is known of standard input', () => {
    expect(progressLine({ bytes: 5e6, elapsed: 2e6, open: 0 }, 120)).toBe('5.0 MB  2.5 MB/s  0 open');
  });

  it.each([
    [{ bytes: 0, total: 100, elapsed: 0, open: 0 }, '[>                   ] 0 %  0 B of 100 B  0 B/s  0 open'],
    [{ bytes: 100, total: 100, elapsed: 1e6, open: 1 }, '[====================] 100 %  100 B of 100 B  100 B/s  0s left  1 open'],
    [{ bytes: 120, total: 100, elapsed: 1e6, open: 1 }, '[====================] 100 %  120 B of 100 B  120 B/s  0s left  1 open'],
    [{ bytes: 0, total: 0, elapsed: 1e6, open: 0 }, '[====================] 100 %  0 B of 0 B  0 B/s  0 open'],
  ])('of %j is %j', (progress, line) => {
    expect(progressLine(progress, 120)).toBe(line);
  });

  it('is one line, never wider than the terminal', () => {
    const count = fc.maxSafeNat();
    fc.assert(
      fc.property(
        count,
        fc.option(count, { nil: undefined }),
        count,
        count,
        fc.integer({ min: 1, max: 120 }),
        (bytes, total, elapsed, open, columns) => {
          const line = progressLine({ bytes, ...(total === undefined ? {} : { total }), elapsed, open }, columns);
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toContain('\n');
        },
      ),
    );
  });
});
