/** Each fault that `corr test --mutate` plants is one, and the engine runs with it. */

import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { compile } from '../../src/dsl/compiler.ts';
import { mutantsOf } from '../../src/runtime/rule-tests/mutants.ts';
import { engineLines } from './compare.ts';
import { pairs } from './pairs.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240304);
const PAIRS = Number(process.env.CORR_PAIRS ?? 32);

it(`are others than the programs of ${PAIRS} pairs of seed ${SEED}`, { timeout: 1_000_000 }, () => {
  const tried = new Set();
  for (const { plan, log, setting } of pairs(SEED, PAIRS, undefined, 0)) {
    if (tried.has(plan)) continue;
    tried.add(plan);
    for (const { text, plan: mutant } of mutantsOf(plan, 'program.corr')) {
      if (isDeepStrictEqual(mutant, plan)) expect.fail(`it is no fault: ${text}`);
      expect(() => engineLines(mutant, log, setting), text).not.toThrow();
    }
  }
});

it('has those of schedules that a test can notice', () => {
  const program = `records job from json { done = { event: "done" } }
param pause = 5m
schedule nightly { key none await job.done daily by 23:30 }
schedule hourly  { key none await job.done every 1h grace 5m }
schedule often   { key none await job.done every pause }
`;
  const { plan } = compile({ read: () => program }, ['jobs.corr']);
  const texts = plan ? [...mutantsOf(plan, 'jobs.corr')].map(({ text }) => text) : [];
  expect(texts.filter((text) => !text.startsWith('job.'))).toEqual([
    'hourly: every twice as long',
    'hourly: grace twice as long',
    'nightly: daily an hour later',
  ]);
});
