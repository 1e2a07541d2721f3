/** Compares scans with reading the same logs record by record. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import type { FormatPlan, Plan } from '../../../src/dsl/plan.ts';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { type FormatMatcher, Matcher } from '../../../src/runtime/match/matcher.ts';
import { type Match, RecordFlag } from '../../../src/runtime/record.ts';
import { createScan, type KernelName } from '../../../src/runtime/scan/create.ts';
import { expectEqual } from '../../equal.ts';
import { chunksOf } from '../inputs/bytes.ts';

const RUNS = Number(process.env['CORR_SCAN_RUNS'] ?? 60);

/** A program with a rule for each record of a block. */
export function planOf(format: string, records: string, declared = ''): Plan {
  const names = [...records.matchAll(/(\w+) = /g)].map(([, name]) => name);
  const rules = names.map((name) => `window w_${name} { key none over 1h fire when count(r.${name}) > 0 }`);
  const text = `${declared}\nrecords r from ${format} ${records}\n${rules.join('\n')}`;
  const { plan, diagnostics } = compile({ read: () => text }, ['scan.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** The only format of its records. */
export function formatOf(plan: Plan): FormatPlan {
  const format = plan.formats.find(({ name }) => plan.records[0]?.format === name);
  if (!format) throw new Error('the program has no format');
  return format;
}

export function matcherOf(plan: Plan): FormatMatcher {
  return new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat(formatOf(plan).name);
}

interface Look {
  file: number;
  line: number;
  time: number;
  flags: number;
  matches: readonly Match[];
}

interface Passed {
  count: number;
  first: number;
  last: number;
}

export interface Source {
  /** As latin1. */
  files: readonly string[];
  size: number;
  zone: string;
  year: number | undefined;
  maxLine: number;
}

function cursorOf({ files, size, zone, year, maxLine }: Source, plan: Plan): SourceCursor {
  const received = Date.UTC(2024, 5, 1) * 1000;
  const context = { received, zone, ...(year === undefined ? {} : { year }) };
  const chunks = files.map((text, index) => ({ index, chunks: chunksOf(Buffer.from(text, 'latin1'), size) }));
  return new SourceCursor({ order: 0, name: 's', format: formatOf(plan), context, files: chunks, maxLine });
}

/** All records read, and what was skipped in between. */
async function looked(cursor: SourceCursor, matcher: FormatMatcher): Promise<(Look | Passed)[]> {
  const all: (Look | Passed)[] = [];
  const notePassed = () => {
    if (cursor.scan && cursor.scan.count > 0) all.push(cursor.scan.take());
  };
  while (await cursor.fill()) {
    while (cursor.next()) {
      notePassed();
      const { file, line, record } = cursor;
      all.push({ file, line, time: record.time, flags: record.flags, matches: matcher.match(record, file, line) });
    }
    notePassed();
  }
  return all;
}

const COUNTED = RecordFlag.undecodable | RecordFlag.truncated | RecordFlag.incomplete | RecordFlag.invalidUtf8 | RecordFlag.badTime;

/**
 * Expects that a scan skipped only records that match nothing, have none of the counted flags, and are not out of
 * order.
 */
export function expectSame(scanned: readonly (Look | Passed)[], all: readonly Look[]): void {
  let at = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const one of scanned) {
    if (!('count' in one)) {
      expectEqual(one, all[at]);
      if ((one.flags & RecordFlag.badTime) === 0) greatest = Math.max(greatest, one.time);
      at++;
      continue;
    }
    expectEqual([all[at]?.time, all[at + one.count - 1]?.time], [one.first, one.last]);
    for (const { time, flags, matches } of all.slice(at, (at += one.count))) {
      expectEqual([matches, flags & COUNTED, time >= greatest], [[], 0, true]);
      greatest = time;
    }
  }
  expect(at).toBe(all.length);
}

/** Of lines as latin1. */
export function sourceOf(lines: fc.Arbitrary<string>): fc.Arbitrary<Source> {
  return fc.record({
    files: fc.array(lines, { minLength: 1, maxLength: 2 }),
    size: fc.constantFrom(1 << 16, 1 << 16, 700, 90),
    zone: fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata'),
    year: fc.constantFrom(undefined, 2023),
    maxLine: fc.constantFrom(1 << 16, 1 << 16, 1 << 16, 60),
  });
}

/** Reads a source with a scan for the records of a plan, and without one. */
export function looksFor(plan: Plan) {
  const matcher = matcherOf(plan);
  const scanned = (source: Source, kernel: KernelName) => {
    const cursor = cursorOf(source, plan);
    cursor.scan = createScan(matcher.hints, cursor, kernel);
    return looked(cursor, matcher);
  };
  const all = async (source: Source) => (await looked(cursorOf(source, plan), matcher)) as Look[];
  return { scanned, all };
}

/** Both kernels skip only lines that match no record of the plan, and on average more than one line per log. */
export async function expectScanned(plan: Plan, lines: fc.Arbitrary<string>): Promise<void> {
  const { scanned, all } = looksFor(plan);
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(sourceOf(lines), async (source) => {
      const found = await scanned(source, 'js');
      for (const one of found) if ('count' in one) passed += one.count;
      expectSame(found, await all(source));
      expectEqual(await scanned(source, 'wasm'), found);
    }),
    { numRuns: RUNS },
  );
  expect(passed).toBeGreaterThan(RUNS);
}
