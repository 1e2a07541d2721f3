/** With any number of workers: the same outcomes in the same order, as text, and the same counts. */

import { expect, it, vi } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Engine, type EngineOptions } from '../../../src/runtime/engine/engine.ts';
import type { LogEvent } from '../../../src/runtime/engine/event.ts';
import type { Runner } from '../../../src/runtime/engine/host.ts';
import { TransactionRunner } from '../../../src/runtime/engine/transaction/transaction.ts';
import { WindowRunner } from '../../../src/runtime/engine/window/window.ts';
import type { RuleRunner } from '../../../src/runtime/intake.ts';
import { NdjsonSink } from '../../../src/runtime/outputs/ndjson.ts';
import type { CountedOutcome } from '../../../src/runtime/report/outcome-totals.ts';
import { lanesOf, usefulWorkers } from '../../../src/runtime/workers/lanes.ts';
import { WorkerEngines } from '../../../src/runtime/workers/worker-engines.ts';
import { givenOf } from '../../oracle/compare.ts';
import type { Line } from '../../oracle/generator/log.ts';
import { Random } from '../../oracle/generator/random.ts';
import { render } from '../../oracle/generator/text.ts';
import { type CompiledPair, pairOf, pairs } from '../../oracle/pairs.ts';
import { localPort } from './local-port.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240304);
const PAIRS = Number(process.env.CORR_PAIRS ?? 300);
const SOURCES = ['a.log'];

interface Ran {
  told: unknown[];
  counters: unknown;
  /** Rules in which the program itself failed, one entry for each time. */
  faults: string[];
}

const optionsOf = ({ plan, setting }: CompiledPair): Omit<EngineOptions, 'onOutcome' | 'onRuleFault'> => ({
  params: givenOf(plan, setting),
  ...(setting.lateness === undefined ? {} : { lateness: setting.lateness }),
  ...(setting.late === undefined ? {} : { late: setting.late }),
});

function counted({ rule, outcome, name, code, reason, keys, begin, end, isReported, records }: CountedOutcome) {
  const places = [records[0], records.at(-1)].map((place) => place && [place.source, place.line]);
  return { rule, outcome, name, code, reason, keys, begin, end, isReported, places };
}

/** @param pause whether to send what was read so far to the workers now */
async function feed(rules: RuleRunner, { log, setting }: CompiledPair, pause: () => boolean): Promise<void> {
  for (const item of log) {
    if (item.kind === 'record') rules.accept(item.time, item.matches);
    else if (item.kind === 'advance') rules.accept(item.to, []);
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
    told.push({ ...counted(outcome), texts: outcome.isReported ? [sink.textOf(outcome)] : [] });
  const faults: string[] = [];
  const engine = new Engine(pair.plan, { ...optionsOf(pair), onOutcome, onRuleFault: (_, rule) => faults.push(rule) });
  await feed(engine, pair, () => false);
  return { told, counters: countersOf(engine), faults: faults.sort() };
}

async function together(pair: CompiledPair, workers: number): Promise<Ran> {
  const random = new Random(pair.seed);
  const told: unknown[] = [];
  const faults: string[] = [];
  const engines = new WorkerEngines(
    {
      ...optionsOf(pair),
      unpacked: { initial: 0, most: random.int(0, 2) },
      plan: pair.plan,
      workers,
      sinks: [{ format: 'ndjson' }],
      sources: SOURCES,
      portion: { outcomes: random.int(1, 3), text: random.int(0, 2000) },
    },
    {
      start: (setup) => localPort(setup, () => random.int(0, 5)),
      onOutcome: ({ outcome, texts }) => told.push({ ...counted(outcome), texts }),
      onFault: (error) => {
        throw error;
      },
      onRuleFault: (_, rule) => faults.push(rule),
    },
  );
  await feed(engines, pair, () => random.chance(0.3));
  return { told, counters: countersOf(engines), faults: faults.sort() };
}

const isPartitioned = (plan: Plan) => lanesOf(plan, 2).some((lane) => lane.isPartitioned);

it(`hold on at least ${PAIRS} pairs of seed ${SEED}`, { timeout: 1_000_000 }, async () => {
  let parted = 0;
  let nth = 0;
  // How many of the few programs are parted is a matter of luck: it goes on until enough are.
  for (const pair of pairs(SEED, 4 * PAIRS, undefined, 0)) {
    if (nth >= PAIRS && parted > PAIRS / 4) break;
    if (isPartitioned(pair.plan)) parted++;
    const workers = usefulWorkers(pair.plan, 1 + (nth++ % 4));
    if (workers === 0) continue;
    const message = `seed ${SEED}, ${workers} workers\n${render(pair.program)}\n${JSON.stringify([pair.lines, pair.setting], null, 1)}`;
    expect(await together(pair, workers), message).toEqual(await alone(pair));
  }
  // The test would be meaningless if most rules ran in one partition.
  expect(parted).toBeGreaterThan(PAIRS / 4);
});

/** Rules with an engine of their own may fail any number of times; others less often than disables a rule. */
const MOST_FAULTS = 9;

it('hold where the program itself fails at a rule, and others know nothing of it', { timeout: 1_000_000 }, async () => {
  let [failed, disabled] = [0, 0];
  let nth = 0;
  // Few rules see so many records that they fail often enough: it goes on until one does.
  for (const pair of pairs(SEED + 1, PAIRS, undefined, 0)) {
    if (nth++ >= PAIRS / 4 && disabled > 0) break;
    const workers = usefulWorkers(pair.plan, 3);
    const [rule] = pair.plan.rules;
    if (workers === 0 || !rule) continue;
    const isWhole = !lanesOf(pair.plan, 2).some((lane) => lane.isPartitioned && lane.of.rules.includes(0));
    const lines = new Set(pair.log.flatMap((item) => (item.kind === 'record' ? item.matches.slice(0, 1).map(({ line }) => line) : [])));
    const poison = new Set([...lines].slice(isWhole ? 4 : -MOST_FAULTS));
    const restore = failAt(rule.name, poison);
    try {
      const expected = await alone(pair);
      failed += expected.faults.length;
      if (expected.faults.length > MOST_FAULTS) disabled++;
      expect(await together(pair, workers), `${render(pair.program)}\n${JSON.stringify([pair.lines, pair.setting], null, 1)}`).toEqual(
        expected,
      );
    } finally {
      restore();
    }
  }
  expect(Math.min(failed, disabled)).toBeGreaterThan(0);
});

/** Makes a rule fail at records of these lines. Returns a function that stops this. */
function failAt(rule: string, lines: ReadonlySet<number>): () => void {
  const spies = [TransactionRunner, WindowRunner].map(({ prototype }) => {
    const deliver = prototype.deliver as (this: Runner, event: LogEvent) => void;
    return vi.spyOn(prototype as Runner, 'deliver').mockImplementation(function (this: Runner, event: LogEvent) {
      const [first] = event.matches;
      if (this.plan.name === rule && first && lines.has(first.line)) throw new Error('planned');
      deliver.call(this, event);
    });
  });
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}

const CHAINED = `
records r from json { a = { kind: "a", k: text } b = { kind: "b", k: text } }
transaction t { key k start r.a then r.b timeout after 1h }
transaction u { key k start t.abandoned }
window v { key k fire on r.b when count(r.b, 1h) > 0 }
`;

it.each([1, 2, 3])('hold where a rule is disabled that has something open in %i workers', async (workers) => {
  const lines = ['a', ...Array.from({ length: 11 }, () => 'b'), 'a'].map(
    (kind, at): Line => ({ at, kinds: [kind], fields: { k: 'x' }, weight: 1 }),
  );
  const pair = pairOf({ program: [CHAINED], lines, setting: { lateness: 0, late: 'deliver', atEnd: 'open' }, seed: 1 });
  if (!pair) throw new Error('the program does not compile');
  const restore = failAt('t', new Set(pair.log.flatMap((item) => (item.kind === 'record' ? (item.matches[0]?.line ?? []) : [])).slice(1)));
  try {
    const expected = await alone(pair);
    const codes = expected.told.map((told) => [(told as CountedOutcome).rule, (told as CountedOutcome).code]);
    expect(codes.filter(([rule]) => rule !== 'v')).toEqual([
      ['t', 'fault'],
      ['u', 'complete'],
    ]);
    expect(await together(pair, workers)).toEqual(expected);
  } finally {
    restore();
  }
});

/** The first chain ends where the second begins by name, and vice versa. */
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
