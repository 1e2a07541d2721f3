/** The trace of a transaction agrees with the engine: the same records, the same end. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import { DiskReader } from '../../../src/library/disk-reader.ts';
import { openInputs } from '../../../src/runtime/inputs/open.ts';
import { expandInputs } from '../../../src/runtime/inputs/paths.ts';
import { Pipeline } from '../../../src/runtime/pipeline.ts';
import type { Outcome } from '../../../src/runtime/record.ts';
import { placeKey } from '../../../src/runtime/trace/finder.ts';
import { trace } from '../../../src/runtime/trace/trace.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples');
const RECEIVED = Date.UTC(2024, 5, 1) * 1000;

describe.each(readdirSync(EXAMPLES))('the story of each transaction in %s', (name) => {
  const folder = join(EXAMPLES, name);
  const logs = readdirSync(folder).filter((file) => /\.(?:log|jsonl)$/.test(file));
  const { plan } = compile(new DiskReader(), [join(folder, `${name}.corr`)]);
  const open = async () => {
    const { sources } = await expandInputs(logs.map((log) => ({ path: join(folder, log) })));
    return openInputs(sources, { formats: plan?.formats ?? [], received: RECEIVED, zone: 'UTC', stdin: emptyInput(), report: () => {} });
  };

  it('has the records and the end that the engine gave it', async () => {
    if (!plan) throw new Error(`${name}.corr does not compile`);
    const { stories } = await trace(plan, open, { wanted: [], most: Number.POSITIVE_INFINITY, joinsMet: false });
    const last = new Map<string, Outcome>();
    const options = {
      recordLimit: Number.POSITIVE_INFINITY,
      onOutcome: (outcome: Outcome) => last.set(outcome.id.replace(/\.\d+$/, ''), outcome),
    };
    await new Pipeline(plan, options).run((await open()).cursors);
    expect(new Set(stories.map(({ id }) => id))).toEqual(new Set(last.keys()));
    const transactions = new Set(plan.rules.filter(({ kind }) => kind === 'transaction').map((rule) => rule.name));
    for (const { id, rule, outcome, moments } of stories) {
      expect(outcome).toEqual(last.get(id));
      const records = moments.flatMap(({ effect, record }) =>
        record && ['opened', 'taken', 'ended', 'counted'].includes(effect) ? [placeKey(record)] : [],
      );
      const wanted = (outcome?.records ?? []).map(placeKey);
      if (!transactions.has(rule)) expect(records).toEqual(expect.arrayContaining(wanted));
      else if (outcome?.code !== 'restart' && outcome?.code !== 'overtaken') expect(records).toEqual(wanted);
    }
  });
});

async function* emptyInput(): AsyncIterable<Uint8Array> {}
