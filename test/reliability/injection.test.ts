import { describe, expect, it } from 'vitest';
import { injected } from './goals/injection.ts';
import { ALL_OUTPUTS, type OutputProbe } from './output-probes.ts';

describe('injection', () => {
  it('is ineffective in every output', async () => {
    expect(await injected(ALL_OUTPUTS)).toMatchObject({ wrong: [] });
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
    for (const broken of [lines, commas]) expect((await injected([broken])).wrong).not.toEqual([]);
  });
});
