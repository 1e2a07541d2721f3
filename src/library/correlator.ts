/** Rules over a program's own input: it writes lines as they arrive, and advances the time. */

import { randomInt } from 'node:crypto';
import type { FormatPlan, Plan } from '../dsl/plan.ts';
import { given } from '../given.ts';
import { formatNamed, ofRecords } from '../runtime/decode/detect.ts';
import { dateOf } from '../runtime/decode/stamps/calendar.ts';
import { Intake } from '../runtime/intake.ts';
import type { LogRecord } from '../runtime/record.ts';
import type { Summary } from '../runtime/report/summary.ts';
import { Totals } from '../runtime/report/totals.ts';
import { LineSource } from './line-source.ts';
import { checkAtEnd, checkOptions, checkTime, noFormat, type RunOptions } from './options.ts';
import { type ReportedOutcome, reporter } from './reported-outcome.ts';

/**
 * Evaluates rules. Outcomes are reported synchronously during calls; it uses no threads, timers or files. When
 * `onOutcome` is called, the rules are in the middle of a record: it cannot write or advance the time itself, and what it
 * throws, the call throws once it is done.
 */
export class Correlator {
  private readonly intake: Intake;
  private readonly totals: Totals;
  private readonly names: string[] = [];
  private readonly sources: LineSource[] = [];
  private isReporting = false;
  /** What `onOutcome` has thrown first during a call. */
  private thrown: { error: unknown } | undefined;
  private hasEnded = false;

  /**
   * @throws RangeError for an unknown zone, a param that the plan does not have, or an impossible value of an option or
   * param; TypeError for what is no function or no Map
   */
  constructor(
    private readonly plan: Plan,
    private readonly options: RunOptions,
  ) {
    checkOptions(plan, options);
    this.totals = new Totals(plan, this.names);
    this.intake = new Intake(plan, {
      ...options,
      hashSeed: randomInt(2 ** 31),
      onOutcome: reporter(plan, this.names, this.totals, (outcome) => this.report(outcome)),
    });
  }

  /**
   * A stream of lines, called `name` in outcomes. `format` is one of the program's or a built-in one; it may be absent
   * if all records of the rules have the same.
   * @throws RangeError for an unknown format, or if it is absent and there are several; Error after the end
   */
  source(name: string, format?: string): LineSource {
    if (this.hasEnded) throw new Error('The correlator has ended: make another.');
    const { intake } = this;
    const { zone = 'UTC', year, date, maxLine } = this.options;
    const plan = this.formatOf(format);
    const matcher = intake.matcherOf(plan.name);
    const index = this.names.push(name) - 1;
    const context = { received: 0, zone, ...given({ year }), ...(date === undefined ? {} : dateOf(date)) };
    const take = (record: LogRecord, line: number) => {
      const matches = intake.recognise(record, matcher, index, line);
      if (matches) intake.accept(record, matches);
    };
    const source = new LineSource(plan, context, { take, during: (work) => this.during(work) }, maxLine);
    this.sources.push(source);
    return source;
  }

  /** Does what may report outcomes. */
  private during(work: () => void): void {
    if (this.isReporting) throw new Error('onOutcome cannot write, nor advance the time: do it after the call that reports the outcome.');
    work();
    const { thrown } = this;
    this.thrown = undefined;
    if (thrown) throw thrown.error;
  }

  private report(outcome: ReportedOutcome): void {
    this.isReporting = true;
    try {
      this.options.onOutcome(outcome);
    } catch (error) {
      this.thrown ??= { error };
    }
    this.isReporting = false;
  }

  private formatOf(name: string | undefined): FormatPlan {
    const { formats } = this.plan;
    const [only, ...others] = ofRecords(formats);
    const format = name === undefined ? only : formatNamed(name, formats);
    if (name === undefined && others.length > 0)
      throw new RangeError('The rules have records of several formats: name that of the source.');
    if (!format) throw name === undefined ? new RangeError('The rules have no format.') : noFormat(name);
    return format;
  }

  /**
   * Advances the time to `time`, microseconds since 1970: anything awaited before then, less `lateness`, has not
   * arrived. Time never goes back.
   * @throws RangeError for what is no whole number, such as a `Date`
   */
  advance(time: number): void {
    checkTime(time);
    this.during(() => this.intake.engine.advance(time));
  }

  /** The number of open transactions, and of episodes of windows. */
  get open(): number {
    return this.intake.open;
  }

  /** The results so far. */
  get summary(): Summary {
    const bytes = this.sources.reduce((sum, source) => sum + source.bytes, 0);
    return this.totals.summarize(this.intake.counters(bytes));
  }

  /**
   * Ends all sources, and reports what is open as such; with `expire`, after all deadlines have passed. Nothing may be
   * written afterwards.
   * @throws RangeError if `atEnd` is neither
   */
  end(atEnd: 'open' | 'expire' = 'open'): Summary {
    checkAtEnd(atEnd);
    this.during(() => {
      this.hasEnded = true;
      for (const source of this.sources) source.finish();
      this.intake.engine.end(atEnd);
    });
    return this.summary;
  }
}
