/** The output of a run: outcomes and counts to their targets as they arrive, and a summary at the end. */

import { OUTCOME_WORDS, type OutcomeWord, type Plan } from '../../dsl/plan.ts';
import type { RunCounters } from '../../runtime/counters.ts';
import { createSink, SINK_FORMATS, type SinkPlan } from '../../runtime/outputs/create-sink.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { PLAIN } from '../../runtime/outputs/palette.ts';
import type { Sink, Write } from '../../runtime/outputs/sink.ts';
import type { Outcome } from '../../runtime/record.ts';
import type { CountedOutcome } from '../../runtime/report/outcome-totals.ts';
import { PERIODS, Statistics } from '../../runtime/report/statistics.ts';
import type { Summary } from '../../runtime/report/summary.ts';
import { summaryJson } from '../../runtime/report/summary-json.ts';
import { summaryText } from '../../runtime/report/summary-text.ts';
import { Totals } from '../../runtime/report/totals.ts';
import type { WrittenOutcome } from '../../runtime/workers/packed-outcomes.ts';
import { owed } from '../broken-streams.ts';
import { ExitCode, Failure, usageError } from '../exit-code.ts';
import { claimTargets, specsOf, type Target, targetOf } from '../targets.ts';
import type { GlobalOptions, Stream } from '../terminal.ts';

export interface OutputOptions extends GlobalOptions {
  format?: string[];
  summary?: string[];
  stats?: string[];
  failOn?: string;
  follow?: boolean;
  zone: string;
}

const SUMMARIES = ['text', 'json', 'none'] as const;

export class RunOutput {
  private readonly failOn: ReadonlySet<OutcomeWord>;
  private readonly targets: Target<SinkPlan['format']>[];
  private readonly periods: Target<(typeof PERIODS)[number]>[];
  private readonly summaries: Target<(typeof SUMMARIES)[number]>[];
  /** The sinks for outcomes, as plain data. */
  readonly sinkPlans: readonly SinkPlan[];
  private readonly sinks: readonly Sink[];
  private readonly statistics: Statistics[];
  private readonly totals: Totals;
  /** Whether the exit code depends on every outcome, and there is a last one. */
  private readonly owesAnswer: boolean;
  private failed = false;
  private faults = 0;

  /** @throws Failure for an unknown target or outcome, or a file that is used twice. */
  constructor(
    private readonly plan: Plan,
    /** Paths of sources, by index; may grow during the run. */
    sources: readonly string[],
    private readonly options: OutputOptions,
    private readonly out: Stream,
    private readonly err: Stream,
    /** Files that no output may write over. */
    read: Iterable<string>,
  ) {
    this.failOn = new Set(options.failOn?.split(',').map(outcomeWord));
    const formats = specsOf(options.format, SINK_FORMATS, out.isTerminal ? 'text' : 'ndjson');
    const periods = options.stats === undefined ? [] : specsOf(options.stats, PERIODS, 'hourly');
    const summaries = specsOf(options.summary, SUMMARIES, 'text');
    claimTargets([...formats, ...periods, ...summaries], read);
    this.targets = formats.map((spec) => targetOf(spec, out.write));
    this.sinkPlans = this.targets.map((target) => this.sinkPlanOf(target));
    this.sinks = this.sinkPlans.map((sink, i) => createSink(sink, plan, sources, (text) => this.targets[i]?.write(text)));
    this.totals = new Totals(plan, sources);
    this.periods = periods.map((spec) => targetOf(spec, out.write));
    this.summaries = summaries.map((spec) => targetOf(spec, err.write));
    this.statistics = this.periods.map(({ format, write }) => this.statisticsTo(format, write));
    this.owesAnswer = this.failOn.size > 0 && !options.follow;
    if (this.owesAnswer) owed.count++;
  }

  /** Takes every outcome, including those that are not written. */
  take(outcome: Outcome): void {
    this.count(outcome);
    if (outcome.isReported) for (const sink of this.sinks) sink.outcome(outcome);
  }

  /** As {@link RunOutput.take}, for an outcome that is already formatted. */
  takeWritten({ outcome, texts }: WrittenOutcome): void {
    this.count(outcome);
    for (const [i, text] of texts.entries()) this.sinks[i]?.put(text);
  }

  private count(outcome: CountedOutcome): void {
    this.totals.add(outcome);
    for (const counting of this.statistics) counting.add(outcome);
    if (this.failOn.has(outcome.outcome)) this.failed = true;
  }

  /**
   * A fault of the program costs one record, not the run; the first is reported in full.
   * @throws Failure the same: an output that cannot be written is no fault of the rule whose outcome it lacks
   */
  fault(error: unknown, place: string): void {
    if (error instanceof Failure) throw error;
    this.faults++;
    if (this.faults > 1) return;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.err.write(`corr: a bug in Corr at ${terminalText(place)}; the record was skipped.\n${detail}\nPlease report it.\n`);
  }

  /** Makes everything written so far visible. */
  flush(): void {
    for (const target of [...this.targets, ...this.periods]) target.flush();
  }

  /** Whether a summary is printed for people. */
  get isSummedUp(): boolean {
    return this.summaries.some(({ format }) => format === 'text');
  }

  /**
   * Ends the output with the summary. Returns the exit code of the run by what it found.
   * @param remarks additional lines for people
   */
  end(counters: RunCounters, remarks: readonly string[] = []): ExitCode {
    for (const sink of this.sinks) sink.end();
    for (const counting of this.statistics) counting.close();
    for (const target of [...this.targets, ...this.periods]) target.close();
    const summary = this.totals.summarize(counters);
    this.summarize(summary, remarks);
    if (this.owesAnswer) owed.count--;
    if (summary.imbalances.length > 0 || this.faults > 0) return ExitCode.bug;
    return this.failed ? ExitCode.findings : ExitCode.fine;
  }

  private sinkPlanOf({ format, file }: Target<SinkPlan['format']>): SinkPlan {
    if (file !== undefined) return { format };
    const { palette, columns, isTerminal } = this.out;
    return format === 'text' ? { format, columns, coloured: palette !== PLAIN } : { format, isShown: isTerminal };
  }

  private statisticsTo(period: (typeof PERIODS)[number], write: Write): Statistics {
    return new Statistics(this.plan, { period, zone: this.options.zone, write: (line) => write(`${line}\n`) });
  }

  private summarize(summary: Summary, remarks: readonly string[]): void {
    const { palette, columns } = this.err;
    for (const target of this.summaries) {
      if (target.format === 'json') target.write(`${summaryJson(summary)}\n`);
      else if (target.format === 'text' && target.file !== undefined) target.write(summaryText(summary, { remarks }));
      else if (target.format === 'text') target.write(`\n${summaryText(summary, { palette, columns, remarks })}`);
      target.close();
    }
  }
}

function outcomeWord(text: string): OutcomeWord {
  const word = OUTCOME_WORDS.find((one) => one === text.trim());
  if (word === undefined) throw usageError(`There is no outcome '${text}'.`, `They are ${OUTCOME_WORDS.join(', ')}.`);
  return word;
}
