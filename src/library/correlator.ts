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
import { checkOptions, checkTime, noFormat, type RunOptions } from './options.ts';
import { reporter } from './reported-outcome.ts';

/** Evaluates rules. Outcomes are reported synchronously during calls; it uses no threads, timers or files. */
export class Correlator {
  private readonly intake: Intake;
  private readonly totals: Totals;
  private readonly names: string[] = [];
  private readonly sources: LineSource[] = [];

  /** @throws RangeError for an unknown zone, a param that the plan does not have, or an impossible value of an option or param. */
  constructor(
    private readonly plan: Plan,
    private readonly options: RunOptions,
  ) {
    checkOptions(plan, options);
    this.totals = new Totals(plan, this.names);
    this.intake = new Intake(plan, {
      ...options,
      hashSeed: randomInt(2 ** 31),
      onOutcome: reporter(plan, this.names, this.totals, options.onOutcome),
    });
  }

  /**
   * A stream of lines, called `name` in outcomes. `format` is one of the program's or a built-in one; it may be absent
   * if all records of the rules have the same.
   * @throws RangeError for an unknown format, or if it is absent and there are several
   */
  source(name: string, format?: string): LineSource {
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
    const source = new LineSource(plan, context, take, maxLine);
    this.sources.push(source);
    return source;
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
   * @throws RangeError for what is no number, such as a `Date`
   */
  advance(time: number): void {
    checkTime(time);
    this.intake.engine.advance(time);
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
   */
  end(atEnd: 'open' | 'expire' = 'open'): Summary {
    for (const source of this.sources) source.end();
    this.intake.engine.end(atEnd);
    return this.summary;
  }
}
