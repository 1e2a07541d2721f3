/** However many workers run the rules: the same outcomes in the same order, as text, and the same counts. */

import { expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Engine, type EngineOptions } from '../../../src/runtime/engine/engine.ts';
import type { RuleRunner } from '../../../src/runtime/intake.ts';
import { NdjsonSink } from '../../../src/runtime/outputs/ndjson.ts';
import type { CountedOutcome } from '../../../src/runtime/report/counted.ts';
import { lanesOf, usefulWorkers } from '../../../src/runtime/workers/lanes.ts';
import { WorkerEngines } from '../../../src/runtime/workers/worker-engines.ts';
import type { Line } from '../../oracle/generator/log.ts';
import { Random } from '../../oracle/generator/random.ts';
import { render } from '../../oracle/generator/text.ts';
import { type CompiledPair, pairOf, pairs } from '../../oracle/pairs.ts';
import { localPort } from './local-port.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240304);
const PAIRS = Number(process.env.CORR_PAIRS ?? 600);
const SOURCES = ['a.log'];

interface Ran {
  told: unknown[];
  counters: unknown;
}

const optionsOf = ({ setting: { lateness, late } }: CompiledPair): Omit<EngineOptions, 'onOutcome'> => ({
  ...(lateness === undefined ? {} : { lateness }),
  ...(late === undefined ? {} : { late }),
});

function counted({ rule, outcome, name, code, reason, keys, begin, end, told, records }: CountedOutcome) {
  const places = [records[0], records.at(-1)].map((place) => place && [place.source, place.line]);
  return { rule, outcome, name, code, reason, keys, begin, end, told, places };
}

/** `pause`: whether what was read so far goes to the workers now. */
async function feed(rules: RuleRunner, { log, setting }: CompiledPair, pause: () => boolean): Promise<void> {
  for (const item of log) {
    if (item.kind === 'record') rules.accept(item.time, item.matches);
    else rules.accept(item.to, []);
    if (pause()) await rules.settle?.();
  }
  await rules.end(setting.atEnd);
}

function countersOf({ late, lateDropped, overflows, rules }: RuleRunner) {
  return {
    late,
    lateDropped,
    overflows,
    rules: rules.map(({ unexpected, ...counts }) => ({ ...counts, unexpected: [...unexpected].sort() })),
  };
}

async function alone(pair: CompiledPair): Promise<Ran> {
  const told: unknown[] = [];
  const sink = new NdjsonSink(pair.plan, { sources: SOURCES, write: () => {} });
  const onOutcome: EngineOptions['onOutcome'] = (outcome) =>
    told.push({ ...counted(outcome), texts: outcome.told ? [sink.textOf(outcome)] : [] });
  const engine = new Engine(pair.plan, { ...optionsOf(pair), onOutcome });
  await feed(engine, pair, () => false);
  return { told, counters: countersOf(engine) };
}

async function together(pair: CompiledPair, workers: number): Promise<Ran> {
  const random = new Random(pair.seed);
  const told: unknown[] = [];
  const engines = new WorkerEngines(
    { ...optionsOf(pair), atHand: random.int(0, 1), plan: pair.plan, workers, sinks: [{ format: 'ndjson' }], sources: SOURCES },
    {
      start: (setup) => localPort(setup, () => random.int(0, 5)),
      onOutcome: ({ outcome, texts }) => told.push({ ...counted(outcome), texts }),
      onFault: (error) => {
        throw error;
      },
    },
  );
  await feed(engines, pair, () => random.chance(0.3));
  return { told, counters: countersOf(engines) };
}

const isParted = (plan: Plan) => lanesOf(plan, 2).some((lane) => lane.isParted);

it(`hold on ${PAIRS} pairs of seed ${SEED}`, { timeout: 1_000_000 }, async () => {
  let parted = 0;
  let nth = 0;
  for (const pair of pairs(SEED, PAIRS)) {
    if (isParted(pair.plan)) parted++;
    const workers = usefulWorkers(pair.plan, 1 + (nth++ % 4));
    if (workers === 0) continue;
    const message = `seed ${SEED}, ${workers} workers\n${render(pair.program)}\n${JSON.stringify([pair.lines, pair.setting], null, 1)}`;
    expect(await together(pair, workers), message).toEqual(await alone(pair));
  }
  // It would prove little if most rules ran in one partition.
  expect(parted).toBeGreaterThan(PAIRS / 4);
});

/** The first chain ends where the second began in the order of names, and the other way round. */
const CROSSED = `
records r from json { a = { kind: "a", k: text? } }
window a1 { key none fire on r.a when count(r.a, 1h) > 0 }
window b2 { key none fire on a1.fired when count(a1.fired, 1h) > 0 }
window b1 { key none fire on r.a when count(r.a, 1h) > 0 }
window a2 { key none fire on b1.fired when count(b1.fired, 1h) > 0 }
window c1 { key k fire on r.a when count(r.a, 1h) > 0 }
`;

it.each([1, 2, 3, 4])('hold for chains that cross in %i workers', async (workers) => {
  const program = [CROSSED];
  const lines = ['x', 'y', 'z'].map((k, at): Line => ({ at, kinds: ['a'], fields: { k }, weight: 1 }));
  const pair = pairOf({ program, lines, setting: { lateness: 0, late: 'deliver', atEnd: 'open' }, seed: 1 });
  if (!pair) throw new Error('the program does not compile');
  const expected = await alone(pair);
  expect(expected.told.map((told) => (told as CountedOutcome).rule).slice(0, 5)).toEqual(['a1', 'b1', 'c1', 'b2', 'a2']);
  expect(await together(pair, workers)).toEqual(expected);
});
