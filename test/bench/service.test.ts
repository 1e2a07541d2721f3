import { describe, expect, it } from 'vitest';
import { programOf } from '../../bench/service.ts';
import { compile } from '../../src/dsl/compiler.ts';

describe('the program of the benches', () => {
  it('has no problems, and as many rules as are asked for', () => {
    const { plan, diagnostics } = compile({ read: () => programOf(4) }, ['rules.corr']);
    expect(diagnostics).toEqual([]);
    expect(plan?.rules).toHaveLength(4);
  });
});
