/** Reads, decodes and matches logs without an engine. */

import { execFileSync } from 'node:child_process';
import { compile } from '../src/dsl/compiler.ts';
import type { Plan } from '../src/dsl/plan.ts';
import { openInputs } from '../src/runtime/inputs/open.ts';
import { Matcher } from '../src/runtime/match/matcher.ts';
import { createScan, type KernelName } from '../src/runtime/scan/create.ts';
import { median } from './measure.ts';

export interface Matched {
  /** CPU seconds of all threads. */
  cpu: number;
  /** The number of lines that match a record of the program. */
  matched: number;
}

export function planOf(text: string): Plan {
  const { plan, diagnostics } = compile({ read: () => text }, ['rules.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** Matches all lines of a log; without a kernel, a record is created for each. */
export async function matchLog(plan: Plan, log: string, kernel?: KernelName): Promise<Matched> {
  const report = ({ message }: { message: string }) => {
    throw new Error(message);
  };
  const source = { name: log, files: [log] };
  const { cursors } = await openInputs([source], {
    formats: plan.formats,
    received: 0,
    zone: 'UTC',
    year: 2023,
    stdin: process.stdin,
    report,
  });
  const [cursor] = cursors;
  if (!cursor) throw new Error(`${log} cannot be read`);
  const matcher = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat(cursor.info.format.name);
  const start = process.cpuUsage();
  if (kernel) cursor.scan = createScan(matcher.hints, cursor, kernel);
  let matched = 0;
  while (await cursor.fill()) while (cursor.next()) if (matcher.match(cursor.record, 0, cursor.line).length > 0) matched++;
  return { cpu: since(start), matched };
}

/** CPU seconds since then. */
export function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/**
 * The results of a script started with `one` and these arguments. Each run has its own process: V8's optimizations for
 * one variant must not help or hurt the next.
 */
export function measured(script: string, args: readonly string[], rounds: number): Matched {
  const runs = Array.from({ length: rounds }, () => {
    const answer = execFileSync(process.execPath, ['scripts/run.mjs', script, 'one', ...args], { encoding: 'utf8' });
    return JSON.parse(answer) as Matched;
  });
  return { cpu: median(runs.map(({ cpu }) => cpu)), matched: runs[0]?.matched ?? 0 };
}
