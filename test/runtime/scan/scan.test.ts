import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { createScan } from '../../../src/runtime/scan/create.ts';
import { HeaderTwin } from '../../../src/runtime/scan/header-twin.ts';
import { syslogLines } from './logs.ts';
import { expectSame, expectScanned, formatOf, looksFor, matcherOf, planOf, type Source, sourceOf } from './scanned.ts';

const RECORDS: Record<string, string> = {
  'of one program': 'where app == "sshd" { failed = "Failed {*}" accepted = "Accepted {how} for {user}" }',
  'of several programs': 'where app in ["sshd", "sshd-session", "cron"] { failed = "Failed {*}" closed = /closed$/ }',
  'of any program': '{ failed = "Failed {*}" memory = "{*}out of memory" }',
  'of a host': 'where host == "web1" { failed = "Failed {*}" }',
  'of programs told otherwise': 'where app starts with "ssh" { failed = "Failed {user} for {*}" }',
  'of a number for a program': 'where app == "sshd" or app == "12" { failed = "Failed {*}" }',
  "of Cisco's facilities": '{ configured = "%SYS-5: {*}" closed = "%SSH-5: {*}" }',
  'of one program, whatever they say': 'where app == "cron" { any = {} }',
};

const USUAL: Omit<Source, 'files'> = { size: 1 << 16, zone: 'UTC', year: undefined, maxLine: 1 << 16 };

/** The functions of the kernel, as far as tests replace them with faulty ones. */
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
    await expectScanned(planOf('syslog', records), syslogLines);
  });

  it.each(BROKEN)('would be found out if it %s', async (_, method, broken) => {
    const { scanned, all } = looksFor(planOf('syslog', RECORDS['of any program']!));
    const right = Reflect.get(HeaderTwin.prototype, method);
    Reflect.set(HeaderTwin.prototype, method, broken);
    onTestFinished(() => void Reflect.set(HeaderTwin.prototype, method, right));
    const agreement = fc.asyncProperty(sourceOf(syslogLines), async (source) => expectSame(await scanned(source, 'js'), await all(source)));
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
    const { scanned, all } = looksFor(planOf('syslog', RECORDS['of one program']!));
    const source = { ...USUAL, files: [`<165>${line}\n`.repeat(9)] };
    const [first, passed] = await scanned(source, 'wasm');
    expect(passed).toMatchObject({ count: 8 });
    expectSame([first!, passed!], await all(source));
  });

  it('ends the name of a program with its line', async () => {
    const { scanned, all } = looksFor(planOf('syslog', RECORDS['of one program, whatever they say']!));
    const lines = ['cron', 'kernel: x', 'cron[1]', 'cron', 'cron:', 'kernel', 'kernel: x'];
    const source = { ...USUAL, files: [lines.map((line) => `Dec 31 22:59:50 h ${line}\n`).join('')] };
    const found = await scanned(source, 'js');
    expectSame(found, await all(source));
    expect(await scanned(source, 'wasm')).toEqual(found);
  });

  it('leaves a zone before a host in brackets to the decoder', async () => {
    const { scanned, all } = looksFor(planOf('syslog', RECORDS['of one program']!));
    const lines = ['web1 sshd[12]: Failed password for eve', 'UTC In(14)[+] sshd[12]: Failed password for eve', 'web1 cron[7]: x'];
    const source = { ...USUAL, files: [lines.map((line) => `Dec 31 22:59:50.25 ${line}\n`).join('')] };
    const found = await scanned(source, 'js');
    expectSame(found, await all(source));
    expect(await scanned(source, 'wasm')).toEqual(found);
  });

  const cursorFor = (plan: Plan, format: Partial<Plan['formats'][number]> = {}) =>
    new SourceCursor({
      order: 0,
      name: '',
      format: { ...formatOf(plan), ...format },
      context: { received: 0, zone: 'UTC' },
      files: [],
      maxLine: 99,
    });

  it('is not made where each line counts', () => {
    const plan = planOf('syslog', '{ any = {} }');
    const { hints } = matcherOf(plan);
    expect(createScan(hints, cursorFor(plan))).toBeUndefined();
  });

  it('is not made of a format that says itself where its time or its message is', () => {
    const plan = planOf('syslog', RECORDS['of one program']!);
    const { hints } = matcherOf(plan);
    expect(createScan(hints, cursorFor(plan))).toBeDefined();
    expect(createScan(hints, cursorFor(plan, { message: ['sd', 'app', 'text'] }))).toBeUndefined();
    expect(createScan(hints, cursorFor(plan, { base: 'clf' }))).toBeUndefined();
  });
});
