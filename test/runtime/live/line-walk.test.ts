import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Intake } from '../../../src/runtime/intake.ts';
import { Applier } from '../../../src/runtime/live/applier.ts';
import { PeriodCounts } from '../../../src/runtime/live/period-counts.ts';
import { RecordFlag } from '../../../src/runtime/record.ts';
import type { SkippedLines } from '../../../src/runtime/scan/line-scan.ts';
import type { Origin } from '../../../src/runtime/state/entry.ts';
import { FrameWriter } from '../../../src/runtime/state/frame-writer.ts';
import { jsonLines } from '../scan/json-logs.ts';
import { syslogLines } from '../scan/logs.ts';
import { bsd, templateLines } from '../scan/template-logs.ts';
import { planOfText } from './runs.ts';

const SYSLOG = planOfText(`
records sshd from syslog where app in ["sshd", "cron"] {
  failed   = "Failed {what:rest}"
  accepted = "Accepted {how} for {user}"
}
transaction attempt {
  key host
  start sshd.failed
  then  sshd.accepted
  timeout "stalled" after 1m
}
window tries {
  key none
  over 10s
  open when count(sshd.failed) >= 3
}
`);
const JSON_LINES = planOfText(`
records shop from json {
  placed = { event: "order.placed", level: text? }
  paid   = { event: "order.paid" }
  failed = "Failed {*}"
}
transaction order {
  key none
  start shop.placed
  then  shop.paid
  timeout "stalled" after 1m
}
window tries {
  key none
  over 10s
  open when count(shop.failed) >= 3
}
`);
const LINES = planOfText(`
records x from line {
  failed   = "{*}Failed {what:rest}"
  accepted = "{*}out of memory"
}
transaction attempt {
  key none
  start x.failed
  then  x.accepted
  timeout "stalled" after 1m
}
window tries {
  key none
  over 10s
  open when count(x.failed) >= 3
}
`);
const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
/** The time at which the stamps of the logs begin. */
const STAMPED = Date.UTC(2023, 11, 31, 22, 59, 50) * 1000;

class CountingIntake extends Intake {
  passed = 0;

  override acceptSkipped(skipped: SkippedLines): void {
    this.passed += skipped.count;
    super.acceptSkipped(skipped);
  }
}

interface Batch {
  /** As latin1; they arrive together. */
  messages: readonly string[];
  received: number;
  origin: number;
  isTickBehind: boolean;
}

function linesOf(log: string): string[] {
  return log.split('\n').filter((line) => /[^ \0\r]/.test(line));
}

/** On a network every message has a PRI, or should have. */
const headed = fc
  .tuple(syslogLines, fc.boolean())
  .map(([log, isHeaded]) => linesOf(log).map((line) => (isHeaded && !line.startsWith('<') ? `<38>${line}` : line)));
const batchOf = (messages: fc.Arbitrary<string[]>): fc.Arbitrary<Batch> =>
  fc.record({
    messages,
    received: fc
      .constantFrom(0, 0, 0, 60 * SECOND, -300 * SECOND, DAY, -DAY, 363 * DAY, 364 * DAY, 365 * DAY)
      .map((skew) => STAMPED + skew),
    origin: fc.nat(1),
    isTickBehind: fc.boolean(),
  });
/** Often the same stamps recur, with the same time or in another year. */
const batchesOf = (messages: fc.Arbitrary<string[]>) =>
  fc
    .tuple(fc.array(batchOf(messages), { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([all, isAgain]) => all.map((one) => (isAgain ? { ...one, messages: all[0]?.messages ?? [] } : one)));
const runOf = (messages: fc.Arbitrary<string[]>) =>
  fc.record({
    batches: batchesOf(messages),
    zone: fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York'),
    lateness: fc.constantFrom(0, 2 * SECOND),
    maxSkew: fc.constantFrom(300 * SECOND, 0, 2 * DAY),
  });

type Run = ReturnType<typeof runOf> extends fc.Arbitrary<infer T> ? T : never;

function framesOf(batches: readonly Batch[], zone: string, format: string): Buffer[] {
  const writer = new FrameWriter();
  let line = 0;
  return batches.map(({ messages, received, origin, isTickBehind }) => {
    const from = (): Origin => ({ source: 'tcp', format, context: { received: 0, zone, live: true }, peer: `${origin}` });
    const id = writer.idOf(`${origin}`, from);
    for (const message of messages) {
      const bytes = Buffer.from(message, 'latin1');
      const flags = message.includes('\xff') ? RecordFlag.invalidUtf8 : 0;
      writer.record({ origin: id, received, flags, line: ++line, last: line, offset: 0 }, bytes, 0, bytes.length);
    }
    if (isTickBehind) writer.tick(received + SECOND);
    const frame = Buffer.from(writer.seal());
    writer.clear();
    return frame;
  });
}

/** Everything that is reported, and remembered. */
function applied(plan: Plan, { batches, zone, lateness, maxSkew }: Run, isEachLookedAt: boolean) {
  const told: unknown[] = [];
  const onFault = (error: unknown) => {
    throw error;
  };
  const counts = new PeriodCounts({
    zone,
    lateness,
    write: (period, line) => told.push([period, line]),
  });
  counts.change(['hourly', 'daily'], plan);
  const intake = new CountingIntake(plan, {
    lateness,
    onOutcome: (outcome) => {
      counts.add(outcome);
      told.push(outcome);
    },
  });
  const onTime = (time: number) => counts.advance(time);
  const wants = isEachLookedAt ? { wants: () => true } : {};
  const applier = new Applier({ plan: plan, intake }, { maxSkew, onTime, onFault, onPlan: () => {}, ...wants });
  for (const frame of framesOf(batches, zone, plan.records[0]?.format ?? '')) applier.apply(frame);
  const kept = JSON.stringify([applier.save(), intake.save(), counts.save(), intake.counters(applier.bytes)]);
  return { passed: intake.passed, told, kept };
}

describe('messages that come together', () => {
  it.each([
    ['syslog', SYSLOG, headed],
    ['plain text', LINES, templateLines({ stamp: bsd, line: ' @ #' }).map(linesOf)],
    ['JSON', JSON_LINES, jsonLines().map(linesOf)],
  ])('of %s are to the rules what they are one by one, whatever is passed over', (_, plan, messages) => {
    let passed = 0;
    fc.assert(
      fc.property(runOf(messages), (run) => {
        const scanned = applied(plan, run, false);
        const each = applied(plan, run, true);
        expect(each.passed).toBe(0);
        passed += scanned.passed;
        expect(scanned.told).toEqual(each.told);
        expect(scanned.kept).toBe(each.kept);
      }),
    );
    expect(passed).toBeGreaterThan(100);
  });
});
