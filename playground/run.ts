/** Runs a program over a log given as a text, on the engine of `corr run`. */

import { graphsSvg } from '../src/cli/graph/svg.ts';
import type { Compiled } from '../src/dsl/compiler.ts';
import type { Plan } from '../src/dsl/plan.ts';
import { chooseFormat } from '../src/runtime/decode/detect.ts';
import { SourceCursor } from '../src/runtime/inputs/cursor.ts';
import { contextOfStream } from '../src/runtime/inputs/dating.ts';
import { shortDuration } from '../src/runtime/outputs/figures.ts';
import { keyText, storyOf } from '../src/runtime/outputs/outcome-text.ts';
import { OutcomeTypes } from '../src/runtime/outputs/outcome-types.ts';
import { Pipeline } from '../src/runtime/pipeline.ts';
import type { Outcome } from '../src/runtime/record.ts';
import { runTest } from '../src/runtime/rule-tests.ts';
import { EdgeCounter, graphOf } from '../src/runtime/trace/graph.ts';
import type { OutcomeRow, RunAnswer } from './questions.ts';

const MOST_SHOWN = 1000;
const MAX_LINE = 1024 * 1024;
/** Converts from the engine's microseconds to milliseconds. */
const toMillis = (micros: number): number => Math.floor(micros / 1000);

export async function runRules({ plan, tests }: Compiled, log: string, read: (path: string) => string | undefined): Promise<RunAnswer> {
  const bytes = new TextEncoder().encode(log);
  if (!plan) return { outcomes: undefined, total: 0, read: 0, matched: 0, format: '', machine: '', tests: [], fault: undefined };
  const format = chooseFormat(bytes, plan.formats);
  const types = new OutcomeTypes(plan);
  const counter = new EdgeCounter(plan);
  const outcomes: OutcomeRow[] = [];
  let total = 0;
  let fault: string | undefined;
  const pipeline = new Pipeline(plan, {
    onOutcome: (outcome) => {
      counter.onOutcome(outcome);
      total++;
      if (outcomes.length < MOST_SHOWN) outcomes.push(rowOf(outcome, types));
    },
    onFault: (error, { line }) => {
      fault ??= `line ${line}: ${error instanceof Error ? error.message : String(error)}`;
    },
  });
  pipeline.engine.observer = counter;
  await pipeline.run([cursorOf(bytes, format)]);
  const { read: lines, matched } = pipeline.counters;
  const takings = counter.sorted();
  const machine = graphsSvg(plan.rules.map((rule) => graphOf(rule, plan, takings)));
  const tested = tests.map((test) => {
    const { failures } = runTest(plan, test, (path) => encoded(read(path)));
    return { name: test.name, failures: failures.map(({ text, message }) => `${text}: ${message}`) };
  });
  return { outcomes, total, read: lines, matched, format: format.name, machine, tests: tested, fault };
}

function encoded(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : new TextEncoder().encode(text);
}

function cursorOf(bytes: Uint8Array, format: Plan['formats'][number]): SourceCursor {
  const context = contextOfStream(bytes, format, { received: Date.now() * 1000, zone: 'UTC' });
  const chunks = (async function* () {
    yield bytes;
  })();
  return new SourceCursor({ order: 0, name: 'log', format, context, files: [{ index: 0, chunks }], maxLine: MAX_LINE });
}

function rowOf(outcome: Outcome, types: OutcomeTypes): OutcomeRow {
  const { rule, severity, keys, begin, end, records } = outcome;
  return {
    rule,
    outcome: outcome.outcome,
    key: keyText(keys, types.of(rule)),
    story: storyOf(outcome),
    severity,
    begin: toMillis(begin),
    end: toMillis(end),
    took: shortDuration(end - begin),
    lines: [...new Set(records.map(({ line }) => line))],
  };
}
