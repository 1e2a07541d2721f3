import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/dsl/compiler.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import { DiskReader } from '../../src/library/disk-reader.ts';
import { openInputs } from '../../src/runtime/inputs/open.ts';
import { expandInputs } from '../../src/runtime/inputs/paths.ts';
import { OutcomeJson } from '../../src/runtime/outputs/outcome-json.ts';
import { Pipeline, type PipelineOptions } from '../../src/runtime/pipeline.ts';
import { temporaryFolder } from '../folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = temporaryFolder();

function planOf(path: string): Plan {
  const { plan, diagnostics } = compile(new DiskReader(), [join(ROOT, path)]);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

interface Ran {
  /** Without the positions of records, which depend on the files of a log. */
  outcomes: string;
  counters: Pipeline['counters'];
}

async function run(plan: Plan, paths: readonly string[], options: Partial<PipelineOptions> = {}, chunkSize = 1 << 20): Promise<Ran> {
  const { sources } = await expandInputs(paths.map((path) => ({ path })));
  const report = ({ message }: { message: string }) => {
    throw new Error(message);
  };
  const received = Date.UTC(2024, 11, 31) * 1000;
  const { cursors } = await openInputs(sources, {
    formats: plan.formats,
    received,
    zone: 'UTC',
    year: 2024,
    stdin: process.stdin,
    report,
    limits: { chunkSize },
  });
  const json = new OutcomeJson(plan, []);
  const lines: string[] = [];
  const pipeline = new Pipeline(plan, {
    onOutcome: (outcome) => lines.push(json.textOf({ ...outcome, records: [] })),
    ...options,
  });
  await pipeline.run(cursors);
  return { outcomes: lines.join('\n'), counters: pipeline.counters };
}

/** Parts of a log with whole lines, of the given number. */
function split(log: string, parts: number): string[] {
  const lines = readFileSync(log, 'utf8').split(/(?<=\n)/);
  const size = Math.ceil(lines.length / parts);
  return Array.from({ length: parts }, (_, i) => lines.slice(i * size, (i + 1) * size).join('')).filter((text) => text !== '');
}

describe.each([
  ['ssh', 'auth.log'],
  ['checkout', 'shop.jsonl'],
  ['hdfs', 'datanode.log'],
  ['postfix', 'mail.log'],
])('the log of examples/%s', (name, file) => {
  const plan = planOf(`examples/${name}/${name}.corr`);
  const log = join(ROOT, 'examples', name, file);

  it('has the same outcomes for any size of the pieces it is read in', async () => {
    const whole = await run(plan, [log]);
    expect(whole.outcomes).not.toBe('');
    for (const size of [1, 2, 7, 61, 4096]) expect((await run(plan, [log], {}, size)).outcomes).toBe(whole.outcomes);
  });

  it('has the same outcomes in several files, rotated and compressed', async () => {
    const whole = await run(plan, [log]);
    const parts = split(log, 3);
    const paths = parts.map((text, i) => {
      const age = parts.length - 1 - i;
      const path = join(folder, age === 0 ? `${name}.log` : `${name}.log.${age}${age > 1 ? '.gz' : ''}`);
      writeFileSync(path, age > 1 ? gzipSync(text) : text);
      return path;
    });
    expect((await run(plan, paths.toReversed())).outcomes).toBe(whole.outcomes);
  });

  it('has the same outcomes and counts whether or not lines are passed over', async () => {
    const { outcomes, counters } = await run(plan, [log], { since: Number.NEGATIVE_INFINITY });
    for (const kernel of ['js', 'wasm'] as const) expect(await run(plan, [log], { kernel })).toEqual({ outcomes, counters });
  });

  it('has one outcome for each transaction that started', async () => {
    const { counters } = await run(plan, [log]);
    for (const { kind, started, live, outcomes } of counters.rules) {
      if (kind !== 'transaction') continue;
      const { success = 0, failure = 0, timeout = 0, open = 0, abandoned = 0, evicted = 0 } = outcomes;
      expect(started).toBe(success + failure + timeout + open + abandoned + evicted);
      expect(live).toBe(0);
    }
  });
});

describe('a pipeline', () => {
  const plan = planOf('examples/checkout/checkout.corr');
  const log = join(ROOT, 'examples', 'checkout', 'shop.jsonl');

  it('passes over what lies before and after the times asked for', async () => {
    const since = Date.UTC(2024, 4, 1, 12) * 1000;
    const { counters } = await run(plan, [log], { since, until: since + 3_600_000_000 });
    expect(counters.read).toBe(141);
    expect(counters.rules.find(({ rule }) => rule === 'checkout')?.started).toBe(5);
  });

  it('does not take the time of a line without one for the clock', async () => {
    const path = join(folder, 'garbage-first.jsonl');
    writeFileSync(path, `${'x'.repeat(200_000)}\n${readFileSync(log, 'utf8')}`);
    const { outcomes, counters } = await run(plan, [path]);
    expect(outcomes).toBe((await run(plan, [log])).outcomes);
    expect(counters).toMatchObject({ late: 0, badTime: 1, truncated: 1 });
  });

  it('counts what it could not decode, and loses no other line', async () => {
    const path = join(folder, 'broken.jsonl');
    const [first = '', second = ''] = readFileSync(log, 'utf8').split('\n');
    writeFileSync(path, `${first}\n{"cut\n\u0000\u0000\n${second.slice(0, 20)}\n${second}`);
    const { counters } = await run(plan, [path]);
    expect(counters).toMatchObject({ read: 4, matched: 2, undecodable: 2, incomplete: 1 });
  });

  const placed = (i: number, time = '2024-05-01T10:00:00Z') =>
    `{"ts":"${time}","service":"checkout","event":"order.placed","order":"A-${i}","amount":1,"customer":{"id":"c"}}\n`;
  const manyPlaced = Array.from({ length: 3000 }, (_, i) => placed(i)).join('');

  it.each([
    ['a record', [manyPlaced + placed(3000, '2024-06-01T10:00:00Z')]],
    ['a line that is passed over', [`${manyPlaced}{"ts":"2024-06-01T10:00:00Z","service":"other"}\n`]],
    ['a record of another log', [manyPlaced, placed(3000, '2024-06-01T10:00:00Z')]],
  ])('reports what has ended before %s in portions, and lets the caller run between them', async (_case, logs) => {
    const paths = logs.map((_, i) => join(folder, `gap-${i}.jsonl`));
    for (const [i, text] of logs.entries()) writeFileSync(paths[i] ?? '', text);
    const portions: number[] = [];
    let told = 0;
    const onRead = () => {
      portions.push(told);
      told = 0;
    };
    const { counters } = await run(plan, paths, { onRead, onOutcome: ({ rule }) => (told += rule === 'checkout' ? 1 : 0) });
    expect(counters.rules.find(({ rule }) => rule === 'checkout')?.outcomes).toMatchObject({ timeout: 3000 });
    expect(Math.max(...portions, told)).toBe(1024);
  });

  it('reports what is open at the end in portions, and lets the caller run between them', async () => {
    const path = join(folder, 'many-open.jsonl');
    writeFileSync(path, manyPlaced);
    const portions: number[] = [];
    let told = 0;
    const onRead = () => {
      portions.push(told);
      told = 0;
    };
    const { counters } = await run(plan, [path], { onRead, onOutcome: () => told++ });
    expect(counters.rules.find(({ rule }) => rule === 'checkout')?.outcomes).toMatchObject({ open: 3000 });
    expect([portions.length > 2, Math.max(...portions, told) <= 1025]).toEqual([true, true]);
  });
});
