import type { Plan } from '../../dsl/plan.ts';
import { grouped, shortBytes, shortDuration } from '../../runtime/outputs/figures.ts';
import { NdjsonSink } from '../../runtime/outputs/ndjson.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import type { Outcome } from '../../runtime/record.ts';
import { alignRows, type Cell } from '../../runtime/report/rows.ts';
import { type ExitCode, usageError } from '../exit-code.ts';
import { loadPlan } from '../loading.ts';
import { areFiles, openLogs, type ReadingOptions, splitArguments } from '../run/inputs.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { type GlobalOptions, type Stream, stderr, stdout } from '../terminal.ts';

interface BenchOptions extends GlobalOptions, ReadingOptions {
  format: 'text' | 'json';
  rounds: number;
  param?: string[];
}

/** Each stage does all that the previous one does, and more. */
const STAGES = ['read', 'match', 'rules', 'output'] as const;

interface Stage {
  stage: (typeof STAGES)[number];
  /** Milliseconds of the fastest round. */
  time: number;
  records: number;
  bytes: number;
}

/** What all rounds have in common. */
interface Job {
  plan: Plan;
  logs: readonly string[];
  problems: InputProblems;
  options: BenchOptions;
}

/** `corr bench`: how fast rules run on a log, and how long each part of the work takes. */
export async function bench(inputs: readonly string[], options: BenchOptions): Promise<ExitCode> {
  const { rules, logs } = splitArguments(inputs);
  const plan = await loadPlan({ paths: rules }, options);
  if (!areFiles(logs, plan.formats)) {
    throw usageError('The log is read several times, so it cannot be standard input or a pipe.', 'Name files.');
  }
  const problems = new InputProblems(stderr(options).write);
  const stages: Stage[] = [];
  for (const stage of STAGES) stages.push(await best(stage, { plan, logs, problems, options }));
  const memory = process.resourceUsage().maxRSS * 1024;
  const out = stdout(options);
  if (options.format === 'json') out.write(`${JSON.stringify({ schema: 'corr/bench/1', stages: stages.map(rounded), memory })}\n`);
  else printText(stages, memory, out);
  return problems.exitCode();
}

async function best(stage: Stage['stage'], job: Job): Promise<Stage> {
  const rounds: Stage[] = [];
  for (let i = 0; i < job.options.rounds; i++) rounds.push(await round(stage, job));
  return rounds.reduce((a, b) => (b.time < a.time ? b : a));
}

async function round(stage: Stage['stage'], { plan, logs, problems, options }: Job): Promise<Stage> {
  const { cursors, files } = await openLogs(logs, plan.formats, options, problems.report);
  const sink = new NdjsonSink(plan, { sources: files, write: () => {} });
  const onOutcome = stage === 'output' ? (outcome: Outcome) => sink.outcome(outcome) : () => {};
  const start = performance.now();
  const pipeline = new Pipeline(partOf(plan, stage), { params: paramsOf(options.param, plan), onOutcome });
  await pipeline.run(cursors);
  const { read: records, bytes } = pipeline.counters;
  return { stage, time: performance.now() - start, records, bytes };
}

/** The plan without the parts that a stage skips. */
function partOf(plan: Plan, stage: Stage['stage']): Plan {
  if (stage === 'read') return { ...plan, records: [], rules: [] };
  return stage === 'match' ? { ...plan, rules: [] } : plan;
}

function rounded(stage: Stage): Stage {
  return { ...stage, time: Math.round(stage.time * 1000) / 1000 };
}

function printText(stages: readonly Stage[], memory: number, { write, palette, columns }: Stream): void {
  const head: Cell[] = ['up to', 'time', 'adds', 'records/s', 'per second'].map((text, i) => ({ text, right: i > 0, paint: palette.bold }));
  const rows = stages.map(({ stage, time, records, bytes }, i): Cell[] => {
    const added = Math.max(0, time - (stages[i - 1]?.time ?? 0));
    const figures = [
      shortDuration(time * 1000),
      shortDuration(added * 1000),
      grouped(Math.round((records * 1000) / time)),
      shortBytes((bytes * 1000) / time),
    ];
    return [{ text: stage }, ...figures.map((text): Cell => ({ text, right: true }))];
  });
  write(`${alignRows([head, ...rows], columns).join('\n')}\n\n`);
  const [{ records, bytes } = { records: 0, bytes: 0 }] = stages;
  write(`${grouped(records)} records (${shortBytes(bytes)}), ${shortBytes(memory)} of memory at most\n`);
}
