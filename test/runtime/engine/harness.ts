/**
 * Runs rules on records written as text, and returns outcomes as text, so that tests read as tables.
 *
 * A log has a line for each record: `5 a k=x n=2` is record `a` at second 5. `a+b` is one log record with two names,
 * `a*3` one with weight 3. `advance 20` moves the clock, `restart` saves and restores all state, `end` and `expire` end
 * the input.
 */

import { expect } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Engine, type EngineOptions } from '../../../src/runtime/engine/engine.ts';
import type { Match, Outcome, Value } from '../../../src/runtime/record.ts';

const SECOND = 1_000_000;
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const FIELDS = 'k: text?, j: text?, i: text?, n: int?, s: text?, l: list(text)?, addr: ip?, took: duration?';

/** Records `a` to `e`, all with the same fields. */
const RECORDS = `records g from json {
${NAMES.map((name) => `  ${name} = { event: "${name}", ${FIELDS} }`).join('\n')}
}
`;

/** The plan of some rules over the records of the group `g`. */
export function planOf(rules: string): Plan {
  const { plan, diagnostics } = compile({ read: () => RECORDS + rules }, ['rules.corr']);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return plan as Plan;
}

export class Run {
  readonly outcomes: Outcome[] = [];
  engine: Engine;
  private line = 0;

  constructor(
    readonly plan: Plan,
    private readonly options: Partial<EngineOptions> = {},
  ) {
    this.engine = this.newEngine();
  }

  private newEngine(): Engine {
    return new Engine(this.plan, { ...this.options, onOutcome: (outcome) => this.outcomes.push(outcome) });
  }

  /** Executes the lines. */
  feed(log: string): this {
    for (const line of log.split('\n').map((text) => text.trim())) if (line !== '') this.step(line);
    return this;
  }

  private step(line: string): void {
    const [first = '', second = ''] = line.split(/\s+/);
    if (first === 'advance') this.engine.advance(Number(second) * SECOND);
    else if (first === 'restart') this.restart();
    else if (first === 'end') this.engine.end();
    else if (first === 'expire') this.engine.end('expire');
    else this.engine.accept(Math.round(Number(first) * SECOND), this.matches(line));
  }

  private restart(): void {
    const saved = JSON.stringify(this.engine.save());
    this.engine = this.newEngine();
    this.engine.restore(JSON.parse(saved));
    expect(JSON.stringify(this.engine.save())).toBe(saved);
  }

  private matches(line: string): Match[] {
    this.line++;
    const [time = '', names = '', ...pairs] = line.split(/\s+/);
    const [written = '', weight = '1'] = names.split('*');
    const fields = new Map(pairs.map((pair) => readPair(pair)));
    return written
      .split('+')
      .map((name) => this.plan.records.findIndex((record) => record.name === `g.${name}`))
      .filter((record) => record >= 0)
      .map((record) => ({
        record,
        time: Math.round(Number(time) * SECOND),
        weight: Number(weight),
        values: (this.plan.records[record]?.fields ?? []).map(({ name }) => fields.get(name)),
        source: 0,
        line: this.line,
      }));
  }

  /** `5 t.failure "name" on k=x n=2`: time, outcome, reason, keys, emitted fields. */
  get told(): string[] {
    return this.outcomes.map(shown);
  }
}

/** Numbers are numbers, `[x,y]` is a list, anything else text. */
function readPair(pair: string): [string, Value] {
  const [name = '', text = ''] = pair.split('=');
  if (/^-?\d+(\.\d+)?$/.test(text) && name === 'n') return [name, Number(text)];
  if (name === 'took') return [name, Number(text) * SECOND];
  if (text.startsWith('[')) return [name, text.slice(1, -1).split(',').filter((item) => item !== '')]; // biome-ignore format: one case a line
  return [name, text];
}

export function shown(outcome: Outcome): string {
  const { rule, name, code, end, keys, fields } = outcome;
  const keyTexts = keys
    .filter(({ values }) => values.length > 0)
    .map(({ name: key, values }) => `${key.replaceAll(' ', '')}=${values.map((tuple) => tuple.join(',')).join('|')}`);
  const fieldTexts = Array.from(fields, ([field, value]) => `${field}=${JSON.stringify(value)}`);
  const parts = [
    seconds(end),
    `${rule}.${outcome.outcome}`,
    ...(name === undefined ? [] : [`"${name}"`]),
    code,
    ...keyTexts,
    ...fieldTexts,
  ];
  return parts.join(' ');
}

export const seconds = (micros: number): string => String(micros / SECOND);

/** The outcomes of some rules for a log, as text. */
export function tell(rules: string, log: string, options: Partial<EngineOptions> = {}): string[] {
  return new Run(planOf(rules), options).feed(log).told;
}

/** Expects exactly these outcomes, and consistent counters of every rule. */
export function expectTold(rules: string, log: string, expected: string, options: Partial<EngineOptions> = {}): Run {
  const run = new Run(planOf(rules), options).feed(log);
  const lines = expected.split('\n').map((line) => line.trim());
  expect(run.told).toEqual(lines.filter((line) => line !== ''));
  expectBalance(run);
  return run;
}

const ENDS = ['success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'end'] as const;

/** Started equals ended plus live. */
export function expectBalance({ engine }: Run): void {
  for (const { counters, plan } of engine.runners) {
    if (plan.kind === 'schedule') continue;
    const ended = ENDS.reduce((sum, outcome) => sum + (counters.outcomes[outcome] ?? 0), 0);
    expect(counters.started).toBe(ended + counters.live);
  }
}
