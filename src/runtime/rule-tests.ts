/** Runs `test` blocks on the engine of `run`, with a virtual clock, so that days pass at once. */

import type { FormatPlan, Plan } from '../dsl/plan.ts';
import type { TestPlan, TestStatement } from '../dsl/test-plan.ts';
import type { DecodedRecord } from './decode/decoded-record.ts';
import type { RecordReader } from './decode/records/record-reader.ts';
import { createRecordReader } from './decode/records/record-readers.ts';
import { textIn } from './decode/text.ts';
import { Engine } from './engine/engine.ts';
import { contextOfStream, type TimeOptions } from './inputs/dating.ts';
import { LineSplitter } from './inputs/lines.ts';
import { isOfUse } from './intake.ts';
import { Matcher } from './match/matcher.ts';
import type { Match, Outcome } from './record.ts';
import { type Failure, judge, leftOver, MOST_SHOWN } from './rule-tests/expectations.ts';
import { lineText } from './trace/lines.ts';
import { openTransactions } from './trace/open-transactions.ts';
import { nearestPattern, type PatternTrace } from './trace/pattern-trace.ts';
import { Silences } from './trace/silences.ts';
import { renderValue } from './values/render.ts';
import { DAY } from './values/time-units.ts';

/** The year of RFC 3164 lines in tests; it has a 29 February. */
const TEST_YEAR = 2024;
/** The time of a test before any line has told one: the beginning of {@link TEST_YEAR}, UTC. */
const BEGINNING = Date.UTC(TEST_YEAR, 0, 1) * 1000;

export interface TestResult {
  test: TestPlan;
  /** Empty if it passed. */
  failures: Failure[];
  /** Lines that match none of the program's records, or do not have their format: a frequent reason for failures. */
  strays: Stray[];
  outcomes: Outcome[];
}

interface Stray {
  line: number;
  text: string;
  undecodable: boolean;
  /** Of the first ones: its message, and the record that it came closest to. */
  nearest?: { message: string; pattern: PatternTrace };
}

/** Reads the file of `log FORMAT file "…"`; returns undefined if there is none. */
type FileReader = (path: string) => Uint8Array | undefined;

/** Runs one test. Never throws because of what a test says: mistakes are failures. `watch` is called with each engine used. */
export function runTest(plan: Plan, test: TestPlan, read: FileReader, watch?: (engine: Engine) => void): TestResult {
  return new TestRun(plan, test, read, watch).run();
}

/** As {@link runTest}. If it fails, runs the test once more to tell how close windows and lines came. */
export function explainTest(plan: Plan, test: TestPlan, read: FileReader, watch?: (engine: Engine) => void): TestResult {
  const run = new TestRun(plan, test, read, watch);
  const result = run.run();
  const isExplained = result.failures.length === 0 || (run.lacks.size === 0 && result.strays.length === 0);
  return isExplained ? result : new TestRun(plan, test, read, undefined, run.lacks).run();
}

/** A line that waits until all `log` blocks of its section are read. */
interface Line {
  /** Its sort key: the latest time in its block so far, so that lines out of order stay so. */
  place: number;
  time: number;
  matches: readonly Match[];
}

class TestRun {
  private readonly outcomes: Outcome[] = [];
  private readonly failures: Failure[] = [];
  private readonly strays: TestResult['strays'] = [];
  private readonly expected = new Set<Outcome>();
  private readonly matcher: Matcher;
  private engine: Engine;
  private waiting: Line[] = [];
  /** The windows of which an outcome was expected, but there was none. */
  readonly lacks = new Set<string>();
  private silences: Silences | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly test: TestPlan,
    private readonly read: FileReader,
    private readonly watch: ((engine: Engine) => void) | undefined,
    /** Names of windows whose silence is to be explained, as are lines that are no records. */
    private readonly silent?: ReadonlySet<string>,
  ) {
    this.engine = this.newEngine();
    this.matcher = new Matcher(plan, this.engine.environment);
  }

  private newEngine(): Engine {
    const engine = new Engine(this.plan, { onOutcome: (outcome) => this.outcome(outcome) });
    this.watch?.(engine);
    const { silent } = this;
    if (silent && silent.size > 0) engine.observer = this.silences ??= new Silences(engine.environment, (rule) => silent.has(rule));
    return engine;
  }

  private outcome(outcome: Outcome): void {
    this.outcomes.push(outcome);
    this.silences?.onOutcome(outcome);
  }

  run(): TestResult {
    for (const statement of this.test.statements) {
      if (statement.kind !== 'log' && statement.kind !== 'logFile') this.deliver();
      this.execute(statement);
    }
    this.deliver();
    return { test: this.test, failures: this.failures, strays: this.strays, outcomes: this.outcomes };
  }

  private execute(statement: TestStatement): void {
    switch (statement.kind) {
      case 'log':
        this.log(statement.format, Buffer.from(statement.text), statement.line);
        break;
      case 'logFile': {
        const bytes = this.read(statement.file);
        if (bytes) this.log(statement.format, bytes, 1);
        else this.failures.push({ line: statement.line, text: `log file "${statement.file}"`, message: 'There is no such file.' });
        break;
      }
      case 'advance':
        this.advance(statement);
        break;
      case 'restart':
        this.restart();
        break;
      case 'end':
        this.engine.end();
        break;
      case 'expect':
        for (const failure of judge(statement, this.plan, this.outcomes, this.expected, this.engine.environment))
          this.failures.push(failure.nearest?.length === 0 ? { ...failure, ...this.instead(statement.rule) } : failure);
        break;
      case 'nothingElse':
        this.failures.push(...leftOver(statement.line, this.outcomes, this.expected, new Set(this.test.rules)));
        break;
    }
  }

  /** What there is of a rule without outcomes. */
  private instead(rule: string): Pick<Failure, 'open' | 'silences'> {
    if (this.plan.rules.some(({ name, kind }) => name === rule && kind === 'window')) this.lacks.add(rule);
    const silences = this.silences?.list.filter((one) => one.rule === rule) ?? [];
    return { open: [...openTransactions(this.engine, rule)].slice(0, MOST_SHOWN), silences: silences.slice(0, MOST_SHOWN) };
  }

  private advance({ by, to, line }: Extract<TestStatement, { kind: 'advance' }>): void {
    const { engine } = this;
    if (to !== undefined && to < engine.lastTime) {
      const [wanted, reached] = [to, engine.lastTime].map((time) => renderValue(time, 'time'));
      this.failures.push({ line, text: `advance to ${wanted}`, message: `It is ${reached} already: time never goes back.` });
    } else if (to !== undefined) engine.advance(to);
    else if (by === undefined) return;
    else if (Number.isFinite(engine.lastTime)) engine.advance(engine.lastTime + engine.micros(by));
    else {
      const message = 'It is no time yet: put it after a line of a log, or say which: advance to 2024-03-01T08:00:00Z.';
      this.failures.push({ line, text: `advance ${renderValue(engine.micros(by), 'duration')}`, message });
    }
  }

  /** Saves all state as it would be written to disk, and resumes it in a new engine. */
  private restart(): void {
    const saved = JSON.stringify(this.engine.save());
    this.engine = this.newEngine();
    this.engine.restore(JSON.parse(saved));
  }

  /** Merges the blocks of a section by time; lines of equal time in written order. */
  private deliver(): void {
    const lines = this.waiting.sort((a, b) => a.place - b.place);
    this.waiting = [];
    for (const { time, matches } of lines) this.engine.accept(time, matches);
  }

  private log(format: string, bytes: Uint8Array, firstLine: number): void {
    const plan = this.plan.formats.find(({ name }) => name === format);
    if (!plan) return;
    const reader = createRecordReader(plan, contextOfStream(bytes, plan, { ...this.dating(), zone: 'UTC', year: TEST_YEAR }));
    const matcher = this.matcher.forFormat(format);
    const lines = new LineSplitter();
    let latest = Number.NEGATIVE_INFINITY;
    const take = ({ record, line }: RecordReader) => {
      const at = firstLine + line - 1;
      const matches = matcher.match(record, 0, at);
      if (matches.length === 0) this.strays.push({ line: at, ...this.stray(plan, record) });
      if (!isOfUse(record, matches)) return;
      latest = Math.max(latest, record.time);
      this.waiting.push({ place: latest, time: record.time, matches });
    };
    lines.feed(bytes);
    while (lines.next() || lines.finish()) if (reader.take(lines)) take(reader);
    while (reader.flush()) take(reader);
  }

  /** How lines without a time, or without a date, are dated: they follow those that are written before them. */
  private dating(): Pick<TimeOptions, 'received' | 'since' | 'day'> {
    const now = this.waiting.reduce((latest, { place }) => Math.max(latest, place), this.engine.lastTime);
    return Number.isFinite(now) ? { received: now, since: now } : { received: BEGINNING, day: BEGINNING / DAY };
  }

  private stray(format: FormatPlan, record: DecodedRecord): Omit<Stray, 'line'> {
    const { undecodable, bytes, messageStart, messageEnd } = record;
    const isExplained = this.silent !== undefined && this.strays.length < MOST_SHOWN;
    const pattern = isExplained ? nearestPattern(this.plan, format, record, this.engine.environment) : undefined;
    const nearest = pattern && { message: textIn(bytes, messageStart, messageEnd), pattern };
    return { text: lineText(record), undecodable, ...(nearest ? { nearest } : {}) };
  }
}
