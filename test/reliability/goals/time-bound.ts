import { compile } from '../../../src/dsl/compiler.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import { type FormatMatcher, Matcher } from '../../../src/runtime/match/matcher.ts';
import { logRecord } from '../../runtime/match/log-records.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';
import { HOSTILE_PATTERNS, type HostilePattern, hostileLine } from '../hostile-patterns.ts';

const SIZES = [4, 8, 16, 32, 64].map((kib) => kib * 1024);
const LONGEST = 64 * 1024;
const RULES = 100;
/** The guaranteed limits. Milliseconds. */
const MOST = { ratio: 2.5, line: 20, compile: 1000 };
/** Shorter times measure the clock and the machine, not the matcher. Milliseconds. */
const MEASURABLE = 0.2;
/** Other work may run at the same time: the best of at least this many rounds counts. */
const LEAST_ROUNDS = 5;
/** How often a pattern that seems too slow is measured again: interference disappears, excessive growth stays. */
const SECOND_LOOKS = 20;

export const timeBound: Goal = {
  id: 'G8',
  name: 'time bound',
  what: 'matching takes time in proportion to the line for every pattern, and little for the longest line with 100 rules, whether one takes it or not',
  share: 10,
  prove: (task) => bounded(HOSTILE_PATTERNS.map(matchingOf), measuredTogether(), task),
};

/** One pattern with its lines of all sizes. */
export interface Matching {
  pattern: string;
  /** Milliseconds. */
  compiled: number;
  lines: readonly Buffer[];
  /** Undefined if the pattern was rejected. */
  match: ((line: Buffer) => boolean) | undefined;
}

/** The longest lines: those that no rule matches, and the others. */
interface Together {
  passed: readonly Measured[];
  taken: readonly Measured[];
}

/** Repeated measurements, of which the least counts. */
class Measured {
  best = Number.POSITIVE_INFINITY;

  constructor(
    private readonly match: (line: Buffer) => boolean,
    private readonly line: Buffer,
  ) {}

  measure(): void {
    const began = performance.now();
    this.match(this.line);
    this.best = Math.min(this.best, performance.now() - began);
  }
}

export async function bounded(all: readonly Matching[], { passed, taken }: Together, { seconds }: Pick<Task, 'seconds'>): Promise<Proof> {
  const patterns = all.flatMap(({ pattern, match, lines }) =>
    match ? [{ pattern, times: lines.map((line) => new Measured(match, line)) }] : [],
  );
  const measured = [...patterns.flatMap(({ times }) => times), ...passed, ...taken];
  const isOver = timer(seconds);
  for (let round = 0; round < LEAST_ROUNDS || !isOver(); round++) for (const one of measured) one.measure();
  for (let look = 0; look < SECOND_LOOKS; look++) {
    for (const { times } of patterns.filter(({ times }) => greatestRatio(times) > MOST.ratio)) for (const one of times) one.measure();
  }
  const compiled = Math.max(...all.map((one) => one.compiled));
  const wrong = judged(patterns, [...passed, ...taken]);
  if (compiled > MOST.compile) wrong.push(`compiling a pattern takes ${compiled.toFixed(0)} ms`);
  const figure = {
    patterns: all.length,
    refused: all.length - patterns.length,
    ratio: rounded(Math.max(...patterns.map(({ times }) => greatestRatio(times)))),
    lineMs: rounded(slowest(passed)),
    takenLineMs: rounded(slowest(taken)),
    compileMs: rounded(compiled),
  };
  return { figure, wrong, isFixed: true };
}

function judged(patterns: readonly { pattern: string; times: readonly Measured[] }[], together: readonly Measured[]): string[] {
  const wrong = patterns.flatMap(({ pattern, times }) => {
    const ratio = greatestRatio(times);
    return ratio > MOST.ratio ? [`${pattern}: twice the length takes ${ratio.toFixed(2)} times as long`] : [];
  });
  const line = slowest(together);
  return line > MOST.line ? [...wrong, `a line of 64 KiB takes ${line.toFixed(1)} ms`] : wrong;
}

function slowest(measured: readonly Measured[]): number {
  return Math.max(0, ...measured.map(({ best }) => best));
}

function greatestRatio(times: readonly Measured[]): number {
  const measurable = times.slice(1).map(({ best }, i) => (best < MEASURABLE ? 0 : best / (times[i]?.best ?? best)));
  return Math.max(...measurable);
}

export function matchingOf(hostile: HostilePattern): Matching {
  const compileOnce = () => {
    const began = performance.now();
    const plan = planOf([hostile.pattern]);
    const match = plan && matchWith(plan);
    return { match, compiled: performance.now() - began };
  };
  const [first, second] = [compileOnce(), compileOnce()];
  const lines = SIZES.map((size) => hostileLine(hostile, size));
  return { pattern: hostile.pattern, lines, match: second.match, compiled: Math.min(first.compiled, second.compiled) };
}

/** Against 100 rules, hostile and usual ones. */
function measuredTogether(): Together {
  const accepted = HOSTILE_PATTERNS.map(({ pattern }) => pattern).filter((pattern) => planOf([pattern]));
  const usual = Array.from({ length: RULES - accepted.length }, (_, i) => `"service ${i}: {user} failed after {n:int} attempts"`);
  const plan = planOf([...accepted, ...usual]);
  if (!plan) throw new Error('the rules do not compile');
  const match = matchWith(plan);
  const lines = HOSTILE_PATTERNS.map((one) => hostileLine(one, LONGEST));
  const measured = (isTaken: boolean) => lines.filter((line) => match(line) === isTaken).map((line) => new Measured(match, line));
  return { passed: measured(false), taken: measured(true) };
}

function planOf(patterns: readonly string[]): Plan | undefined {
  const text = `records hostile from line {\n${patterns.map((pattern, i) => `  r${i} = ${pattern}\n`).join('')}}\n`;
  return compile({ read: () => text }, ['hostile.corr']).plan;
}

function matchWith(plan: Plan): (line: Buffer) => boolean {
  const matcher: FormatMatcher = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat('line');
  return (line) => matcher.match(logRecord(line), 0, 1).length > 0;
}

function rounded(figure: number): number {
  return Math.round(figure * 100) / 100;
}
