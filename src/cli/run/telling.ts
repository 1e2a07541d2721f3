/** What a run tells: outcomes and counts to their targets as they come, and in the end the summary. */

import { OUTCOME_WORDS, type OutcomeWord, type Plan } from '../../dsl/plan.ts';
import type { RunCounters } from '../../runtime/counters.ts';
import { createSink, SINK_FORMATS, type SinkPlan } from '../../runtime/outputs/create-sink.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { PLAIN } from '../../runtime/outputs/palette.ts';
import type { Sink, Write } from '../../runtime/outputs/sink.ts';
import type { Outcome } from '../../runtime/record.ts';
import type { CountedOutcome } from '../../runtime/report/counted.ts';
import { PERIODS, Statistics } from '../../runtime/report/statistics.ts';
import type { Summary } from '../../runtime/report/summary.ts';
import { summaryJson } from '../../runtime/report/summary-json.ts';
import { summaryText } from '../../runtime/report/summary-text.ts';
import { Totals } from '../../runtime/report/totals.ts';
import type { ToldOutcome } from '../../runtime/workers/packed-outcomes.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { type Target, targetsOf } from '../targets.ts';
import type { GlobalOptions, Stream } from '../terminal.ts';

export interface TellingOptions extends GlobalOptions {
  format?: string[];
  summary?: string[];
  stats?: string[];
  failOn?: string;
  zone: string;
}

const SUMMARIES = ['text', 'json', 'none'] as const;

export class Telling {
  private readonly failOn: ReadonlySet<OutcomeWord>;
  private readonly targets: Target<SinkPlan['format']>[];
  private readonly periods: Target<(typeof PERIODS)[number]>[];
  private readonly summaries: Target<(typeof SUMMARIES)[number]>[];
  /** What outcomes are told to, as plain data. */
  readonly sinkPlans: readonly SinkPlan[];
  private readonly sinks: readonly Sink[];
  private readonly statistics: Statistics[];
  private readonly totals: Totals;
  private failed = false;
  private faults = 0;

  /** @throws Failure for a target or an outcome that does not exist. */
  constructor(
    private readonly plan: Plan,
    /** Paths of sources, by index; may grow while the run goes on. */
    sources: readonly string[],
    private readonly options: TellingOptions,
    private readonly out: Stream,
    private readonly err: Stream,
  ) {
    const words = (options.failOn ?? '').split(',').filter((word) => word !== '');
    this.failOn = new Set(words.map(outcomeWord));
    this.targets = targetsOf(options.format, SINK_FORMATS, out.isTerminal ? 'text' : 'ndjson', out.write);
    this.sinkPlans = this.targets.map((target) => this.sinkPlanOf(target));
    this.sinks = this.sinkPlans.map((sink, i) => createSink(sink, plan, sources, (text) => this.targets[i]?.write(text)));
    this.totals = new Totals(plan, sources);
    this.periods = options.stats === undefined ? [] : targetsOf(options.stats, PERIODS, 'hourly', out.write);
    this.summaries = targetsOf(options.summary, SUMMARIES, 'text', err.write);
    this.statistics = this.periods.map(({ format, write }) => this.statisticsTo(format, write));
  }

  /** Takes every outcome, also those that are not told. */
  take(outcome: Outcome): void {
    this.count(outcome);
    if (outcome.told) for (const sink of this.sinks) sink.outcome(outcome);
  }

  /** As {@link Telling.take}, of one that is text already. */
  takeTold({ outcome, texts }: ToldOutcome): void {
    this.count(outcome);
    for (const [i, text] of texts.entries()) this.sinks[i]?.put(text);
  }

  private count(outcome: CountedOutcome): void {
    this.totals.add(outcome);
    for (const counting of this.statistics) counting.add(outcome);
    if (this.failOn.has(outcome.outcome)) this.failed = true;
  }

  /** A mistake of ours at one record costs that record, not the run; the first is told whole. */
  fault(error: unknown, place: string): void {
    this.faults++;
    if (this.faults > 1) return;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.err.write(
      `corr: a mistake of the program itself at ${terminalText(place)}; the record was passed over.\n${detail}\nPlease report it.\n`,
    );
  }

  /** What was told so far is to be seen now. */
  flush(): void {
    for (const target of [...this.targets, ...this.periods]) target.flush();
  }

  /** Whether people are told a summary. */
  get isSummedUp(): boolean {
    return this.summaries.some(({ format }) => format === 'text');
  }

  /**
   * Nothing more comes: tells the summary. Answers how the run ends by what it found.
   * @param remarks what people are told besides
   */
  end(counters: RunCounters, remarks: readonly string[] = []): ExitCode {
    for (const sink of this.sinks) sink.end();
    for (const counting of this.statistics) counting.close();
    for (const target of [...this.targets, ...this.periods]) target.close();
    const summary = this.totals.summarize(counters);
    this.summarize(summary, remarks);
    if (summary.imbalances.length > 0 || this.faults > 0) return ExitCode.bug;
    return this.failed ? ExitCode.findings : ExitCode.fine;
  }

  private sinkPlanOf({ format, file }: Target<SinkPlan['format']>): SinkPlan {
    if (file !== undefined) return { format };
    const { palette, columns, isTerminal } = this.out;
    return format === 'text' ? { format, columns, coloured: palette !== PLAIN } : { format, isShown: isTerminal };
  }

  private statisticsTo(period: (typeof PERIODS)[number], write: Write): Statistics {
    return new Statistics(this.plan, { period, zone: this.options.zone, tell: (line) => write(`${line}\n`) });
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
  if (word === undefined) throw new Failure(ExitCode.usage, `There is no outcome '${text}'.`, `They are ${OUTCOME_WORDS.join(', ')}.`);
  return word;
}
