import { describe, expect, it } from 'vitest';
import { paramsOf } from '../../../src/cli/run/params.ts';
import { compile } from '../../../src/dsl/compiler.ts';

const RULES = `param span: duration = 5m
param patience: duration = 5m
records app from json {
  failed = { event: "failed", host: text }
}

window many {
  key host
  over span
  open when count(app.failed) >= 3
}

transaction one {
  key host
  start app.failed
  timeout "late" after patience
  then  app.failed where count(app.failed, span) > 1
}
`;

describe('--param', () => {
  const { plan } = compile({ read: () => RULES }, ['a.corr']);
  if (!plan) throw new Error('The rules do not compile.');

  it('takes a span of time', () => {
    expect([...paramsOf(['span=10s', 'patience=0s'], plan)]).toEqual([
      ['span', 10_000_000],
      ['patience', 0],
    ]);
  });

  it('refuses a window or a look-back of no time at all, with a next step', () => {
    expect(() => paramsOf(['span=0s'], plan)).toThrow(expect.objectContaining({ exitCode: 3, help: 'Give it more: --param span=1s.' }));
  });
});
