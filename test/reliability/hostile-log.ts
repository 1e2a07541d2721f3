/** A log with hostile content in every record, run through the whole program: from its bytes to outcomes. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../src/dsl/compiler.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import { openInputs } from '../../src/runtime/inputs/open.ts';
import { expandInputs } from '../../src/runtime/inputs/paths.ts';
import { OutcomeJson } from '../../src/runtime/outputs/outcome-json.ts';
import type { Parcel } from '../../src/runtime/outputs/senders/sender.ts';
import { Pipeline } from '../../src/runtime/pipeline.ts';
import type { Outcome } from '../../src/runtime/record.ts';

const RULES = `records shop from json {
  ended = { event: "ended", text: text, n: int }
}
transaction visit {
  key n
  start shop.ended as last
  emit { text = last.text, \`__proto__\` = last.text }
  message = "{last.text}"
  labels { text = last.text }
}
`;

/** An outcome, and the text in its field, its message and its label: that of the log, as far as UTF-8 can encode it. */
export interface Hostile {
  text: string;
  outcome: Outcome;
  parcel: Parcel;
}

export interface HostileRun {
  plan: Plan;
  sources: readonly string[];
  /** One for each text, in order. */
  all: Hostile[];
}

/** @throws Error if the program itself does not preserve the texts. */
export async function hostileRun(texts: readonly string[]): Promise<HostileRun> {
  const plan = compile({ read: () => RULES }, ['shop.corr']).plan as Plan;
  const folder = mkdtempSync(join(tmpdir(), 'corr-hostile-'));
  try {
    const path = join(folder, 'shop.jsonl');
    const time = '2024-05-01T10:00:00Z';
    writeFileSync(path, texts.map((text, n) => `${JSON.stringify({ time, event: 'ended', text, n })}\n`).join(''));
    const outcomes = await outcomesOf(plan, path);
    if (outcomes.length !== texts.length) throw new Error(`${outcomes.length} outcomes of ${texts.length} records`);
    const json = new OutcomeJson(plan, [path]);
    const all = outcomes.map((outcome, i) => ({
      text: Buffer.from(texts[i] ?? '').toString(),
      outcome,
      parcel: { id: outcome.id, line: json.textOf(outcome) },
    }));
    return { plan, sources: [path], all };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function outcomesOf(plan: Plan, path: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const { sources } = await expandInputs([{ path }]);
  const report = ({ message }: { message: string }) => {
    throw new Error(message);
  };
  const { cursors } = await openInputs(sources, { formats: plan.formats, received: 0, zone: 'UTC', stdin: process.stdin, report });
  await new Pipeline(plan, { onOutcome: (outcome) => outcomes.push(outcome) }).run(cursors);
  return outcomes;
}
