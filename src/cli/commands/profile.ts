import { jsonText, terminalText } from '../../runtime/outputs/escape.ts';
import { grouped, shortDuration } from '../../runtime/outputs/figures.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import { type PatternTally, Profile, type RuleTally } from '../../runtime/profile.ts';
import { alignRows, type Cell } from '../../runtime/report/rows.ts';
import type { ExitCode } from '../exit-code.ts';
import { loadPlan } from '../loading.ts';
import { openLogs, type ReadingOptions, splitArguments } from '../run/inputs.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { type GlobalOptions, type Stream, stderr, stdout } from '../terminal.ts';

interface ProfileOptions extends GlobalOptions, ReadingOptions {
  format: 'text' | 'json';
  param?: string[];
}

/** `corr profile`: what each pattern and each rule costs on a log. */
export async function profile(inputs: readonly string[], options: ProfileOptions): Promise<ExitCode> {
  const { rules, logs } = splitArguments(inputs);
  const plan = await loadPlan({ paths: rules }, options);
  const problems = new InputProblems(stderr(options).write);
  const { cursors } = await openLogs(logs, plan.formats, options, problems.report);
  const tallies = new Profile(plan, () => performance.now());
  const pipeline = new Pipeline(plan, { params: paramsOf(options.param, plan), onOutcome: () => {}, watch: tallies.watch });
  tallies.attach(pipeline.engine);
  const start = performance.now();
  await pipeline.run(cursors);
  const told = { records: pipeline.counters.read, time: performance.now() - start, ...costliestFirst(tallies) };
  const out = stdout(options);
  if (options.format === 'json') out.write(`${jsonText({ schema: 'corr/profile/1', ...rounded(told) })}\n`);
  else printText(told, out);
  return problems.exitCode();
}

interface Told {
  records: number;
  /** Milliseconds, like the other times. */
  time: number;
  patterns: PatternTally[];
  rules: RuleTally[];
}

function costliestFirst({ patterns, rules }: Profile): Pick<Told, 'patterns' | 'rules'> {
  const costliest = (a: { time: number }, b: { time: number }) => b.time - a.time;
  return { patterns: [...patterns].sort(costliest), rules: [...rules].sort(costliest) };
}

/** Rounds times to microseconds: the rest is noise. */
function rounded({ records, time, patterns, rules }: Told): Told {
  const round = <T extends { time: number }>(tally: T): T => ({ ...tally, time: Math.round(tally.time * 1000) / 1000 });
  return { ...round({ records, time }), patterns: patterns.map(round), rules: rules.map(round) };
}

function printText({ records, time, patterns, rules }: Told, { write, palette, columns }: Stream): void {
  const head = (...titles: string[]): Cell[] => titles.map((text, i) => ({ text, right: i > 0, paint: palette.bold }));
  const row = (name: string, ...figures: string[]): Cell[] => [
    { text: terminalText(name) },
    ...figures.map((text): Cell => ({ text, right: true })),
  ];
  const tables = [
    [
      head('pattern', 'tried', 'matched', 'hits', 'time', 'each'),
      ...patterns.map(({ record, tried, matched, time }) =>
        row(record, grouped(tried), grouped(matched), share(matched, tried), millis(time), each(time, tried)),
      ),
    ],
    [
      head('rule', 'records', 'deadlines', 'time', 'each'),
      ...rules.map(({ rule, records, deadlines, time }) =>
        row(rule, grouped(records), grouped(deadlines), millis(time), each(time, records + deadlines)),
      ),
    ],
  ];
  for (const rows of tables) if (rows.length > 1) write(`${alignRows(rows, columns).join('\n')}\n\n`);
  const matching = patterns.reduce((sum, tally) => sum + tally.time, 0);
  const moving = rules.reduce((sum, tally) => sum + tally.time, 0);
  write(
    `${grouped(records)} records in ${millis(time)}: ${millis(matching)} for patterns, ${millis(moving)} for rules, ` +
      `${millis(Math.max(0, time - matching - moving))} to read them and find what to try\n`,
  );
}

function millis(time: number): string {
  return shortDuration(time * 1000);
}

function each(time: number, count: number): string {
  return count === 0 ? '' : `${((time * 1000) / count).toFixed(2)}µs`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part * 100) / whole)}%`;
}
