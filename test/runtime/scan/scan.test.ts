import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { type FormatMatcher, Matcher } from '../../../src/runtime/match/matcher.ts';
import { type Match, RecordFlag } from '../../../src/runtime/record.ts';
import { createScan, type KernelName } from '../../../src/runtime/scan/create.ts';
import { chunksOf } from '../inputs/bytes.ts';
import { syslogLines } from './logs.ts';

const RECORDS: Record<string, string> = {
  'of one program': 'where app == "sshd" { failed = "Failed {*}" accepted = "Accepted {how} for {user}" }',
  'of several programs': 'where app in ["sshd", "sshd-session", "cron"] { failed = "Failed {*}" closed = /closed$/ }',
  'of any program': '{ failed = "Failed {*}" memory = "{*}out of memory" }',
  'of a host': 'where host == "web1" { failed = "Failed {*}" }',
  'of programs told otherwise': 'where app starts with "ssh" { failed = "Failed {user} for {*}" }',
  'of a number for a program': 'where app == "sshd" or app == "12" { failed = "Failed {*}" }',
  'of one program, whatever they say': 'where app == "cron" { any = {} }',
};

function planOf(records: string): Plan {
  const names = [...records.matchAll(/(\w+) = /g)].map(([, name]) => name);
  const rules = names.map((name) => `window w_${name} { key none over 1h fire when count(r.${name}) > 0 }`);
  const text = `records r from syslog ${records}\n${rules.join('\n')}`;
  const { plan, diagnostics } = compile({ read: () => text }, ['scan.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
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

interface Source {
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
  return new SourceCursor({ order: 0, name: 's', format: plan.formats[0]!, context, files: chunks, maxLine });
}

/** All that is looked at, and what was passed over in between. */
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

/** What a scan may leave of all records: those that matter to nobody but the clock, and do not lie before others. */
function expectSame(scanned: readonly (Look | Passed)[], all: readonly Look[]): void {
  let at = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const one of scanned) {
    if (!('count' in one)) {
      expect(one).toEqual(all[at]);
      if ((one.flags & RecordFlag.badTime) === 0) greatest = Math.max(greatest, one.time);
      at++;
      continue;
    }
    expect([all[at]?.time, all[at + one.count - 1]?.time]).toEqual([one.first, one.last]);
    for (const { time, flags, matches } of all.slice(at, (at += one.count))) {
      expect([matches, flags & COUNTED, time >= greatest]).toEqual([[], 0, true]);
      greatest = time;
    }
  }
  expect(at).toBe(all.length);
}

const source: fc.Arbitrary<Source> = fc.record({
  files: fc.array(syslogLines, { minLength: 1, maxLength: 2 }),
  size: fc.constantFrom(1 << 16, 1 << 16, 700, 90),
  zone: fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata'),
  year: fc.constantFrom(undefined, 2023),
  maxLine: fc.constantFrom(1 << 16, 1 << 16, 1 << 16, 60),
});

const RUNS = Number(process.env['CORR_SCAN_RUNS'] ?? 60);

describe('a scan', () => {
  it.each(Object.entries(RECORDS))('passes over nothing but what is no record %s, and the same in each kernel', async (_, records) => {
    const plan = planOf(records);
    const matcher = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat('syslog');
    const scanned = (source: Source, kernel: KernelName) => {
      const cursor = cursorOf(source, plan);
      cursor.scan = createScan(matcher.hints, cursor, kernel);
      return looked(cursor, matcher);
    };
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(source, async (source) => {
        const found = await scanned(source, 'js');
        for (const one of found) if ('count' in one) passed += one.count;
        expectSame(found, (await looked(cursorOf(source, plan), matcher)) as Look[]);
        expect(await scanned(source, 'wasm')).toEqual(found);
      }),
      { numRuns: RUNS },
    );
    expect(passed).toBeGreaterThan(RUNS);
  });

  const cursorFor = (plan: Plan, format: Partial<Plan['formats'][number]> = {}) =>
    new SourceCursor({
      order: 0,
      name: '',
      format: { ...plan.formats[0]!, ...format },
      context: { received: 0, zone: 'UTC' },
      files: [],
      maxLine: 99,
    });

  it('is not made where each line counts', () => {
    const plan = planOf('{ any = {} }');
    const { hints } = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat('syslog');
    expect(createScan(hints, cursorFor(plan))).toBeUndefined();
  });

  it('is not made of a format that says itself where its time or its message is', () => {
    const plan = planOf(RECORDS['of one program']!);
    const { hints } = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat('syslog');
    expect(createScan(hints, cursorFor(plan))).toBeDefined();
    expect(createScan(hints, cursorFor(plan, { message: ['sd', 'app', 'text'] }))).toBeUndefined();
    expect(createScan(hints, cursorFor(plan, { base: 'line' }))).toBeUndefined();
  });
});
