import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { type FormatMatcher, Matcher } from '../../../src/runtime/match/matcher.ts';
import { type Match, RecordFlag } from '../../../src/runtime/record.ts';
import { createScan, type KernelName } from '../../../src/runtime/scan/create.ts';
import { HeaderTwin } from '../../../src/runtime/scan/header-twin.ts';
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

/** What is looked at of a source, and what is passed over, with a scan for these records and without one. */
function looksFor(records: string) {
  const plan = planOf(records);
  const matcher = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat('syslog');
  const scanned = (source: Source, kernel: KernelName) => {
    const cursor = cursorOf(source, plan);
    cursor.scan = createScan(matcher.hints, cursor, kernel);
    return looked(cursor, matcher);
  };
  const all = async (source: Source) => (await looked(cursorOf(source, plan), matcher)) as Look[];
  return { scanned, all };
}

const USUAL: Omit<Source, 'files'> = { size: 1 << 16, zone: 'UTC', year: undefined, maxLine: 1 << 16 };

/** What the kernel is made of, as far as it is broken here. */
interface Parts extends Record<'isWanted3164' | 'nextWord' | 'afterData', (start: number, end: number) => number> {
  bytes: Buffer;
}
type Broken = (this: Parts, start: number, end: number) => number;
const { afterData } = HeaderTwin.prototype as unknown as Parts;

const BROKEN: [what: string, method: string, broken: Broken][] = [
  ['reads RFC 5424 as RFC 3164', 'isWanted5424', function (start, end) {
    return this.isWanted3164(start, end);
  }],
  ['takes two blanks for one', 'nextWord', function (start, end) {
    const at = this.bytes.indexOf(' ', start);
    return at < 0 || at >= end ? end : at + 1;
  }],
  ['takes any word for structured data', 'afterData', function (start, end) {
    return this.nextWord(start, end);
  }],
  ['takes all that is in brackets for an element', 'afterElement', function (start) {
    return this.bytes.indexOf(']', start) + 1;
  }],
  ['leaves the byte order mark in the message', 'afterData', function (start, end) {
    const at = afterData.call(this, start, end);
    return this.bytes[at - 3] === 0xef ? at - 3 : at;
  }],
  ['wants no stamp to be like the others', 'isAt', () => 1],
]; // biome-ignore format: a table

describe('a scan', () => {
  it.each(Object.entries(RECORDS))('passes over nothing but what is no record %s, and the same in each kernel', async (_, records) => {
    const { scanned, all } = looksFor(records);
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(source, async (source) => {
        const found = await scanned(source, 'js');
        for (const one of found) if ('count' in one) passed += one.count;
        expectSame(found, await all(source));
        expect(await scanned(source, 'wasm')).toEqual(found);
      }),
      { numRuns: RUNS },
    );
    expect(passed).toBeGreaterThan(RUNS);
  });

  it.each(BROKEN)('would be found out if it %s', async (_, method, broken) => {
    const { scanned, all } = looksFor(RECORDS['of any program']!);
    const right = Reflect.get(HeaderTwin.prototype, method);
    Reflect.set(HeaderTwin.prototype, method, broken);
    onTestFinished(() => void Reflect.set(HeaderTwin.prototype, method, right));
    const agreement = fc.asyncProperty(source, async (source) => expectSame(await scanned(source, 'js'), await all(source)));
    expect((await fc.check(agreement, { numRuns: 2000, endOnFailure: true })).failed).toBe(true);
  });

  it.each([
    [
      'as RFC 5424 shows it',
      '1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3"] \xef\xbb\xbfAn event',
    ],
    ['without structured data', '1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - said\\"]'],
    ['without a message', '1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - [x@1 a="\\]" b="c"][y@1]'],
    ['without a host, a program or anything', '1 2003-10-11T22:14:15Z - - - - -'],
  ])('passes over lines of RFC 5424 %s', async (_, line) => {
    const { scanned, all } = looksFor(RECORDS['of one program']!);
    const source = { ...USUAL, files: [`<165>${line}\n`.repeat(9)] };
    const [first, passed] = await scanned(source, 'wasm');
    expect(passed).toMatchObject({ count: 8 });
    expectSame([first!, passed!], await all(source));
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
