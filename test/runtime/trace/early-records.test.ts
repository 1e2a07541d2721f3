import { expect, it } from 'vitest';
import type { Outcome } from '../../../src/runtime/record.ts';
import { EarlyRecords } from '../../../src/runtime/trace/early-records.ts';

const RULE = 'job';
const valuesOf = (n: number) => ['host', 'id'].map((name, key) => ({ key, id: `${name}${n}`, values: [n] }));
const outcome = { rule: RULE, awaited: ['done'], begin: 1_000_000 } as unknown as Outcome;

it('are the most recent ones, each once, however many keys it has', () => {
  const early = new EarlyRecords();
  const count = 20_000;
  for (let n = 0; n < count; n++) early.keep(RULE, valuesOf(n), n, { name: 'done', text: '', source: 0, line: n, remarks: [] });
  const kept = Array.from({ length: count }, (_, n) => early.awaitedBy(outcome, valuesOf(n)).length);
  expect(kept.indexOf(1)).toBe(count - 5000);
  expect(kept.lastIndexOf(0)).toBe(count - 5000 - 1);
});
