/** However many workers run the rules: the same outcomes in the same order, as text, and the same counts. */

import { expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Engine, type EngineOptions } from '../../../src/runtime/engine/engine.ts';
import type { RuleRunner } from '../../../src/runtime/intake.ts';
import { NdjsonSink } from '../../../src/runtime/outputs/ndjson.ts';
import type { CountedOutcome } from '../../../src/runtime/report/counted.ts';
import { lanesOf } from '../../../src/runtime/workers/lanes.ts';
import { WorkerEngines } from '../../../src/runtime/workers/worker-engines.ts';
import { Random } from '../../oracle/generator/random.ts';
import { render } from '../../oracle/generator/text.ts';
import { type CompiledPair, pairs } from '../../oracle/pairs.ts';
import { localPort } from './local-port.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240304);
const PAIRS = Number(process.env.CORR_PAIRS ?? 1_500);
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
    { ...optionsOf(pair), plan: pair.plan, workers, sinks: [{ format: 'ndjson' }], sources: SOURCES },
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
    const workers = 1 + (nth++ % 4);
    const message = `seed ${SEED}, ${workers} workers\n${render(pair.program)}\n${JSON.stringify([pair.lines, pair.setting], null, 1)}`;
    expect(await together(pair, workers), message).toEqual(await alone(pair));
  }
  // It would prove little if most rules ran in one partition.
  expect(parted).toBeGreaterThan(PAIRS / 4);
});
