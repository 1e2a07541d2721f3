import { describe, expect, it } from 'vitest';
import { injection } from './injection.ts';
import type { OutputProbe } from './output-probes.ts';

describe('injection', () => {
  it('comes to nothing in any output', async () => {
    expect(await injection()).toMatchObject({ goal: 'G10', pass: true, wrong: [] });
  });

  it('is noticed in outputs that escape too little', async () => {
    const lines: OutputProbe = {
      name: 'lines',
      readBack: async ({ all }) => ({
        found: all
          .map(({ text }) => text)
          .join('\n')
          .split('\n'),
        expected: all.map(({ text }) => text),
      }),
    };
    const commas: OutputProbe = {
      name: 'commas',
      readBack: async ({ all }) => ({ found: all.map(({ text }) => text.split(',')[0]), expected: all.map(({ text }) => text) }),
    };
    for (const broken of [lines, commas]) expect((await injection([broken])).pass).toBe(false);
  });
});
