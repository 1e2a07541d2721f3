/** Live runs for tests: rules of an example, a followed log, a disk in memory. */

import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { selectionFor } from '../../../src/cli/serve/selections.ts';
import { compile } from '../../../src/dsl/compiler.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import { DiskReader } from '../../../src/library/disk-reader.ts';
import { Live, type LiveOptions } from '../../../src/runtime/live.ts';
import type { Sender } from '../../../src/runtime/outputs/senders/sender.ts';
import type { Disk } from '../../../src/runtime/state/disk.ts';
import { isFull } from '../../../src/runtime/state/disk.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { SimDisk } from '../state/sim-disk.ts';

export const STATE = '/state';
export const OUT = '/out/outcomes.ndjson';

export const VISIT_RULES = `
records app from line {
  opened = "{*} open {id}"
  used   = "{*} use {id} {what:rest}"
  closed = "{*} close {id}"
}
transaction visit {
  key id
  start app.opened
  then  app.used * as use
  then  app.closed
  timeout "stalled" after 30s idle
  emit { uses = count(use), last = use.what }
}
window busy {
  key none
  over 20s
  open when count(app.used) >= 4
}
`;

/** Visits that are closed, or not; windows that open. */
export const VISITS = planOfText(VISIT_RULES);

export function planOfText(text: string): Plan {
  const { plan, diagnostics } = compile(new DiskReader(new Map([['visits.corr', text]])), ['visits.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** A program that reports each record at once under its name: `… seen a1`. */
export function by(name: string): Plan {
  return planOfText(`
records app from line {
  seen = "{*} seen {n}"
}
transaction each {
  key n
  start app.seen
  emit { by = "${name}" }
}
`);
}

/** What was seen, and by which program. */
export function toldBy(disk: SimDisk): [n: string, by: string][] {
  const lines = disk
    .text(OUT)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const { key, fields } = JSON.parse(line) as { key: { n: string }; fields: { by: string } };
    return [key.n, fields.by];
  });
}

/**
 * A log of this many visits, some of which are never closed; with equal times, blank lines, and bytes that are not
 * text.
 */
export function visits(count: number): string {
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = (seconds: number) =>
      new Date(Date.UTC(2024, 4, 1, 12) + (i * 7 + seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    lines.push(`${at(0)} open v${i}`, `${at(3)} use v${i} a ${i % 3}`, '', `${at(3)} use v${i} ${'b'.repeat(i % 5)}`);
    if (i % 4 !== 0) lines.push(`${at(6)} close v${i}`);
    if (i % 6 === 0) lines.push('no line of ours \u2028 é');
  }
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Makes this the text of a log, by appending or cutting where that does. Most file systems wait for the disk when a file
 * is emptied and written again.
 */
export function writeLog(path: string, text: string): void {
  const wanted = Buffer.from(text);
  const found = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const same = Math.min(wanted.length, found.length);
  if (same === 0 || !wanted.subarray(0, same).equals(found.subarray(0, same))) writeFileSync(path, wanted);
  else if (found.length > same) truncateSync(path, same);
  else if (wanted.length > same) appendFileSync(path, wanted.subarray(same));
}

/** Accepts nothing, and is never called. */
export const NOBODY: Sender = {
  deliver: async () => ({ kind: 'retry', why: 'Nobody is there.' }),
  preview: ({ line }) => line,
  close: async () => {},
};

export function optionsFor(plan: Plan, disk: Disk, more: Partial<LiveOptions> = {}): LiveOptions {
  return {
    plan,
    disk,
    clock: new FakeClock(),
    engine: { lateness: 0 },
    folder: STATE,
    logs: [],
    receivers: [],
    deliveries: [],
    onChange: 'abandon',
    checkPlan: (json) => json as Plan,
    select: selectionFor,
    outputs: [{ format: 'ndjson', path: OUT }],
    time: { zone: 'UTC' },
    report: ({ message }) => {
      throw new Error(message);
    },
    note: () => {},
    onFault: (error) => {
      throw error;
    },
    onDisabled: () => {},
    ...more,
  };
}

/** @throws Error if it is refused. */
export async function opened(options: LiveOptions): Promise<Live> {
  const live = await Live.open(options);
  if (!(live instanceof Live)) throw new Error(live.message);
  return live;
}

/** Reads everything, and stops like the program. One that crashes leaves no file open, as a process would. */
export async function runToEnd(options: LiveOptions): Promise<Live> {
  const live = await opened(options);
  try {
    while (await live.turn());
    await live.close();
  } catch (error) {
    await live.abandon();
    throw error;
  }
  return live;
}

/** The disk after a run that nothing disturbs. */
export async function diskAfter(plan: Plan, more: Partial<LiveOptions>): Promise<SimDisk> {
  const disk = new SimDisk();
  await runToEnd(optionsFor(plan, disk, more));
  return disk;
}

/** A promise, and whether it has settled. */
export function watched<T>(change: Promise<T>): { change: Promise<T>; isOver: () => boolean } {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  change.then(end, end);
  return { change, isOver: () => isOver };
}

/** Retries until there is room, like the program. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isFull(error)) throw error;
    }
  }
}
