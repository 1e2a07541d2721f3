import { describe, expect, it } from 'vitest';
import { loadPlan } from '../../src/dsl/plan-schema.ts';
import { told } from './programs.ts';
import { compileStory, stories } from './stories.ts';

describe('the stories', () => {
  it.each([...stories])('%s compiles, and its plan can be loaded', (_, text) => {
    const compiled = compileStory(text);
    expect(
      compiled.diagnostics.filter(({ severity }) => severity === 'error'),
      told(compiled).join('\n'),
    ).toEqual([]);
    expect(loadPlan(JSON.parse(JSON.stringify(compiled.plan)))).toEqual(compiled.plan);
    expect(compiled.tests.length).toBeGreaterThan(0);
    for (const { statements } of compiled.tests) expect(statements.length).toBeGreaterThan(0);
  });
});
