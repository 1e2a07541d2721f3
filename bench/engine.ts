/**
 * The cost of a matched record in the engine alone, and of its outcomes as totals and as JSON: task T over the log of
 * `bench/logs.ts`, from memory. The best of several rounds counts, since other work only adds time.
 *
 * node scripts/run.mjs bench/engine.ts LOG [ROUNDS]
 */

import { argv } from 'node:process';
import { loadPlan } from '../src/cli/loading.ts';
import { openLogs } from '../src/cli/run/inputs.ts';
import { Engine } from '../src/runtime/engine/engine.ts';
import { NdjsonSink } from '../src/runtime/outputs/ndjson.ts';
import { Pipeline } from '../src/runtime/pipeline.ts';
import type { Match, Outcome } from '../src/runtime/record.ts';
import { Totals } from '../src/runtime/report/totals.ts';

const [, , log = '.bench/auth-2000000.log', rounds = '7'] = argv;
const plan = await loadPlan({ paths: ['bench/rules/task-t.corr'] }, { color: false } as never);
const { cursors, files } = await openLogs([log], plan.formats, { zone: 'UTC', year: 2023, maxLine: '64KiB' }, () => {});

const times: number[] = [];
const matched: (readonly Match[])[] = [];
const pipeline = new Pipeline(plan, {
  onOutcome: () => {},
  onRecord: ({ record: { time } }, matches) => {
    if (matches.length === 0 && time === times.at(-1)) return;
    times.push(time);
    matched.push(matches.map((match) => ({ ...match, values: [...match.values] })));
  },
});
await pipeline.run(cursors);
let written = 0;
const records = matched.filter(({ length }) => length > 0).length;

function round(onOutcome: (outcome: Outcome) => void): number {
  const engine = new Engine(plan, { onOutcome });
  const start = performance.now();
  for (let i = 0; i < times.length; i++) engine.accept(times[i] as number, matched[i] as Match[]);
  engine.end();
  return performance.now() - start;
}

function best(name: string, make: () => (outcome: Outcome) => void): void {
  const took = Math.min(...Array.from({ length: Number(rounds) }, () => round(make())));
  process.stdout.write(
    `${name.padEnd(20)} ${took.toFixed(0).padStart(6)} ms  ${((took * 1000) / records).toFixed(2)} µs a matched record\n`,
  );
}

process.stdout.write(`${records} matched records, ${times.length} instants and records\n`);
best('engine', () => () => {});
best('engine, totals', () => {
  const totals = new Totals(plan, files);
  return (outcome) => totals.add(outcome);
});
best('engine, totals, JSON', () => {
  const totals = new Totals(plan, files);
  const sink = new NdjsonSink(plan, {
    sources: files,
    write: (text) => {
      written += Buffer.from(text).length;
    },
  });
  return (outcome) => {
    totals.add(outcome);
    sink.outcome(outcome);
  };
});
process.stdout.write(`${(written / 2 ** 20 / Number(rounds)).toFixed(0)} MiB of JSON\n`);
